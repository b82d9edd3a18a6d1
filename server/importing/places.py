"""Addresses as registers write them: 如意里小区3号楼2单元501室, 3-2-501, or four columns."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass

_HYPHENS = re.compile(r"[‐-―－~～]")
_IN_WORDS = re.compile(
    r"(?P<estate>.*?)(?P<building>[0-9]+|[A-Za-z][0-9]*|[一二三四五六七八九十]+)(?:号楼|#楼|栋|幢|座|#|楼)-?"
    r"(?:(?P<unit>[0-9]+|[一二三四五六七八九十]+)单元-?)?(?:[0-9]+层)?(?P<room>[0-9]{1,5}[A-Za-z]?)(?:室|号|户|房)?"
)
_IN_NUMBERS = re.compile(
    r"(?P<estate>[^0-9]*?)(?P<building>[0-9]{1,4})-(?:(?P<unit>[0-9]{1,2})-)?(?P<room>[0-9]{1,5})(?:室|号|户)?"
)
_HAN_NUMBERS = {"一": 1, "二": 2, "三": 3, "四": 4, "五": 5, "六": 6, "七": 7, "八": 8, "九": 9, "十": 10}
_SUFFIXES = {"building": "号楼 #楼 栋 幢 座 # 楼", "unit": "单元", "room": "室 号 户 房"}
_TEXT_CHARACTERS_MAX = 200


@dataclass(frozen=True, slots=True)
class Address:
    """``text`` as it was written; the parts as far as they are known."""

    text: str = ""
    estate: str = ""
    building: str = ""
    unit: str = ""
    room: str = ""

    @property
    def key(self) -> str:
        """The same for every way of writing this address; "" where there is none."""
        if self.building and self.room:
            return "|".join((_key(self.estate), self.building, self.unit, self.room.lower()))
        return _key(self.text)

    def values(self) -> dict[str, str]:
        """The fields of a household."""
        found = {f"address.{part}": getattr(self, part) for part in ("estate", "building", "unit", "room")}
        return {path: value for path, value in {**found, "address_text": self.text}.items() if value}


def _key(written: str) -> str:
    return re.sub(r"[^\w]+", "", unicodedata.normalize("NFKC", written)).lower()


def address_of(written: str, parts: Mapping[str, str]) -> Address:
    """An address from one column, from four, or from both; ``parts`` by estate, building, unit, room."""
    given = {part: _part(part, said) for part, said in parts.items() if said}
    found = _parsed(written)
    together = {part: given.get(part) or found.get(part, "") for part in ("estate", "building", "unit", "room")}
    text = written
    if not text and given:
        text = "".join(
            f"{together[part]}{suffix}"
            for part, suffix in (("estate", ""), ("building", "号楼"), ("unit", "单元"), ("room", "室"))
            if together[part]
        )
    elif text and given.get("estate") and given["estate"] not in text:
        text = given["estate"] + text
    return Address(text[:_TEXT_CHARACTERS_MAX], **together)


def _parsed(written: str) -> dict[str, str]:
    said = _HYPHENS.sub("-", written).replace(" ", "")
    found = _IN_WORDS.fullmatch(said) or _IN_NUMBERS.fullmatch(said)
    if found is None:
        return {}
    return {part: _part(part, value) for part, value in found.groupdict().items() if value}


def _part(part: str, said: str) -> str:
    """A part without its 号楼, 单元 or 室; the figures plain."""
    value = unicodedata.normalize("NFKC", said).strip()
    if part == "estate":
        return value.rstrip("-")
    for suffix in _SUFFIXES[part].split():
        value = value.removesuffix(suffix)
    return str(_HAN_NUMBERS.get(value, value.lstrip("0") or value))
