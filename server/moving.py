"""Move a document to another grid: people move house, and grids are re-cut. Only the centre does it."""

from __future__ import annotations

from sqlalchemy.orm import Session

from server.centre import take_to_desk
from server.clock import fresh_actor, now_ms
from server.documents import Stored
from server.errors import fail
from server.log import GridLog
from sync.document import Document

MOVE = "move"


def move(
    session: Session, community_id: str, person_id: bytes, document_id: bytes, grid_id: str, reason: str
) -> bytes | None:
    """Move a document; the hash of the change that says so, or None where it is there already.

    The old grid's log gets an empty chunk, so that its tablets learn of the departure; the new grid's log begins with
    the document whole. The caller reconciles afterwards.
    """
    desk = take_to_desk(session, community_id, person_id, document_id, (grid_id,))
    stored, document = desk.stored, desk.document
    if stored.grid_id == grid_id and document.value("grid") == grid_id and len(document.heads) == 1:
        return None
    if grid_id not in desk.logs:
        fail("grid.not_yours")
    if stored.grid_id == grid_id:
        change = desk.write({"grid": grid_id})  # two births named two grids: this settles which one it is
        desk.note(MOVE, "grid", grid_id, [], reason, change)
        return change
    came_from = stored.grid_id
    document.write(fresh_actor(person_id), {"grid": grid_id})
    change_grid(stored, document, desk.logs[came_from], desk.logs[grid_id], person_id)
    desk.save()
    desk.note(MOVE, "grid", grid_id, [{"value": came_from, "changes": []}], reason, document.heads[0])
    return document.heads[0]


def change_grid(stored: Stored, document: Document, old: GridLog, new: GridLog, person_id: bytes | None) -> None:
    """Take a document that says its new grid out of the old one's log and begin it anew in the new one's."""
    moment = now_ms()
    if stored.active:
        old.take_out(stored.id, stored.heads)
    old.append(stored.id, b"", moment, None, person_id)
    whole = document.save()
    stored.heads = document.heads
    stored.first_seq = stored.last_seq = new.append(stored.id, whole, moment, None, person_id)
    if stored.active:
        new.take_in(stored.id, stored.heads)
    stored.grid_id = new.grid_id
    stored.snapshot_seq, stored.tail, stored.data, stored.changed = 0, 1, whole, True
