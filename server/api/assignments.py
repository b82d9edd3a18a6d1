"""Who serves which grid."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from schemas.wire.community import AssignmentQuery, AssignmentReply, AssignmentsReply
from server.access import visible_assignments
from server.api.registry import endpoint
from server.api.roles import ADMIN
from server.auth import Actor
from server.database import reading, writing
from server.models import Assignment
from server.people import assign, end_assignment

_ONE = "/people/<uuid:person>/assignments/<grid>"


@endpoint(
    "GET", "/assignments", "assignments", "网格分工", "List assignments",
    query=AssignmentQuery, reply=AssignmentsReply,
)  # fmt: skip
def show_all(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Those that hold now, unless the ended ones are asked for too."""
    statement = select(Assignment).where(visible_assignments(actor))
    if query["person"] is not None:
        statement = statement.where(Assignment.person_id == query["person"])
    if query["grid"] is not None:
        statement = statement.where(Assignment.grid_id == query["grid"])
    if not query["ended"]:
        statement = statement.where(Assignment.ended_ms.is_(None))
    with reading() as session:
        found = session.scalars(statement.order_by(Assignment.grid_id, Assignment.person_id))
        return {"assignments": [_body(one) for one in found]}


@endpoint(
    "PUT", _ONE, "assignments", "分配网格", "Assign a person to a grid",
    roles=ADMIN, reply=AssignmentReply, problems=("grid.closed",),
)  # fmt: skip
def begin(actor: Actor, person: bytes, grid: str) -> dict[str, Any]:
    """Tablets of theirs carry it from the next sync on."""
    with writing() as session:
        return _body(assign(session, actor, person, grid))


@endpoint("DELETE", _ONE, "assignments", "结束分工", "End an assignment", roles=ADMIN, reply=AssignmentReply)
def end(actor: Actor, person: bytes, grid: str) -> dict[str, Any]:
    """Tablets of theirs give the grid up at the next sync; what was recorded before may still come in."""
    with writing() as session:
        return _body(end_assignment(session, actor, person, grid))


def _body(one: Assignment) -> dict[str, Any]:
    return {"person": one.person_id, "grid": one.grid_id, "since_ms": one.since_ms, "ended_ms": one.ended_ms}
