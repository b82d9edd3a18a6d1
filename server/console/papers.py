"""On paper: the national forms as they look, and a person's own file (居民本人档案)."""

from __future__ import annotations

from typing import Any

from flask import Response
from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.wire.giving import OwnFileForm, PaperQuery, WholeFileForm
from server.access import visible_among
from server.api.roles import AT_WORK, DECIDING
from server.approvals import EXPORT, ask
from server.audit import note
from server.auth import Actor
from server.clock import uuid_text
from server.console.assets import asset
from server.console.facts import Heading, facts_of
from server.console.paper_forms import blocks, title
from server.console.paper_layouts import LAYOUTS
from server.console.paper_sheets import sheet
from server.console.pressures import picture_of, pressures_of
from server.console.site import go, page, render
from server.database import reading, writing
from server.errors import fail
from server.giving import GivenOut, day_ms, draft_path, given_out
from server.leaving import MAKERS
from server.models import Record
from server.records import names_of_people
from server.resident_file import File, resident_file
from server.resident_search import RESIDENT
from server.shown import shown

_SIDE_BY_SIDE = 4
_ALONE = frozenset({RESIDENT, "check_up", "ability", "self_care"})
"""Forms that fill sheets of their own."""
_MAKER = "own_file"
_RECORDS_MAX = 500


@page("GET", "/residents/<uuid:resident>/papers/<kind>", roles=AT_WORK, query=PaperQuery)
def show(actor: Actor, resident: bytes, kind: str, query: dict[str, Any]) -> str:
    """The latest of that form, four to a sheet as on paper; of a year where one is named."""
    declared = actor.catalogue.named(kind)
    if declared is None or (declared.subject_path != "resident" and kind != RESIDENT):
        fail("not_found")
    with reading() as session:
        file = resident_file(session, actor, resident)
        records = [file.record] if kind == RESIDENT else _records(session, actor, file, kind, query["year"])
        records = records[: 1 if kind in _ALONE else _SIDE_BY_SIDE]
        names = {uuid_text(key): name for key, name in names_of_people(session, actor, _people(records)).items()}
        session.expunge_all()
    with writing() as session:
        printed = [uuid_text(one.document_id) for one in records]
        note(session, actor, "record.print", resident, kind=kind, documents=printed)
    values = [shown(actor.role, declared, one.values).values for one in reversed(records)]
    names |= {uuid_text(file.record.document_id): str(file.record.values.get("name") or "")}
    layout = LAYOUTS.get(kind)
    if layout is not None and records:
        drawn = sheet(layout, declared, values, names)
        return render("paper_sheet.html", file=file, sheet=drawn, title=drawn.title)
    return render("paper.html", file=file, title=title(declared), blocks=blocks(declared, values, names),
                  count=len(records))  # fmt: skip


@page("GET", "/residents/<uuid:resident>/own-file", roles=AT_WORK)
def own_file_form(actor: Actor, resident: bytes) -> str:
    """Who asks for it, and whether numbers stand in it whole."""
    with reading() as session:
        file = resident_file(session, actor, resident)
        session.expunge_all()
    return render("own_file_ask.html", file=file, deciding=actor.role in DECIDING)


@page("POST", "/residents/<uuid:resident>/own-file", roles=AT_WORK, form=OwnFileForm)
def own_file(actor: Actor, resident: bytes, form: dict[str, Any]) -> str:
    """Everything that is kept about a person, to be printed for them; numbers masked."""
    with reading() as session:
        file, headings, records = _whole_file(session, actor, resident, masked=True)
        session.expunge_all()
    with writing() as session:
        note(session, actor, "resident.own_file", resident, reason=form["reason"], records=len(records))
    measured = pressures_of(actor, (one for one, _ in records))
    return render("own_file.html", file=file, headings=headings, records=records, measured=measured,
                  picture=picture_of(measured))  # fmt: skip


@page("POST", "/residents/<uuid:resident>/own-file/whole", roles=DECIDING, form=WholeFileForm)
def ask_for_whole(actor: Actor, resident: bytes, form: dict[str, Any]) -> Response:
    """With numbers whole: a second person is asked."""
    with reading() as session:
        resident_file(session, actor, resident)
    with writing() as session:
        ask(session, actor, EXPORT, _what(resident), form["reason"], form["recipient"])
    return go("exports_approvals", done="asked")


def _give(actor: Actor, what: dict[str, Any], reason: str, approval: bytes | None) -> GivenOut:
    resident = bytes.fromhex(what["resident"].replace("-", ""))

    def made(session: Session) -> Any:
        file, headings, records = _whole_file(session, actor, resident, masked=False)
        sheet = asset("print.css")
        style = sheet.content.decode() if sheet else ""
        path = draft_path(".html")
        measured = pressures_of(actor, (one for one, _ in records))
        drawn = render("own_file_alone.html", file=file, headings=headings, records=records, style=style,
                       measured=measured, picture=None)  # fmt: skip
        path.write_text(drawn, encoding="utf-8")
        return path, [resident, *(one.document_id for one, _ in records)]

    path, ids = given_out(actor, made, what, reason, approval)
    return GivenOut(path, "own-file.html", len(ids))


MAKERS[_MAKER] = _give


def _what(resident: bytes) -> dict[str, Any]:
    return {
        "maker": _MAKER, "kind": RESIDENT, "grid": None, "first_day": None, "last_day": None,
        "resident": uuid_text(resident),
    }  # fmt: skip


def _whole_file(
    session: Session, actor: Actor, resident: bytes, masked: bool
) -> tuple[File, list[Heading], list[tuple[Record, list[Heading]]]]:
    file = resident_file(session, actor, resident)
    names = {uuid_text(one.document_id): str(one.values.get("name") or "") for one in [*file.members, file.record]}
    if file.household is not None:
        names[uuid_text(file.household.document_id)] = file.door
    found = session.scalars(
        select(Record)
        .where(visible_among(Record, actor), Record.subject_id.in_(file.ids), Record.kind.not_in((RESIDENT, "task")))
        .order_by(Record.when_ms.desc(), Record.document_id)
        .limit(_RECORDS_MAX)
    ).all()
    names |= {uuid_text(key): name for key, name in names_of_people(session, actor, _people(found)).items()}
    kinds = actor.catalogue.kinds
    revealed = {} if masked else dict(file.record.values)
    headings = facts_of(actor, kinds[RESIDENT], file.record.values, names, revealed)
    records = [(one, facts_of(actor, kinds[one.kind], one.values, names)) for one in found if one.kind in kinds]
    return file, headings, records


def _records(session: Session, actor: Actor, file: File, kind: str, year: int | None) -> list[Record]:
    query = select(Record).where(visible_among(Record, actor), Record.subject_id.in_(file.ids), Record.kind == kind)
    if year is not None:
        first, after = day_ms(f"{year}-01-01"), day_ms(f"{year + 1}-01-01")
        query = query.where(Record.when_ms >= first, Record.when_ms < after)
    return list(session.scalars(query.order_by(Record.when_ms.desc(), Record.document_id).limit(_SIDE_BY_SIDE)))


def _people(records: Any) -> set[bytes]:
    """Whoever is named in them: those who wrote and those who signed."""
    found = {one.worker_id for one in records if one.worker_id is not None}
    for one in records:
        for path in ("captured_by", "confirmed_by"):
            text = str(one.values.get(path) or "").replace("-", "")
            if len(text) == 32 and all(letter in "0123456789abcdef" for letter in text):
                found.add(bytes.fromhex(text))
    return found
