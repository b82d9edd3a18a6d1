"""Once a day the reminders run by themselves, on a box that nobody looks after.

Every server process asks now and then whether it is time. One row for each community says for which day it was done and
who is at it: whoever changes that row runs, the others go on serving. A process that dies leaves a lease that ends; the
run is then begun anew, which makes nothing twice. No scheduler has to be set up, and nothing else has to be running.
"""

from __future__ import annotations

from typing import Any

from flask import current_app
from sqlalchemy import CursorResult, update
from sqlalchemy.exc import IntegrityError

from server.care.remind import remind
from server.care.tasks import Done
from server.care.today import hour, today
from server.clock import fresh_bytes, now_ms
from server.current import settings
from server.database import writing
from server.models import RemindRun
from server.reconcile import communities

LEASE_MS = 30 * 60_000
"""Far more than a run takes; how long a run waits whose process died."""
_HOLDER_BYTES = 8


def run_if_due() -> dict[str, Done]:
    """Run the reminders of every community that are due today and that nobody is at; what became of each."""
    if hour() < settings().remind_hour:
        return {}
    done = {}
    for community_id in communities():
        holder = take(community_id, today())
        if holder is None:
            continue
        try:
            done[community_id] = remind(community_id)
        except Exception:  # one community's trouble is not the next one's; the lease ends, and it is tried again
            current_app.logger.exception("the reminders of %s did not run to the end", community_id)
            continue
        finish(community_id, today(), holder)
    return done


def take(community_id: str, day: str) -> bytes | None:
    """Take the run of a day; None where it was done or somebody is at it."""
    holder, now = fresh_bytes(_HOLDER_BYTES), now_ms()
    try:
        with writing() as session:
            if session.get(RemindRun, community_id) is None:
                session.add(RemindRun(community_id=community_id, day="", holder=holder, lease_ms=now + LEASE_MS))
                return holder
            changed: CursorResult[Any] = session.execute(  # type: ignore[assignment]
                update(RemindRun)
                .where(RemindRun.community_id == community_id, RemindRun.day < day, RemindRun.lease_ms <= now)
                .values(holder=holder, lease_ms=now + LEASE_MS)
            )
            return holder if changed.rowcount == 1 else None
    except IntegrityError:
        return None  # somebody else was first by a moment


def finish(community_id: str, day: str, holder: bytes) -> None:
    """Say that the run of a day is done, unless somebody else has taken it meanwhile."""
    with writing() as session:
        session.execute(
            update(RemindRun)
            .where(RemindRun.community_id == community_id, RemindRun.holder == holder)
            .values(day=day, lease_ms=0, finished_ms=now_ms())
        )
