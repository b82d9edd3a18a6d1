"""Hand-ins that could not be taken: the bytes are kept until somebody has looked at them."""

from __future__ import annotations

from typing import Any

from flask import Response
from sqlalchemy import and_, func, or_, select
from sqlalchemy.orm import Session

from schemas.wire.decisions import Reason
from schemas.wire.operation import BYTES
from schemas.wire.refusals import RefusalQuery, RefusalReply, RefusalsReply, RetryReply
from server.access import visible_refusals
from server.api.registry import endpoint
from server.api.roles import AT_WORK, SUPERVISOR
from server.audit import note
from server.auth import Actor
from server.current import limits
from server.cursors import cursor_place, cursor_text
from server.database import reading, writing
from server.errors import fail
from server.models import Person, Refusal, Tablet
from server.refusals import close, find_refusal
from server.second_try import retry

_ONE = "/refusals/<refusal>"
_ID_CHARACTERS = 64


@endpoint(
    "GET", "/refusals", "refusals", "退回的上报", "Find refused hand-ins",
    roles=AT_WORK, query=RefusalQuery, reply=RefusalsReply,
)  # fmt: skip
def show_all(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """The latest first; to a supervisor those of their grids' people, to others their own."""
    limit = query["limit"] or limits().page_records_default
    statement = _select().where(visible_refusals(actor))
    if query["closed"] is not None:
        looked_at = Refusal.closed_ms.is_not(None)
        statement = statement.where(looked_at if query["closed"] else ~looked_at)
    if query["cursor"] is not None:
        moment, identity = cursor_place(query["cursor"], int, bytes)
        older = or_(Refusal.received_ms < moment, and_(Refusal.received_ms == moment, Refusal.id < identity))
        statement = statement.where(older)
    with reading() as session:
        rows = session.execute(statement.order_by(Refusal.received_ms.desc(), Refusal.id.desc()).limit(limit + 1)).all()
        page = rows[:limit]
        following = cursor_text(page[-1][0].received_ms, page[-1][0].id) if len(rows) > limit else None
        return {"refusals": [_body(row) for row in page], "next": following}


@endpoint("GET", _ONE, "refusals", "退回详情", "One refused hand-in", roles=AT_WORK, reply=RefusalReply)
def show(actor: Actor, refusal: str) -> dict[str, Any]:
    """Without its bytes."""
    with reading() as session:
        return _body(_own(session, actor, refusal))


@endpoint("GET", f"{_ONE}/bytes", "refusals", "原始数据", "The refused bytes", roles=SUPERVISOR, media=BYTES)
def raw(actor: Actor, refusal: str) -> Response:
    """As the tablet sent them, for whoever finds out what is wrong with them. The download is audited."""
    with writing() as session:
        row = _own(session, actor, refusal)
        found = find_refusal(session, actor.community_id, row[0].id)
        data = found.data if found else fail("not_found")
        note(session, actor, "refusal.download", row[0].id)
    response = Response(data, mimetype=BYTES)
    response.headers["Content-Disposition"] = f'attachment; filename="refusal-{refusal[:16]}.bin"'
    return response


@endpoint(
    "POST", f"{_ONE}/close", "refusals", "标记已处理", "Note that it was looked at",
    roles=SUPERVISOR, body=Reason, reply=RefusalReply,
)  # fmt: skip
def end(actor: Actor, refusal: str, body: dict[str, Any]) -> dict[str, Any]:
    """With what came of it. Twice is once: the first to look stays named."""
    with writing() as session:
        row = _own(session, actor, refusal)
        close(session, row[0], actor.person_id, body["reason"][:500])
        note(session, actor, "refusal.close", row[0].id)
        return _body(row)


@endpoint("POST", f"{_ONE}/retry", "refusals", "重新接收", "Try it again", roles=SUPERVISOR, reply=RetryReply)
def again(actor: Actor, refusal: str) -> dict[str, Any]:
    """After the grid was assigned, the limit raised or the fault mended."""
    with writing() as session:
        row = _own(session, actor, refusal)
        refusal_id = row[0].id
        note(session, actor, "refusal.retry", refusal_id)
    outcome = retry(actor.community_id, actor.person_id, refusal_id)
    return {"outcome": outcome["outcome"], "code": outcome.get("code"), "hint": outcome.get("hint")}


def _select() -> Any:
    own_tablet = and_(Tablet.community_id == Refusal.community_id, Tablet.id == Refusal.tablet_id)
    own_person = and_(Person.community_id == Refusal.community_id, Person.id == Refusal.person_id)
    size = func.length(Refusal.data)
    return select(Refusal, size, Tablet.name, Person.name).outerjoin(Tablet, own_tablet).outerjoin(Person, own_person)


def _own(session: Session, actor: Actor, refusal: str) -> Any:
    try:
        identity = bytes.fromhex(refusal) if len(refusal) == _ID_CHARACTERS else b""
    except ValueError:
        identity = b""
    row = session.execute(_select().where(visible_refusals(actor), Refusal.id == identity)).one_or_none()
    return fail("not_found") if row is None else row


def _body(row: Any) -> dict[str, Any]:
    one, size, tablet_name, person_name = row
    return {
        "id": one.id,
        "document": one.document_id or None,
        "tablet": one.tablet_id,
        "tablet_name": tablet_name or "",
        "person": one.person_id,
        "person_name": person_name or "",
        "code": one.code,
        "hint": one.hint,
        "bytes": size,
        "received_ms": one.received_ms,
        "times": one.times,
        "closed_ms": one.closed_ms,
        "closed_by": one.closed_by,
        "outcome": one.outcome,
    }
