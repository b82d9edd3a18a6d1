"""Which day it is at the community: China keeps one time all year, eight hours ahead of UTC."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

from server.clock import now_ms

CHINA = timezone(timedelta(hours=8))


def day_of(moment_ms: int) -> str:
    """The day of a moment, ``YYYY-MM-DD``."""
    return datetime.fromtimestamp(moment_ms / 1000, UTC).astimezone(CHINA).date().isoformat()


def today() -> str:
    """The day it is now."""
    return day_of(now_ms())


def hour() -> int:
    """The hour of the day it is now, 0 to 23."""
    return datetime.fromtimestamp(now_ms() / 1000, UTC).astimezone(CHINA).hour
