"""A form filled in at a desk: a record begun for a resident, or one that is there, changed answer by answer.

The form is the same declaration that a tablet draws, and what is wrong is found by the same rules. What is written is
the person's own: a document begun in their name, or one more change to it.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Response, make_response
from sqlalchemy.orm import Session

from schemas.kind import Kind
from schemas.problems import Problem, sentence
from schemas.wire.desk_forms import BeginForm, CorrectForm
from server.access import own_record
from server.amend import amend, begin
from server.api.roles import DECIDING
from server.audit import note
from server.auth import Actor
from server.clock import fresh_bytes, now_ms, uuid_text
from server.console.answer_boxes import Boxes, answers_given, folded
from server.console.answers import wrong_in_words
from server.console.choices import grids_of, workers_of
from server.console.facts import record_address
from server.console.record import heads_text
from server.console.site import go, go_to, page, render
from server.console.words import chosen_language, said, word
from server.database import reading, writing
from server.documents import split_heads
from server.errors import Fault, fail
from server.models import Record
from server.resident_search import LEVEL, RESIDENT
from server.shown import shown_value

_BEGIN = "/residents/<uuid:resident>/begin/<kind>"
_EDIT = "/review/<uuid:record>/edit"
_NEW_ENTRIES = 3
_OF_A_TABLET = frozenset({"quick", "voice_seconds"})
"""What a tablet says of how a record was made there."""
_SUBJECT, _RAISED_BY = "resident", "raised_by"


@page("GET", _BEGIN, roles=DECIDING)
def begin_form(actor: Actor, resident: bytes, kind: str) -> str:
    """An empty form; when and by whom it is begun stand in it."""
    declared = beginnable(actor, kind) or fail("not_found")
    return _draw_begin(actor, resident, declared, fresh_bytes(16).hex(), {})


@page("POST", _BEGIN, roles=DECIDING, form=BeginForm)
def begin_one(actor: Actor, resident: bytes, kind: str, form: dict[str, Any]) -> Response:
    """One new record. What is unusual is asked about once more; what cannot be is not written."""
    declared = beginnable(actor, kind) or fail("not_found")
    with reading() as session:
        person = own_record(session, actor, resident)
        own_kind, grid_id = person.kind, person.grid_id
    if own_kind != RESIDENT:
        fail("not_found")
    return _begin(actor, resident, declared, grid_id, form)


def _begin(actor: Actor, resident: bytes | None, declared: Kind, grid_id: str, form: dict[str, Any]) -> Response:
    typed = dict(form["answers"])
    try:
        wanted = answers_given(actor, declared, form["answers"], {}) | _own_answers(actor, declared, resident)
        doubts = [one for one in declared.check(wanted, now_ms()) if one.severity == "soft" and one.path in wanted]
        if doubts and not form["sure"]:
            return make_response(_draw_begin(actor, resident, declared, form["once"], typed, doubts=doubts), 422)
        made = begin(actor, declared.name, grid_id, wanted, form["once"])
    except Fault as fault:
        if fault.code == "already.exists":
            there = {"id_number": [word("desk.known")]}
            return make_response(_draw_begin(actor, resident, declared, form["once"], typed, there), 409)
        if fault.code != "body.invalid":
            raise
        wrong = wrong_in_words(actor, fault.more.get("fields", {}))
        return make_response(_draw_begin(actor, resident, declared, form["once"], typed, wrong), 422)
    return go_to(record_address(made))


@page("GET", "/residents/new", roles=DECIDING)
def new_form(actor: Actor) -> str:
    """A file for somebody who has none yet."""
    return _draw_begin(actor, None, actor.catalogue.kinds[RESIDENT], fresh_bytes(16).hex(), {})


@page("POST", "/residents/new", roles=DECIDING, form=BeginForm)
def new_one(actor: Actor, form: dict[str, Any]) -> Response:
    """A resident in one of one's own grids; whoever is in the register already, by their number, is not begun anew."""
    if form["grid"] is None:
        fail("body.invalid", fields={"grid": ["In which grid?"]})
    return _begin(actor, None, actor.catalogue.kinds[RESIDENT], form["grid"], form)


@page("GET", _EDIT, roles=DECIDING)
def edit_form(actor: Actor, record: bytes) -> str:
    """The record's answers in their boxes. Reading it is noted."""
    drawn = _draw_edit(actor, record, {})
    with writing() as session:
        note(session, actor, "record.read", record)
    return drawn


