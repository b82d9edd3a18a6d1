"""Verify the documents: each adds up, from its chunks, to what its row says."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from server.documents import split_heads
from server.finding import Finding, shown
from server.models import Chunk, Document
from server.models.log import ACTIVE, ARCHIVED, ERASED
from sync.chunk import DOCUMENT, chunk_type, read_changes
from sync.document import Document as OpenDocument
from sync.history import History, is_linear
from sync.outcome import Refusal

_PAGE = 100


class Checked(NamedTuple):
    """A document's row, opened from its chunks where that was possible, and what is wrong with it."""

    row: Document
    document: OpenDocument | None
    findings: list[Finding]


def checked_documents(session: Session, community_id: str, centre: bytes) -> Iterator[Checked]:
    """Every document of a community, in the order of ids."""
    last = b""
    while True:
        page = list(
            session.scalars(
                select(Document)
                .where(Document.community_id == community_id, Document.id > last)
                .order_by(Document.id)
                .limit(_PAGE)
                .options(undefer(Document.snapshot))
            )
        )
        if not page:
            return
        chunks = _chunks(session, community_id, [row.id for row in page])
        for row in page:
            yield _Check(row, chunks.get(row.id, []), centre).run()
        last = page[-1].id
        session.expunge_all()


def _chunks(session: Session, community_id: str, ids: Sequence[bytes]) -> dict[bytes, list[Any]]:
    found: dict[bytes, list[Any]] = {}
    for row in session.execute(
        select(
            Chunk.document_id, Chunk.grid_id, Chunk.seq, Chunk.tablet_id, Chunk.person_id, Chunk.received_ms,
            Chunk.data, Chunk.data_hash,
        )
        .where(Chunk.community_id == community_id, Chunk.document_id.in_(ids))
        .order_by(Chunk.received_ms, Chunk.seq)
    ):  # fmt: skip
        found.setdefault(row.document_id, []).append(row)
    return found


