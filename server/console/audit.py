"""The audit log: who read, revealed, gave out, revoked and decided what, and when; never the values."""

from __future__ import annotations

from typing import Any

from flask import request, url_for
from sqlalchemy import select

from schemas.wire.giving import AuditPageQuery
from server.access import visible_people
from server.api import audit as api
from server.api.roles import OVERSEEING
from server.auth import Actor
from server.console.site import page, place, render
from server.console.words import catalogue, said
from server.current import limits
from server.database import reading
from server.giving import day_ms
from server.models import AuditEvent, Person

place(65, "office", "audit.title", "audit_show", OVERSEEING, "l")
_DAY_MS = 86_400_000


@page("GET", "/audit", roles=OVERSEEING, query=AuditPageQuery)
def show(actor: Actor, query: dict[str, Any]) -> str:
    """The latest first; to a supervisor what their grids' people did."""
    asked = {
        "cursor": query["cursor"],
        "limit": None,
        "action": query["action"],
        "person": query["person"],
        "object": query["object"],
        "from_ms": None if query["first_day"] is None else day_ms(query["first_day"]),
        "to_ms": None if query["last_day"] is None else day_ms(query["last_day"]) + _DAY_MS,
    }
    told = api.show_all(actor, asked)
    with reading() as session:
        people = session.execute(
            select(Person.id, Person.name).where(visible_people(actor)).order_by(Person.name)
        ).all()
        actions = session.scalars(
            select(AuditEvent.action)
            .where(AuditEvent.community_id == actor.community_id)
            .distinct()
            .order_by(AuditEvent.action)
        ).all()
    kept: dict[str, Any] = {name: value for name, value in request.args.items() if name != "cursor" and value}
    return render(
        "audit.html",
        events=told["events"],
        next=url_for("console.audit_show", **{**kept, "cursor": told["next"]}) if told["next"] else "",
        people=people,
        actions=actions,
        action_name=action_name,
        query=query,
        days=limits().audit_days_min,
    )


def action_name(action: str) -> str:
    """What an action is called; one that has no words yet by its own name."""
    return said(catalogue().get(f"audit.{action.replace('.', '_')}")) or action
