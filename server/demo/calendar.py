"""Days and hours of the demo, counted back from the moment in which it is made: it never tells of the future."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from server.care.today import day_of

DAY_MS = 86_400_000
_HOUR_MS, _MINUTE_MS = 3_600_000, 60_000
_CHINA_MS = 8 * _HOUR_MS
_LATEST_MS = 10 * _MINUTE_MS


@dataclass(frozen=True, slots=True)
class Calendar:
    """``now``: the moment of making, milliseconds since 1970."""

    now: int

    @property
    def today(self) -> date:
        return date.fromisoformat(day_of(self.now))

    def at(self, days_ago: int, hour: int = 10, minute: int = 0) -> int:
        """A moment by the community's clock, some minutes ago at the latest."""
        midnight = (self.now + _CHINA_MS) // DAY_MS * DAY_MS - _CHINA_MS
        wanted = midnight - days_ago * DAY_MS + hour * _HOUR_MS + minute * _MINUTE_MS
        return min(wanted, self.now - _LATEST_MS)

    def day(self, days_ago: int) -> str:
        """``YYYY-MM-DD``; of days to come where negative."""
        return (self.today - timedelta(days=days_ago)).isoformat()

    def month(self, days_ago: int) -> str:
        return self.day(days_ago)[:7]

    def born(self, years: int, in_days: int) -> date:
        """The birthday of whoever turns so many years old in so many days."""
        day = self.today + timedelta(days=in_days)
        return date(day.year - years, day.month, min(day.day, 28))
