"""Amend: a person at a desk writes answers into a document, or begins one. It is one more change, like anybody's.

Whoever amends names the moment of the document that they saw (its heads). Where it has gone on since, nothing is
written: nobody overwrites what they have not seen.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from uuid import UUID, uuid5

from sqlalchemy.orm import Session

from schemas.access import may_write
from schemas.id_number import read as read_id_number
from schemas.kind import Kind
from server import documents
from server.access import grids_now, own_document
from server.audit import note
from server.auth import Actor
from server.care.at_once import see_to
from server.care.remind import remind_about
from server.centre import Desk, take_to_desk
from server.clock import fresh_actor, now_ms
from server.database import writing
from server.documents import Stored
from server.errors import fail
from server.importing.homes import numbered_id
from server.log import flush, lock_grids
from server.models import Community, Grid
from server.models.log import ACTIVE
from server.reconcile import reconcile
from sync.document import Document, Scalar, new_document

AMEND, CONFIRM = "amend", "confirm"
_NOTE = "note"
_RESIDENT = "resident"


def amend(
    actor: Actor,
    document_id: bytes,
    values: Mapping[str, Scalar],
    reason: str,
    seen: Sequence[bytes],
    action: str = AMEND,
) -> bytes | None:
    """Write answers (None takes one away) as one change; its hash, or None where the document says so already.

    A free note is edited where it differs, so that what somebody else writes in it meanwhile stays beside it.
    ``seen``: the heads of the document as the person saw it; others now are ``record.changed``. ``action`` is what the
    decision is kept as: ``amend`` answer by answer, ``confirm`` as one. Fails with
    ``body.invalid`` where a value cannot be one of its field's, ``role.not_allowed`` where it is not theirs to write.
    """
    with writing() as session:
        kind = _kind(actor, own_document(session, actor, document_id).kind)
        _guard(actor, kind, values)
        desk = take_to_desk(session, actor.community_id, actor.person_id, document_id)
        # Where it was moved between the look and the lock, the right to it may have gone.
        own_document(session, actor, document_id)
        wanted = {path: value for path, value in values.items() if not _same(desk.document.value(path), value)}
        texts = _texts(kind, wanted)
        if not wanted:
            return None
        if tuple(sorted(seen)) != desk.document.heads:
            fail("record.changed")
        _guard_values(kind, {**desk.document.values(), **wanted}, wanted)
        change = _write(desk, wanted, texts, reason, action)
        note(session, actor, f"record.{action}", document_id, paths=sorted(wanted))
    _follow(actor.community_id, document_id, kind)
    return change


def begin(actor: Actor, kind_name: str, grid_id: str, values: Mapping[str, Scalar], once: str) -> bytes:
    """Begin a document in a grid that the actor serves; its id. ``once``: the same word again makes nothing twice."""
    kind = _kind(actor, kind_name)
    _guard(actor, kind, values)
    with writing() as session:
        _guard_grid(session, actor, grid_id)
        namespace = session.get_one(Community, actor.community_id).namespace
        number = _number(kind, values)
        own_word = f"desk:{actor.person_id.hex()}:{once}"
        identity = numbered_id(namespace, number) if number else uuid5(UUID(bytes=namespace), own_word).bytes
        logs = lock_grids(session, actor.community_id, {grid_id})
        if found := documents.find(session, actor.community_id, [identity]):
            if number and not _begun_so(session, actor, found[identity], values):
                fail("already.exists", "somebody with this number is in the register already")
            return identity
        birth: dict[str, Scalar] = {"kind": kind.name, "grid": grid_id, "kind_version": kind.version}
        answered = {path: value for path, value in values.items() if value is not None}
        # Notes begin as one and the same text for whoever writes in them later, here or at the door.
        texts = dict.fromkeys((one.path for one in kind.fields if one.type == _NOTE), "") | _texts(kind, answered)
        _guard_whole(kind, answered)
        scalars = {path: value for path, value in answered.items() if path not in texts}
        document = new_document(fresh_actor(actor.person_id), birth | scalars, texts)
        stored = Stored(
            id=identity, grid_id=grid_id, kind=kind.name, state=ACTIVE, heads=(), first_seq=0, last_seq=0,
            linear=True, tail=0, snapshot_seq=0, received_ms=now_ms(), fresh=True,
        )  # fmt: skip
        documents.append(logs[grid_id], stored, document.save(), document.heads, now_ms(), None, actor.person_id)
        flush(session, [logs[grid_id]])
        documents.save(session, actor.community_id, [stored])
        note(session, actor, "record.begin", identity, kind=kind.name)
    _follow(actor.community_id, identity, kind, document)
    return identity


def _number(kind: Kind, values: Mapping[str, Scalar]) -> str:
    """The number by which a resident's document is named, wherever it is begun (protocol §2); empty: by none."""
    written = values.get("id_number") if kind.name == _RESIDENT else None
    return read_id_number(written).number if isinstance(written, str) else ""


