"""Reviewing as somebody does it: only what they may see, in one transaction, with a line in the audit log."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.access import visible_among
from server.audit import note
from server.auth import Actor
from server.database import writing
from server.models import Document
from server.models.log import ERASED
from server.reconcile import reconcile
from server.review import Decided, Seen, review


def decide(actor: Actor, seen: Sequence[Seen], state: str, comment: str) -> list[Decided]:
    """What became of each; what the actor may not see is ``missing``, as if it did not exist."""
    with writing() as session:
        allowed = _visible(session, actor, [one.document_id for one in seen])
        own = [one for one in seen if one.document_id in allowed]
        decided = review(session, actor.community_id, actor.person_id, own, state, comment)
        for one in decided:
            if one.outcome == "decided":
                note(session, actor, "record.review", one.document_id, state=state)
    written = [one.document_id for one in decided if one.outcome == "decided"]
    if written:
        reconcile(actor.community_id, written)
    strange = [Decided(one.document_id, "missing", None) for one in seen if one.document_id not in allowed]
    return [*decided, *strange]


def _visible(session: Session, actor: Actor, ids: Sequence[bytes]) -> set[bytes]:
    return set(
        session.scalars(
            select(Document.id).where(
                visible_among(Document, actor), Document.id.in_(list(ids)), Document.state != ERASED
            )
        )
    )
