"""Homes: found by their door, with who lives there."""

from __future__ import annotations

from typing import Any

from flask import Response, request, url_for
from sqlalchemy import ColumnElement, or_, select

from schemas.wire.residents import HeadForm, HouseholdQuery, Told
from server.access import by_id, visible, visible_grids
from server.amend import amend
from server.api.roles import AT_WORK, DECIDING
from server.audit import note
from server.auth import Actor
from server.clock import uuid_text
from server.console.facts import facts_of, heads_of, record_address
from server.console.site import go, page, render
from server.current import limits
from server.cursors import cursor_place, cursor_text
from server.database import reading, writing
from server.errors import fail
from server.models import Grid, Record
from server.records import find_one
from server.resident_file import members_of
from server.resident_search import HOUSEHOLD, door_of, homes_at

_ONE = "/households/<uuid:household>"


@page("GET", "/households", roles=AT_WORK, query=HouseholdQuery)
def show_all(actor: Actor, query: dict[str, Any]) -> str:
    """By door, page by page."""
    limit = query["limit"] or limits().page_records_default
    written = Record.values["address_text"].as_string()
    with reading() as session:
        clauses: list[ColumnElement[bool]] = [visible(Record, actor), Record.kind == HOUSEHOLD]
        if query["grid"] is not None:
            clauses.append(Record.grid_id == query["grid"])
        if query["q"] is not None:
            at_door = homes_at(session, actor, query["q"])
            clauses.append(or_(written.icontains(query["q"], autoescape=True), Record.document_id.in_(at_door)))
        if query["cursor"] is not None:
            (identity,) = cursor_place(query["cursor"], bytes)
            clauses.append(Record.document_id > identity)
        rows = session.scalars(
            select(Record).where(*clauses).order_by(by_id(Record.document_id)).limit(limit + 1)
        ).all()
        grids = session.execute(select(Grid.id, Grid.name).where(visible_grids(actor)).order_by(Grid.id)).all()
        session.expunge_all()
    asked: dict[str, Any] = {name: value for name, value in request.args.items() if name != "cursor" and value}
    more = len(rows) > limit
    address = (
        url_for("console.households_show_all", **{**asked, "cursor": cursor_text(rows[limit - 1].document_id)})
        if more
        else ""
    )
    lines = [(one, door_of(one.values)) for one in rows[:limit]]
    return render("households.html", lines=lines, grids=grids, query=query, next=address)


@page("GET", _ONE, roles=AT_WORK, query=Told)
def show(actor: Actor, household: bytes, query: dict[str, Any]) -> str:
    """One home and its people; the reading is audited."""
    with reading() as session:
        record = find_one(session, actor, household).record
        if record.kind != HOUSEHOLD:
            fail("not_found")
        members = members_of(session, actor, record)
        session.expunge_all()
    with writing() as session:
        note(session, actor, "record.read", household)
    names = {uuid_text(one.document_id): str(one.values.get("name") or "") for one in members}
    return render(
        "household.html",
        record=record,
        door=door_of(record.values),
        headings=facts_of(actor, actor.catalogue.kinds[HOUSEHOLD], record.values, names),
        members=members,
        kinds=actor.catalogue.kinds,
        heads=heads_of(record.heads),
        record_address=record_address,
        deciding=actor.role in DECIDING,
        done=query["done"],
    )


@page("POST", f"{_ONE}/head", roles=DECIDING, form=HeadForm)
def head(actor: Actor, household: bytes, form: dict[str, Any]) -> Response:
    """One of those who live there heads it."""
    with reading() as session:
        home = find_one(session, actor, household).record
        if form["head"] not in {one.document_id for one in members_of(session, actor, home)}:
            fail("body.invalid", fields={"head": ["Does not live there."]})
    amend(actor, household, {"head": uuid_text(form["head"])}, form["reason"], form["seen"])
    return go("households_show", household=uuid_text(household), done="head")
