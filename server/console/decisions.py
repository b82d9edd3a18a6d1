"""What was decided at the centre: by whom, why, and the way back, which is one more decision."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from flask import Response, make_response, url_for
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from schemas.wire.console import DecisionFilters, UndoForm
from server.access import visible, visible_among
from server.api.roles import AT_WORK, DECIDING
from server.auth import Actor
from server.console.site import go, page, place, render
from server.cursors import cursor_place, cursor_text
from server.database import reading
from server.errors import Fault, fail
from server.models import Record, Settlement
from server.records import names_of_people, names_of_residents
from server.settle import TAKEN_BACK
from server.settling import undo
from server.shown import shown_rivals, shown_value

place(35, "review", "decisions.title", "decisions_show_all", AT_WORK, "d")

_PAGE = 50


@page("GET", "/decisions", roles=AT_WORK, query=DecisionFilters)
def show_all(actor: Actor, query: dict[str, Any]) -> str:
    """The latest first."""
    with reading() as session:
        found, following = _find(session, actor, query["cursor"])
        bodies = _bodies(session, actor, found)
    address = url_for("console.decisions_show_all", cursor=following) if following else ""
    return render("decisions.html", rows=bodies, following=address, may_decide=actor.role in DECIDING)


@page("GET", "/decisions/<uuid:settlement>", roles=DECIDING)
def show(actor: Actor, settlement: bytes) -> str:
    """One decision, and what it can be instead."""
    return _one(actor, settlement)


@page("POST", "/decisions/<uuid:settlement>/undo", roles=DECIDING, form=UndoForm)
def take_back(actor: Actor, settlement: bytes, form: dict[str, Any]) -> Response:
    """By one more change, while the record still shows the decision."""
    try:
        undo(actor, settlement, form["reason"], form.get("change"))
    except Fault as fault:
        if fault.code != "conflict.gone":
            raise
        return make_response(_one(actor, settlement, stale=True), 409)
    return go("decisions_show_all")


def _one(actor: Actor, settlement: bytes, stale: bool = False) -> str:
    with reading() as session:
        found = session.scalars(
            select(Settlement).where(visible(Settlement, actor), Settlement.id == settlement)
        ).one_or_none()
        if found is None or found.action not in TAKEN_BACK:
            fail("not_found")
        body = _bodies(session, actor, [found])[0]
    return render("decision.html", one=body, stale=stale)


def _find(session: Session, actor: Actor, cursor: str | None) -> tuple[Sequence[Settlement], str | None]:
    statement = select(Settlement).where(visible(Settlement, actor), Settlement.action.in_(sorted(TAKEN_BACK)))
    if cursor is not None:
        at_ms, identity = cursor_place(cursor, int, bytes)
        later = or_(Settlement.at_ms < at_ms, and_(Settlement.at_ms == at_ms, Settlement.id < identity))
        statement = statement.where(Settlement.at_ms <= at_ms, later)
    order = (Settlement.at_ms.desc(), Settlement.id.desc())
    rows = session.scalars(statement.order_by(*order).limit(_PAGE + 1)).all()
    page_of = rows[:_PAGE]
    return page_of, cursor_text(page_of[-1].at_ms, page_of[-1].id) if len(rows) > _PAGE else None


def _bodies(session: Session, actor: Actor, found: Sequence[Settlement]) -> list[dict[str, Any]]:
    records = {
        one.document_id: one
        for one in session.scalars(
            select(Record).where(
                visible_among(Record, actor), Record.document_id.in_([one.document_id for one in found])
            )
        )
    }
    about = {key: one.document_id if one.kind == "resident" else one.subject_id for key, one in records.items()}
    names = names_of_residents(session, actor, about.values())
    people = names_of_people(session, actor, [one.person_id for one in found])
    bodies = []
    for one in found:
        record = records.get(one.document_id)
        kind = actor.catalogue.named(record.kind) if record else None
        subject = about.get(one.document_id)
        bodies.append(
            {
                "id": one.id, "document": one.document_id, "action": one.action, "path": one.path, "kind": kind,
                "kind_name": record.kind if record else "", "resident": names.get(subject) if subject else None,
                "chosen": shown_value(actor.role, kind, one.path, one.chosen),
                "rivals": shown_rivals(actor.role, kind, one.path, one.rivals), "reason": one.reason,
                "person": people.get(one.person_id), "at_ms": one.at_ms,
            }
        )  # fmt: skip
    return bodies
