"""When and from whom the centre received each change of a document: read out of its chunks, which keep it for ever."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.models import Chunk
from sync.chunk import DOCUMENT, chunk_type, read_changes
from sync.document import Document


@dataclass(frozen=True, slots=True)
class Receipt:
    """The hand-in with which a change first came."""

    grid_id: str
    seq: int
    received_ms: int
    tablet_id: bytes | None
    person_id: bytes | None


def receipts(session: Session, community_id: str, document_id: bytes) -> dict[bytes, Receipt]:
    """For each change of a document, by hash, the hand-in with which it first came."""
    return receipts_of(session, community_id, [document_id])[document_id]


def receipts_of(session: Session, community_id: str, ids: Collection[bytes]) -> dict[bytes, dict[bytes, Receipt]]:
    """The same for several documents, with one query for all of them."""
    rows = session.execute(
        select(
            Chunk.document_id, Chunk.grid_id, Chunk.seq, Chunk.received_ms, Chunk.tablet_id, Chunk.person_id, Chunk.data
        )
        .where(Chunk.community_id == community_id, Chunk.document_id.in_(list(ids)))
        .order_by(Chunk.received_ms, Chunk.seq)
    )
    found: dict[bytes, dict[bytes, Receipt]] = {identity: {} for identity in ids}
    for identity, grid_id, seq, received_ms, tablet_id, person_id, data in rows:
        receipt = Receipt(grid_id, seq, received_ms, tablet_id, person_id)
        for change_hash in hashes(data):
            found[identity].setdefault(change_hash, receipt)
    return found


def places(session: Session, community_id: str, document_id: bytes) -> dict[bytes, int]:
    """For each change of a document, its place in the order in which the centre received them."""
    return {change: place for place, change in enumerate(receipts(session, community_id, document_id))}


def hashes(data: bytes) -> list[bytes]:
    """The changes in a chunk's bytes."""
    if not data:
        return []
    if chunk_type(data) == DOCUMENT:
        return [change.hash for change in Document.open(data).changes()]
    return [change.hash for change in read_changes(data)]
