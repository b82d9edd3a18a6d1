"""Getting it out: tables of records, masked at once, whole where a second person allows it; and what others ask for."""

from __future__ import annotations

from typing import Any

from flask import Response, send_file
from sqlalchemy import select

from schemas.wire.giving import FORMS, DecideForm, ExportForm
from schemas.wire.residents import Told
from server.access import visible_grids
from server.api.roles import AT_WORK, DECIDING, OVERSEEING
from server.approvals import ERASE, EXPORT, ask, decide, is_over, listed
from server.auth import Actor
from server.care.today import today
from server.console.site import go, page, place, render
from server.database import reading, writing
from server.errors import fail
from server.giving import Asked, GivenOut, count, give, wanted_by
from server.models import Approval, Grid

place(50, "out", "exports.title", "exports_show", DECIDING, "n")
place(54, "out", "approvals.title", "exports_approvals", OVERSEEING | DECIDING, "v")
_LISTED = 100
_MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "json": "application/fhir+json",
    "html": "text/html",
}


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
    if not form["whole"]:
        return sent(give(actor, asked, form["reason"]))
    ask_for_whole(actor, asked, form)
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
def take_allowed(actor: Actor, approval: bytes) -> Response:
    """The whole file, once, for whoever asked."""
    with reading() as session:
        found = session.get(Approval, (actor.community_id, approval))
        if found is None or found.action != EXPORT or found.asked_by != actor.person_id:
            fail("not_found")
        what, reason = dict(found.what), found.reason
    return sent(TAKERS[what.get("maker", "table")](actor, what, reason, approval))


def ask_for_whole(actor: Actor, asked: Asked, form: dict[str, Any]) -> None:
    """Ask a second person for a whole table; fails where there is nothing of the kind."""
    if form["recipient"] is None:
        fail("body.invalid", fields={"recipient": ["Who is to get it?"]})
    with writing() as session:
        count(session, wanted_by(session, actor, asked))
        ask(session, actor, EXPORT, asked.body(), form["reason"], form["recipient"])


def sent(file: GivenOut) -> Response:
    """A file as an answer; what lay on the disk goes with it."""
    suffix = file.name.rpartition(".")[2]
    size, opened = file.path.stat().st_size, file.path.open("rb")
    # From here on it has no name any more: whatever becomes of the answer, nothing stays behind.
    file.path.unlink()
    response = send_file(opened, mimetype=_MEDIA[suffix], as_attachment=True, download_name=file.name)
    response.content_length = size
    response.headers["Cache-Control"] = "no-store"
    return response


def _table(actor: Actor, what: dict[str, Any], reason: str, approval: bytes) -> GivenOut:
    return give(actor, Asked(**what), reason, approval)


TAKERS: dict[str, Any] = {"table": _table}
"""Who makes what was allowed: other modules add theirs."""
