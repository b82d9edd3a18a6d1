"""Deciding conflicts as somebody does it: only what they may see and write, with a line in the audit log."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.access import may_write
from schemas.declaration import NOTE_LENGTH_MAX, TEXT_LENGTH_MAX
from schemas.kind import Kind
from server.access import own_document, visible
from server.audit import note
from server.auth import Actor
from server.conflicts import dispute_at
from server.database import writing
from server.errors import Fault, fail
from server.models import Document, Settlement
from server.receipts import places
from server.reconcile import reconcile
from server.settle import settle, take_back

Choice = Literal["latest", "first", "both"]
CHOICES: tuple[Choice, ...] = ("latest", "first", "both")
"""Choices that fit many disputes alike: the answer that came last, or first, or all of them."""
_BETWEEN = "；"
_BOTH_MAX = {"text": TEXT_LENGTH_MAX, "note": NOTE_LENGTH_MAX}


@dataclass(frozen=True, slots=True)
class Dispute:
    """One disputed field as somebody saw it: ``expected`` are the hashes (hex) of all rivals' changes."""

    document_id: bytes
    path: str
    expected: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one decision: the change, or the code of the problem for which nothing was written."""

    dispute: Dispute
    change: bytes | None
    problem: str = ""


def decide(
    actor: Actor,
    dispute: Dispute,
    reason: str,
    value: Any = None,
    change: str | None = None,
    choice: Choice | None = None,
    other_value: bool = False,
) -> bytes:
    """Settle one dispute: by the rival that ``change`` (hex) wrote, by a ``choice``, or by ``value``; the new change.

    Fails with ``conflict.gone`` where it is not disputed like that any more.
    """
    with writing() as session:
        document = own_document(session, actor, dispute.document_id)
        guard_field(actor, document, dispute.path)
        if change is not None or choice is not None:
            rivals = dispute_at(session, actor, dispute.document_id, dispute.path).detail
            if change is not None:
                value = _written_by(rivals, change)
            else:
                kind = actor.catalogue.named(document.kind)
                value = _chosen(session, actor, dispute, rivals, choice, kind)
                other_value = choice == "both"
        written = settle(
            session, actor.community_id, actor.person_id, dispute.document_id, dispute.path, value, reason,
            dispute.expected, other_value,
        )  # fmt: skip
        note(session, actor, "conflict.settle", dispute.document_id, path=dispute.path)
    reconcile(actor.community_id, [dispute.document_id])
    return written


def decide_many(actor: Actor, disputes: Sequence[Dispute], reason: str, choice: Choice) -> list[Settled]:
    """The same choice for each; what cannot be decided so is left alone and says why."""
    done = []
    for one in disputes:
        try:
            done.append(Settled(one, decide(actor, one, reason, choice=choice)))
        except Fault as fault:
            done.append(Settled(one, None, fault.code))
    return done


def undo(actor: Actor, settlement_id: bytes, reason: str, change: str | None = None) -> bytes:
    """Take a decision back by one more change; fails with ``conflict.gone`` where the field has gone on since.

    A dispute goes to the rival that ``change`` (hex) wrote; an amended answer to what stood there before.
    """
    with writing() as session:
        found = session.scalars(
            select(Settlement).where(visible(Settlement, actor), Settlement.id == settlement_id)
        ).one_or_none()
        if found is None:
            fail("not_found")
        document = own_document(session, actor, found.document_id)
        guard_field(actor, document, found.path)
        value = _written_by(found.rivals, change) if change else _only(found.rivals)
        is_note = _is_note(actor.catalogue.named(document.kind), found.path)
        written = take_back(session, actor.community_id, actor.person_id, found, value, reason, is_note)
        document_id = found.document_id
        note(session, actor, "conflict.undo", document_id, path=found.path)
    reconcile(actor.community_id, [document_id])
    return written


def both(kind: Kind | None, path: str, values: Sequence[Any]) -> str | None:
    """All of several texts as one; None where the field is no text, or they are too long together."""
    field = kind.field_at(path) if kind else None
    most = _BOTH_MAX.get(field.type) if field else None
    texts = [value for value in values if isinstance(value, str) and value]
    if field is None or most is None or len(texts) != len(values):
        return None
    whole = _BETWEEN.join(dict.fromkeys(texts))
    return whole if len(whole) <= (field.length_max or most) else None


def guard_field(actor: Actor, document: Document, path: str) -> None:
    """Fail where the field is not this role's to write."""
    kind = actor.catalogue.named(document.kind)
    field = kind.field_at(path) if kind else None
    if field is not None and not may_write(actor.role, field):
        fail("role.not_allowed", "this field is not this role's to write")


def _written_by(rivals: Any, change: str) -> Any:
    """The value that a rival's change wrote: so a masked one can be chosen without being shown."""
    values = [rival["value"] for rival in rivals if change in rival["changes"]]
    return values[0] if values else fail("conflict.gone")


def _is_note(kind: Kind | None, path: str) -> bool:
    field = kind.field_at(path) if kind else None
    return field is not None and field.type == "note"


def _only(rivals: Any) -> Any:
    return rivals[0]["value"] if len(rivals) == 1 else fail("body.invalid", "say which of the answers it is to be")


def _chosen(
    session: Session, actor: Actor, dispute: Dispute, rivals: Any, choice: Choice | None, kind: Kind | None
) -> Any:
    if choice == "both":
        whole = both(kind, dispute.path, [rival["value"] for rival in rivals])
        return whole if whole is not None else fail("conflict.not_both")
    received = places(session, actor.community_id, dispute.document_id)
    pick = max if choice == "latest" else min
    return pick(rivals, key=lambda rival: pick(received.get(bytes.fromhex(one), 0) for one in rival["changes"]))[
        "value"
    ]
