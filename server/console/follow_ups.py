"""Follow-ups: forms that grid workers captured, for a doctor to look at, put right with a reason, and answer for."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from flask import Response, make_response, url_for

from schemas.declaration import Field
from schemas.kind import Kind
from schemas.wire.console import ConfirmForm, FollowUpQuery
from server.access import own_record
from server.amend import CONFIRM, amend
from server.api.roles import AT_WORK, DOCTOR
from server.audit import note
from server.auth import Actor
from server.care.acted import acted_on, emergencies_of
from server.care.finding import find_page, of_record
from server.care.follow import follow
from server.care.subjects import COUNTS
from server.care.versions import RuleSets
from server.clock import now_ms, uuid_text
from server.console.answers import typed_value
from server.console.choices import grids_of, name_of_grid
from server.console.conflicts import earlier_values
from server.console.record import Whole, heads_text, whole_record
from server.console.site import go, page, place, render
from server.console.words import said
from server.database import reading, writing
from server.errors import Fault

place(25, "review", "follow_ups.title", "follow_ups_show_all", AT_WORK, "f")

_PAGE = 50
_PAGES_WHILE_SOMEBODY_WAITS = 2
_REASON = "_reason"
_TREND = ("vitals.sbp", "vitals.dbp", "vitals.glucose", "vitals.weight")
CONFIRMED_BY, CONFIRMED_AT = "confirmed_by", "confirmed_at"


@page("GET", "/follow-ups", roles=AT_WORK, query=FollowUpQuery)
def show_all(actor: Actor, query: dict[str, Any]) -> str:
    """Those that wait for a doctor, the latest first."""
    follow(actor.community_id, pages_max=_PAGES_WHILE_SOMEBODY_WAITS)
    asked = {"waiting": query["show"] == "waiting" or None, "status": COUNTS, "cursor": query["cursor"],
             "grid": query["grid"], "kind": query["kind"], "emergency": query["emergency"]}  # fmt: skip
    asked["kinds"] = None if query["kind"] else confirmable(actor)
    with reading() as session:
        rows, following = find_page(session, actor, {**_NOTHING, **asked}, _PAGE)
        grids = grids_of(session, actor)
    kept = {name: query[name] for name in ("show", "grid", "kind", "emergency") if query[name]}
    return render(
        "follow_ups.html", rows=rows, query=query, grids=grids, kept=kept,
        kinds=[actor.catalogue.kinds[name] for name in confirmable(actor)],
        following=url_for("console.follow_ups_show_all", **kept, cursor=following) if following else "",
    )  # fmt: skip


@page("GET", "/follow-ups/<uuid:record>", roles=AT_WORK)
def show(actor: Actor, record: bytes) -> str:
    """One form with what the rules make of it, and the doctor's word. Reading it is noted."""
    drawn = _drawn(actor, record)
    with writing() as session:
        note(session, actor, "record.read", record)
    return drawn


@page("POST", "/follow-ups/<uuid:record>", roles=DOCTOR, form=ConfirmForm)
def confirm(actor: Actor, record: bytes, form: dict[str, Any]) -> Response:
    """One change: what the doctor decided otherwise, why, and that they answer for it."""
    with reading() as session:
        found = own_record(session, actor, record)
        kind, values = actor.catalogue.named(found.kind), dict(found.values)
        about = found.subject_id
    wanted = _decided(kind, values, form)
    wanted |= {CONFIRMED_BY: uuid_text(actor.person_id), CONFIRMED_AT: now_ms()}
    try:
        amend(actor, record, wanted, form["reason"], form["heads"], CONFIRM)
    except Fault as fault:
        if fault.code != "record.changed":
            raise
        return make_response(_drawn(actor, record, stale=True), 409)
    if about is not None:
        follow(actor.community_id, [about])
    return go("follow_ups_show_all", done=uuid_text(record))


def confirmable(actor: Actor) -> list[str]:
    """The kinds that a doctor answers for and others fill in."""
    return [name for name, kind in actor.catalogue.kinds.items()
            if kind.field_at(CONFIRMED_BY) and kind.worker_path == "captured_by"]  # fmt: skip


def decisions_of(kind: Kind | None) -> list[Field]:
    """The fields that rules propose and a person decides: those with a reason beside them."""
    if kind is None:
        return []
    return [one for one in kind.fields if kind.field_at(one.path + _REASON) is not None]


def _drawn(actor: Actor, record: bytes, stale: bool = False) -> str:
    with reading() as session:
        about = own_record(session, actor, record).subject_id
    if about is not None:
        follow(actor.community_id, [about])
    with reading() as session:
        whole = whole_record(session, actor, record)
        results = of_record(session, actor, record)
        sets = RuleSets(session, actor.community_id)
        trend = earlier_values(session, actor, whole.found.record, _TREND)
        grid_name = name_of_grid(session, actor, whole.found.record.grid_id)
        alarming = emergencies_of(session, actor, record)
        acted = acted_on(session, actor, alarming).get(record) if alarming else None
    counts = [one for one in results if one["status"] == COUNTS]
    return render(
        "follow_up.html", whole=whole, results=[(one, _called(sets, one)) for one in results], stale=stale,
        heads=heads_text(whole.body["heads"]),
        decisions=_rows(whole, counts), may_confirm=actor.role in DOCTOR and not whole.body["values"].get(CONFIRMED_BY),
        trend=trend, grid_name=grid_name, alarm=alarming[0] if alarming else None, acted=acted,
    )  # fmt: skip


def _called(sets: RuleSets, result: Mapping[str, Any]) -> dict[str, Any]:
    """What a rule set is called, and in its own words what it could not work out, and for want of what."""
    rule_set = sets.version(result["rule_set"], result["version"])
    if rule_set is None:
        return {"title": result["rule_set"], "missing": [(name, list(of)) for name, of in result["missing"].items()]}
    words = {name: said(one.label) for name, one in rule_set.inputs.items()}
    words |= {one.name: said(one.label) for one in rule_set.of_kind(result["kind"]).outputs}
    missing = [(words.get(name, name), [words.get(one, one) for one in of]) for name, of in result["missing"].items()]
    return {"title": said(rule_set.title), "missing": missing}


def _rows(whole: Whole, counts: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Each decision: what the rules propose, what stands in the form, and why where it differs."""
    values = whole.body["values"]
    computed: dict[str, Any] = {}
    for result in counts:
        computed |= result["outputs"]
        computed |= {one["path"]: one["computed"] for one in result["overrides"].values()}
    return [
        {"field": one, "computed": computed.get(one.path), "value": values.get(one.path),
         "reason": values.get(one.path + _REASON)}
        for one in decisions_of(whole.kind)
    ]  # fmt: skip


def _decided(kind: Kind | None, values: Mapping[str, Any], form: Mapping[str, Any]) -> dict[str, Any]:
    """What the form decides otherwise than the record says. ``answers`` are ``path=value``."""
    allowed = {one.path for one in decisions_of(kind)}
    allowed |= {path + _REASON for path in allowed}
    wanted: dict[str, Any] = {}
    for path, text in form["answers"]:
        if path in allowed:
            value = typed_value(kind, path, text)
            if value != values.get(path):
                wanted[path] = value
    return wanted


_NOTHING = dict.fromkeys(("subject", "rule_set", "level", "when_from", "when_to"))
