"""For each field one function that looks at a value: made once, called for every value that arrives.

The values come from documents that anybody may have written with any software. No function here raises,
whatever it is given, and none costs more than a glance at a value that is far too large.
"""

import re
from collections.abc import Callable
from datetime import date

from schemas.declaration import CODE_LENGTH_MAX, NOTE_LENGTH_MAX, TEXT_LENGTH_MAX, Field, FieldType
from schemas.id_number import read as read_id_number
from schemas.problems import Finding

Findings = tuple[Finding, ...]
Check = Callable[[object], Findings]

_UUID = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
_SHA256 = re.compile(r"[0-9a-f]{64}")
_MONTH = re.compile(r"(?:18|19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])")
_DATE = re.compile(r"(?:18|19|20|21)[0-9]{2}-[0-9]{2}-[0-9]{2}")
_PHONE = re.compile(r"1[3-9][0-9]{9}|0[0-9]{2,3}-?[0-9]{7,8}")
# NUL cannot be stored by PostgreSQL, and half a surrogate pair cannot be written as UTF-8 by anyone.
_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
# 2000-01-01 to 2100-01-01: a tablet whose clock fell back to 1970 is caught here.
_TIME_MS_MIN, _TIME_MS_MAX = 946_684_800_000, 4_102_444_800_000

FINE: Findings = ()


def _hard(code: str, **params: str | int | float) -> Findings:
    return (Finding(code, "hard", params),)


def _soft(code: str, **params: str | int | float) -> Findings:
    return (Finding(code, "soft", params),)


_WRONG_TYPE = _hard("value.type")


def check_for(field: Field) -> Check:
    """The function that checks a value of this field."""
    return _MAKERS[field.type](field)


def _number(field: Field) -> Check:
    low, high = field.hard or (-(2**53), 2**53)
    usual_low, usual_high = field.soft or (low, high)
    unit = field.unit.zh if field.unit else ""
    outside = _hard("value.range_hard", min=low, max=high, unit=unit)
    unusual = _soft("value.range_soft", min=usual_low, max=usual_high, unit=unit)
    no_number = _hard("value.number")
    too_fine = _soft("value.decimals", decimals=field.decimals)
    decimals, fractions_allowed = field.decimals, field.type == "decimal"

    def check(value: object) -> Findings:
        if type(value) is int:
            if low <= value <= high:
                return FINE if usual_low <= value <= usual_high else unusual
            return outside
        if type(value) is float and fractions_allowed:
            if low <= value <= high:
                if round(value, decimals) != value:
                    return too_fine
                return FINE if usual_low <= value <= usual_high else unusual
            return outside if float("-inf") < value < float("inf") else no_number
        return _WRONG_TYPE

    return check


def _time(_: Field) -> Check:
    outside = _hard("value.range_hard", min="2000-01-01", max="2100-01-01", unit="")

    def check(value: object) -> Findings:
        if type(value) is not int:
            return _WRONG_TYPE
        return FINE if _TIME_MS_MIN <= value <= _TIME_MS_MAX else outside

    return check


def _boolean(_: Field) -> Check:
    def check(value: object) -> Findings:
        return FINE if value is True or value is False else _WRONG_TYPE

    return check


def _written(type_length_max: int) -> Callable[[Field], Check]:
    unstorable = _hard("value.characters")

    def make(field: Field) -> Check:
        length_max = field.length_max or type_length_max
        too_long = _hard("value.too_long", max=length_max)

        def check(value: object) -> Findings:
            if type(value) is not str:
                return _WRONG_TYPE
            if len(value) > length_max:
                return too_long
            return unstorable if _UNSTORABLE.search(value) else FINE

        return check

    return make


def _code(field: Field) -> Check:
    known = frozenset(code.code for code in field.codes.codes) if field.codes else frozenset()
    unknown = _hard("value.code_unknown")
    own_code = _written(CODE_LENGTH_MAX)(field) if field.codes and field.codes.open else None

    def check(value: object) -> Findings:
        if type(value) is not str:
            return _WRONG_TYPE
        if value in known:
            return FINE
        return own_code(value) if own_code else unknown

    return check


def _shaped(shape: re.Pattern[str], wrong: Findings) -> Callable[[Field], Check]:
    def make(_: Field) -> Check:
        def check(value: object) -> Findings:
            if type(value) is not str:
                return _WRONG_TYPE
            return FINE if shape.fullmatch(value) else wrong

        return check

    return make


def _date(_: Field) -> Check:
    wrong = _hard("value.date")

    def check(value: object) -> Findings:
        if type(value) is not str:
            return _WRONG_TYPE
        # fromisoformat alone would let 20260301 and 2026-W09-7 through.
        if not _DATE.fullmatch(value):
            return wrong
        try:
            date.fromisoformat(value)
        except ValueError:
            return wrong
        return FINE

    return check


def _id_number(_: Field) -> Check:
    def check(value: object) -> Findings:
        if type(value) is not str:
            return _WRONG_TYPE
        found = read_id_number(value).problems
        return tuple(Finding(code, "hard", {}) for code in found) if found else FINE

    return check


_reference = _shaped(_UUID, _hard("value.ref"))
_MAKERS: dict[FieldType, Callable[[Field], Check]] = {
    "text": _written(TEXT_LENGTH_MAX),
    "note": _written(NOTE_LENGTH_MAX),
    "integer": _number,
    "decimal": _number,
    "boolean": _boolean,
    "choices": _boolean,
    "date": _date,
    "month": _shaped(_MONTH, _hard("value.month")),
    "time": _time,
    "code": _code,
    "ref": _reference,
    "person": _reference,
    "id_number": _id_number,
    # Short numbers, extensions and numbers from abroad exist, so a strange phone is only questioned.
    "phone": _shaped(_PHONE, _soft("phone.format")),
    "attachment": _shaped(_SHA256, _hard("value.attachment")),
}
