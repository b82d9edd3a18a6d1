"""What a cell says, whatever way it was typed: texts without their dress, dates of every hand, ticks."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import NamedTuple

from server.importing.words import WORDS
from server.importing.workbook import Unreadable, Value

# Full-width letters, digits and signs stand 0xFEE0 above the plain ones. The rest of NFKC would rewrite rare names.
_HALF_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)}
_HALF_WIDTH |= {0x3000: 0x20, 0xA0: 0x20}
_INVISIBLE = re.compile("[\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\x00-\x08\x0b-\x1f\ud800-\udfff]")
_HAN_GAP = re.compile(r"(?<=[\u3400-\u9fff·])\s+(?=[\u3400-\u9fff·])")
_BLANKS = re.compile(r"\s+")

_SERIAL_MIN, _SERIAL_MAX = 3000, 73050
"""Excel's days since 1900: from 1908 to 2099. Below, a number is more likely a year."""
_EXCEL_DAY_ZERO = date(1899, 12, 30)
_YMD = re.compile(r"(\d{4})[-./年](\d{1,2})[-./月](\d{1,2})日?(?:\s.*)?")
_YM = re.compile(r"(\d{4})[-./年](\d{1,2})月?")
_PACKED = re.compile(r"(\d{4})(\d{2})(\d{2})")
_PACKED_MONTH = re.compile(r"(19\d{2}|20\d{2})(\d{2})")
_YEAR = re.compile(r"(1[89]\d{2}|20\d{2})年?")
_LUNAR = re.compile(r"农历|阴历|旧历|腊月|正月|冬月|闰|初[一二三四五六七八九十]|廿")


def text(value: Value | None) -> str:
    """The text of a cell: half-width, no invisible characters, no blanks around; a whole number without its ".0"."""
    if value is None or isinstance(value, Unreadable):
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float) and value.is_integer() and abs(value) < 2**53:
        value = int(value)
    if isinstance(value, date):
        return value.isoformat()
    return _BLANKS.sub(" ", _INVISIBLE.sub("", str(value).translate(_HALF_WIDTH))).strip()


def is_blank(value: Value | None) -> bool:
    """Whether nothing was said: empty, or a dash in its place."""
    return not isinstance(value, Unreadable) and (text(value).lower() in WORDS.blank or not text(value))


def person_name(written: str) -> str:
    """A name without the blanks that make two characters as wide as three."""
    return _HAN_GAP.sub("", written).replace("•", "·").replace("・", "·")


def ticked(value: Value | None) -> bool | None:
    """Yes, no, or None where it is neither."""
    if isinstance(value, bool):
        return value
    said = text(value).lower()
    return True if said in WORDS.yes else False if said in WORDS.no else None


class Day(NamedTuple):
    """A date as somebody wrote it. ``day`` is "YYYY-MM-DD", "" if it is not known to the day; ``problem`` says why."""

    day: str
    problem: str = ""
    """``date.impossible``, ``date.partial``, ``date.lunar``, ``date.unreadable``."""
    month: str = ""
    """"YYYY-MM" or "YYYY" where only so much is known."""


def day(value: Value | None) -> Day:
    """Read a date from a date cell, a serial number, or any of the ways people write one."""
    if isinstance(value, date):
        return Day(value.isoformat())
    if isinstance(value, (int, float)) and not isinstance(value, bool) and _SERIAL_MIN <= value <= _SERIAL_MAX:
        return Day((_EXCEL_DAY_ZERO + timedelta(days=int(value))).isoformat())
    said = text(value).replace(" ", "")
    if _LUNAR.search(said):
        return Day("", "date.lunar")
    # With its blanks, a time of day can be told from the day: 1944-10-01 00:00:00.
    if found := _YMD.fullmatch(text(value)) or _YMD.fullmatch(said) or _PACKED.fullmatch(said):
        return _day(*map(int, found.groups()))
    for shape in (_YM, _PACKED_MONTH):
        if found := shape.fullmatch(said):
            year, month = int(found[1]), int(found[2])
            if not 1 <= month <= 12:
                return Day("", "date.impossible")
            return Day("", "date.partial", f"{year:04}-{month:02}")
    if found := _YEAR.fullmatch(said):
        return Day("", "date.partial", found[1])
    return Day("", "date.unreadable")


def _day(year: int, month: int, number: int) -> Day:
    try:
        found = date(year, month, number)
    except ValueError:
        return Day("", "date.impossible")
    return Day(found.isoformat()) if year >= 1850 else Day("", "date.impossible")
