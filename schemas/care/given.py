"""What a rule set is given: answers of a record and what the caller knows besides, as expressions take them.

The values come from documents that anybody may have written. Whatever is not what an input asks for counts as
missing, and nothing here raises.
"""

import math
import re
from collections.abc import Callable, Mapping
from typing import Any

from schemas.care.dates import is_date
from schemas.care.grammar import INTEGER_MAX
from schemas.care.rule_set import Input
from schemas.declaration import TEXT_LENGTH_MAX, Condition

LIST_MAX = 200
_SCORE = re.compile(r"0|[1-9][0-9]{0,5}")
_SURROGATE = re.compile("[\ud800-\udfff]")
_NONE = object()

Values = Mapping[str, Any]


def given(asked: Input, values: Values, context: Values) -> Any | None:
    """The value of an input as expressions take it, or None where it is missing."""
    if asked.only_if and not _holds(asked.only_if, values):
        found: Any = _NONE
    else:
        found = _FINDERS[asked.origin](asked, values, context)
    if found is _NONE:
        return list(asked.when_none) if isinstance(asked.when_none, tuple) else asked.when_none
    value = _READERS[asked.type](found)
    if value is None or not _possible(asked, value):
        return None
    return value


def _holds(condition: Condition, values: Values) -> bool:
    found = values.get(condition.path)
    return any(type(found) is type(wanted) and found == wanted for wanted in condition.any_of)


def _answer(asked: Input, values: Values, _: Values) -> Any:
    if asked.type == "choices":
        return _ticked(asked.key, values)
    found = values.get(asked.key)
    return _NONE if found is None or found == "" else found


def _ticked(path: str, values: Values) -> Any:
    """The ticked codes of a choices field. None ticked is no answer: a form that was passed over looks the same."""
    start = path + "."
    codes = [
        key[len(start) :]
        for key, value in values.items()
        if isinstance(key, str) and key.startswith(start) and value is True
    ]
    return sorted(codes, key=lambda code: code.encode("utf-16-be", "surrogatepass")) or _NONE


def _known(asked: Input, _: Values, context: Values) -> Any:
    """None in the context says that there is none; what does not stand in it is not known."""
    if asked.key not in context:
        return None
    found = context[asked.key]
    return _NONE if found is None else found


def _earlier(asked: Input, _: Values, context: Values) -> Any:
    if "previous" not in context:
        return None
    previous = context["previous"]
    if previous is None:
        return _NONE
    return previous.get(asked.key) if isinstance(previous, Mapping) else None


_FINDERS: Mapping[str, Callable[[Input, Values, Values], Any]] = {
    "path": _answer,
    "context": _known,
    "previous": _earlier,
}


def _integer(found: object) -> int | None:
    # JavaScript does not tell 140 from 140.0.
    if isinstance(found, float) and found.is_integer():
        found = int(found)
    return found if type(found) is int and abs(found) <= INTEGER_MAX else None


def _decimal(found: object) -> float | None:
    if type(found) is int and abs(found) <= INTEGER_MAX:
        return float(found)
    return found if type(found) is float and math.isfinite(found) else None


def _score(found: object) -> int | None:
    return int(found) if isinstance(found, str) and _SCORE.fullmatch(found) else None


def _text(found: object) -> str | None:
    if type(found) is str and 0 < len(found) <= TEXT_LENGTH_MAX and not _SURROGATE.search(found):
        return found
    return None


def _boolean(found: object) -> bool | None:
    return found if type(found) is bool else None


def _date(found: object) -> str | None:
    return found if is_date(found) else None  # type: ignore[return-value]


def _texts(found: object) -> list[str] | None:
    if not isinstance(found, list | tuple) or len(found) > LIST_MAX:
        return None
    return list(found) if all(_text(item) is not None for item in found) else None


_READERS: Mapping[str, Callable[[Any], Any]] = {
    "integer": _integer,
    "decimal": _decimal,
    "score": _score,
    "code": _text,
    "text": _text,
    "boolean": _boolean,
    "date": _date,
    "choices": _texts,
    "texts": _texts,
}


def _possible(asked: Input, value: Any) -> bool:
    if asked.between and not asked.between[0] <= value <= asked.between[1]:
        return False
    if not asked.codes:
        return True
    return all(str(code) in asked.codes for code in (value if isinstance(value, list) else [value]))
