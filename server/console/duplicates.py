"""Residents who may be one person: compared side by side, with what comes together, before anything is done."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from flask import Response, url_for
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from schemas.declaration import Field
from schemas.kind import Kind
from schemas.wire.decisions import Other, Reason
from schemas.wire.records import Paged
from schemas.wire.residents import MergeForm
from server.access import visible
from server.amend import amend
from server.api import residents as api
from server.api.roles import SUPERVISOR
from server.auth import Actor
from server.clock import uuid_text
from server.console.choices import grids_of
from server.console.drawing import field_label
from server.console.facts import heads_of
from server.console.site import go, page, render
from server.current import limits
from server.database import reading
from server.errors import fail
from server.models import Record
from server.resident_file import File, resident_file
from server.residents import find_duplicates
from server.shown import shown_value

_NOT_TAKEN = frozenset({"same_as", "kind", "grid", "kind_version", "household"})
_BY_CHARACTER = "note"


@dataclass(frozen=True, slots=True)
class Row:
    """One question in which the two files differ; ``takes``: the kept file can get the other's answer."""

    path: str
    label: str
    one: Any
    other: Any
    takes: bool


@page("GET", "/duplicates", roles=SUPERVISOR, query=Paged)
def show_all(actor: Actor, query: dict[str, Any]) -> str:
    """Pairs that share a number, or a name and a birth date or phone."""
    with reading() as session:
        limit = query["limit"] or limits().page_records_default
        pairs, following = find_duplicates(session, actor, query["cursor"], limit)
        grids = dict(map(tuple, grids_of(session, actor)))
    address = url_for("console.duplicates_show_all", cursor=following) if following else ""
    return render("duplicates.html", pairs=pairs, next=address, grids=grids)


@page("GET", "/duplicates/<uuid:keep>/<uuid:other>", roles=SUPERVISOR)
def compare(actor: Actor, keep: bytes, other: bytes) -> str:
    """``keep`` is the file to go on with; the page offers the other way round too."""
    if keep == other:
        fail("not_found")
    with reading() as session:
        kept, joined = resident_file(session, actor, keep), resident_file(session, actor, other)
        counts = {file.record.document_id: _counts(session, actor, file) for file in (kept, joined)}
        session.expunge_all()
    kind = actor.catalogue.kinds["resident"]
    return render(
        "merge.html",
        kept=kept,
        joined=joined,
        counts=counts,
        rows=_rows(actor, kind, kept.record, joined.record),
        kinds=actor.catalogue.kinds,
        seen=heads_of(kept.record.heads),
    )


@page("POST", "/duplicates/<uuid:other>/merge", roles=SUPERVISOR, form=MergeForm)
def merge(actor: Actor, other: bytes, form: dict[str, Any]) -> Response:
    """The kept file gets the answers that were ticked, then the other is linked to it. Twice is once."""
    kind, keep = actor.catalogue.kinds["resident"], form["keep"]
    with reading() as session:
        resident_file(session, actor, keep)
        values = resident_file(session, actor, other).record.values
    taken = {path: values[path] for path in form["take"] if path in values and _takes(kind, path)}
    if taken:
        amend(actor, keep, taken, form["reason"], form["seen"])
    api.link_to(actor, other, {"other": keep, "reason": form["reason"]})
    return go("residents_show", resident=uuid_text(keep), done="merged")


@page("POST", "/duplicates/<uuid:resident>/apart", roles=SUPERVISOR, form=Other)
def apart(actor: Actor, resident: bytes, form: dict[str, Any]) -> Response:
    """They are two people, and are not proposed again."""
    api.tell_apart(actor, resident, form)
    return go("residents_show", resident=uuid_text(resident), done="apart")


@page("POST", "/duplicates/<uuid:resident>/unlink", roles=SUPERVISOR, form=Reason)
def unlink(actor: Actor, resident: bytes, form: dict[str, Any]) -> Response:
    """The way back from a merge."""
    api.unlink_from(actor, resident, form)
    return go("residents_show", resident=uuid_text(resident), done="unlinked")


def _rows(actor: Actor, kind: Kind, kept: Record, joined: Record) -> list[Row]:
    rows = []
    for path in sorted({*kept.values, *joined.values}):
        one, other = kept.values.get(path), joined.values.get(path)
        if one == other or path.startswith("review.") or kind.field_at(path) is None or path in _NOT_TAKEN:
            continue
        left, right = (shown_value(actor.role, kind, path, value) for value in (one, other))
        takes = other is not None and _takes(kind, path)
        rows.append(Row(path, field_label(kind, path), left, right, takes))
    return rows


def _takes(kind: Kind, path: str) -> bool:
    field: Field | None = kind.field_at(path)
    return field is not None and field.type != _BY_CHARACTER and not field.writers and path not in _NOT_TAKEN


def _counts(session: Session, actor: Actor, file: File) -> list[tuple[str, int]]:
    """How many records of each kind are about somebody."""
    rows = session.execute(
        select(Record.kind, func.count())
        .where(visible(Record, actor), Record.subject_id == file.record.document_id, Record.kind != "resident")
        .group_by(Record.kind)
        .order_by(Record.kind)
    )
    return [(kind, count) for kind, count in rows]
