"""Collect: what a tablet lacks, grid by grid, in pages, without opening a document.

A cursor is the ``seq`` up to which a tablet has read a grid's log. While pages are still to come it is a pair:
``base``, up to where the tablet had read before the first page, and ``reached``, the last ``seq`` of the last document
delivered. Documents are delivered in order of their latest ``seq``, so an earlier chunk of a document that comes on a
later page lies behind ``reached``; the pair is what keeps it from being skipped. A ``base`` of -1 holds nothing at all.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BindParameter, bindparam, or_, select
from sqlalchemy.orm import Session

from server.auth import TabletIdentity
from server.current import limits
from server.database import reading
from server.documents import Stored, find_changed, load
from server.models.log import ACTIVE
from server.statement import Statement
from server.tables import CHUNK, DOCUMENT, GRID
from sync.digest import seal
from sync.wire import NOTHING_YET, Page, Place, Pulled

_BATCH_DOCUMENTS = 200
_BATCH_DOCUMENTS_MIN = 10
_USUAL_BYTES = 250


_COMMUNITY: BindParameter[Any] = bindparam("community")
_GRID: BindParameter[Any] = bindparam("grid")
_BASE: BindParameter[Any] = bindparam("base")
_GRIDS: BindParameter[Any] = bindparam("grids", expanding=True)
_ENDS = Statement(
    select(GRID.c.id, GRID.c.seq, GRID.c.digest).where(GRID.c.community_id == _COMMUNITY, GRID.c.id.in_(_GRIDS))
)
_SINCE = Statement(
    select(CHUNK.c.document_id, CHUNK.c.seq, CHUNK.c.tablet_id, CHUNK.c.data)
    .where(
        CHUNK.c.community_id == _COMMUNITY,
        CHUNK.c.grid_id == _GRID,
        CHUNK.c.seq > _BASE,
        CHUNK.c.document_id.in_(bindparam("ids", expanding=True)),
    )
    .order_by(CHUNK.c.seq)
)
_OTHERS = Statement(
    select(CHUNK.c.seq)
    .where(
        CHUNK.c.community_id == _COMMUNITY,
        CHUNK.c.grid_id == _GRID,
        CHUNK.c.seq > _BASE,
        or_(CHUNK.c.tablet_id.is_(None), CHUNK.c.tablet_id != bindparam("own")),
    )
    .limit(1)
)
_LEFT = Statement(
    select(CHUNK.c.document_id)
    .distinct()
    .join(DOCUMENT, (DOCUMENT.c.community_id == CHUNK.c.community_id) & (DOCUMENT.c.id == CHUNK.c.document_id))
    .where(
        CHUNK.c.community_id == _COMMUNITY,
        CHUNK.c.grid_id == _GRID,
        CHUNK.c.seq > _BASE,
        or_(DOCUMENT.c.grid_id.not_in(_GRIDS), DOCUMENT.c.state != ACTIVE),
    )
)


@dataclass(frozen=True, slots=True)
class _GridEnd:
    """Where a grid's log ends at this moment."""

    seq: int
    digest: bytes


def collect(tablet: TabletIdentity, cursors: dict[str, Place], fresh: bool, bytes_max: int) -> Page:
    """One page of what the tablet lacks. ``fresh``: it holds nothing, whatever its cursors say."""
    with reading() as session:
        ends = grid_ends(session, tablet)
        return _Collection(session, tablet, bytes_max).page(ends, {} if fresh else cursors)


def collect_nothing(tablet: TabletIdentity) -> Page:
    """What a tablet that knew another log is told: where this one stands, and to compare (protocol §8)."""
    with reading() as session:
        ends = grid_ends(session, tablet)
    page = Page(cursors={grid: (end.seq, end.seq) for grid, end in ends.items()})
    page.digests = {grid: end.digest for grid, end in ends.items()}
    page.problems.append({"code": "log.changed", "hint": "compare each grid, then push what is lacking"})
    return page


def grid_ends(session: Session, tablet: TabletIdentity) -> dict[str, _GridEnd]:
    """The end of each log that the tablet carries, in the order of grids."""
    rows = _ENDS.rows(session.connection(), {"community": tablet.community_id, "grids": list(tablet.grids)})
    found = {row[0]: _GridEnd(row[1], row[2]) for row in rows}
    return {grid: found[grid] for grid in tablet.grids if grid in found}