@page("POST", _EDIT, roles=DECIDING, form=CorrectForm)
def edit(actor: Actor, record: bytes, form: dict[str, Any]) -> Response:
    """One more change with what was changed, and nothing where the record has gone on meanwhile."""
    typed = dict(form["answers"])
    with reading() as session:
        found = own_record(session, actor, record)
        kind, values = actor.catalogue.named(found.kind) or fail("not_found"), dict(found.values)
    try:
        wanted = answers_given(actor, kind, form["answers"], values)
        if wanted:
            amend(actor, record, wanted, form["reason"], form["heads"])
    except Fault as fault:
        if fault.code == "record.changed":
            return make_response(_draw_edit(actor, record, typed, reason=form["reason"], stale=True), 409)
        if fault.code != "body.invalid":
            raise
        wrong = wrong_in_words(actor, fault.more.get("fields", {}))
        return make_response(_draw_edit(actor, record, typed, wrong, form["reason"]), 422)
    return go("review_show", record=uuid_text(record), show="all")


def beginnable(actor: Actor, name: str) -> Kind | None:
    """A kind of which somebody begins a record for a resident at a desk; a colour has a box of its own."""
    kind = actor.catalogue.named(name)
    fits = kind is not None and kind.subject_path == _SUBJECT and not kind.retired and kind.name != LEVEL
    return kind if fits else None


def _own_answers(actor: Actor, kind: Kind, resident: bytes | None) -> dict[str, Any]:
    """Whom it is about, and, where a form must say who did it, that it was whoever begins it."""
    worker = kind.field_at(kind.worker_path) if kind.worker_path else None
    own = {worker.path: uuid_text(actor.person_id)} if worker is not None and worker.required else {}
    return own if resident is None else {_SUBJECT: uuid_text(resident), **own}


def _draw_begin(
    actor: Actor,
    resident: bytes | None,
    kind: Kind,
    once: str,
    typed: Mapping[str, str],
    wrong: Mapping[str, Any] | None = None,
    doubts: list[Problem] | None = None,
) -> str:
    with reading() as session:
        name = "" if resident is None else _name_of(session, actor, resident)
        grids = grids_of(session, actor) if resident is None else ()
        people = _people(session, actor)
    own = _own_answers(actor, kind, resident)
    values: dict[str, Any] = {kind.when_path: now_ms()} if kind.when_path else {}
    if resident is None:
        values["status"] = "in"
    if kind.field_at(_RAISED_BY):
        values[_RAISED_BY] = uuid_text(actor.person_id)
    entries = [f"{once[:4]}{number}" for number in range(1, _NEW_ENTRIES + 1)]
    boxes = Boxes(actor, kind, values, typed, people, entries, _OF_A_TABLET | own.keys())
    said_wrong = {one.path: [sentence(one, chosen_language())] for one in doubts or ()}
    return render(
        "desk_form.html", kind=kind, name=name, resident=resident, parts_of_form=_parts(boxes), once=once,
        wrong=wrong or said_wrong, doubts=bool(doubts), record=None, heads="", reason="", stale=False, grids=grids,
    )  # fmt: skip


def _draw_edit(
    actor: Actor,
    record: bytes,
    typed: Mapping[str, str],
    wrong: Mapping[str, Any] | None = None,
    reason: str = "",
    stale: bool = False,
) -> str:
    with reading() as session:
        found = own_record(session, actor, record)
        kind = actor.catalogue.named(found.kind) or fail("not_found")
        people = _people(session, actor)
        name = _called(session, actor, found)
        heads = heads_text(split_heads(found.heads))
        left_out = _OF_A_TABLET | {path for path in (kind.worker_path, kind.subject_path) if path}
        boxes = Boxes(actor, kind, dict(found.values), typed, people, (), left_out)
        drawn = _parts(boxes)
    return render(
        "desk_form.html", kind=kind, name=name, resident=None, parts_of_form=drawn, once="", wrong=wrong or {},
        doubts=False, record=record, heads=heads, reason=reason, stale=stale, grids=(),
    )  # fmt: skip


def _parts(boxes: Boxes) -> list[tuple[str, list[Any]]]:
    drawn = [(said(one.label), boxes.section(one.parts)) for one in boxes.kind.sections]
    return [(title, folded(found)) for title, found in drawn if found]


def _people(session: Session, actor: Actor) -> dict[str, str]:
    return {uuid_text(identity): name for identity, name in workers_of(session, actor)}


def _name_of(session: Session, actor: Actor, resident: bytes) -> str:
    person = own_record(session, actor, resident)
    if person.kind != RESIDENT:
        fail("not_found")
    return str(shown_value(actor.role, actor.catalogue.named(RESIDENT), "name", person.values.get("name")) or "")


def _called(session: Session, actor: Actor, record: Record) -> str:
    if record.kind == RESIDENT:
        return str(record.values.get("name") or "")
    about = own_record(session, actor, record.subject_id) if record.subject_id else None
    return str(about.values.get("name") or "") if about else ""
