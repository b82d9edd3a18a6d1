"""Reading one record's past: who wrote each value, every change in turn, and the record as it was at any moment.

All of it is computed from the document when asked for; nothing of it is stored, so nothing of it can be out of step.
Whoever calls has made sure that the reader may see the document.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.authors import Author, authors
from server.catalogues import catalogue_of
from server.documents import Stored, find, load
from server.models import Chunk
from server.receipts import Receipt, hashes, receipts, receipts_of
from sync.change import Change, Heads
from sync.document import Document
from sync.history import History
from sync.projection import Projection, project


@dataclass(frozen=True, slots=True)
class Origin:
    """Where a change comes from: its author, when they say, and when and with whose hand-in the centre received it."""

    change: bytes
    author: Author
    claimed_ms: int | None
    """None for changes made at the centre, which carry no time of their own."""
    receipt: Receipt | None


@dataclass(frozen=True, slots=True)
class Step:
    """One change of a record's history and what it wrote; a deleted field is None."""

    origin: Origin
    values: dict[str, object]
    rivals_of: tuple[bytes, ...]
    """Changes that neither had seen this one nor been seen by it, and that wrote one of the same fields."""


def open_document(session: Session, community_id: str, document_id: bytes) -> tuple[Stored, Document] | None:
    """A document's row and the document, or None where there is none or it was erased."""
    stored = find(session, community_id, [document_id]).get(document_id)
    if stored is None:
        return None
    load(session, community_id, [stored])
    return (stored, Document.open(stored.data)) if stored.data else None


def provenance(session: Session, community_id: str, document_id: bytes) -> dict[str, Origin]:
    """For each field of a record, where its value comes from."""
    found = open_document(session, community_id, document_id)
    if found is None:
        return {}
    written = History(found[1]).provenance()
    origins = _origins(session, community_id, document_id, list(written.values()))
    return {path: origins[change.hash] for path, change in written.items()}


def history(session: Session, community_id: str, document_id: bytes) -> list[Step]:
    """Every change of a record, in causal order."""
    found = open_document(session, community_id, document_id)
    if found is None:
        return []
    whole = History(found[1])
    origins = _origins(session, community_id, document_id, whole.changes)
    return [_step(whole, number, origins) for number in range(len(whole.changes))]


@dataclass(frozen=True, slots=True)
class Story:
    """All there is to tell of one record's past, read in one go."""

    provenance: dict[str, Origin]
    steps: list[Step]
    values: Mapping[str, object]
    """What it adds up to now."""
    disputed: frozenset[str]


def story(session: Session, community_id: str, document_id: bytes) -> Story:
    """Provenance and history of a record together: its document is opened once."""
    return stories(session, community_id, [document_id]).get(document_id, Story({}, [], {}, frozenset()))


def stories(session: Session, community_id: str, ids: Collection[bytes]) -> dict[bytes, Story]:
    """The same of several records, with as many queries as for one; what was erased is left out."""
    stored = find(session, community_id, ids)
    load(session, community_id, stored.values())
    whole = {identity: History(Document.open(one.data)) for identity, one in stored.items() if one.data}
    received = receipts_of(session, community_id, list(whole))
    by_actor = authors(session, community_id, {one.actor for each in whole.values() for one in each.changes})
    return {identity: _told(one, _origins_of(one.changes, by_actor, received[identity]))
            for identity, one in whole.items()}  # fmt: skip


def _told(whole: History, origins: dict[bytes, Origin]) -> Story:
    written = {path: origins[change.hash] for path, change in whole.provenance().items()}
    steps = [_step(whole, number, origins) for number in range(len(whole.changes))]
    return Story(written, steps, whole.document.values(), frozenset(one.path for one in whole.disputed()))


def at_step(session: Session, community_id: str, document_id: bytes, count: int) -> Projection | None:
    """The record as its first ``count`` changes, in causal order, add up to it; None where there are not so many."""
    found = open_document(session, community_id, document_id)
    if found is None:
        return None
    stored, document = found
    first = document.changes()[:count]
    if not 0 < count == len(first):
        return None
    built_on = {dep for change in first for dep in change.deps}
    heads = tuple(sorted(change.hash for change in first if change.hash not in built_on))
    return project(document.values(heads), stored.received_ms, catalogue_of(session, community_id))


def at_change(session: Session, community_id: str, document_id: bytes, change: bytes) -> Projection | None:
    """The record as the author of ``change`` saw it once it was written; None where there is no such change."""
    found = open_document(session, community_id, document_id)
    if found is None or History(found[1]).change(change) is None:
        return None
    stored, document = found
    return project(document.values((change,)), stored.received_ms, catalogue_of(session, community_id))


def at_moment(session: Session, community_id: str, document_id: bytes, received_ms: int) -> Projection | None:
    """The record as the centre knew it at a moment; None where it did not know it yet."""
    found = open_document(session, community_id, document_id)
    if found is None:
        return None
    stored, document = found
    heads = _heads_at(session, community_id, document_id, received_ms, document)
    if not heads:
        return None
    return project(document.values(heads), stored.received_ms, catalogue_of(session, community_id))


def _heads_at(session: Session, community_id: str, document_id: bytes, received_ms: int, document: Document) -> Heads:
    rows = session.scalars(
        select(Chunk.data).where(
            Chunk.community_id == community_id,
            Chunk.document_id == document_id,
            Chunk.received_ms <= received_ms,
        )
    )
    known = {change for data in rows for change in hashes(data)}
    built_on = {dep for change in document.changes() if change.hash in known for dep in change.deps}
    return tuple(sorted(known - built_on))


def _origins(session: Session, community_id: str, document_id: bytes, changes: list[Change]) -> dict[bytes, Origin]:
    by_actor = authors(session, community_id, {change.actor for change in changes})
    return _origins_of(changes, by_actor, receipts(session, community_id, document_id))


def _origins_of(
    changes: Iterable[Change], by_actor: Mapping[bytes, Author], received: Mapping[bytes, Receipt]
) -> dict[bytes, Origin]:
    return {
        change.hash: Origin(
            change=change.hash,
            author=by_actor[change.actor],
            claimed_ms=change.claimed_ms or None,
            receipt=received.get(change.hash),
        )
        for change in changes
    }


def _step(whole: History, number: int, origins: dict[bytes, Origin]) -> Step:
    change, write = whole.changes[number], whole.writes[number]
    rivals = tuple(
        other.hash
        for place, other in enumerate(whole.changes)
        if place != number
        and not whole.seen[number] >> place & 1
        and not whole.seen[place] >> number & 1
        and write.paths & whole.writes[place].paths
    )
    values = {path: whole.document.value(path, (change.hash,)) for path in sorted(write.paths)}
    return Step(origins[change.hash], dict(values), rivals)
