"""Getting it out: tables of records, masked at once, whole where a second person allows it; and what others ask for."""

from __future__ import annotations

from typing import Any

from flask import Response
from sqlalchemy import select

from schemas.wire.giving import FORMS, DecideForm, ExportForm
from schemas.wire.residents import Told
from server.access import visible_grids
from server.api.roles import AT_WORK, DECIDING, OVERSEEING
from server.approvals import ERASE, decide, is_over, listed
from server.auth import Actor
from server.care.today import today
from server.console.site import go, page, place, render
from server.database import reading, writing
from server.giving import Asked
from server.leaving import ask_for_whole, made, sent, take_allowed
from server.models import Grid

place(50, "out", "exports.title", "exports_show", DECIDING, "n")
place(54, "out", "approvals.title", "exports_approvals", OVERSEEING | DECIDING, "v")
_LISTED = 100


@page("GET", "/exports", roles=DECIDING)
def show(actor: Actor) -> str:
    """What can be had."""
    with reading() as session:
        grids = session.execute(select(Grid.id, Grid.name).where(visible_grids(actor)).order_by(Grid.id)).all()
    kinds = sorted(actor.catalogue.kinds.values(), key=lambda one: one.name)
    return render("exports.html", grids=grids, kinds=kinds, forms=FORMS, today=today())


@page("POST", "/exports", roles=DECIDING, form=ExportForm)
def take(actor: Actor, form: dict[str, Any]) -> Response:
    """Masked: the file, now. Whole: a second person is asked."""
    asked = Asked(**{name: form[name] for name in ("kind", "form", "grid", "first_day", "last_day", "sources")})
    return now_or_asked(actor, asked.body(), form)


def now_or_asked(actor: Actor, what: dict[str, Any], form: dict[str, Any]) -> Response:
    """What a form asks for: the file, or, where it is to be whole, the page on which it waits for a second person."""
    if not form["whole"]:
        return sent(made(actor, what, form["reason"]))
    ask_for_whole(actor, what, form["reason"], form["recipient"])
    return go("exports_approvals", done="asked")


@page("GET", "/approvals", roles=OVERSEEING | DECIDING, query=Told)
def approvals(actor: Actor, query: dict[str, Any]) -> str:
    """What oneself asked for, and what one may allow."""
    with reading() as session:
        rows = [
            (one, asker, decider, is_over(one), one.asked_by == actor.person_id)
            for one, asker, decider in listed(session, actor, _LISTED)
        ]
        session.expunge_all()
    return render("approvals.html", rows=rows, kinds=actor.catalogue.kinds, erase=ERASE, done=query["done"])


@page("POST", "/approvals/<uuid:approval>", roles=OVERSEEING, form=DecideForm)
def judge(actor: Actor, approval: bytes, form: dict[str, Any]) -> Response:
    """Allow it or not; never one's own."""
    with writing() as session:
        decide(session, actor, approval, form["granted"])
    return go("exports_approvals", done="decided")


@page("POST", "/approvals/<uuid:approval>/take", roles=AT_WORK)
def take_it(actor: Actor, approval: bytes) -> Response:
    """The whole file, once, for whoever asked."""
    return sent(take_allowed(actor, approval))
