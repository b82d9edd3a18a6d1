"""The order in which doors are passed: by estate, building, unit and room, as people count and not as letters sort."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

_NUMBER = re.compile("[0-9]+")
_DIGITS = 6
_PART_MAX = 60
_PARTS = ("address.estate", "address.building", "address.unit", "address.room")
_BETWEEN, _LAST = "\x1f", "\uffff"


def place_key(household: Mapping[str, Any], resident: Mapping[str, Any]) -> str:
    """A text that sorts, by its UTF-8 bytes, in the order of doors. Both are values, path → answer.

    Building 12 comes after building 3. Where the household has no building, the address as it is written counts; who
    has none comes last.
    """
    parts = [_text(household, path) for path in _PARTS]
    if not any(parts[1:]):
        parts = [_text(household, "address_text") or _text(resident, "live_address")]
    return _BETWEEN.join(map(_key, parts)) if any(parts) else _LAST


def _key(text: str) -> str:
    return _NUMBER.sub(lambda found: found.group().lstrip("0").zfill(_DIGITS), text[:_PART_MAX])


def _text(values: Mapping[str, Any], path: str) -> str:
    value = values.get(path)
    return "".join(value.split()) if isinstance(value, str) else ""
