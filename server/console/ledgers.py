"""台账: the street's own tables, uploaded once, mapped once, and filled in with a button each month."""

from __future__ import annotations

from typing import Any

from flask import Response, request
from sqlalchemy import select

from schemas.wire.desks import NoForm
from schemas.wire.giving import LedgerForm, LedgerUpload
from schemas.wire.residents import Told
from server import sessions
from server.access import visible_grids
from server.api.roles import DECIDING, SUPERVISOR
from server.audit import note
from server.auth import Actor
from server.care.today import today
from server.clock import now_ms, uuid_text
from server.console.exports import now_or_asked
from server.console.site import file_of_request, go, page, place, render
from server.current import limits
from server.database import reading, writing
from server.errors import fail
from server.giving import draft_path
from server.importing.faults import FileFault
from server.ledger_files import asked_of, templates_of
from server.ledgers import headings, map_columns, own_template, sources, upload
from server.models import Grid

place(51, "out", "ledgers.title", "ledgers_show_all", DECIDING, "b")
_ONE = "/ledgers/<uuid:template>"


@page("GET", "/ledgers", roles=DECIDING, query=Told)
def show_all(actor: Actor, query: dict[str, Any]) -> str:
    """The tables that there are."""
    with reading() as session:
        templates = templates_of(session, actor)
        grids = session.execute(select(Grid.id, Grid.name).where(visible_grids(actor)).order_by(Grid.id)).all()
        session.expunge_all()
    kinds = sorted(actor.catalogue.kinds.values(), key=lambda one: one.name)
    return render(
        "ledgers.html", templates=templates, grids=grids, kinds=kinds, kinds_by_name=actor.catalogue.kinds,
        today=today(), done=query["done"],
    )  # fmt: skip


@page("POST", "/ledgers", roles=SUPERVISOR, form=LedgerUpload, upload="form_file_bytes_max")
def add(actor: Actor, form: dict[str, Any]) -> Response:
    """What its columns are is guessed, and shown to be put right."""
    _, data = file_of_request("file", limits().form_file_bytes_max)
    path = draft_path(".xlsx")
    try:
        path.write_bytes(data)
        with writing() as session:
            identity = upload(session, actor, form["name"], form["kind"], path)
    except FileFault as fault:
        fail("body.invalid", fields={"file": [f"{fault.what.zh} {fault.what.en}"]})
    finally:
        path.unlink(missing_ok=True)
    return go("ledgers_show", template=uuid_text(identity))


@page("GET", _ONE, roles=DECIDING)
def show(actor: Actor, template: bytes) -> str:
    """What each of its columns holds."""
    path = draft_path(".xlsx")
    try:
        with reading() as session:
            found = own_template(session, actor, template)
            columns = headings(found, path)
            session.expunge_all()
    finally:
        path.unlink(missing_ok=True)
    kind = actor.catalogue.named(found.kind) or fail("not_found")
    return render(
        "ledger.html", ledger=found, columns=columns, sources=sources(actor.catalogue, kind), kind=kind,
        may_change=actor.role == "supervisor",
    )  # fmt: skip


@page("POST", f"{_ONE}/columns", roles=SUPERVISOR)
def columns(actor: Actor, template: bytes) -> Response:
    """Remembered for every month to come."""
    given = {name: value for name, value in request.form.items() if name != sessions.CSRF_FIELD}
    if any(not name.startswith("column-") for name in given) or len(given) > limits().import_columns_max:
        fail("body.unknown_field")
    with writing() as session:
        map_columns(session, actor, template, {name.removeprefix("column-"): value for name, value in given.items()})
    return go("ledgers_show_all", done="mapped")


@page("POST", f"{_ONE}/retire", roles=SUPERVISOR, form=NoForm)
def retire(actor: Actor, template: bytes, form: dict[str, Any]) -> Response:
    """It is offered no more. Twice is once."""
    del form
    with writing() as session:
        found = own_template(session, actor, template)
        found.retired_ms = now_ms()
        note(session, actor, "ledger.retire", template)
    return go("ledgers_show_all", done="retired")


@page("POST", f"{_ONE}/fill", roles=DECIDING, form=LedgerForm)
def make(actor: Actor, template: bytes, form: dict[str, Any]) -> Response:
    """Masked: the file, now. Whole: a second person is asked."""
    return now_or_asked(
        actor, asked_of(actor, template, form["grid"], form["first_day"], form["last_day"], form["totals"]), form
    )
