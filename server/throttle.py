"""Counting wrong tries by a key (an address, a name that nobody has), within a window of time."""

from __future__ import annotations

from hashlib import sha256

from flask import request
from sqlalchemy import case, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from server.clock import now_ms
from server.current import settings
from server.database import is_sqlite
from server.models import Throttle

_MINUTE_MS = 60_000
# Old rows go with the next wrong try, a few at a time being enough: each try adds at most one.
_KEEP_MS = 24 * 60 * _MINUTE_MS


def remote_address() -> str:
    """Where the request comes from; the proxy in front is believed where the settings say there is one."""
    forwarded = request.headers.get("X-Forwarded-For", "") if settings().behind_https else ""
    return (forwarded.rpartition(",")[2].strip() or request.remote_addr or "unknown")[:100]


def key(subject: str, *parts: str) -> str:
    """The key of what is counted; hashed, so that no mistyped password or name is kept."""
    return f"{subject}:{sha256(chr(0).join(parts).encode()).hexdigest()}"


def blocked_seconds(session: Session, counted: str, tries_max: int, window_minutes: int) -> int | None:
    """How long ``counted`` must wait after too many wrong tries; None when it may try."""
    row = session.get(Throttle, counted, populate_existing=True)
    if row is None or row.tries < tries_max:
        return None
    left_ms = row.since_ms + window_minutes * _MINUTE_MS - now_ms()
    return None if left_ms <= 0 else -(-left_ms // 1000)


def count(session: Session, counted: str, window_minutes: int) -> None:
    """Count one wrong try; the first after the window begins a new one."""
    now = now_ms()
    session.execute(delete(Throttle).where(Throttle.since_ms < now - _KEEP_MS))
    insert = sqlite.insert if is_sqlite() else postgresql.insert
    statement = insert(Throttle).values(key=counted, since_ms=now, tries=1)
    over = statement.table.c.since_ms <= now - window_minutes * _MINUTE_MS
    session.execute(
        statement.on_conflict_do_update(
            index_elements=["key"],
            set_={
                "tries": case((over, 1), else_=statement.table.c.tries + 1),
                "since_ms": case((over, now), else_=statement.table.c.since_ms),
            },
        )
    )
