"""Conflicts: what several people wrote differently or what breaks a rule, decided by a person, and the way back."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask import Response, make_response, url_for
from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.acceptance import acceptable, concerned
from schemas.kind import Kind
from schemas.mending import mendings
from schemas.wire.console import ConflictFilters, SettleForm, SettleManyForm
from server.access import own_document, visible_among
from server.api.roles import AT_WORK, DECIDING
from server.audit import note
from server.auth import Actor
from server.clock import uuid_text
from server.conflicts import conflict_bodies, find_conflicts
from server.console.answer_boxes import Boxes
from server.console.answers import typed_value
from server.console.choices import grids_of, name_of_grid
from server.console.record import Whole, gist, heads_text, whole_record
from server.console.site import go, page, place, render
from server.database import reading, writing
from server.documents import split_heads
from server.errors import Fault
from server.models import Record
from server.reading import Step
from server.records import names_of_people, names_of_residents
from server.settling import Dispute, both, decide, decide_many
from server.shown import shown_value

place(30, "review", "conflicts.title", "conflicts_show_all", AT_WORK, "c")

_PAGE = 50
_EARLIER_MAX = 6
_STALE = frozenset({"conflict.gone", "record.changed", "not_found"})


@dataclass(slots=True)
class Rival:
    """One of several answers, and each who gave it."""

    change: str
    value: Any
    steps: list[Step]
    shown: bool
    """Whether the record shows it for now."""


@dataclass(slots=True)
class Conflict:
    """One conflict as a page shows it."""

    body: Mapping[str, Any]
    expected: str
    rivals: list[Rival] = field(default_factory=list)
    both: str | None = None
    earlier: list[Any] = field(default_factory=list)
    """The same answer in the resident's records before."""
    paths: list[str] = field(default_factory=list)
    """Of a broken rule: the answers it is about."""
    ways: list[tuple[str, Mapping[str, Any]]] = field(default_factory=list)
    """Of a broken rule: how it can be put right at once, and what that would write; ``accept`` leaves it as it is."""


@page("GET", "/conflicts", roles=AT_WORK, query=ConflictFilters)
def show_all(actor: Actor, query: dict[str, Any]) -> str:
    """Record by record; many can be decided alike."""
    return draw_list(actor, query)


@page("GET", "/conflicts/<uuid:document>", roles=AT_WORK)
def show(actor: Actor, document: bytes) -> str:
    """The rivals of one record side by side, with where they come from. Reading it is noted."""
    drawn = draw_one(actor, document)
    with writing() as session:
        note(session, actor, "record.read", document)
    return drawn


@page("POST", "/conflicts/<uuid:document>", roles=DECIDING, form=SettleForm)
def settle(actor: Actor, document: bytes, form: dict[str, Any]) -> Response:
    """Choose one, keep both, or enter another. What has been decided meanwhile is shown instead."""
    with reading() as session:
        kind = actor.catalogue.named(own_document(session, actor, document).kind)
    try:
        decide(actor, Dispute(document, form["path"], form["expected"]), form["reason"], **_choice(kind, form))
    except Fault as fault:
        if fault.code not in _STALE:
            raise
        return make_response(draw_one(actor, document, stale=True), 409)
    return go("conflicts_show", document=uuid_text(document))


def _choice(kind: Kind | None, form: Mapping[str, Any]) -> dict[str, Any]:
    """A form's choice as ``server.settling`` takes it."""
    if form["choice"] == "other":
        return {"value": typed_value(kind, form["path"], form["value"]), "other_value": True}
    return {"choice": "both"} if form["choice"] == "both" else {"change": form["choice"]}


@page("POST", "/conflicts", roles=DECIDING, query=ConflictFilters, form=SettleManyForm)
def settle_many(actor: Actor, query: dict[str, Any], form: dict[str, Any]) -> Response:
    """The same choice for all that are ticked; what cannot be decided so is left, and says why."""
    disputes = [Dispute(*one) for one in form["chosen"]]
    done = decide_many(actor, disputes, form["reason"], form["choice"])
    left = [one for one in done if one.problem]
    if left:
        problems = {(one.dispute.document_id, one.dispute.path): one.problem for one in left}
        return make_response(draw_list(actor, query, done=len(done) - len(left), left=problems), 409)
    return go("conflicts_show_all", **kept(query), count=len(done))


