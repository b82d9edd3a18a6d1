"""Days as whole numbers, counted from 1970-01-01 in Asia/Shanghai; months as year * 12 + month - 1.

Whether a visit falls into a month is a question of the community's wall calendar, never of UTC.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

from schemas.care.dates import is_date

_EPOCH = date(1970, 1, 1).toordinal()
_DAY_MS = 86_400_000
_SHANGHAI_MS = 8 * 3_600_000
"""China keeps one time all year: UTC+8, without summer time since 1991."""


def day_of_ms(moment_ms: int) -> int:
    """The day of a moment (milliseconds since 1970 UTC)."""
    return (moment_ms + _SHANGHAI_MS) // _DAY_MS


@lru_cache(maxsize=4096)
def day_of(text: str) -> int | None:
    """The day that ``YYYY-MM-DD`` names; None where it names none from 1800 to 2199."""
    return date.fromisoformat(text).toordinal() - _EPOCH if is_date(text) else None


@lru_cache(maxsize=4096)
def date_text(day: int) -> str:
    """A day as ``YYYY-MM-DD``."""
    return date.fromordinal(day + _EPOCH).isoformat()


@lru_cache(maxsize=4096)
def month_of(day: int) -> int:
    """The month that a day lies in."""
    read = date.fromordinal(day + _EPOCH)
    return read.year * 12 + read.month - 1


@lru_cache(maxsize=1024)
def first_day(month: int) -> int:
    """The first day of a month."""
    return date(month // 12, month % 12 + 1, 1).toordinal() - _EPOCH


def last_day(month: int) -> int:
    """The last day of a month."""
    return first_day(month + 1) - 1


def month_text(month: int) -> str:
    """A month as ``YYYY-MM``."""
    return date_text(first_day(month))[:7]


def month_and_day(day: int) -> tuple[int, int]:
    """Month (1 to 12) and day of the month."""
    read = date.fromordinal(day + _EPOCH)
    return read.month, read.day


def age_on(born: int, day: int) -> int:
    """Whole years on a day. Who was born on 29 February is a year older on 1 March of common years."""
    birth, today = date.fromordinal(born + _EPOCH), date.fromordinal(day + _EPOCH)
    return today.year - birth.year - ((today.month, today.day) < (birth.month, birth.day))


def next_birthday(born: int, day: int) -> int:
    """The first day after ``day`` on which the age is another."""
    today = date.fromordinal(day + _EPOCH)
    return next(one for year in (today.year, today.year + 1) if (one := _birthday(born, year)) > day)


def _birthday(born: int, year: int) -> int:
    birth = date.fromordinal(born + _EPOCH)
    try:
        return birth.replace(year=year).toordinal() - _EPOCH
    except ValueError:
        return date(year, 3, 1).toordinal() - _EPOCH
