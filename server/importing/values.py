"""One cell becomes the value of one field, or is left out with its reason."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from schemas.declaration import NOTE_LENGTH_MAX, TEXT_LENGTH_MAX, Field
from schemas.id_number import IdNumber, check_digit
from schemas.id_number import read as read_id_number
from schemas.problems import SENTENCES
from server.importing.cells import Day, day, is_blank, text, ticked
from server.importing.issues import Fate
from server.importing.targets import Target
from server.importing.words import code_of
from server.importing.workbook import Unreadable, Value
from sync.document import Scalar

_SEPARATORS = re.compile(r"[、,;/|。和及]+|\s+")
_PHONE = re.compile(r"1[3-9]\d{9}|0\d{2,3}-?\d{7,8}")
_PHONE_INSIDE = re.compile(rf"(?<!\d)(?:{_PHONE.pattern})(?!\d)")
_PHONES_APART = re.compile(r"[、,;/|\\或]+|\s+")
_COUNTRY = re.compile(r"^\+?86-?(?=1[3-9]\d{9}$)")
_SOME_NUMBER = re.compile(r"\d{3,15}")
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?[Ee]\+?\d+")
_EXACT_DIGITS_MAX = 15
"""What Excel keeps of a number; the rest it makes zeros."""
_BRACKETS = re.compile(r"[(\[【].*?[)\]】]")


@dataclass(slots=True)
class Read:
    """What a cell says: path → value; ``code`` of what is wrong with it, and what became of it."""

    values: dict[str, Scalar] = field(default_factory=dict)
    code: str = ""
    fate: Fate = "left_out"
    about: dict[str, str] = field(default_factory=dict)


def read_cell(target: Target, value: Value | None) -> Read:
    """The values that a cell gives to its target's field; nothing where it is empty."""
    if isinstance(value, Unreadable):
        return Read(code=f"value.{value.why}")
    of = target.field
    if of is None or value is None:
        return Read()
    path = target.path.removeprefix("household.") if target.of_household else target.path
    if target.option:
        return _option(path, target, value)
    if of.type == "choices":
        return _choices(path, of, value)
    if is_blank(value):
        return Read()
    return _READERS[of.type](path, of, value)


def _text(path: str, of: Field, value: Value) -> Read:
    said = text(value)
    most = NOTE_LENGTH_MAX if of.type == "note" else TEXT_LENGTH_MAX
    if len(said) > most:
        return Read(code="value.too_long", about={"max": str(most)})
    return Read({path: said})


def _integer(path: str, of: Field, value: Value) -> Read:
    said = re.sub(r"[人口个]$", "", text(value))
    if not said.isdecimal() or len(said) > 9:
        return Read(code="value.number")
    number, bounds = int(said), of.hard
    return Read({path: number}) if bounds is None or bounds[0] <= number <= bounds[1] else Read(code="value.number")


def _code(path: str, of: Field, value: Value) -> Read:
    code = code_of(of.codes, text(value)) if of.codes else None
    return Read({path: code}) if code else Read(code="value.unknown")


def _date(path: str, of: Field, value: Value) -> Read:
    found = day(value)
    if of.type == "month":
        known = found.day[:7] or (found.month if len(found.month) == 7 else "")
        return Read({path: known}) if known else Read(code="date.unreadable")
    if found.day:
        return Read({path: found.day})
    return Read(code="date.unreadable" if found.problem == "date.lunar" else found.problem)


def _phone(path: str, _: Field, value: Value) -> Read:
    said = _COUNTRY.sub("", text(value))
    whole = re.sub(r"[\s-]", "", said)
    if _PHONE.fullmatch(whole) and len(whole) <= 12:
        return Read({path: whole if "-" not in said or whole.startswith("1") else said.replace(" ", "")})
    if _SOME_NUMBER.fullmatch(whole):
        return Read({path: whole}, "phone.format", "check")
    parts = [_COUNTRY.sub("", part) for part in _PHONES_APART.split(said) if any(map(str.isdigit, part))]
    good = [part for part in parts if _PHONE.fullmatch(part)] or _PHONE_INSIDE.findall(said)
    if good:
        return Read({path: good[0]}, "phone.several" if len(parts) > 1 else "", "check")
    return Read(code="phone.format")


def _option(path: str, target: Target, value: Value) -> Read:
    """A column of ticks: √ says yes, so does the word of its heading."""
    if not text(value):
        return Read()
    of, answer = target.field, ticked(value)
    if answer is None and text(value) in ("-", "/", "—"):
        return Read()
    if answer is None and of and of.codes and code_of(of.codes, text(value)) == target.option:
        answer = True
    return Read({path: answer}) if answer is not None else Read(code="value.unknown")


def _choices(path: str, of: Field, value: Value) -> Read:
    """Several answers in one cell: 高血压、糖尿病. What a form has no box for goes under “other”, if there is one."""
    said = text(value)
    codes = of.codes
    if not said or codes is None or said in ("-", "/", "—", "——"):
        return Read()
    read, unknown = Read(), []
    for part in filter(None, _SEPARATORS.split(_BRACKETS.sub("", said))):
        code = code_of(codes, part)
        if code:
            read.values[f"{path}.{code}"] = True
        else:
            unknown.append(part)
    if len(read.values) > 1:
        read.values.pop(f"{path}.none", None)
    if not unknown:
        return read
    names = {code.code for code in codes.codes}
    if path == "disease" and "other" in names:
        read.values.pop("disease.none", None)
        read.values |= {"disease.other": True, "disease_detail": "、".join(unknown)[:TEXT_LENGTH_MAX]}
        read.code, read.fate = "value.as_other", "check"
    else:
        read.code = "value.part_unknown" if read.values else "value.unknown"
    return read


_READERS = {
    "text": _text,
    "note": _text,
    "integer": _integer,
    "code": _code,
    "date": _date,
    "month": _date,
    "phone": _phone,
    "id_number": _text,
}


@dataclass(frozen=True, slots=True)
class Number:
    """An identity number: ``read`` where it is right, else the code of what to tell, with its sentence."""

    read: IdNumber | None = None
    code: str = ""
    zh: str = ""
    en: str = ""


def id_number(value: Value | None, today: str) -> Number:
    """The identity number of a cell; digits that Excel has lost are never guessed."""
    if isinstance(value, Unreadable):
        return Number(code=f"value.{value.why}")
    if is_blank(value):
        return Number()
    said = text(value).strip("'`‘’")
    if _SCIENTIFIC.fullmatch(said.replace(" ", "")):
        return Number(code="id.lost_digits")
    is_number = isinstance(value, (int, float)) and not isinstance(value, bool)
    if is_number and len(said) > _EXACT_DIGITS_MAX and not _kept_whole(value):
        return Number(code="id.lost_digits")
    found = read_id_number(said, today)
    if not found.problems:
        return Number(found)
    if "id_number.checksum" in found.problems and found.number.endswith("000"):
        return Number(code="id.lost_digits")  # saved as text after the digits were gone
    sentence = SENTENCES[found.problems[0]]
    return Number(code="id.wrong", zh=sentence.zh, en=sentence.en)


def _kept_whole(value: Value | None) -> bool:
    """Whether all 18 digits of a number were written by some other program, and the check digit says they are right."""
    said = str(value)
    return isinstance(value, int) and len(said) == 18 and said[-3:] != "000" and check_digit(said[:17]) == said[17]


def birth_day(value: Value | None) -> Day:
    """A birth date as registers hold it."""
    return Day("") if value is None or isinstance(value, Unreadable) or is_blank(value) else day(value)
