"""Compare: both sides name what they hold of one grid, and exchange exactly what differs (protocol §5)."""

from __future__ import annotations

from sqlalchemy.orm import Session

from server.auth import TabletIdentity
from server.collect import grid_ends
from server.database import reading
from server.documents import Stored, find, find_changed, load
from server.errors import fail
from server.models.log import ERASED
from sync.change import concatenated
from sync.digest import seal
from sync.document import Document as OpenDocument
from sync.wire import CompareRequest, Page, Pulled

_ALL = 1 << 31
_SLICE = 500


def compare(tablet: TabletIdentity, request: CompareRequest) -> tuple[Page, dict[bytes, tuple[bytes, ...]]]:
    """The page that brings the tablet what it lacks, and what it holds that the centre lacks: document → heads here."""
    with reading() as session:
        end = grid_ends(session, tablet).get(request.grid)
        if end is None:
            fail("grid.not_yours")
        page = Page(cursors={request.grid: (end.seq, end.seq)}, digests={request.grid: end.digest})
        return page, _Comparison(session, tablet, request, page).run()


class _Comparison:
    """One comparison under way, within one moment of the database."""

    def __init__(self, session: Session, tablet: TabletIdentity, request: CompareRequest, page: Page) -> None:
        self.session = session
        self.tablet = tablet
        self.request = request
        self.page = page
        self.bytes_left = request.bytes_max
        self.lacking: dict[bytes, tuple[bytes, ...]] = {}

    def run(self) -> dict[bytes, tuple[bytes, ...]]:
        """Fill the page; what the centre lacks."""
        here = {one.id: one for one in find_changed(self.session, self.tablet.community_id, self.request.grid, 0, _ALL)}
        theirs = self.request.documents
        differing = [one for one in here.values() if set(theirs.get(one.id, ())) != set(one.heads)]
        for start in range(0, len(differing), _SLICE):
            if self.page.more:
                break
            self._exchange(differing[start : start + _SLICE])
        self._elsewhere([identity for identity in theirs if identity not in here])
        return self.lacking

    def _exchange(self, batch: list[Stored]) -> None:
        load(self.session, self.tablet.community_id, batch)
        for one in batch:
            if self.page.pull and self.bytes_left <= 0:
                self.page.more = True
                return
            theirs = self.request.documents.get(one.id)
            chunks = one.data if theirs is None else self._difference(one, theirs)
            if chunks:
                mark = seal(self.tablet.seal_key, one.id, one.heads)
                self.page.pull.append(Pulled(one.grid_id, one.id, chunks, one.heads, mark))
                self.bytes_left -= len(chunks)

    def _difference(self, one: Stored, theirs: tuple[bytes, ...]) -> bytes:
        document = OpenDocument.open(one.data)
        if not {change.hash for change in document.changes()}.issuperset(theirs):
            # What it lacks cannot be told from heads that are not known here. Sent whole, the document would come again
            # and again, and where a page holds no more, nothing after it: it pushes first, and compares once more.
            self.lacking[one.id] = one.heads
            return b""
        return concatenated(document.changes(theirs))

    def _elsewhere(self, ids: list[bytes]) -> None:
        """Documents that the tablet counts to this grid and the centre does not."""
        for start in range(0, len(ids), _SLICE):
            batch = ids[start : start + _SLICE]
            found = find(self.session, self.tablet.community_id, batch)
            for identity in batch:
                one = found.get(identity)
                if one is None:
                    self.lacking[identity] = ()
                elif one.active and one.grid_id in self.tablet.grids:
                    continue  # it comes with the other grid
                else:
                    self._leave(identity, one)

    def _leave(self, identity: bytes, one: Stored) -> None:
        self.page.drop.append(identity)
        if one.state != ERASED and set(self.request.documents[identity]) != set(one.heads):
            load(self.session, self.tablet.community_id, [one])
            known = {change.hash for change in OpenDocument.open(one.data).changes()}
            if not known.issuperset(self.request.documents[identity]):
                self.lacking[identity] = one.heads
