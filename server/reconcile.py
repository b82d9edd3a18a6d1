"""Reconcile: the second of two transactions. It makes the SQL rows say what the documents say.

A record is *behind* when its heads are not its document's. A bug in here, in a schema or in a projection leaves records
behind and loses nothing: the work was committed before (``server.intake``), and ``flask reconcile`` catches up.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from flask import current_app
from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from schemas.catalogue import Catalogue
from server import documents
from server.catalogues import catalogue_of
from server.clock import fresh_actor, now_ms
from server.database import reading, writing
from server.documents import Left, Stored
from server.entitled import Entitled
from server.log import GridLog, flush, lock_grids
from server.models import Community, Document, Record
from server.models.log import ERASED
from server.receipts import places
from server.rows import Reading, remove, write
from sync.document import Document as OpenDocument
from sync.history import Disputed, History
from sync.policy import Decision, decide
from sync.projection import STATUS_PATH, answered, project
from sync.protected import BIRTH_FIELDS

_ROUNDS_MAX = 4
_PAGE = 200


@dataclass(slots=True)
class Reconciled:
    """What a run did."""

    records: int = 0
    settled: int = 0
    """Disputes that a field's policy decided."""
    failed: list[bytes] = field(default_factory=list)
    """Documents whose record stayed behind; the log says why."""
    disputed: list[bytes] = field(default_factory=list)
    """Documents that a policy may write to, left alone by a run that must not."""


def reconcile(
    community_id: str,
    ids: Iterable[bytes],
    opened: Mapping[bytes, OpenDocument] | None = None,
    left: Left | None = None,
    durable: bool = True,
) -> Reconciled:
    """Bring the records of these documents up to them.

    ``opened`` are documents that are open already; one is used only if it still stands where the database does.
    ``left`` is how the caller's transaction left all of them; it saves a look before the lock, and mostly one after.
    Not ``durable``: where the power fails at once, their records may be behind again.
    """
    wanted = list(ids)
    done = Reconciled()
    if wanted:
        _run(community_id, wanted, opened, left, durable, done)
    if done.disputed:
        # A change by the centre is work like any other: once a tablet may have it, it must not be lost.
        _run(community_id, done.disputed, opened, left, True, done)
    return done


def _run(
    community_id: str,
    wanted: Collection[bytes],
    opened: Mapping[bytes, OpenDocument] | None,
    left: Left | None,
    durable: bool,
    done: Reconciled,
) -> None:
    with writing(durable) as session:
        if left is None:
            grids = {one.grid_id for one in documents.find(session, community_id, wanted).values()}
        else:
            grids = set(left.ends)
        logs = lock_grids(session, community_id, grids)
        if left is not None and left.stand(logs):
            stored = {identity: left.stored[identity] for identity in wanted}
        else:
            found = documents.find(session, community_id, wanted)
            # Moved meanwhile: whoever moved it reconciles it.
            stored = {identity: one for identity, one in found.items() if one.grid_id in logs}
        if not durable:
            done.disputed = [one.id for one in stored.values() if not one.linear]
            stored = {identity: one for identity, one in stored.items() if one.linear}
        run = _Run(session, community_id, logs, catalogue_of(session, community_id), done)
        readings = run.read(stored, opened or {})
        # Without open documents this is no hand-in but a catching up, perhaps after somebody deleted rows by hand.
        # What could not be read keeps the record that it had: it is behind, and better than none.
        again = [one.stored.id for one in readings] if opened is None else []
        remove(session, community_id, [*again, *(one.id for one in stored.values() if one.state == ERASED)])
        write(session, community_id, readings)
        documents.save(session, community_id, stored.values())
        touched = [log for log in logs.values() if log.rows]
        if touched:
            flush(session, touched)


def behind(session: Session, community_id: str, most: int = _PAGE) -> list[bytes]:
    """Documents whose record is missing or behind, at most so many."""
    rows = session.execute(
        select(Document.id)
        .outerjoin(Record, (Record.community_id == Document.community_id) & (Record.document_id == Document.id))
        .where(
            Document.community_id == community_id,
            Document.state != ERASED,
            or_(Record.heads.is_(None), Record.heads != Document.heads),
        )
        .order_by(Document.id)
        .limit(most)
    )
    return [identity for (identity,) in rows]


def catch_up(community_id: str) -> Reconciled:
    """Reconcile what is behind; what fails is tried once."""
    total = Reconciled()
    while True:
        with reading() as session:
            waiting = [
                one for one in behind(session, community_id, _PAGE + len(total.failed)) if one not in total.failed
            ]
        if not waiting:
            return total
        _add(total, reconcile(community_id, waiting[:_PAGE]))


