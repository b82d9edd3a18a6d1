"""Tasks as documents: the centre writes them as anybody's work is written, and they reach tablets by ordinary sync.

Twice is once: a task's name says what it is about, so who comes second finds it there. What a person finished stays
finished: the centre ends open tasks only, and a finish that comes in later stands before its ending.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.kinds import KINDS
from server import documents
from server.care.plan import Ending, Moving, NewTask, Plan
from server.clock import fresh_actor, now_ms
from server.database import writing
from server.documents import Stored
from server.log import GridLog, flush, lock_grids
from server.models import Community, Grid
from server.models.log import ACTIVE
from server.moving import change_grid
from server.reconcile import reconcile
from sync.document import Document, new_document

_OPEN = "open"


@dataclass(slots=True)
class Done:
    """How many tasks were made, ended and moved."""

    made: int = 0
    ended: int = 0
    moved: int = 0

    def add(self, other: Done) -> None:
        self.made += other.made
        self.ended += other.ended
        self.moved += other.moved


def carry_out(community_id: str, plan: Plan) -> Done:
    """Do what is planned, in one transaction, then let the records follow. What was done meanwhile is left as it is."""
    if not plan:
        return Done()
    with writing() as session:
        logs = lock_grids(session, community_id, plan.grids)
        run = _Run(session, community_id, logs)
        run.make(plan.make)
        run.end(plan.end)
        run.move(plan.move)
        touched = [log for log in logs.values() if log.rows]
        if touched:
            flush(session, touched)
        documents.save(session, community_id, run.stored.values())
    ends = {grid: log.seq for grid, log in logs.items()}
    reconcile(community_id, run.opened, run.opened, documents.Left(run.stored, ends))
    return run.done


@dataclass(slots=True)
class _Run:
    """One plan under way, inside the lock."""

    session: Session
    community_id: str
    logs: dict[str, GridLog]
    done: Done = field(default_factory=Done)
    moment: int = field(default_factory=now_ms)
    stored: dict[bytes, Stored] = field(default_factory=dict)
    opened: dict[bytes, Document] = field(default_factory=dict)

    def make(self, tasks: list[NewTask]) -> None:
        there = documents.find(self.session, self.community_id, [one.id for one in tasks])
        grids = self._open_grids()
        for one in tasks:
            if one.id in there or one.id in self.stored or one.grid_id not in grids:
                continue
            birth: dict[str, Any] = {"kind": one.kind, "grid": one.grid_id, "kind_version": KINDS[one.kind].version}
            document = new_document(self._centre(), birth | one.values)
            stored = Stored(
                id=one.id, grid_id=one.grid_id, kind=one.kind, state=ACTIVE, heads=(), first_seq=0, last_seq=0,
                linear=True, tail=0, snapshot_seq=0, received_ms=self.moment, fresh=True,
            )  # fmt: skip
            self._append(stored, document, document.save())
            self.done.made += 1

    def end(self, endings: list[Ending]) -> None:
        for stored, document, ending in self._opened({one.id: one for one in endings}):
            values: dict[str, Any] = {"status": "cancelled", "cancelled_at": self.moment}
            chunk = document.write(self._centre(), values, {"cancel_reason": ending.reason.zh})
            self._append(stored, document, chunk)
            self.done.ended += 1

    def move(self, moves: list[Moving]) -> None:
        for stored, document, moving in self._opened({one.id: one for one in moves}):
            old, new = self.logs.get(stored.grid_id), self.logs.get(moving.to_grid)
            if old is None or new is None or stored.grid_id == moving.to_grid:
                continue
            document.write(self._centre(), {"grid": moving.to_grid})
            change_grid(stored, document, old, new, None)
            self.stored[stored.id], self.opened[stored.id] = stored, document
            self.done.moved += 1

    def _opened(self, wanted: dict[bytes, Any]) -> list[tuple[Stored, Document, Any]]:
        """Those of these tasks that are still to be done, and where they were seen."""
        found = documents.find(self.session, self.community_id, list(wanted))
        here = [one for one in found.values() if one.grid_id in self.logs]
        documents.load(self.session, self.community_id, here)
        opened = [(one, Document.open(one.data), wanted[one.id]) for one in here if one.data]
        return [row for row in opened if row[1].value("status") == _OPEN]

    def _append(self, stored: Stored, document: Document, chunk: bytes) -> None:
        log = self.logs[stored.grid_id]
        documents.append(log, stored, chunk, document.heads, self.moment, None, None)
        stored.linear = stored.linear and len(document.heads) == 1
        self.stored[stored.id], self.opened[stored.id] = stored, document

    def _centre(self) -> bytes:
        centre = self.session.scalars(select(Community.centre).where(Community.id == self.community_id)).one()
        return fresh_actor(centre)

    def _open_grids(self) -> set[str]:
        """Nobody carries a closed grid: a task there would wait for nobody."""
        return set(
            self.session.scalars(
                select(Grid.id).where(Grid.community_id == self.community_id, Grid.closed_ms.is_(None))
            )
        ) & set(self.logs)
