"""A part of a register, written: the centre's changes, which reach every tablet by ordinary sync.

A part is some fifty people with their households, and one transaction: the grids are locked, then everything is read,
compared and written. A row is taken whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from sqlalchemy.orm import Session

from server import documents
from server.care.today import day_of
from server.clock import fresh_actor, now_ms
from server.documents import Left, Stored
from server.importing.homes import Home
from server.importing.working import Run, Work, work_out
from server.log import flush, lock_grids
from server.models.log import ACTIVE
from sync.document import Document, new_document


@dataclass(slots=True)
class Written:
    """Documents that records must follow, open as they are now, and how they were left."""

    opened: dict[bytes, Document] = field(default_factory=dict)
    left: Left = field(default_factory=Left)


def write(session: Session, run: Run, homes: Iterable[Home]) -> Written:
    """Work out and write one part, inside the caller's write transaction."""
    part = list(homes)
    here = run.here
    logs = lock_grids(session, here.community_id, {home.grid for home in part if home.grid in here.grids})
    works = work_out(session, run, part)
    written = Written()
    moment, actor = now_ms(), fresh_actor(here.centre)
    touched: list[Stored] = []
    for work in works:
        stored, document, chunk = _change(work, here.versions, actor, moment)
        documents.append(logs[work.grid], stored, chunk, document.heads, moment, None, None)
        stored.linear = stored.linear and len(document.heads) == 1
        touched.append(stored)
        written.opened[stored.id] = document.let_go() if stored.linear else document
        written.left.stored[stored.id] = stored
        written.left.ends[work.grid] = stored.last_seq
    grown = [log for log in logs.values() if log.rows]
    if grown:
        flush(session, grown)
    documents.save(session, here.community_id, touched)
    return written


def _change(work: Work, versions: Mapping[str, int], actor: bytes, moment: int) -> tuple[Stored, Document, bytes]:
    """The document with one more change, or born with one."""
    if work.known is not None and work.known.document is not None:
        stored, document = work.known.stored, work.known.document
        return stored, document, document.write(actor, work.plan.writes)
    birth = {
        "kind": work.kind.name,
        "grid": work.grid,
        "kind_version": versions.get(work.kind.name, work.kind.version),
        **work.plan.writes,
    }
    if work.kind.name == "resident":
        # Whoever is new on the register is to be visited from today on, also by a tablet that collects the file later.
        birth.setdefault("registered_on", day_of(moment))
    document = new_document(actor, birth)
    stored = Stored(
        id=work.id, grid_id=work.grid, kind=work.kind.name, state=ACTIVE, heads=(), first_seq=0, last_seq=0,
        linear=True, tail=0, snapshot_seq=0, received_ms=moment, fresh=True,
    )  # fmt: skip
    return stored, document, document.save()
