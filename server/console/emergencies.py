"""Alarming values, and what somebody at a desk did about one: written down where the next one looks."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response
from sqlalchemy.orm import Session

from schemas.wire.desk_forms import ActedForm
from server.amend import amend, begin
from server.api.roles import DECIDING
from server.auth import Actor
from server.care.acted import Acted, acted_on, emergencies_of
from server.care.subjects import TASK
from server.clock import now_ms, uuid_text
from server.console.overview import draw
from server.console.site import go, page
from server.console.words import catalogue
from server.database import reading
from server.documents import split_heads
from server.errors import Fault, fail
from server.models import Result

_REFERRED = frozenset({"ambulance", "referral"})


@page("POST", "/overview/acted/<uuid:record>", roles=DECIDING, form=ActedForm)
def act(actor: Actor, record: bytes, form: dict[str, Any]) -> Response:
    """Finishes the task that there is, or is a finished one. Where somebody acted meanwhile, that is shown instead."""
    try:
        write_down(actor, record, form)
    except Fault as fault:
        if fault.code != "record.changed":
            raise
        return make_response(draw(actor, stale=record, typed=form["words"]), 409)
    return go("overview_show")


def write_down(actor: Actor, record: bytes, form: dict[str, Any]) -> None:
    """As one change in the person's name; ``record.changed`` where something was done that they had not seen."""
    with reading() as session:
        result, acted = _of(session, actor, record)
        about, grid_id = result.subject_id, result.grid_id
    if acted.seen != form["seen"]:
        fail("record.changed")
    said = catalogue()[f"acted.how_{form['how']}"].zh
    outcome = f"{said}：{form['words']}" if form["words"] else said
    done: dict[str, Any] = {
        "status": "done", "done_by": uuid_text(actor.person_id), "done_at": now_ms(), "outcome": outcome,
    }  # fmt: skip
    if acted.open_task is not None:
        amend(actor, acted.open_task, done, outcome, split_heads(acted.open_heads))
        return
    begun = {
        "type": "referral" if form["how"] in _REFERRED else "recheck", "title": said, "priority": "urgent",
        "resident": uuid_text(about), "about": uuid_text(record), "at": now_ms(),
        "raised_by": uuid_text(actor.person_id),
    }  # fmt: skip
    begin(actor, TASK, grid_id, begun | done, form["once"])


def _of(session: Session, actor: Actor, record: bytes) -> tuple[Result, Acted]:
    found = emergencies_of(session, actor, record) or fail("not_found")
    return found[0], acted_on(session, actor, found[:1])[record]
