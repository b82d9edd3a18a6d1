"""The register of residents: rows so short that all of them can be looked through, in the order of pinyin."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, or_, select

from server.access import visible_among
from server.auth import Actor
from server.models import ResidentEntry
from server.spelling import letters_of, place_of, plain_name

NUMBERS, DIGITS = ("id_number", "phone"), 6
"""What is known by its end, and how much of that stands in the register."""
_NAME_CHARACTERS_MAX, _ADDRESS_CHARACTERS_MAX = 200, 500


def entry_of(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the register says of a resident with these answers, by column."""
    name, address = (str(values.get(path) or "") for path in ("name", "live_address"))
    return {
        "place": place_of(name),
        "name": plain_name(name)[:_NAME_CHARACTERS_MAX],
        "letters": letters_of(name),
        "address": _plain(address)[:_ADDRESS_CHARACTERS_MAX],
        "household_id": reference(values.get("household")),
        "digits": "".join(f"{_plain(str(values.get(path) or '')).upper()[-DIGITS:]}|" for path in NUMBERS),
    }


def is_called(text: str) -> ColumnElement[bool]:
    """Entries whose name holds ``text``, or is spelled so from one of its syllables on."""
    plain = plain_name(text)
    named = ResidentEntry.name.contains(plain, autoescape=True)
    if plain.isascii() and plain.isalpha():
        return or_(named, ResidentEntry.letters.contains(f"|{plain}", autoescape=True))
    return named


def living_at(text: str) -> ColumnElement[bool]:
    """Entries whose address, as it was written, holds ``text``."""
    return ResidentEntry.address.contains(_plain(text), autoescape=True)


def numbered(text: str) -> ColumnElement[bool]:
    """Entries of which a number ends like ``text``, as far as the register knows its end."""
    return ResidentEntry.digits.contains(f"{text.upper()[-DIGITS:]}|", autoescape=True)


def named_residents(actor: Actor, text: str) -> Select[bytes]:
    """The ids of the residents who are called so."""
    return select(ResidentEntry.document_id).where(visible_among(ResidentEntry, actor), is_called(text))


def reference(value: Any) -> bytes | None:
    """The document that an answer refers to."""
    try:
        return UUID(str(value)).bytes if value else None
    except ValueError:
        return None


def _plain(address: str) -> str:
    return address.lower().replace("\x00", "")
