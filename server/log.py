"""The log of a grid: chunks in the order in which they were committed, without gaps, chained by hash.

Whoever appends holds the grid's row locked from before the first read until the commit; that is what makes ``seq``
gap-free and commit-ordered on every database. Grids are always locked in the order of their ids.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from server.bulk import BulkInsert
from server.statement import Statement
from server.tables import CHUNK, GRID
from sync.digest import entry, link


class GridLog:
    """One grid's log, locked and open for appending; ``flush`` writes what was appended."""

    __slots__ = ("_digest", "_rows", "community_id", "grid_id", "link", "seq")

    def __init__(self, community_id: str, grid_id: str, seq: int, last_link: bytes, digest: bytes) -> None:
        self.community_id = community_id
        self.grid_id = grid_id
        self.seq = seq
        self.link = last_link
        self._digest = int.from_bytes(digest)
        self._rows: list[tuple[Any, ...]] = []

    def append(
        self, document_id: bytes, data: bytes, received_ms: int, tablet_id: bytes | None, person_id: bytes | None
    ) -> int:
        """Append a chunk; its ``seq``."""
        self.seq += 1
        self.link = link(self.link, self.seq, document_id, tablet_id, person_id, received_ms, data)
        self._rows.append(
            (
                self.community_id,
                self.grid_id,
                self.seq,
                document_id,
                tablet_id,
                person_id,
                received_ms,
                data,
                self.link,
            )
        )
        return self.seq

    def take_in(self, document_id: bytes, heads: Iterable[bytes]) -> None:
        """Count a document at these heads in the digest."""
        self._digest ^= int.from_bytes(entry(document_id, heads))

    take_out = take_in
    """XOR undoes itself; the second name says what is meant."""

    @property
    def digest(self) -> bytes:
        """Over the active documents, as it stands now."""
        return self._digest.to_bytes(32)

    @property
    def rows(self) -> list[tuple[Any, ...]]:
        """The chunk rows appended and not yet written, in the order of ``_APPEND``'s columns."""
        return self._rows


_LOCK = Statement(
    select(GRID.c.id, GRID.c.seq, GRID.c.link, GRID.c.digest)
    .where(GRID.c.community_id == bindparam("community"), GRID.c.id.in_(bindparam("grids", expanding=True)))
    .order_by(GRID.c.id)
    .with_for_update()
)


def lock_grids(session: Session, community_id: str, grid_ids: Iterable[str]) -> dict[str, GridLog]:
    """Lock these grids, in order, for the rest of the transaction; grids that do not exist are left out."""
    rows = _LOCK.rows(session.connection(), {"community": community_id, "grids": sorted(set(grid_ids))})
    return {row[0]: GridLog(community_id, *row) for row in rows}


_APPEND = BulkInsert(
    CHUNK, "community_id", "grid_id", "seq", "document_id", "tablet_id", "person_id", "received_ms", "data", "link"
)
_ADVANCE = Statement(
    update(GRID)
    .where(GRID.c.community_id == bindparam("of_community"), GRID.c.id == bindparam("of_grid"))
    .values(seq=bindparam("to_seq"), link=bindparam("to_link"), digest=bindparam("to_digest"))
)


def flush(session: Session, logs: Iterable[GridLog]) -> None:
    """Write what was appended and where each log now stands."""
    connection = session.connection()
    changed = list(logs)
    rows = [row for log in changed for row in log.rows]
    if rows:
        _APPEND(connection, rows)
    for log in changed:
        _ADVANCE.run(
            connection,
            {
                "of_community": log.community_id,
                "of_grid": log.grid_id,
                "to_seq": log.seq,
                "to_link": log.link,
                "to_digest": log.digest,
            },
        )
        log.rows.clear()
