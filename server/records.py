"""Finding records: filtered, sorted, and paged by key, so that what arrives in between moves nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, func, or_, select
from sqlalchemy.orm import Session

from schemas.access import sight
from server.access import aside, visible, visible_among
from server.auth import Actor
from server.cursors import cursor_place, cursor_text
from server.documents import split_heads
from server.errors import fail
from server.models import Conflict, Document, Person, Record
from server.models.log import ACTIVE
from server.register import named_residents
from server.shown import shown

_NEVER = -1
"""Stands for a record that says no time: before all that do."""


@dataclass(frozen=True, slots=True)
class Found:
    """A record with what a reader wants to know beside it."""

    record: Record
    state: str
    behind: bool
    """What was handed in last is not in it yet."""


@dataclass(frozen=True, slots=True)
class Page:
    """A page of records, and the cursor of the next if there is one."""

    found: list[Found]
    next: str | None


def find_page(session: Session, actor: Actor, query: Mapping[str, Any], limit: int) -> Page:
    """The records that the actor sees and ``query`` asks for; see ``schemas/wire/records.py`` for its members.

    Beside these it may name ``kinds`` and ``statuses``, several of each; ``subjects``, residents by their ids, a few
    hundred at most; and ``named``, what residents are called, where they are many.
    """
    sort: str = query["sort"]
    if query.get("statuses") and not _few(query):
        return _merged(session, actor, query, limit)
    key, down = _sort_key(sort), sort.startswith("-")
    statement = _select().where(*_filters(query, actor))
    if query["cursor"] is not None:
        whose, last, identity = cursor_place(query["cursor"], str, int, bytes)
        if whose != sort:
            fail("query.invalid", "the cursor belongs to another sorting", fields={"cursor": ["Of another sorting."]})
        beyond = key < last if down else key > last
        after = Record.document_id < identity if down else Record.document_id > identity
        # Said once more as a range, by which an index is entered where the page begins.
        within = key <= last if down else key >= last
        statement = statement.where(within, or_(beyond, and_(key == last, after)))
    order = (key.desc(), Record.document_id.desc()) if down else (key.asc(), Record.document_id.asc())
    rows = [_found(row) for row in session.execute(statement.order_by(*order).limit(limit + 1))]
    page = rows[:limit]
    return Page(page, _next(sort, page[-1].record) if len(rows) > limit else None)


def _merged(session: Session, actor: Actor, query: Mapping[str, Any], limit: int) -> Page:
    """A page of several statuses: each lies in order in the index, all of them together do not."""
    sort: str = query["sort"]
    pages = [find_page(session, actor, {**query, "statuses": None, "status": one}, limit) for one in query["statuses"]]
    found = sorted((one for page in pages for one in page.found), key=lambda one: _place(sort, one.record))
    if sort.startswith("-"):
        found.reverse()
    more = len(found) > limit or any(page.next for page in pages)
    return Page(found[:limit], _next(sort, found[limit - 1].record) if more and len(found) >= limit else None)


def _place(sort: str, record: Record) -> tuple[int, bytes]:
    moment = (_NEVER if record.when_ms is None else record.when_ms) if sort.endswith("when") else record.received_ms
    return moment, record.document_id


def find_one(session: Session, actor: Actor, document_id: bytes) -> Found:
    """One record that the actor sees; fails with ``not_found``."""
    row = session.execute(
        _select().where(visible_among(Record, actor), Record.document_id == document_id)
    ).one_or_none()
    return fail("not_found") if row is None else _found(row)


def neighbours(
    session: Session, actor: Actor, query: Mapping[str, Any], record: Record
) -> tuple[bytes | None, bytes | None]:
    """The records before and after one in the order of ``query``: previous, next. It need not be among them itself."""
    sort: str = query["sort"]
    back = sort.removeprefix("-") if sort.startswith("-") else f"-{sort}"
    found: list[bytes | None] = []
    for order in (back, sort):
        page = find_page(session, actor, {**query, "sort": order, "cursor": _next(order, record)}, 1)
        found.append(page.found[0].record.document_id if page.found else None)
    return found[0], found[1]


def count_up_to(session: Session, actor: Actor, query: Mapping[str, Any], most: int) -> int:
    """How many records ``query`` asks for, counted no further than ``most``."""
    # Nothing that does not stand in the index is asked for.
    inner = select(Record.received_ms).where(*_filters(query, actor)).limit(most)
    return session.scalars(select(func.count()).select_from(inner.subquery())).one()


def record_bodies(session: Session, actor: Actor, found: Sequence[Found]) -> list[dict[str, Any]]:
    """What is told of each record, with as many queries for a page as for one."""
    records = [one.record for one in found]
    workers = names_of_people(session, actor, (record.worker_id for record in records))
    subjects = names_of_residents(session, actor, (record.subject_id for record in records))
    return [_body(actor, one, workers, subjects) for one in found]


def names_of_people(session: Session, actor: Actor, ids: Iterable[bytes | None]) -> dict[bytes, str]:
    """The names of workers of the community, who stand by name under what they wrote."""
    wanted = {identity for identity in ids if identity is not None}
    if not wanted:
        return {}
    people = select(Person.id, Person.name).where(Person.community_id == actor.community_id, Person.id.in_(wanted))
    return {row.id: row.name for row in session.execute(people)}


def names_of_residents(session: Session, actor: Actor, ids: Iterable[bytes | None]) -> dict[bytes, str]:
    """The names of residents that the actor may see."""
    wanted = {identity for identity in ids if identity is not None}
    if not wanted:
        return {}
    name = Record.values["name"].as_string()
    residents = select(Record.document_id, name).where(
        visible_among(Record, actor), Record.kind == "resident", Record.document_id.in_(wanted)
    )
    return {identity: text for identity, text in session.execute(residents) if text}


def _select() -> Select[Record, str, bytes]:
    own_document = and_(Document.community_id == Record.community_id, Document.id == Record.document_id)
    return select(Record, Document.state, Document.heads).outerjoin(Document, own_document)


def _found(row: Any) -> Found:
    record, state, heads = row
    return Found(record, state or ACTIVE, heads is not None and heads != record.heads)


def _sort_key(sort: str) -> ColumnElement[int]:
    return func.coalesce(Record.when_ms, _NEVER) if sort.endswith("when") else Record.received_ms.expression


def _next(sort: str, record: Record) -> str:
    if sort.endswith("when"):
        return cursor_text(sort, _NEVER if record.when_ms is None else record.when_ms, record.document_id)
    return cursor_text(sort, record.received_ms, record.document_id)


def _filters(query: Mapping[str, Any], actor: Actor) -> list[ColumnElement[bool]]:
    asked = {name: value for name, value in query.items() if value is not None}
    # Where it is said about whom, or that there is a conflict, records are looked up, and no list of them is read.
    few = _few(asked)
    status = aside(Record.status) if few else Record.status
    equal = {
        "kind": Record.kind,
        "grid": Record.grid_id,
        "subject": Record.subject_id,
        "worker": Record.worker_id,
        "status": status,
    }
    clauses: list[ColumnElement[bool]] = [visible_among(Record, actor) if few else visible(Record, actor)]
    clauses += [column == asked[name] for name, column in equal.items() if name in asked]
    # From is included, to is not: two neighbouring days share no record.
    for name, column in (("when", Record.when_ms), ("received", Record.received_ms)):
        if f"{name}_from" in asked:
            clauses.append(column >= asked[f"{name}_from"])
        if f"{name}_to" in asked:
            clauses.append(column < asked[f"{name}_to"])
    if "statuses" in asked:
        clauses.append(status.in_(asked["statuses"]))
    if "kinds" in asked:
        clauses.append(Record.kind.in_(asked["kinds"]))
    if "has_conflicts" in asked:
        clauses.append(_disputed(actor) if asked["has_conflicts"] else Record.conflicts == 0)
    if "answered" in asked:
        clauses.append(Record.answered.is_(asked["answered"]))
    if "subjects" in asked:
        clauses.append(Record.subject_id.in_(asked["subjects"]))
    if "named" in asked:
        clauses.append(Record.subject_id.in_(named_residents(actor, asked["named"])))
    if "q" in asked:
        clauses.append(_named(asked["q"], actor))
    return clauses


def _few(query: Mapping[str, Any]) -> bool:
    return query.get("subject") is not None or query.get("subjects") is not None or query.get("has_conflicts") is True


def _disputed(actor: Actor) -> ColumnElement[bool]:
    """Records with a conflict: these are few, and found by them."""
    return Record.document_id.in_(select(Conflict.document_id).where(visible(Conflict, actor)))


def _named(text: str, actor: Actor) -> ColumnElement[bool]:
    """Records whose title, in plain sight of the actor, holds ``text``, or that are about a resident of that name."""
    named: list[ColumnElement[bool]] = [
        and_(Record.kind == kind.name, Record.values[path].as_string().icontains(text, autoescape=True))
        for kind in actor.catalogue.kinds.values()
        for path in kind.title
        if (field := kind.field_at(path)) and field.type == "text" and sight(actor.role, field.sensitivity) == "plain"
    ]
    return or_(Record.subject_id.in_(named_residents(actor, text)), *named)


def _body(actor: Actor, one: Found, workers: Mapping[bytes, str], subjects: Mapping[bytes, str]) -> dict[str, Any]:
    record = one.record
    values, masked = shown(actor.role, actor.catalogue.named(record.kind), record.values)
    return {
        "id": record.document_id,
        "grid": record.grid_id,
        "kind": record.kind,
        "kind_version": record.kind_version,
        "subject": record.subject_id and {"id": record.subject_id, "name": subjects.get(record.subject_id)},
        "worker": record.worker_id and {"id": record.worker_id, "name": workers.get(record.worker_id)},
        "when_ms": record.when_ms,
        "received_ms": record.received_ms,
        "status": record.status,
        "answered": record.answered,
        "heads": split_heads(record.heads),
        "state": one.state,
        "behind": one.behind,
        "conflicts": record.conflicts,
        "values": values,
        "masked": masked,
    }
