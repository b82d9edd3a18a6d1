"""Archive: what happened long ago leaves the tablets, which need only the recent past; the centre keeps it.

How long a kind of record stays, each kind says itself (``on_tablets``, ``finished``). The document goes out of its
grid's digest, and an empty chunk in the log moves the cursors on, so that each tablet is told to drop it. Work on it
that still comes in is taken as ever.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from sqlalchemy import func, select

from schemas.kind import Kind
from server import documents
from server.audit import Someone, note
from server.catalogues import catalogue_of
from server.clock import now_ms
from server.current import limits
from server.database import reading, writing
from server.log import flush, lock_grids
from server.models import Document, Record
from server.models.log import ACTIVE, ARCHIVED

_PAGE = 200
_DAY_MS = 86_400_000
_DAYS_HERE_MIN = 31
"""A tablet whose clock is years behind must not see today's work leave at once."""


def archive(community_id: str) -> int:
    """Archive what is old enough; how many documents."""
    now = now_ms()
    leaving = {
        "recent": oldest_ms(now, limits().archive_months),
        "brief": now - limits().archive_brief_days * _DAY_MS,
    }
    with reading() as session:
        kinds = catalogue_of(session, community_id).kinds
    total = 0
    for kind in kinds.values():
        if kind.when_path is not None and kind.on_tablets in leaving:
            for ids in _old(community_id, kind, leaving[kind.on_tablets], now):
                total += _archive(community_id, ids)
    return total


def oldest_ms(now: int, months: int) -> int:
    """The moment ``months`` months before ``now``."""
    moment = datetime.fromtimestamp(now / 1000, UTC)
    month = moment.year * 12 + moment.month - 1 - months
    day = min(moment.day, 28)
    return int(moment.replace(year=month // 12, month=month % 12 + 1, day=day).timestamp() * 1000)


def _old(community_id: str, kind: Kind, before_ms: int, now: int) -> Iterator[list[bytes]]:
    """Documents of a kind that are old enough and done with, page by page."""
    last = b""
    while True:
        with reading() as session:
            page = session.execute(
                select(Document.id, Record.values)
                .join(Record, (Record.community_id == Document.community_id) & (Record.document_id == Document.id))
                .where(
                    Document.community_id == community_id,
                    Document.state == ACTIVE,
                    Document.kind == kind.name,
                    Document.id > last,
                    Document.received_ms < now - _DAYS_HERE_MIN * _DAY_MS,
                    func.coalesce(Record.when_ms, Record.received_ms) < before_ms,
                )
                .order_by(Document.id)
                .limit(_PAGE)
            ).all()
        if not page:
            return
        ids = [identity for identity, values in page if _finished(kind, values)]
        if ids:
            yield ids
        last = page[-1][0]


def _finished(kind: Kind, values: Mapping[str, object]) -> bool:
    return kind.finished is None or values.get(kind.finished.path) in kind.finished.any_of


def _archive(community_id: str, ids: list[bytes]) -> int:
    with writing() as session:
        grids = {one.grid_id for one in documents.find(session, community_id, ids).values()}
        logs = lock_grids(session, community_id, grids)
        found = documents.find(session, community_id, ids).values()
        leaving = [one for one in found if one.active and one.grid_id in logs]
        for one in sorted(leaving, key=lambda stored: stored.last_seq):
            log = logs[one.grid_id]
            log.take_out(one.id, one.heads)
            one.state = ARCHIVED
            documents.append(log, one, b"", one.heads, now_ms(), None, None)
        documents.save(session, community_id, leaving)
        flush(session, logs.values())
        if leaving:
            note(session, Someone(community_id), "document.archive", documents=len(leaving))
    return len(leaving)