def rebuild(community_id: str) -> Reconciled:
    """Burn all records and conflicts of a community, page by page, and read them out of the documents again."""
    total = Reconciled()
    for ids in _pages(community_id):
        with writing() as session:
            remove(session, community_id, ids)
        _add(total, reconcile(community_id, ids))
    return total


def reread(community_id: str, kind: str) -> Reconciled:
    """Read the records of one kind again, page by page, because what is known of the kind has changed."""
    total = Reconciled()
    for ids in _pages(community_id, kind):
        _add(total, reconcile(community_id, ids))
    return total


def communities() -> list[str]:
    """The ids of all communities on this machine."""
    with reading() as session:
        return list(session.scalars(select(Community.id).order_by(Community.id)))


def _add(total: Reconciled, done: Reconciled) -> None:
    total.records += done.records
    total.settled += done.settled
    total.failed += done.failed


def _pages(community_id: str, kind: str | None = None) -> Iterator[list[bytes]]:
    wanted = Document.community_id == community_id
    if kind is not None:
        wanted &= Document.kind == kind
    last = b""
    while True:
        with reading() as session:
            ids = list(
                session.scalars(
                    select(Document.id).where(wanted, Document.id > last).order_by(Document.id).limit(_PAGE)
                )
            )
        if not ids:
            return
        yield ids
        last = ids[-1]


class _Run:
    """One run under way, inside the lock."""

    def __init__(
        self, session: Session, community_id: str, logs: dict[str, GridLog], catalogue: Catalogue, done: Reconciled
    ) -> None:
        self.session = session
        self.community_id = community_id
        self.logs = logs
        self.catalogue = catalogue
        self.entitled = Entitled(session, community_id, catalogue)
        self.done = done

    def read(self, stored: Mapping[bytes, Stored], opened: Mapping[bytes, OpenDocument]) -> list[Reading]:
        """Read a record out of each document; what cannot be read stays behind."""
        ready = {identity: one for identity, one in opened.items() if identity in stored}
        ready = {identity: one for identity, one in ready.items() if one.heads == stored[identity].heads}
        # Whether it was changed after its review shows in its changes, which these may have let go.
        ready = {identity: one for identity, one in ready.items() if STATUS_PATH not in one.values()}
        closed = [one for identity, one in stored.items() if identity not in ready or not one.linear]
        documents.load(self.session, self.community_id, closed)
        readings = []
        for one in stored.values():
            if one.state == ERASED:
                continue
            try:
                document = ready.get(one.id) or OpenDocument.open(one.data)
                readings.append(self._reading(one, document))
                self.done.records += 1
            except Exception:  # whatever is wrong with this one, its neighbours go on
                current_app.logger.exception("the record of %s stays behind", one.id.hex())
                self.done.failed.append(one.id)
        return readings

    def _reading(self, stored: Stored, document: OpenDocument) -> Reading:
        disputed = [] if stored.linear else self._settled(stored, document)
        projection = project(document.values(), stored.received_ms, self.catalogue)
        return Reading(stored, self.entitled.flagged(projection, document), disputed, answered(document))

    def _settled(self, stored: Stored, document: OpenDocument) -> list[Disputed]:
        """Let the policies decide what they may, as changes to the document; what is left for a person."""
        for _ in range(_ROUNDS_MAX):
            disputed = History(document).disputed()
            decisions = self._decisions(stored, document, disputed)
            if not decisions:
                break
            self._write(stored, document, decisions)
        return disputed

    def _decisions(self, stored: Stored, document: OpenDocument, disputed: Sequence[Disputed]) -> list[Decision]:
        kind = self.catalogue.named(stored.kind)
        open_to_policy = [one for one in disputed if one.path not in BIRTH_FIELDS and kind is not None]
        if kind is None or not open_to_policy:
            return []
        received = places(self.session, self.community_id, stored.id)
        decided = (decide(one, kind.field_at(one.path), received, document.value(one.path)) for one in open_to_policy)
        return [one for one in decided if one is not None]

    def _write(self, stored: Stored, document: OpenDocument, decisions: Sequence[Decision]) -> None:
        centre = self.session.scalars(select(Community.centre).where(Community.id == self.community_id)).one()
        chunk = document.write(
            fresh_actor(centre),
            {one.path: one.value for one in decisions if one.append is None},
            {one.path: one.append for one in decisions if one.append is not None},
        )
        log = self.logs[stored.grid_id]
        documents.append(log, stored, chunk, document.heads, now_ms(), None, None)
        self.done.settled += len(decisions)
