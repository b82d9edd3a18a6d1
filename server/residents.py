"""Residents who may be one person: proposed to a supervisor, who links them or says that they are two."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session, aliased

from server.access import visible_among
from server.auth import Actor
from server.cursors import cursor_place, cursor_text
from server.models import Record, ResidentKey, Settlement
from server.settle import DISTINCT
from server.shown import shown

_SHOWN = ("name", "sex", "birth_date", "id_number", "phone", "live_address")
"""What a supervisor compares."""


def find_duplicates(
    session: Session, actor: Actor, cursor: str | None, limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """A page of pairs that share what they are compared by, and the cursor of the next."""
    one, other = aliased(ResidentKey), aliased(ResidentKey)
    of_several = func.count() > 1
    shared = (
        select(ResidentKey.key)
        .where(ResidentKey.community_id == actor.community_id)
        .group_by(ResidentKey.key)
        .having(of_several)
    )
    statement = (
        select(one.document_id, other.document_id, one.reason)
        .join(other, and_(other.community_id == one.community_id, other.key == one.key, other.reason == one.reason))
        .where(visible_among(one, actor), visible_among(other, actor), one.key.in_(shared))
        # Not the way into an index: read in the order of ids, everybody would be compared with everybody.
        .where(func.substr(one.document_id, 1) < func.substr(other.document_id, 1))
        .order_by(one.document_id, other.document_id, one.reason)
    )
    if cursor is not None:
        low, high, reason = cursor_place(cursor, bytes, bytes, str)
        statement = statement.where(
            or_(
                one.document_id > low,
                and_(one.document_id == low, other.document_id > high),
                and_(one.document_id == low, other.document_id == high, one.reason > reason),
            )
        )
    rows: list[tuple[bytes, bytes, str]] = [
        (row[0], row[1], row[2]) for row in session.execute(statement.limit(limit + 1))
    ]
    page = rows[:limit]
    apart = _told_apart(session, actor, {low for low, _, _ in page})
    residents = _residents(session, actor, {identity for row in page for identity in row[:2]})
    pairs = [
        {"one": residents[low], "other": residents[high], "reason": reason}
        for low, high, reason in page
        if (low, high) not in apart and low in residents and high in residents
    ]
    return pairs, cursor_text(*page[-1]) if len(rows) > limit else None


def _told_apart(session: Session, actor: Actor, lows: set[bytes]) -> set[tuple[bytes, bytes]]:
    rows = session.execute(
        select(Settlement.document_id, Settlement.chosen).where(
            Settlement.community_id == actor.community_id,
            Settlement.document_id.in_(lows),
            Settlement.action == DISTINCT,
        )
    )
    return {(low, UUID(high).bytes) for low, high in rows}


def _residents(session: Session, actor: Actor, ids: set[bytes]) -> Mapping[bytes, dict[str, Any]]:
    records = session.scalars(select(Record).where(visible_among(Record, actor), Record.document_id.in_(ids)))
    return {
        record.document_id: {
            "id": record.document_id,
            "grid": record.grid_id,
            "values": shown(
                actor.role,
                actor.catalogue.named(record.kind),
                {path: record.values[path] for path in _SHOWN if path in record.values},
            ).values,
        }
        for record in records
    }