class _Check:
    """One document under examination."""

    def __init__(self, row: Document, chunks: list[Any], centre: bytes) -> None:
        self.row = row
        self.chunks = chunks
        self.centre = centre
        here = [chunk for chunk in chunks if chunk.grid_id == row.grid_id and chunk.seq >= row.first_seq]
        self.own = sorted(here, key=lambda chunk: chunk.seq)
        self.findings: list[Finding] = []

    def run(self) -> Checked:
        row = self.row
        self._places()
        if row.state == ERASED:
            self._erased()
            return Checked(row, None, self.findings)
        if row.state not in (ACTIVE, ARCHIVED):
            self._wrong("state", "active, archived or erased", row.state)
        for chunk in self.chunks:
            if chunk.data_hash is not None:
                self._wrong_chunk(chunk, "data_hash", "none: the document was not erased", chunk.data_hash)
        document = self._opened(b"".join(chunk.data for chunk in self.own), "chunks")
        if document is not None:
            self._heads(document)
            self._snapshot(document)
            self._birth(document)
            self._authors()
        return Checked(row, document, self.findings)

    def _places(self) -> None:
        row, own = self.row, self.own
        if not own:
            self._wrong("first_seq", "a chunk in the grid's log", row.first_seq)
            return
        earlier = [one for one in self.chunks if one.grid_id == row.grid_id and one.seq < row.first_seq]
        left_before = not earlier or not max(earlier, key=lambda chunk: chunk.seq).data
        if own[0].seq != row.first_seq or not left_before:
            self._wrong("first_seq", "where it begins in the log", row.first_seq)
        self._equal("last_seq", own[-1].seq, row.last_seq)
        self._equal("tail", sum(1 for one in own if one.seq > row.snapshot_seq), row.tail)
        self._equal("received_ms", min(one.received_ms for one in self.chunks), row.received_ms)
        if row.snapshot_seq and row.snapshot_seq not in {one.seq for one in own}:
            self._wrong("snapshot_seq", "0 or one of its chunks", row.snapshot_seq)

    def _erased(self) -> None:
        for chunk in self.chunks:
            if chunk.data:
                self._wrong_chunk(chunk, "data", "empty: the document was erased", f"{len(chunk.data)} bytes")
        for column, kept in (("heads", self.row.heads), ("snapshot", self.row.snapshot or b"")):
            if kept:
                self._wrong(column, "empty: the document was erased", f"{len(kept)} bytes")
        self._equal("linear", True, self.row.linear)
        self._equal("snapshot_seq", 0, self.row.snapshot_seq)

    def _heads(self, document: OpenDocument) -> None:
        self._equal("heads", b"".join(document.heads), self.row.heads)
        self._equal("linear", is_linear(document.changes()), self.row.linear)

    def _snapshot(self, document: OpenDocument) -> None:
        row = self.row
        if not row.snapshot_seq:
            # A document that was moved begins anew; what it was saved as before may still lie there.
            if row.snapshot is not None and not self._within(row.snapshot, document):
                self._wrong("snapshot", "a part of the document, or none", f"{len(row.snapshot)} bytes")
            return
        if row.snapshot is None:
            self._wrong("snapshot", f"what the chunks up to {row.snapshot_seq} say", "none")
            return
        saved = self._opened(row.snapshot, "snapshot")
        up_to = [one.data for one in self.own if one.seq <= row.snapshot_seq]
        says = self._opened(b"".join(up_to), "chunks")
        if saved is None or says is None:
            return
        same = {one.hash for one in saved.changes()} == {one.hash for one in says.changes()}
        if saved.heads != says.heads or not same or saved.values() != says.values():
            self._wrong("snapshot", f"what the chunks up to {row.snapshot_seq} say", "something else")

    def _within(self, snapshot: bytes, document: OpenDocument) -> bool:
        try:
            part = {change.hash for change in OpenDocument.open(snapshot).changes()}
        except Refusal:
            return False
        return part <= {change.hash for change in document.changes()}

    def _birth(self, document: OpenDocument) -> None:
        disputed = {} if self.row.linear else {one.path: one for one in History(document).disputed()}
        for column, path, kept in (("kind", "kind", self.row.kind), ("grid_id", "grid", self.row.grid_id)):
            said = [str(document.value(path))]
            if path in disputed:
                said = [str(rival.value) for rival in disputed[path].rivals]
            if kept not in said:
                self._wrong(column, " / ".join(said), kept)

    def _authors(self) -> None:
        """What the centre wrote is by the person whom the row names, or, by a rule, by the centre itself."""
        seen: set[bytes] = set()
        for chunk in self.chunks:
            fresh = {name: actor for name, actor in self._written(chunk).items() if name not in seen}
            seen.update(fresh)
            wrote = {actor[:16] for actor in fresh.values()}
            if chunk.tablet_id is None and fresh and wrote != {chunk.person_id or self.centre}:
                self._wrong_chunk(chunk, "person_id", " / ".join(map(shown, wrote)), chunk.person_id)

    def _written(self, chunk: Any) -> dict[bytes, bytes]:
        """The changes in a chunk, each with its author."""
        data = chunk.data
        try:
            if data and chunk_type(data) == DOCUMENT:
                return {one.hash: one.actor for one in OpenDocument.open(data).changes()}
            return {one.hash: one.actor for one in read_changes(data)}
        except Exception as fault:  # bytes that somebody changed may be wrong in any way
            self._wrong_chunk(chunk, "data", "Automerge chunks", fault)
            return {}

    def _opened(self, data: bytes, what: str) -> OpenDocument | None:
        try:
            return OpenDocument.open(data)
        except Refusal as reason:
            column = "snapshot" if what == "snapshot" else "first_seq"
            self._wrong(column, f"{what} that can be opened", reason.code)
            return None

    def _equal(self, column: str, expected: object, found: object) -> None:
        if expected != found:
            self._wrong(column, shown(expected), found)

    def _wrong(self, column: str, expected: str, found: object) -> None:
        row = self.row
        finding = Finding("document", row.community_id, column, expected, shown(found), row.grid_id, None, row.id)
        self.findings.append(finding)

    def _wrong_chunk(self, chunk: Any, column: str, expected: str, found: object) -> None:
        at = (chunk.grid_id, chunk.seq, chunk.document_id)
        self.findings.append(Finding("chunk", self.row.community_id, column, expected, shown(found), *at))


def heads_of(row: Document) -> tuple[bytes, ...]:
    """The heads of a row, one by one."""
    return split_heads(row.heads)
