"""The words of a card: {names} in them stand for values, in both languages alike."""

import math
import re
from collections.abc import Mapping

_PLACE = re.compile(r"\{([^{}]*)\}")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*(?:\.[A-Za-z_][A-Za-z0-9_]*)?")
# What stands where a value is not known.
UNKNOWN = "—"


def places(text: str) -> tuple[str, ...]:
    """The names between braces, each once, in order; as they are written, right or wrong."""
    return tuple(dict.fromkeys(_PLACE.findall(text)))


def is_name(place: str) -> bool:
    return _NAME.fullmatch(place) is not None


def has_loose_brace(text: str) -> bool:
    return bool(re.search(r"[{}]", _PLACE.sub("", text)))


def filled(text: str, values: Mapping[str, object]) -> str:
    """The text with its values; `table.column` finds the column of a table's row."""
    return _PLACE.sub(lambda match: _shown(match.group(1), values), text)


def _shown(place: str, values: Mapping[str, object]) -> str:
    name, _, column = place.partition(".")
    value = values.get(name)
    if column and isinstance(value, Mapping):
        value = value.get(column)
    return shown(value)


def shown(value: object) -> str:
    """A number, date or text as people read it: whole numbers bare, decimals with at least one and at most 3 places."""
    if isinstance(value, str):
        return value
    if isinstance(value, bool) or not isinstance(value, int | float):
        return UNKNOWN
    if isinstance(value, int):
        return str(value)
    if not math.isfinite(value) or abs(value) >= 1e9:
        return UNKNOWN
    thousandths = math.floor(abs(value) * 1000 + 0.5)
    places = f"{thousandths % 1000:03d}".rstrip("0") or "0"
    sign = "-" if value < 0 and thousandths else ""
    return f"{sign}{thousandths // 1000}.{places}"
