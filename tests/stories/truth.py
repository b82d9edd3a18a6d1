"""What must be true of a centre at any quiet moment, worked out anew from its log alone, in the plainest way."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any

from automerge.core import Document as Automerge
from sqlalchemy import select

from server import reading
from server.models import Chunk, Conflict, Document, Grid, Record, ResidentEntry, ResidentKey
from server.models.log import ACTIVE
from server.reconcile import behind, rebuild
from tests.stories.cast import Cast

NOBODY = bytes(16)


def check_everything(cast: Cast) -> None:
    """The log, the documents, the records, and who wrote what."""
    check_chain(cast)
    check_documents(cast)
    check_authors(cast)
    check_rebuild(cast)


def check_chain(cast: Cast) -> None:
    """``seq`` has no gap, every link holds, and every grid ends where its log does."""
    with cast.looking() as session:
        for grid in session.scalars(select(Grid).where(Grid.community_id == cast.community)):
            last, link = 0, bytes(32)
            for chunk in session.scalars(
                select(Chunk).where(Chunk.community_id == cast.community, Chunk.grid_id == grid.id).order_by(Chunk.seq)
            ):
                assert chunk.seq == last + 1, f"{grid.id}: after {last} comes {chunk.seq}"
                last = chunk.seq
                author = (chunk.tablet_id or NOBODY) + (chunk.person_id or NOBODY)
                header = link + last.to_bytes(8) + chunk.document_id + author
                stamp = chunk.received_ms.to_bytes(8) + hashlib.sha256(chunk.data).digest()
                link = hashlib.sha256(header + stamp).digest()
                assert chunk.link == link, f"{grid.id}: the link of {last} is wrong"
            assert (grid.seq, grid.link) == (last, link)


def chunks_of(cast: Cast, identity: bytes, grid: str) -> bytes:
    """All that the log of one grid holds of a document."""
    with cast.looking() as session:
        query = select(Chunk.data).where(
            Chunk.community_id == cast.community, Chunk.document_id == identity, Chunk.grid_id == grid
        )
        return b"".join(session.scalars(query.order_by(Chunk.seq)))


def check_documents(cast: Cast) -> None:
    """Each row says what its chunks add up to, snapshot or not, and each digest what its documents do."""
    with cast.looking() as session:
        rows = session.scalars(select(Document).where(Document.community_id == cast.community)).all()
        digests = {
            grid.id: grid.digest for grid in session.scalars(select(Grid).where(Grid.community_id == cast.community))
        }
        session.expunge_all()
    totals = dict.fromkeys(digests, 0)
    for row in rows:
        opened = Automerge.load(chunks_of(cast, row.id, row.grid_id))
        heads = b"".join(sorted(opened.get_heads()))
        assert row.heads == heads
        with cast.looking() as session:
            found = reading.open_document(session, cast.community, row.id)
        assert found is not None
        assert b"".join(found[1].heads) == heads, "the snapshot and its tail say something else than the chunks"
        if row.state == ACTIVE:
            totals[row.grid_id] ^= int.from_bytes(hashlib.sha256(row.id + heads).digest())
    assert {grid: total.to_bytes(32) for grid, total in totals.items()} == digests


def check_authors(cast: Cast) -> None:
    """Every value that a record shows has one author, who is known here, and one change."""
    with cast.looking() as session:
        records = session.scalars(select(Record).where(Record.community_id == cast.community)).all()
        for record in records:
            origins = reading.provenance(session, cast.community, record.document_id)
            shown = {path.replace("\x00", "\ufffd") for path in origins}  # as no database column holds NUL
            assert shown - {"kind", "grid", "kind_version"} == set(record.values)
            for path, origin in origins.items():
                assert origin.author.via in {"tablet", "person", "centre"}, (path, origin)
                assert origin.receipt is not None, (path, origin)


def records(cast: Cast) -> Mapping[str, list[dict[str, Any]]]:
    """Everything derived, row by row."""
    with cast.looking() as session:
        return {
            table.__tablename__: [
                dict(row)
                for row in session.execute(
                    select(table.__table__)
                    .where(table.community_id == cast.community)
                    .order_by(*table.__table__.primary_key.columns)
                ).mappings()
            ]
            for table in (Record, Conflict, ResidentKey, ResidentEntry)
        }


def check_rebuild(cast: Cast) -> None:
    """Records are behind nothing, and come out equal when all are burnt and made anew."""
    with cast.looking() as session:
        assert behind(session, cast.community) == []
    stood = records(cast)
    with cast.app.app_context():
        done = rebuild(cast.community)
    assert done.failed == []
    assert records(cast) == stood
    check_chain(cast)


def active(cast: Cast, *grids: str) -> dict[bytes, bytes]:
    """The documents that tablets of these grids hold, with their heads."""
    with cast.looking() as session:
        rows = session.execute(
            select(Document.id, Document.heads).where(
                Document.community_id == cast.community, Document.grid_id.in_(grids), Document.state == ACTIVE
            )
        )
        return {row.id: row.heads for row in rows}
