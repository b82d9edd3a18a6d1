"""Residents: found, read whole, tagged, given a colour."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from flask import Response, request, url_for
from sqlalchemy import select

from schemas.code_lists import ELDER_TAGS, RESIDENT_STATUS
from schemas.social.care_level import CARE_LEVEL_CODES, OCCASION
from schemas.social.consent import GIVEN_BY
from schemas.wire.records import Reveal
from schemas.wire.residents import ColourForm, ResidentQuery, TagsForm, Told
from server.access import visible_grids
from server.amend import amend, begin
from server.api import records as api
from server.api.roles import AT_WORK, DECIDING
from server.audit import note
from server.auth import Actor
from server.care.today import today
from server.clock import fresh_bytes, now_ms, uuid_text
from server.console.facts import facts_of, heads_of, record_address
from server.console.pressures import picture_of, pressures_of
from server.console.site import go, page, place, render
from server.current import limits
from server.database import reading, writing
from server.models import Grid
from server.records import names_of_people
from server.resident_file import File, resident_file
from server.resident_search import LEVEL, RESIDENT, find_residents
from server.shown import shown

place(40, "people", "residents.title", "residents_show_all", AT_WORK, "p")
_ONE = "/residents/<uuid:resident>"


@page("GET", "/residents", roles=AT_WORK, query=ResidentQuery)
def show_all(actor: Actor, query: dict[str, Any]) -> str:
    """Found by part of the name, door, last digits; filtered by grid, tag, colour and standing."""
    asked = {**query, "status": None if query["status"] == "any" else query["status"]}
    with reading() as session:
        lines, following = find_residents(session, actor, asked, query["limit"] or limits().page_records_default)
        grids = session.execute(select(Grid.id, Grid.name).where(visible_grids(actor)).order_by(Grid.id)).all()
        kind = actor.catalogue.named(RESIDENT)
        rows = [(one, shown(actor.role, kind, one.record.values).values) for one in lines]
        names = {identity: name for identity, name in grids}  # noqa: C416 - rows are not pairs to mypy
        session.expunge_all()
    return render(
        "residents.html",
        rows=rows,
        grids=grids,
        grid_names=names,
        query=query,
        tags=ELDER_TAGS.codes,
        colours=CARE_LEVEL_CODES.codes,
        statuses=RESIDENT_STATUS.codes,
        next=_following(following),
    )


@page("GET", _ONE, roles=AT_WORK, query=Told)
def show(actor: Actor, resident: bytes, query: dict[str, Any]) -> str:
    """The whole file; the reading is audited."""
    return _page(actor, resident, done=query["done"])


@page("POST", f"{_ONE}/reveal", roles=AT_WORK, form=Reveal)
def reveal(actor: Actor, resident: bytes, form: dict[str, Any]) -> str:
    """One number whole, once its reading is in the log."""
    told = api.reveal(actor, resident, form)
    return _page(actor, resident, revealed={told["path"]: told["value"]})


@page("POST", f"{_ONE}/tags", roles=DECIDING, form=TagsForm)
def tag(actor: Actor, resident: bytes, form: dict[str, Any]) -> Response:
    """Exactly these tags hold from now on."""
    with reading() as session:
        values = resident_file(session, actor, resident).record.values
    wanted = {
        f"tags.{code.code}": True if code.code in form["tags"] else None
        for code in ELDER_TAGS.codes
        if (values.get(f"tags.{code.code}") is True) != (code.code in form["tags"])
    }
    if wanted:
        amend(actor, resident, wanted, form["reason"], form["seen"])
    return go("residents_show", resident=uuid_text(resident), done="tags")


@page("POST", f"{_ONE}/colour", roles=DECIDING, form=ColourForm)
def colour(actor: Actor, resident: bytes, form: dict[str, Any]) -> Response:
    """A decision of its own, named and with its reason; the one before stays readable."""
    with reading() as session:
        grid_id = resident_file(session, actor, resident).record.grid_id
    values = {
        "resident": uuid_text(resident),
        "level": form["level"],
        "reason": form["reason"],
        "occasion": form["occasion"],
        "review_on": form["review_on"],
        "decided_by": uuid_text(actor.person_id),
        "at": now_ms(),
    }
    begin(actor, LEVEL, grid_id, values, form["once"])
    return go("residents_show", resident=uuid_text(resident), done="colour")


def _page(actor: Actor, resident: bytes, revealed: Mapping[str, Any] | None = None, done: str | None = None) -> str:
    with reading() as session:
        file = resident_file(session, actor, resident)
        kind = actor.catalogue.kinds[RESIDENT]
        names = _names(file)
        people = names_of_people(session, actor, _deciders(file))
        session.expunge_all()
    with writing() as session:
        note(session, actor, "record.read", resident)
    seen = shown(actor.role, kind, file.record.values).values
    measured = pressures_of(actor, file.latest)
    return render(
        "resident.html",
        file=file,
        measured=measured,
        picture=picture_of(measured),
        values=seen,
        headings=facts_of(actor, kind, file.record.values, names, revealed),
        heads=heads_of(file.record.heads),
        revealed=revealed or {},
        tags=[code for code in ELDER_TAGS.codes if file.record.values.get(f"tags.{code.code}") is True],
        all_tags=ELDER_TAGS.codes,
        colours=CARE_LEVEL_CODES.codes,
        occasions=OCCASION.codes,
        given_by=GIVEN_BY.codes,
        kinds=actor.catalogue.kinds,
        people=people,
        once=fresh_bytes(16).hex(),
        record_address=record_address,
        deciding=actor.role in DECIDING,
        today=today(),
        done=done,
    )


def _names(file: File) -> dict[str, str]:
    found = {uuid_text(one.document_id): str(one.values.get("name") or "") for one in [*file.members, *file.linked]}
    if file.household is not None:
        found[uuid_text(file.household.document_id)] = file.door
    return found


def _deciders(file: File) -> set[bytes]:
    found = set()
    for one in file.levels:
        try:
            found.add(UUID(str(one.values.get("decided_by"))).bytes)
        except ValueError:
            continue
    return found


def _following(cursor: str | None) -> str:
    if cursor is None:
        return ""
    asked: dict[str, Any] = {name: value for name, value in request.args.items() if name != "cursor" and value}
    return url_for("console.residents_show_all", **{**asked, "cursor": cursor})
