"""Intake: the first of two transactions. Once it has committed, the work is safe, whatever bug sits further on.

The grids are locked before anything is read. Each item is merged by itself (``sync.merge``); what is refused is kept
aside, and its neighbours go on. Records follow in the second transaction (``server.reconcile``).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from time import monotonic
from typing import Any

from sqlalchemy.orm import Session

from server import trial
from server.auth import TabletIdentity
from server.clock import now_ms
from server.current import limits
from server.database import writing
from server.documents import Left, Stored, append, find, load, save, was_in
from server.errors import fail
from server.log import GridLog, flush, lock_grids
from server.models.log import ACTIVE, ERASED
from server.refusals import Keeping
from server.tablets import note_contact
from sync.digest import sealed
from sync.document import Document
from sync.merge import HandIn, Held, Sender, merge, merge_new
from sync.outcome import Known, Merged, Missing, Outcome, Refused
from sync.wire import MalformedItem, SyncRequest

_LOCK_ATTEMPTS_MAX = 6
_FEW_GRIDS = 3
_KIND_CHARACTERS_MAX = 64


@dataclass(slots=True)
class Taken:
    """What became of a push: the results to answer with, and the documents that records must follow."""

    results: list[dict[str, Any]] = field(default_factory=list)
    opened: dict[bytes, Document] = field(default_factory=dict)
    """Documents with new changes, open as they are now."""
    left: Left = field(default_factory=Left)
    """The rows of these documents, and where the logs of their grids end."""
    foreign: list[bytes] = field(default_factory=list)
    """Documents merged that the tablet does not carry: it will be told to drop them."""


class _OtherGrids(Exception):
    """Documents of the push are in grids that were not locked: they were moved, or another tablet bore them first."""

    def __init__(self, grids: set[str]) -> None:
        super().__init__(grids)
        self.grids = grids


def take_in(tablet: TabletIdentity, request: SyncRequest, in_person: bool = True, aside: str | None = None) -> Taken:
    """Merge a push and commit it; the results are true once this returns.

    ``in_person``: the tablet itself is here, and is turned away if it was revoked meanwhile. Not so when a person at
    the centre tries again what was once refused, or brings it in on a stick. ``aside``: nothing new is merged, all of
    it is refused with this code and kept for a person to look at.
    """
    ids = [item.document_id for item in request.push if isinstance(item, HandIn)]
    # A worker's few grids are locked at once. A doctor serves many: only those that the push is about are locked, and
    # which they are shows on the way.
    grids = set(tablet.grids_ever) if len(tablet.grids_ever) <= _FEW_GRIDS else set()
    for attempt in range(_LOCK_ATTEMPTS_MAX):
        try:
            with writing() as session:
                taken = _take_in(session, tablet, request, ids, grids, aside)
                if in_person:
                    note_contact(session, tablet, request, now_ms())
                return taken
        except _OtherGrids as found:
            grids |= found.grids
            if attempt > 0:
                grids.update(tablet.grids_ever)
    raise RuntimeError("documents kept moving between grids while they were handed in")


def _take_in(
    session: Session,
    tablet: TabletIdentity,
    request: SyncRequest,
    ids: list[bytes],
    grids: set[str],
    aside: str | None = None,
) -> Taken:
    logs = lock_grids(session, tablet.community_id, grids)
    received_ms = now_ms()
    documents = find(session, tablet.community_id, ids)
    elsewhere = {one.grid_id for one in documents.values()}.difference(logs)
    if elsewhere:
        # Only what is read under the lock counts, and locks are taken in order: begin again with all of them.
        raise _OtherGrids(elsewhere)
    load(session, tablet.community_id, documents.values())
    push = _Push(session, tablet, logs, documents, received_ms, aside)
    push.take(request.push)
    touched = [log for log in logs.values() if log.rows]
    if touched:
        flush(session, touched)
    save(session, tablet.community_id, documents.values())
    return push.taken


class _Push:
    """One push under way, inside the lock."""

    def __init__(
        self,
        session: Session,
        tablet: TabletIdentity,
        logs: dict[str, GridLog],
        documents: dict[bytes, Stored],
        received_ms: int,
        aside: str | None = None,
    ) -> None:
        self.session = session
        self.tablet = tablet
        self.logs = logs
        self.documents = documents
        self.received_ms = received_ms
        self.aside = aside
        self.taken = Taken()
        self.limits = limits()
        self.watch = trial.Watch()
        self.refusals = Keeping(session, tablet, received_ms, self.limits)
        self.ends = monotonic() + self.limits.push_seconds_max
        key = tablet.seal_key
        self.sender = Sender(
            id=tablet.tablet_id,
            grids=tablet.grids_ever,
            sealed=lambda document_id, heads, seal: sealed(key, document_id, heads, seal),
        )

    def take(self, items: Sequence[HandIn | MalformedItem]) -> None:
        """Merge all items and note what became of each, in their order."""
        together: dict[bytes, HandIn] = {}
        for item in items:
            if isinstance(item, HandIn) and self._is_new(item) and item.document_id not in together:
                together[item.document_id] = item
                continue
            self._take_new(list(together.values()))
            together = {}
            self._take_one(item)
        self._take_new(list(together.values()))

    def _is_new(self, item: HandIn) -> bool:
        return item.document_id not in self.documents and not (
            self.watch.suspects_any and self.watch.suspects(_fingerprint(item))
        )

    def _take_new(self, items: Sequence[HandIn]) -> None:
        marks: dict[int, bytes] = {}

        def under_way(place: int) -> None:
            mark = marks[place] = marks.get(place) or _fingerprint(items[place])
            self._under_way(mark)

        outcomes = merge_new(items, self.sender, self.limits, under_way)
        for item, outcome in zip(items, outcomes, strict=True):
            self._note(None, item, outcome)
        self.watch.end()

    def _take_one(self, item: HandIn | MalformedItem) -> None:
        if isinstance(item, MalformedItem):
            refused = Refused("item.malformed", item.hint)
            self.refusals.keep(item.document_id, item.raw, refused)
            self._answer(item.document_id, refused)
            return
        stored = self.documents.get(item.document_id)
        self._note(stored, item, self._outcome(stored, item))

    def _note(self, stored: Stored | None, item: HandIn, outcome: Outcome) -> None:
        if self.aside is not None and isinstance(outcome, Merged | Missing):
            outcome = Refused(self.aside)
        if isinstance(outcome, Merged):
            self._keep(stored, item, outcome)
        elif isinstance(outcome, Refused):
            self.refusals.keep(item.document_id, item.changes, outcome, item.seals)
        self._answer(item.document_id, outcome)

    def _under_way(self, mark: bytes) -> None:
        if monotonic() > self.ends:
            self.watch.end()
            # Others wait for this lock. Nothing of the request was taken, and in smaller parts all of it can be.
            fail("body.too_large", "merging this takes too long: send fewer documents at once")
        self.watch.begin(mark)

    def _outcome(self, stored: Stored | None, item: HandIn) -> Outcome:
        if stored is not None and stored.state == ERASED:
            return Refused("document.erased")
        held = None if stored is None else Held(stored.data, stored.heads, stored.linear)
        mark = _fingerprint(item)
        self._under_way(mark)
        if self.watch.suspects(mark) and not trial.survives(held.data if held else b"", item.changes, self.limits):
            outcome: Outcome = Refused("hand_in.harmful")
        else:
            outcome = merge(held, item, self.sender, self.limits)
        self.watch.end()
        if isinstance(outcome, Merged) and stored is not None and not self._may_write(stored, outcome.document, item):
            return Refused("grid.not_yours")
        return outcome

    def _may_write(self, stored: Stored, document: Document, item: HandIn) -> bool:
        if stored.grid_id in self.tablet.grids_ever:
            return True
        # A seal says that the centre itself gave it the document: after a restore, the move may be forgotten here.
        if any(self.sender.sealed(stored.id, heads, mark) for heads, mark in item.seals):
            return True
        # Born on this tablet too, or moved away from a grid that it carried: its work there is not lost.
        return _born_here(document, self.tablet.tablet_id) or was_in(
            self.session, self.tablet.community_id, stored.id, self.tablet.grids_ever
        )

    def _keep(self, stored: Stored | None, item: HandIn, outcome: Merged) -> None:
        if stored is None:
            stored = self._born(item.document_id, outcome.document)
        if stored.grid_id not in self.logs:
            raise _OtherGrids({stored.grid_id})
        append(
            self.logs[stored.grid_id],
            stored,
            outcome.chunk,
            outcome.heads,
            self.received_ms,
            self.tablet.tablet_id,
            self.tablet.person_id,
        )
        stored.linear = outcome.linear
        if stored.tail > self.limits.tail_chunks_max and not stored.fresh:
            stored.snapshot = stored.data = outcome.document.save()
            stored.tail = 0
            stored.snapshot_seq = stored.last_seq
        self.taken.opened[stored.id] = outcome.document.let_go() if stored.linear else outcome.document
        self.taken.left.stored[stored.id] = stored
        self.taken.left.ends[stored.grid_id] = stored.last_seq
        if stored.grid_id not in self.tablet.grids:
            self.taken.foreign.append(stored.id)

    def _born(self, document_id: bytes, document: Document) -> Stored:
        stored = Stored(
            id=document_id,
            grid_id=str(document.values()["grid"]),
            # A kind that nobody declared is taken as well; its name fits the column, and the document keeps it whole.
            kind=str(document.values()["kind"]).replace("\x00", "\ufffd")[:_KIND_CHARACTERS_MAX],
            state=ACTIVE,
            heads=(),
            first_seq=0,
            last_seq=0,
            linear=True,
            tail=0,
            snapshot_seq=0,
            received_ms=self.received_ms,
            fresh=True,
        )
        self.documents[document_id] = stored
        return stored

    def _answer(self, document_id: bytes, outcome: Outcome) -> None:
        self.taken.results.append(result(document_id, outcome))


def result(document_id: bytes, outcome: Outcome) -> dict[str, Any]:
    """An outcome as the wire has it (protocol §4)."""
    if isinstance(outcome, Merged):
        # By far the most frequent, and a class pattern is slow.
        held = list(outcome.heads)
        if outcome.need:
            return {"document": document_id, "outcome": "missing", "heads": held, "need": list(outcome.need)}
        return {"document": document_id, "outcome": "merged", "heads": held}
    match outcome:
        case Known(heads=heads):
            return {"document": document_id, "outcome": "known", "heads": list(heads)}
        case Missing(need=need):
            return {"document": document_id, "outcome": "missing", "need": list(need)}
        case Refused(code=code, hint=hint):
            return {"document": document_id, "outcome": "refused", "code": code, "hint": hint}


def _fingerprint(item: HandIn) -> bytes:
    return trial.fingerprint(item.document_id, item.changes)


def _born_here(document: Document, tablet_id: bytes) -> bool:
    return any(not change.deps and change.actor.startswith(tablet_id) for change in document.changes())