def draw_list(actor: Actor, query: Mapping[str, Any], done: int = 0, left: Mapping[Any, str] | None = None) -> str:
    """A page of conflicts; ``left`` says what was not decided just now, and why."""
    with reading() as session:
        found, following = find_conflicts(session, actor, query, _PAGE)
        records = _records(session, actor, {one.document_id for one in found})
        names = names_of_residents(session, actor, [_about(one) for one in records.values()])
        workers = names_of_people(session, actor, [one.worker_id for one in records.values()])
        grids = grids_of(session, actor)
    rows = [Conflict(body, _expected(body)) for body in conflict_bodies(actor, found)]
    return render(
        "conflicts.html",
        query=query, rows=rows, records=records, names=names, workers=workers, grids=grids, about=_about,
        gists={key: gist(actor, one) for key, one in records.items()}, done=done, left=left or {}, kept=kept(query),
        moments={key: heads_text(split_heads(one.heads)) for key, one in records.items()},
        kinds=list(actor.catalogue.kinds.values()), may_decide=actor.role in DECIDING,
        following=url_for("console.conflicts_show_all", **kept(query), cursor=following) if following else "",
    )  # fmt: skip


def draw_one(
    actor: Actor,
    document: bytes,
    stale: bool = False,
    typed: Mapping[str, str] | None = None,
    reason: str = "",
    wrong: Mapping[str, Any] | None = None,
) -> str:
    """One record's conflicts. ``typed`` and ``reason``: what could not be written, so that it is not lost."""
    with reading() as session:
        whole = whole_record(session, actor, document)
        disputed = [one["path"] for one in whole.conflicts if one["type"] == "disputed"]
        earlier = earlier_values(session, actor, whole.found.record, disputed)
        grid_name = name_of_grid(session, actor, whole.found.record.grid_id)
    rows = [_drawn(whole, one, earlier.get(one["path"], [])) for one in whole.conflicts]
    broken = [one for one in rows if one.body["type"] != "disputed"]
    about = [path for one in broken for path in one.paths]
    boxes = Boxes(actor, whole.kind, whole.body["values"], typed or {}).of(about) if whole.kind and broken else []
    return render(
        "conflict.html", whole=whole, rows=rows, stale=stale, grid_name=grid_name, may_decide=actor.role in DECIDING,
        boxes=boxes, reason=reason, wrong=wrong or {}, heads=heads_text(whole.body["heads"]),
    )  # fmt: skip


def _drawn(whole: Whole, body: Mapping[str, Any], earlier: list[Any]) -> Conflict:
    made = Conflict(body, _expected(body), earlier=earlier)
    if body["type"] != "disputed":
        made.paths = list(concerned(whole.kind, body["code"], body["path"]))
        made.ways = _ways(whole, body)
        return made
    steps = {step.origin.change.hex(): step for step in whole.steps}
    origin = next((line.origin for part in whole.parts for line in part.lines if body["path"] in line.paths), None)
    shown_by = origin.change.hex() if origin else ""
    for rival in body["rivals"]:
        own = [steps[change] for change in rival["changes"] if change in steps]
        made.rivals.append(Rival(rival["changes"][0], rival["value"], own, shown_by in rival["changes"]))
    made.both = None if body["masked"] else both(whole.kind, body["path"], [one.value for one in made.rivals])
    return made


def earlier_values(session: Session, actor: Actor, record: Record, paths: Sequence[str]) -> dict[str, list[Any]]:
    """What stood at these paths in the resident's last records of the same kind: path → [(when, value)]."""
    if record.subject_id is None:
        return {}
    rows = session.execute(
        select(Record.when_ms, Record.values)
        .where(visible_among(Record, actor), Record.subject_id == record.subject_id, Record.kind == record.kind,
               Record.document_id != record.document_id,
               *([] if record.when_ms is None else [Record.when_ms < record.when_ms]))
        .order_by(Record.when_ms.desc())
        .limit(_EARLIER_MAX)
    ).all()  # fmt: skip
    kind = actor.catalogue.named(record.kind)
    return {
        path: [(when, shown_value(actor.role, kind, path, values[path])) for when, values in rows if path in values]
        for path in paths
    }


def _ways(whole: Whole, body: Mapping[str, Any]) -> list[tuple[str, Mapping[str, Any]]]:
    values = whole.found.record.values
    found: list[tuple[str, Mapping[str, Any]]] = list(mendings(whole.kind, body["code"], body["path"], values).items())
    return [*found, ("accept", {})] if acceptable(whole.kind, body["code"]) else found


def _records(session: Session, actor: Actor, ids: set[bytes]) -> dict[bytes, Record]:
    rows = session.scalars(select(Record).where(visible_among(Record, actor), Record.document_id.in_(list(ids))))
    return {one.document_id: one for one in rows}


def _about(record: Record) -> bytes | None:
    return record.document_id if record.kind == "resident" else record.subject_id


def _expected(body: Mapping[str, Any]) -> str:
    return ".".join(change for rival in body["rivals"] for change in rival["changes"])


def kept(query: Mapping[str, Any]) -> dict[str, Any]:
    """The filters, to be carried on in addresses."""
    return {name: query[name] for name in ("type", "kind", "grid") if query.get(name)}
