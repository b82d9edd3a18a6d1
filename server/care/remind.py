"""Remind: what the community's reminders ask for becomes tasks, and what is not needed any more is ended.

Subjects are looked at page by page; each page is read in one moment and written in one short transaction, so that
nobody who hands in work waits for more than a page. Running it twice, or in two processes at once, makes nothing twice.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy.exc import IntegrityError

from schemas.care.dates import add_days
from schemas.care.reminders import Reminders
from server.care import files, subjects, windows
from server.care.follow import follow
from server.care.plan import Plan, plan
from server.care.subjects import Subject
from server.care.tasks import Done, carry_out
from server.care.today import today as day_now
from server.clock import now_ms
from server.database import reading
from server.models import Community

_PAGE = 200
_DOCUMENTS = ("certificate", "fire_equipment")
_WINDOW_DAYS = 31
"""For how long somebody may still say that an unusual window was seen about."""


def remind(community_id: str, today: str | None = None) -> Done:
    """Look at every subject of a community. ``today`` is for trying out another day."""
    run = _Run(community_id, today or day_now())
    follow(community_id)
    for ids in subjects.every_page(reading, community_id, "resident", _PAGE):
        run.residents(ids)
    for kind in _DOCUMENTS:
        for ids in subjects.every_page(reading, community_id, kind, _PAGE):
            run.documents(kind, ids)
    run.windows(None)
    return run.done


def remind_about(community_id: str, residents: Collection[bytes], checks: Collection[bytes] = ()) -> Done:
    """Look at these residents at once, and at the windows of these checks."""
    run = _Run(community_id, day_now())
    follow(community_id, residents)
    ids = sorted(residents)
    for start in range(0, len(ids), _PAGE):
        run.residents(ids[start : start + _PAGE])
    if checks:
        run.windows(checks)
    return run.done


class _Run:
    """One run over a community."""

    def __init__(self, community_id: str, today: str) -> None:
        self.community_id = community_id
        self.today = today
        self.done = Done()
        with reading() as session:
            self.namespace = session.get_one(Community, community_id).namespace
            library = files.in_force(session, community_id)
        self.reminders: list[Reminders] = [one.meaning for one in library.of("reminders").values()]

    def residents(self, ids: Sequence[bytes]) -> None:
        with reading() as session:
            found = subjects.residents(session, self.community_id, ids, self.today, now_ms())
        self._carry_out(found)

    def documents(self, kind: str, ids: Sequence[bytes]) -> None:
        with reading() as session:
            found = subjects.documents(session, self.community_id, kind, ids, self.today)
        self._carry_out(found)

    def windows(self, checks: Collection[bytes] | None) -> None:
        since = add_days(self.today, -_WINDOW_DAYS)
        with reading() as session:
            found = windows.unusual(session, self.community_id, since, self.today, checks)
        self._carry_out(found)

    def _carry_out(self, found: Sequence[Subject]) -> None:
        if not found or not self.reminders:
            return
        planned = plan(self.namespace, self.reminders, found, self.today, now_ms())
        self._without_what_is_there(planned)
        try:
            done = carry_out(self.community_id, planned)
        except IntegrityError:
            # Another process made one of them in another grid a moment ago: look again, and it is there.
            done = carry_out(self.community_id, planned)
        self.done.add(done)

    def _without_what_is_there(self, planned: Plan) -> None:
        """Mostly all of it is there: a look without a lock spares everybody the wait."""
        if not planned.make:
            return
        with reading() as session:
            there = subjects.existing(session, self.community_id, [one.id for one in planned.make])
        planned.make = [one for one in planned.make if one.id not in there]
