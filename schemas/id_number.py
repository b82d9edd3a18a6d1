"""Citizen identity numbers as GB 11643-1999 defines them, and their 15-digit forerunners of 1989.

Any six-digit area is accepted: Yanzhou's own changed four times, and elders carry the code of their day.
Nothing here raises: a wrong number is something a person typed, and comes back with what is wrong about it.
"""

import re
import unicodedata
from datetime import date
from functools import lru_cache
from typing import NamedTuple

_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
_CHECK_DIGITS = "10X98765432"
# Enough for 18 digits typed with a blank between each; more is no identity number.
_TYPED_LENGTH_MAX = 64
_EARLIEST_YEAR = 1900
_SHAPE_18 = re.compile(r"[0-9]{17}[0-9X]")
_SHAPE_15 = re.compile(r"[0-9]{15}")


class IdNumber(NamedTuple):
    """What an identity number says.

    number: 18 characters, or what was typed, cleaned, where it is no identity number
    area: six digits, "" if unreadable
    birth_date: "YYYY-MM-DD", "" if unreadable or not a date
    sex: "1" male, "2" female (GB/T 2261.1), "" if unreadable
    problems: codes of `schemas.problems`, in the order a person would look for them
    """

    number: str
    area: str
    birth_date: str
    sex: str
    problems: tuple[str, ...]


def check_digit(first_17: str) -> str:
    """The 18th character that belongs to seventeen digits (ISO 7064 MOD 11-2)."""
    weighted = (int(digit) * weight for digit, weight in zip(first_17, _WEIGHTS, strict=True))
    return _CHECK_DIGITS[sum(weighted) % 11]


def normalise(typed: str) -> str:
    """The number as it is stored: no blanks, ASCII digits, capital X, 18 characters even if 15 were typed."""
    if len(typed) > _TYPED_LENGTH_MAX:
        return typed[:_TYPED_LENGTH_MAX]
    cleaned = "".join(unicodedata.normalize("NFKC", typed).split()).upper()
    if _SHAPE_15.fullmatch(cleaned):
        # Fifteen digits were only given out to people born in the 1900s.
        first_17 = cleaned[:6] + "19" + cleaned[6:]
        return first_17 + check_digit(first_17)
    return cleaned


def read(typed: str, today: str | None = None) -> IdNumber:
    """Read what a person typed. `today` ("YYYY-MM-DD") is the last day on which anyone can have been born."""
    if len(typed) > _TYPED_LENGTH_MAX:
        return IdNumber(normalise(typed), "", "", "", ("id_number.length",))
    reading = _read(typed)
    if today is not None and reading.birth_date > today:
        return reading._replace(problems=("id_number.future", *reading.problems))
    return reading


# The same number is asked about by its own check and by each rule that compares it with something.
@lru_cache(maxsize=1)
def _read(typed: str) -> IdNumber:
    number = normalise(typed)
    if not _SHAPE_18.fullmatch(number):
        wrong = "id_number.length" if len(number) not in (15, 18) else "id_number.characters"
        return IdNumber(number, "", "", "", (wrong,))
    problems = []
    birth_date = _birth_date(number)
    if not birth_date:
        problems.append("id_number.date")
    if check_digit(number[:17]) != number[17]:
        problems.append("id_number.checksum")
    sex = "1" if int(number[16]) % 2 else "2"
    return IdNumber(number, number[:6], birth_date, sex, tuple(problems))


def _birth_date(number: str) -> str:
    year, month, day = int(number[6:10]), int(number[10:12]), int(number[12:14])
    if year < _EARLIEST_YEAR:
        return ""
    try:
        return date(year, month, day).isoformat()
    except ValueError:
        return ""
