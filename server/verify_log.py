"""Verify the logs: no gap, no row that was changed, and each row handed in by somebody who is known."""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from typing import Any

from sqlalchemy import and_, select
from sqlalchemy.orm import Session

from server.finding import Finding, shown
from server.models import (
    Attachment,
    Chunk,
    Conflict,
    Document,
    Grid,
    Person,
    Record,
    ResidentEntry,
    ResidentKey,
    Tablet,
)
from sync.digest import EMPTY, link_over

_ROWS = 200
_HASH_BYTES = 32


def strays(session: Session) -> Iterator[Finding]:
    """Rows whose grid or document does not exist: nothing else would ever look at them."""
    for grid_id, seq, community_id, document_id in session.execute(
        select(Chunk.grid_id, Chunk.seq, Chunk.community_id, Chunk.document_id)
        .outerjoin(Grid, and_(Grid.community_id == Chunk.community_id, Grid.id == Chunk.grid_id))
        .where(Grid.id.is_(None))
    ):
        yield _stray("chunk", community_id, "grid", grid_id, seq, document_id)
    for community_id, document_id, grid_id in session.execute(
        select(Document.community_id, Document.id, Document.grid_id)
        .outerjoin(Grid, and_(Grid.community_id == Document.community_id, Grid.id == Document.grid_id))
        .where(Grid.id.is_(None))
    ):
        yield _stray("document", community_id, "grid", grid_id, None, document_id)
    for table in (Record, Conflict, ResidentKey, ResidentEntry, Attachment, Chunk):
        for community_id, document_id in session.execute(
            select(table.community_id, table.document_id)
            .distinct()
            .outerjoin(Document, and_(Document.community_id == table.community_id, Document.id == table.document_id))
            .where(Document.id.is_(None))
        ):
            yield _stray(table.__tablename__, community_id, "document", "", None, document_id)


def _stray(
    table: str, community_id: str, column: str, grid_id: str, seq: int | None, document_id: bytes
) -> Finding:  # fmt: skip
    return Finding(table, community_id, column, "one that exists", "none", grid_id, seq, document_id)


def check_log(session: Session, community_id: str, grid: Grid) -> Iterator[Finding]:
    """Walk a grid's log from its beginning."""
    owners = dict(session.execute(select(Tablet.id, Tablet.person_id).where(Tablet.community_id == community_id)).all())
    people = set(session.scalars(select(Person.id).where(Person.community_id == community_id)))
    seq, link = 0, EMPTY
    for row in session.execute(
        select(
            Chunk.seq, Chunk.document_id, Chunk.tablet_id, Chunk.person_id, Chunk.received_ms, Chunk.data,
            Chunk.data_hash, Chunk.link,
        )
        .where(Chunk.community_id == community_id, Chunk.grid_id == grid.id)
        .order_by(Chunk.seq)
        .execution_options(yield_per=_ROWS)
    ):  # fmt: skip
        at = {"grid": grid.id, "seq": row.seq, "document": row.document_id}
        if row.seq != seq + 1:
            yield Finding("chunk", community_id, "seq", str(seq + 1), str(row.seq), **at)
        for column, expected, found in _faults(row, link, owners, people):
            yield Finding("chunk", community_id, column, expected, found, **at)
        seq, link = row.seq, row.link
    for name, reached, kept in (("seq", seq, grid.seq), ("link", link, grid.link)):
        if reached != kept:
            yield Finding("grid", community_id, name, shown(reached), shown(kept), grid.id)


def _faults(
    row: Any, before: bytes, owners: dict[bytes, bytes], people: set[bytes]
) -> Iterator[tuple[str, str, str]]:  # fmt: skip
    if row.data_hash is not None and (row.data or len(row.data_hash) != _HASH_BYTES):
        yield "data_hash", "none where bytes stand", shown(row.data_hash)
    data_hash = row.data_hash if row.data_hash is not None else sha256(row.data).digest()
    expected = _link(before, row, data_hash)
    if expected != row.link:
        # The row's own columns and its link are bound to each other: one of them was changed.
        yield "link", shown(expected), shown(row.link)
    if row.tablet_id is not None and owners.get(row.tablet_id) != row.person_id:
        owner = owners.get(row.tablet_id)
        yield "person_id", "nobody's: the tablet is unknown" if owner is None else shown(owner), shown(row.person_id)
    elif row.person_id is not None and row.person_id not in people:
        yield "person_id", "somebody who is known", shown(row.person_id)


def _link(before: bytes, row: Any, data_hash: bytes) -> bytes | None:
    try:
        return link_over(before, row.seq, row.document_id, row.tablet_id, row.person_id, row.received_ms, data_hash)
    except OverflowError:
        return None  # a number that no row was ever written with
