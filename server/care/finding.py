"""Finding results, in the grids that the reader serves, paged by key."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from server.access import visible
from server.auth import Actor
from server.cursors import cursor_place, cursor_text
from server.models import Result
from server.reading import provenance
from server.records import names_of_people, names_of_residents


def of_record(session: Session, actor: Actor, document_id: bytes) -> list[dict[str, Any]]:
    """The results of one record that the actor may see, with who decided otherwise."""
    rows = session.scalars(
        select(Result).where(visible(Result, actor), Result.document_id == document_id).order_by(Result.rule_set)
    ).all()
    bodies = _bodies(session, actor, rows)
    if any(one["overrides"] for one in bodies):
        _name_deciders(session, actor, document_id, bodies)
    return bodies


def find_page(
    session: Session, actor: Actor, query: Mapping[str, Any], limit: int
) -> tuple[list[dict[str, Any]], str | None]:
    """A page of results, the latest first, and the cursor of the next."""
    statement = select(Result).where(visible(Result, actor), *_filters(query))
    if query["cursor"] is not None:
        when, identity, rule_set = cursor_place(query["cursor"], int, bytes, str)
        same_record = and_(Result.document_id == identity, Result.rule_set > rule_set)
        same_moment = and_(Result.when_ms == when, or_(Result.document_id < identity, same_record))
        # Said once more as a range, by which an index is entered where the page begins.
        statement = statement.where(Result.when_ms <= when, or_(Result.when_ms < when, same_moment))
    order = (Result.when_ms.desc(), Result.document_id.desc(), Result.rule_set.asc())
    rows = session.scalars(statement.order_by(*order).limit(limit + 1)).all()
    page = rows[:limit]
    last = page[-1] if len(rows) > limit else None
    then = None if last is None else cursor_text(last.when_ms, last.document_id, last.rule_set)
    return _bodies(session, actor, page), then


def _filters(query: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    columns = {
        "kind": Result.kind, "grid": Result.grid_id, "subject": Result.subject_id, "rule_set": Result.rule_set,
        "level": Result.level, "emergency": Result.emergency, "waiting": Result.waiting, "status": Result.status,
    }  # fmt: skip
    clauses: list[ColumnElement[bool]] = [
        column == query[name] for name, column in columns.items() if query.get(name) is not None
    ]
    if query.get("kinds") is not None:
        clauses.append(Result.kind.in_(query["kinds"]))
    if query["when_from"] is not None:
        clauses.append(Result.when_ms >= query["when_from"])
    if query["when_to"] is not None:
        clauses.append(Result.when_ms < query["when_to"])
    return clauses


def _bodies(session: Session, actor: Actor, rows: Sequence[Result]) -> list[dict[str, Any]]:
    names = names_of_residents(session, actor, (row.subject_id for row in rows))
    return [
        {
            "document": row.document_id,
            "rule_set": row.rule_set,
            "version": row.version,
            "status": row.status,
            "grid": row.grid_id,
            "kind": row.kind,
            "subject": {"id": row.subject_id, "name": names.get(row.subject_id)},
            "when_ms": row.when_ms,
            "level": row.level,
            "emergency": row.emergency,
            "waiting": row.waiting,
            "outputs": row.outputs,
            "missing": row.missing,
            "cards": row.cards,
            "inputs": row.inputs,
            "shown": row.shown,
            "overrides": {name: {**one, "by": None} for name, one in row.overrides.items()},
        }
        for row in rows
    ]


def _name_deciders(session: Session, actor: Actor, document_id: bytes, bodies: Sequence[dict[str, Any]]) -> None:
    """Who wrote what was decided: the field's own author."""
    origins = provenance(session, actor.community_id, document_id)
    writers = {path: origin.author.person_id for path, origin in origins.items()}
    names = names_of_people(session, actor, writers.values())
    for body in bodies:
        for one in body["overrides"].values():
            person = writers.get(one["path"])
            one["by"] = None if person is None else {"id": person, "name": names.get(person)}
