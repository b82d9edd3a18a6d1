"""The audit log, for those who answer for what is done with residents' data."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy import and_, or_, select

from schemas.wire.audit import AuditQuery, EventsReply
from server.access import visible_events
from server.api.registry import endpoint
from server.api.roles import OVERSEEING
from server.auth import Actor
from server.current import limits
from server.cursors import cursor_place, cursor_text
from server.database import reading
from server.errors import fail
from server.models import AuditEvent
from server.records import names_of_people


@endpoint(
    "GET", "/audit", "audit", "审计日志", "The audit log",
    roles=OVERSEEING, query=AuditQuery, reply=EventsReply,
)  # fmt: skip
def show_all(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """The latest first; to a supervisor what their grids' people did."""
    limit = query["limit"] or limits().page_records_default
    statement = select(AuditEvent).where(visible_events(actor))
    for name, column in (("action", AuditEvent.action), ("person", AuditEvent.person_id)):
        if query[name] is not None:
            statement = statement.where(column == query[name])
    if query["object"] is not None:
        statement = statement.where(AuditEvent.object_id == _object(query["object"]))
    if query["from_ms"] is not None:
        statement = statement.where(AuditEvent.at_ms >= query["from_ms"])
    if query["to_ms"] is not None:
        statement = statement.where(AuditEvent.at_ms < query["to_ms"])
    if query["cursor"] is not None:
        moment, identity = cursor_place(query["cursor"], int, bytes)
        older = or_(AuditEvent.at_ms < moment, and_(AuditEvent.at_ms == moment, AuditEvent.id < identity))
        statement = statement.where(older)
    with reading() as session:
        rows = session.scalars(statement.order_by(AuditEvent.at_ms.desc(), AuditEvent.id.desc()).limit(limit + 1)).all()
        page = rows[:limit]
        names = names_of_people(session, actor, (one.person_id for one in page))
        following = cursor_text(page[-1].at_ms, page[-1].id) if len(rows) > limit else None
        return {"events": [_body(one, names) for one in page], "next": following}


def _body(one: AuditEvent, names: dict[bytes, str]) -> dict[str, Any]:
    return {
        "id": one.id,
        "at_ms": one.at_ms,
        "person": one.person_id and {"id": one.person_id, "name": names.get(one.person_id)},
        "tablet": one.tablet_id,
        "action": one.action,
        "object": _object_text(one.object_id),
        "detail": one.detail,
    }


def _object_text(object_id: bytes | None) -> str | None:
    if object_id is None:
        return None
    return str(UUID(bytes=object_id)) if len(object_id) == 16 else object_id.hex()


def _object(text: str) -> bytes:
    try:
        return bytes.fromhex(text.replace("-", ""))
    except ValueError:
        fail("query.invalid", fields={"object": ["Neither a UUID nor a hash."]})