class _Collection:
    """One page under way, within one moment of the database."""

    def __init__(self, session: Session, tablet: TabletIdentity, bytes_max: int) -> None:
        self.session = session
        self.tablet = tablet
        self.bytes_left = bytes_max
        self.documents_left = limits().pull_documents_max
        self.result = Page()

    def page(self, ends: dict[str, _GridEnd], cursors: dict[str, Place]) -> Page:
        """Fill the page, grid by grid, until its budget is spent."""
        page = self.result
        for grid in cursors:
            if grid not in ends:
                page.problems.append({"code": "grid.not_yours", "grid": grid})
        for grid, end in ends.items():
            base, reached = cursors.get(grid, NOTHING_YET)
            if reached > end.seq or base > end.seq:
                page.problems.append({"code": "cursor.ahead", "grid": grid, "hint": "compare this grid"})
                page.cursors[grid] = (base, reached)
            elif page.more and reached < end.seq:
                page.cursors[grid] = (base, reached)
            else:
                page.cursors[grid] = self._grid(grid, end.seq, base, reached)
        if not page.more:
            page.digests = {grid: end.digest for grid, end in ends.items()}
        return page

    def _grid(self, grid: str, end: int, base: int, reached: int) -> Place:
        if 0 <= base < end and self._alone(grid, base):
            reached = end
        while reached < end:
            batch = find_changed(self.session, self.tablet.community_id, grid, reached, self._batch())
            if not batch:
                break
            chunks = self._whole(batch) if base < 0 else self._since(grid, base, batch)
            for one in batch:
                if self._spent():
                    self.result.more = True
                    return base, reached
                self._pull(grid, one, chunks.get(one.id, b""))
                reached = one.last_seq
        if base >= 0 and base < end:
            self.result.drop += self._left(grid, base)
        return end, end

    def _alone(self, grid: str, base: int) -> bool:
        """Whether everything since ``base`` is what the tablet itself handed in, as after most of its hand-ins."""
        place = {"community": self.tablet.community_id, "grid": grid, "base": base, "own": self.tablet.tablet_id}
        return not _OTHERS.rows(self.session.connection(), place)

    def _batch(self) -> int:
        # As many as the budget is likely to hold, so that little is fetched in vain.
        return min(_BATCH_DOCUMENTS, max(self.bytes_left // _USUAL_BYTES, _BATCH_DOCUMENTS_MIN))

    def _spent(self) -> bool:
        # A page always brings something, or a document larger than the budget would hold the tablet up for ever.
        return bool(self.result.pull) and (self.bytes_left <= 0 or self.documents_left <= 0)

    def _pull(self, grid: str, one: Stored, chunks: bytes) -> None:
        if not chunks:
            return  # nothing but what the tablet itself handed in
        mark = seal(self.tablet.seal_key, one.id, one.heads)
        self.result.pull.append(Pulled(grid, one.id, chunks, one.heads, mark))
        self.bytes_left -= len(chunks)
        self.documents_left -= 1

    def _whole(self, batch: Sequence[Stored]) -> dict[bytes, bytes]:
        load(self.session, self.tablet.community_id, batch)
        return {one.id: one.data for one in batch}

    def _since(self, grid: str, base: int, batch: Sequence[Stored]) -> dict[bytes, bytes]:
        """The chunks since ``base`` that are not the tablet's own; all of them for a document that is new to it."""
        ids = [one.id for one in batch]
        place = {"community": self.tablet.community_id, "grid": grid, "base": base, "ids": ids}
        rows = _SINCE.rows(self.session.connection(), place)
        first = {one.id: one.first_seq for one in batch}
        own = self.tablet.tablet_id
        born_here: set[bytes] = set()
        parts: dict[bytes, list[bytes]] = {}
        for document_id, seq, tablet_id, data in rows:
            if seq < first[document_id]:
                continue  # from before it left this grid and came back
            if seq == first[document_id] and tablet_id == own:
                born_here.add(document_id)
            new_to_it = first[document_id] > base and document_id not in born_here
            if tablet_id != own or new_to_it:
                parts.setdefault(document_id, []).append(data)
        return {document_id: b"".join(pieces) for document_id, pieces in parts.items()}

    def _left(self, grid: str, base: int) -> list[bytes]:
        """Documents that were in this grid's log since ``base`` and that the tablet is to forget."""
        place = {
            "community": self.tablet.community_id,
            "grid": grid,
            "base": base,
            "grids": list(self.tablet.grids),
        }
        return [document_id for (document_id,) in _LEFT.rows(self.session.connection(), place)]
