"""Hand over: a resident goes to another grid, with all that is recorded about them, and their home if it goes too.

Each document moves in its own moment; where it broke off, doing it again goes on.
"""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.access import by_id, own_document, visible_among
from server.audit import note
from server.auth import Actor, grids_served
from server.care.remind import remind_about
from server.database import reading, writing
from server.errors import fail
from server.models import Record
from server.moving import move
from server.reconcile import reconcile


def moving_along(session: Session, actor: Actor, resident: bytes) -> Sequence[bytes]:
    """The documents about a resident that the actor sees, the resident's own first."""
    about = session.scalars(
        select(Record.document_id)
        .where(visible_among(Record, actor), Record.subject_id == resident, Record.document_id != resident)
        .order_by(by_id(Record.document_id))
    )
    return [resident, *about]


def hand_over(actor: Actor, resident: bytes, grid_id: str, reason: str, household: bytes | None = None) -> int:
    """Move all of it to a grid that the actor serves too; how many documents were moved. Twice is once."""
    with reading() as session:
        own_document(session, actor, resident)
        ids = [*moving_along(session, actor, resident), *([household] if household else [])]
    moved = 0
    for identity in ids:
        with writing() as session:
            own_document(session, actor, identity)
            if grid_id not in grids_served(session, actor.community_id, actor.person_id):
                fail("grid.not_yours")
            change = move(session, actor.community_id, actor.person_id, identity, grid_id, reason)
            if change is not None:
                note(session, actor, "document.move", identity, grid=grid_id)
                moved += 1
    reconcile(actor.community_id, ids)
    # What is to be done about a resident is to be done where they live now.
    remind_about(actor.community_id, [resident])
    return moved
