"""Visit rates kept by month and grid: to work one out for twenty thousand residents takes seconds, to read it does not.

Derived. The running month is worked out anew every few minutes, earlier ones once a day, because what was recorded
without a signal may come in late. What is shown says of when it is.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import CursorResult, delete, func, insert, select, update
from sqlalchemy.exc import IntegrityError

from schemas.care.days import day_of_ms, month_of, month_text
from server.care.rates import month_rates
from server.care.today import hour
from server.clock import now_ms
from server.current import settings
from server.database import reading, writing
from server.models import Record, ResidentEntry, VisitRate, VisitRateState
from server.reconcile import communities

MONTHS = 6
"""How many months are kept: the running one and those before it."""
_FRESH_MS = 10 * 60_000
_AT_ONCE_MS = 15_000
_AT_ONCE_RESIDENTS_MAX = 1000
"""In a community of so many nobody waits for long, so whoever looks sees what is so now."""


def months(now: int) -> list[str]:
    """The months that are kept, the earliest first: ``YYYY-MM``."""
    running = month_of(day_of_ms(now))
    return [month_text(one) for one in range(running - MONTHS + 1, running + 1)]


def refresh_all() -> int:
    """In the background, for every community: what is missing or no longer fresh; how many months were made."""
    if hour() < settings().remind_hour:
        return 0
    return sum(refresh(community_id) for community_id in communities())


def look(community_id: str) -> None:
    """Before somebody reads: where it takes no time, make it fresh now."""
    with reading() as session:
        residents = session.scalars(
            select(func.count()).select_from(
                select(ResidentEntry.document_id)
                .where(ResidentEntry.community_id == community_id)
                .limit(_AT_ONCE_RESIDENTS_MAX + 1)
                .subquery()
            )
        ).one()
    if residents <= _AT_ONCE_RESIDENTS_MAX:
        refresh(community_id, _AT_ONCE_MS)


def refresh(community_id: str, fresh_ms: int = _FRESH_MS) -> int:
    """Work out the months of a community that are missing or no longer fresh; how many."""
    now = now_ms()
    with reading() as session:
        states = session.scalars(select(VisitRateState).where(VisitRateState.community_id == community_id))
        made = {one.month: one.made_ms for one in states}
    done = 0
    kept = months(now)
    for month in reversed(kept):
        last = made.get(month)
        running = month == kept[-1]
        fresh = last is not None and (now - last < fresh_ms if running else day_of_ms(last) == day_of_ms(now))
        if not fresh and _take(community_id, month, last, now):
            _make(community_id, month, now)
            done += 1
    return done


def burn(community_id: str) -> None:
    """Forget every rate of a community; whoever looks next has them made again."""
    with writing() as session:
        for table in (VisitRate, VisitRateState):
            session.execute(delete(table).where(table.community_id == community_id))


def _take(community_id: str, month: str, last: int | None, now: int) -> bool:
    """Say that one is at it, so that two processes do not do the same work."""
    try:
        with writing(durable=False) as session:
            if last is None:
                session.add(VisitRateState(community_id=community_id, month=month, made_ms=now))
                return True
            changed: CursorResult[Any] = session.execute(  # type: ignore[assignment]
                update(VisitRateState)
                .where(VisitRateState.community_id == community_id, VisitRateState.month == month,
                       VisitRateState.made_ms == last)
                .values(made_ms=now)
            )  # fmt: skip
            return changed.rowcount == 1
    except IntegrityError:
        return False


def _make(community_id: str, month: str, now: int) -> None:
    with reading() as session:
        found = month_rates(session, community_id, Record.community_id == community_id, day_of_ms(now), month, None)
    rows = [
        {"community_id": community_id, "month": month, "grid_id": one["grid"], "programme": one["programme"],
         "tag": one["group"], "residents": one["residents"], "met": one["met"], "tried": one["tried"],
         "refused": one["refused"]}
        for one in found["rates"]
        if one["grid"] is not None and (one["residents"] or one["refused"])
    ]  # fmt: skip
    with writing(durable=False) as session:
        session.execute(delete(VisitRate).where(VisitRate.community_id == community_id, VisitRate.month == month))
        if rows:
            session.execute(insert(VisitRate), rows)
