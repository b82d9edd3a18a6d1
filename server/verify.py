"""Verify: walk through everything that is stored, and say of each thing whether it is what it must be.

The log is the only witness: documents are opened from it, records are read out of them again, and every column is
compared. One consistent moment, whatever comes in meanwhile.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.catalogue import Catalogue
from server.attachment_store import Store
from server.catalogues import catalogue_of, forms_fingerprint, forms_of
from server.documents import Stored
from server.entitled import Entitled
from server.finding import Finding, shown
from server.models import Attachment, Community, Grid
from server.models.log import ACTIVE, ERASED
from server.rows import DERIVED, Reading, rows_of
from server.verify_documents import Checked, checked_documents, heads_of
from server.verify_log import check_log, strays
from sync.digest import EMPTY, combine, entry
from sync.history import History
from sync.projection import answered, project

_NOT_NAMED = frozenset({"community_id", "document_id"})


@dataclass(slots=True)
class Counts:
    """What was looked at."""

    communities: int = 0
    grids: int = 0
    chunks: int = 0
    documents: int = 0
    erased: int = 0
    records: int = 0
    attachments: int = 0


def verify(session: Session, counts: Counts) -> Iterator[Finding]:
    """Everything that is wrong, in the order of communities; the log first, because all else follows from it."""
    yield from strays(session)
    for community in session.scalars(select(Community).order_by(Community.id)).all():
        counts.communities += 1
        yield from _community(session, community.id, community.centre, counts)
        kinds = forms_fingerprint(forms_of(session.connection(), community.id))
        if kinds != community.kinds:
            yield Finding("community", community.id, "kinds", shown(kinds), shown(community.kinds))


def _community(session: Session, community_id: str, centre: bytes, counts: Counts) -> Iterator[Finding]:
    grids = list(session.scalars(select(Grid).where(Grid.community_id == community_id).order_by(Grid.id)))
    kept = {grid.id: grid.digest for grid in grids}
    for grid in grids:
        counts.grids += 1
        counts.chunks += grid.seq
        yield from check_log(session, community_id, grid)
    digests = dict.fromkeys(kept, EMPTY)
    catalogue = catalogue_of(session, community_id)
    entitled = Entitled(session, community_id, catalogue)
    for checked in checked_documents(session, community_id, centre):
        counts.documents += 1
        counts.erased += checked.row.state == ERASED
        yield from checked.findings
        if checked.row.state == ACTIVE and checked.row.grid_id in digests:
            part = entry(checked.row.id, heads_of(checked.row))
            digests[checked.row.grid_id] = combine(digests[checked.row.grid_id], part)
        yield from _records(session, catalogue, entitled, checked, counts)
    for grid_id, digest in digests.items():
        if digest != kept[grid_id]:
            yield Finding("grid", community_id, "digest", shown(digest), shown(kept[grid_id]), grid_id)
    yield from _attachments(session, community_id, counts)


def _records(
    session: Session, catalogue: Catalogue, entitled: Entitled, checked: Checked, counts: Counts
) -> Iterator[Finding]:
    row, document = checked.row, checked.document
    found = [_rows(session, table, row.community_id, row.id) for table in DERIVED]
    if row.state == ERASED:
        expected: list[list[dict[str, Any]]] = [[] for _ in DERIVED]
    elif document is None:
        return
    else:
        counts.records += 1
        disputed = [] if row.linear else History(document).disputed()
        projection = entitled.flagged(project(document.values(), row.received_ms, catalogue), document)
        reading = Reading(_stored(checked), projection, disputed, answered(document))
        expected = list(rows_of(row.community_id, reading))
    for table, should, does in zip(DERIVED, expected, found, strict=True):
        yield from _compared(checked, table.__tablename__, should, does)


def _compared(
    checked: Checked, table: str, expected: Sequence[dict[str, Any]], found: Sequence[dict[str, Any]]
) -> Iterator[Finding]:
    def finding(column: str, should: object, does: object) -> Finding:
        row = checked.row
        return Finding(table, row.community_id, column, shown(should), shown(does), row.grid_id, None, row.id)

    if len(expected) != len(found):
        yield finding("rows", len(expected), f"{len(found)}; try: flask --app wsgi reconcile")
        return
    for should, does in zip(sorted(expected, key=_order), sorted(found, key=_order), strict=True):
        for column, value in should.items():
            if column not in _NOT_NAMED and _plain(value) != _plain(does[column]):
                yield finding(column, value, does[column])


def _rows(session: Session, table: Any, community_id: str, document_id: bytes) -> list[dict[str, Any]]:
    columns = table.__table__.columns
    rows = session.execute(
        select(*columns).where(table.community_id == community_id, table.document_id == document_id)
    ).mappings()
    return [{column.name: row[column] for column in columns} for row in rows]


def _stored(checked: Checked) -> Stored:
    row = checked.row
    return Stored(
        row.id, row.grid_id, row.kind, row.state, heads_of(row), row.first_seq, row.last_seq, row.linear, row.tail,
        row.snapshot_seq, row.received_ms,
    )  # fmt: skip


def _attachments(session: Session, community_id: str, counts: Counts) -> Iterator[Finding]:
    store = Store()
    for row in session.scalars(
        select(Attachment)
        .where(Attachment.community_id == community_id, Attachment.completed_ms.is_not(None))
        .order_by(Attachment.sha256)
    ).all():
        counts.attachments += 1
        digest = store.digest_of(community_id, row.sha256)
        if digest != row.sha256:
            found = "no bytes" if digest is None else digest.hex()
            yield Finding("attachment", community_id, "sha256", row.sha256.hex(), found, document=row.document_id)


def _order(row: dict[str, Any]) -> str:
    return " ".join(str(row.get(column, "")) for column in ("type", "path", "code", "reason"))


def _plain(value: object) -> object:
    if isinstance(value, dict | list | tuple):
        return json.dumps(value, sort_keys=True, ensure_ascii=False)
    return bytes(value) if isinstance(value, memoryview) else value
