"""What in the records asks for a person: finding conflicts, and telling them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from server.access import visible
from server.auth import Actor
from server.cursors import cursor_place, cursor_text
from server.errors import fail
from server.models import Conflict
from server.models.records import DISPUTED
from server.shown import conflict_sentences, shown_rivals, sight_of


def find_conflicts(
    session: Session, actor: Actor, query: Mapping[str, Any], limit: int
) -> tuple[list[Conflict], str | None]:
    """A page of the conflicts that the actor sees, record by record, and the cursor of the next."""
    statement = select(Conflict).where(visible(Conflict, actor))
    for name, column in (("type", Conflict.type), ("grid", Conflict.grid_id), ("kind", Conflict.kind)):
        if query[name] is not None:
            statement = statement.where(column == query[name])
    key = (Conflict.document_id, Conflict.type, Conflict.path, Conflict.code)
    if query["cursor"] is not None:
        place = cursor_place(query["cursor"], bytes, str, str, str)
        # Spelled out: SQLite and PostgreSQL agree on this, and not on comparing rows of mixed types.
        statement = statement.where(
            or_(*[and_(*[key[i] == place[i] for i in range(n)], key[n] > place[n]) for n in range(len(key))])
        )
    rows = list(session.scalars(statement.order_by(*key).limit(limit + 1)))
    page = rows[:limit]
    if len(rows) <= limit:
        return page, None
    last = page[-1]
    return page, cursor_text(last.document_id, last.type, last.path, last.code)


def of_record(session: Session, actor: Actor, document_id: bytes) -> list[Conflict]:
    """The conflicts of one record."""
    return list(
        session.scalars(
            select(Conflict)
            .where(visible(Conflict, actor), Conflict.document_id == document_id)
            .order_by(Conflict.type, Conflict.path, Conflict.code)
        )
    )


def dispute_at(session: Session, actor: Actor, document_id: bytes, path: str) -> Conflict:
    """The open dispute about one field; fails with ``not_found``."""
    found = [one for one in of_record(session, actor, document_id) if one.type == DISPUTED and one.path == path]
    return found[0] if found else fail("not_found")


def conflict_bodies(actor: Actor, conflicts: Sequence[Conflict]) -> list[dict[str, Any]]:
    """What is told of each conflict; values as the actor's role sees them."""
    return [_body(actor, one) for one in conflicts]


def _body(actor: Actor, one: Conflict) -> dict[str, Any]:
    disputed = one.type == DISPUTED
    kind = actor.catalogue.named(one.kind)
    zh, en = conflict_sentences(one.type, one.path, one.code, one.detail)
    return {
        "document": one.document_id,
        "grid": one.grid_id,
        "kind": one.kind,
        "type": one.type,
        "path": one.path,
        "code": one.code,
        "zh": zh,
        "en": en,
        "rivals": shown_rivals(actor.role, kind, one.path, one.detail) if disputed else [],
        "masked": disputed and sight_of(actor.role, kind, one.path) != "plain",
    }
