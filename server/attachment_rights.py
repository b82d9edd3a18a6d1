"""Who may send and who may fetch the photos and signatures of a document (protocol §12)."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from server import access
from server.attachments import Name
from server.auth import Actor, TabletIdentity
from server.database import reading
from server.documents import was_in
from server.errors import fail
from server.models import Chunk, Document
from server.models.log import ACTIVE, ERASED


def guard_writing(tablet: TabletIdentity, name: Name) -> None:
    """Work recorded before a reassignment or a move still comes in, and so do its photos."""
    with reading() as session:
        row = _where(session, name)
        if row is None or row[1] == ERASED:
            fail("not_found", "hand the document in first")
        if row[0] not in tablet.grids_ever and not _worked_on(session, tablet, name):
            fail("not_found", "hand the document in first")


def guard_reading(by: TabletIdentity | Actor, name: Name, only_asks: bool) -> None:
    """``only_asks``: how much of it is here, not what it shows."""
    with reading() as session:
        if isinstance(by, Actor):
            document = access.own_document(session, by, name.document_id)
            if document.state == ERASED:
                fail("not_found")
            return
        row = _where(session, name)
    may_read = row is not None and row[1] == ACTIVE and row[0] in by.grids
    # A tablet that is still sending asks how far it came, also where it may no longer read.
    may_ask = only_asks and row is not None and row[1] != ERASED and row[0] in by.grids_ever
    if not (may_read or may_ask):
        fail("not_found")


def _where(session: Session, name: Name) -> tuple[str, str] | None:
    """The grid of the document, and its state."""
    row = session.execute(
        select(Document.grid_id, Document.state).where(
            Document.community_id == name.community_id, Document.id == name.document_id
        )
    ).one_or_none()
    return None if row is None else (row[0], row[1])


def _worked_on(session: Session, tablet: TabletIdentity, name: Name) -> bool:
    """Whether the tablet handed something in to this document, or carried it before it was moved."""
    own = select(Chunk.seq).where(
        Chunk.community_id == name.community_id,
        Chunk.document_id == name.document_id,
        Chunk.tablet_id == tablet.tablet_id,
    )
    handed_in = session.execute(own.limit(1)).first() is not None
    return handed_in or was_in(session, name.community_id, name.document_id, tablet.grids_ever)
