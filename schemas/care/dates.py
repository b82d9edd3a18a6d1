"""Days, months and years as people here count them. Dates are text, "YYYY-MM-DD"."""

import re
from calendar import monthrange
from datetime import date, timedelta

_DATE = re.compile(r"(?:18|19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12][0-9]|3[01])")
# Far more than a life: what lies beyond is a slip, and would leave the calendar.
DAYS_MAX = 73_000
MONTHS_MAX = 2_400


def is_date(value: object) -> bool:
    """Whether this is the text of a day that exists, from 1800 to 2199."""
    if not isinstance(value, str) or not _DATE.fullmatch(value):
        return False
    year, month, day = map(int, value.split("-"))
    return day <= monthrange(year, month)[1]


def days(start: str, end: str) -> int:
    """Days from `start` to `end`; negative where `end` is earlier. Raises ValueError."""
    return (_day(end) - _day(start)).days


def add_days(day: str, count: int) -> str:
    """Raises ValueError."""
    if abs(count) > DAYS_MAX:
        raise ValueError("too many days")
    return _text(_day(day) + timedelta(days=count))


def add_months(day: str, count: int) -> str:
    """The same day of another month, or its last where it is shorter: 30 November + 3 months is 28 or 29 February.

    Raises ValueError.
    """
    if abs(count) > MONTHS_MAX:
        raise ValueError("too many months")
    start = _day(day)
    year, month = divmod(start.year * 12 + start.month - 1 + count, 12)
    if not 1 <= year <= 9999:
        raise ValueError("outside the calendar")
    return _text(date(year, month + 1, min(start.day, monthrange(year, month + 1)[1])))


def years(born: str, on: str) -> int:
    """Completed years: N is reached on the birthday, and 29 February is 1 March in common years (domain §4.1).

    Before birth the age is negative. Raises ValueError.
    """
    birth, day = _day(born), _day(on)
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def _day(text: str) -> date:
    if not is_date(text):
        raise ValueError("not a date")
    return date.fromisoformat(text)


def _text(day: date) -> str:
    text = day.isoformat()
    if not is_date(text):
        raise ValueError("outside the calendar")
    return text