def _begun_so(session: Session, actor: Actor, stored: Stored, values: Mapping[str, Scalar]) -> bool:
    """Whether a document says what is to be begun already, by the same person: the answer was lost on the way."""
    documents.load(session, actor.community_id, [stored])
    if not stored.data:
        return False
    document = Document.open(stored.data)
    own = document.changes()[0].actor.startswith(actor.person_id)
    return own and all(_same(document.value(path), value) for path, value in values.items())


def _write(desk: Desk, wanted: Mapping[str, Scalar], texts: Mapping[str, str], reason: str, action: str) -> bytes:
    before = {path: desk.document.value(path) for path in wanted}
    change = desk.write({path: value for path, value in wanted.items() if path not in texts}, texts)
    for path, value in list(wanted.items())[-1:] if action == CONFIRM else wanted.items():
        desk.note(action, path, value, [{"value": before[path], "changes": []}], reason, change)
    return change


def _follow(community_id: str, document_id: bytes, kind: Kind, born: Document | None = None) -> None:
    reconcile(community_id, [document_id])
    if kind.name == _RESIDENT:
        # Who died or moved away needs no more visits: what was open about them ends.
        remind_about(community_id, [document_id])
    elif born is not None:
        see_to(community_id, {document_id: born})


def _kind(actor: Actor, name: str) -> Kind:
    return actor.catalogue.named(name) or fail("not_found")


def _guard_grid(session: Session, actor: Actor, grid_id: str) -> None:
    served = set(session.scalars(grids_now(actor)))
    grid = session.get(Grid, (actor.community_id, grid_id))
    if grid_id not in served or grid is None:
        fail("grid.not_yours")
    if grid.closed_ms is not None:
        fail("grid.closed")


def _guard(actor: Actor, kind: Kind, values: Mapping[str, Scalar]) -> None:
    for path in values:
        field = kind.field_at(path)
        if field is None or field.protected or path.startswith("review."):
            fail("body.invalid", fields={path: ["No answer of this form."]})
        if not may_write(actor.role, field):
            fail("role.not_allowed", "this field is not this role's to write")


def _guard_values(kind: Kind, whole: Mapping[str, Scalar], wanted: Mapping[str, Scalar]) -> None:
    """At a desk there is time to look again: what no such answer can be is not written."""
    wrong = [one for one in kind.check(whole, now_ms()) if one.severity == "hard" and one.path in wanted]
    if wrong:
        fail("body.invalid", fields={one.path: [one.code] for one in wrong})


def _guard_whole(kind: Kind, answered: Mapping[str, Scalar]) -> None:
    """A record that is begun at a desk says all that its form must say, and nothing that contradicts itself."""
    wrong = [one for one in kind.check(answered, now_ms()) if one.severity != "soft"]
    if wrong:
        fail("body.invalid", fields={one.path: [one.code] for one in wrong})


def _texts(kind: Kind, values: Mapping[str, Scalar]) -> dict[str, str]:
    """The free notes among these answers; one that is taken away is empty."""
    fields = {path: kind.field_at(path) for path in values}
    return {path: str(values[path] or "") for path, field in fields.items() if field and field.type == _NOTE}


def _same(one: Scalar, other: Scalar) -> bool:
    if one in (None, "") and other in (None, ""):
        return True
    return one == other and isinstance(one, bool) == isinstance(other, bool)
