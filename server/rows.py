"""The rows that a document is reconciled into: its record, its conflicts, and what residents are compared and found
by."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import bindparam, delete, insert, select
from sqlalchemy.orm import Session

from schemas.problems import Problem
from server.bulk import BulkInsert
from server.care.marks import mark
from server.database import compact_json
from server.documents import Stored
from server.likeness import keys
from server.models import Conflict, Record, ResidentEntry, ResidentKey
from server.models.records import DISPUTED, INCONSISTENT
from server.register import entry_of
from server.statement import Statement
from server.tables import RECORD
from sync.history import Disputed, Rival
from sync.projection import Projection

DERIVED = (Record, Conflict, ResidentKey, ResidentEntry)
"""The tables that a document is read into."""
RIVALS = "rivals"
_PATH_CHARACTERS_MAX = 200
_RESIDENT = "resident"
_INSERT = BulkInsert(
    RECORD, "community_id", "document_id", "grid_id", "kind", "kind_version", "heads", "subject_id", "worker_id",
    "when_ms", "received_ms", "status", "answered", "conflicts", "values", "problems",
)  # fmt: skip
_UNMARKED = "task"
"""What the centre itself wrote because something was due does not make anything else due."""
_FOR_THEMSELVES = (_RESIDENT, "window_check", "visit_call")
"""Kinds of which the record itself is marked: it is somebody, or says about whom of all who live somewhere it is."""
_KNOWN = Statement(
    select(RECORD.c.document_id, RECORD.c.subject_id).where(
        RECORD.c.community_id == bindparam("community"), RECORD.c.document_id.in_(bindparam("ids", expanding=True))
    )
)


@dataclass(frozen=True, slots=True)
class Reading:
    """A document's row, what was read out of it, and what in it is disputed."""

    stored: Stored
    projection: Projection
    disputed: list[Disputed]
    answered: bool = False
    """Whether anything was written after the last decision of its review."""


def write(session: Session, community_id: str, readings: Sequence[Reading]) -> None:
    """Make the rows say what was read; what they said before is gone."""
    if not readings:
        return
    connection = session.connection()
    ids = [one.stored.id for one in readings]
    known = {row[0]: row[1] for row in _KNOWN.rows(connection, {"community": community_id, "ids": ids})}
    if known:
        remove(session, community_id, list(known))
    conflicts = [row for one in readings for row in _conflicts(community_id, one)]
    open_conflicts: dict[bytes, int] = {}
    for row in conflicts:
        open_conflicts[row["document_id"]] = open_conflicts.get(row["document_id"], 0) + 1
    records = [_record(community_id, one, open_conflicts.get(one.stored.id, 0)) for one in readings]
    _INSERT(connection, records)
    if conflicts:
        connection.execute(insert(Conflict.__table__), conflicts)  # type: ignore[arg-type]
    likenesses = [row for one in readings if one.stored.kind == _RESIDENT for row in _keys(community_id, one)]
    if likenesses:
        connection.execute(insert(ResidentKey.__table__), likenesses)  # type: ignore[arg-type]
    entries = [_entry(community_id, one) for one in readings if one.stored.kind == _RESIDENT]
    if entries:
        connection.execute(insert(ResidentEntry.__table__), entries)  # type: ignore[arg-type]
    # Whom it was about before counts too: a record that was put right concerns two residents.
    about: set[bytes | None] = {one.projection.subject for one in readings if one.stored.kind != _UNMARKED}
    about.update(one.stored.id for one in readings if one.stored.kind in _FOR_THEMSELVES)
    mark(connection, community_id, [each for each in about.union(known.values()) if each])


def rows_of(community_id: str, one: Reading) -> tuple[list[dict[str, Any]], ...]:
    """What each of the ``DERIVED`` tables should say of a document."""
    conflicts = _conflicts(community_id, one)
    resident = one.stored.kind == _RESIDENT
    likenesses, entries = (_keys(community_id, one), [_entry(community_id, one)]) if resident else ([], [])
    record = dict(zip(_INSERT.columns, _record(community_id, one, len(conflicts)), strict=True))
    problems = [_problem(problem) for problem in one.projection.problems]
    return [{**record, "values": one.projection.values, "problems": problems}], conflicts, likenesses, entries


def remove(session: Session, community_id: str, ids: Collection[bytes]) -> None:
    """Take the rows of these documents away."""
    if not ids:
        return
    for table in DERIVED:
        session.execute(
            delete(table).where(table.community_id == community_id, table.document_id.in_(list(ids))),
            execution_options={"synchronize_session": False},
        )


def _record(community_id: str, one: Reading, conflicts: int) -> tuple[Any, ...]:
    stored, projection = one.stored, one.projection
    problems = [_problem(problem) for problem in projection.problems]
    return (
        community_id,
        stored.id,
        # The row, not the document's own word: only the centre says which grid a document is in.
        stored.grid_id,
        stored.kind,
        projection.kind_version,
        b"".join(stored.heads),
        projection.subject,
        projection.worker,
        projection.when_ms,
        stored.received_ms,
        projection.status,
        one.answered,
        conflicts,
        compact_json(projection.values),
        compact_json(problems) if problems else "[]",
    )


def _problem(problem: Problem) -> dict[str, Any]:
    return {"path": problem.path, "code": problem.code, "severity": problem.severity, "params": dict(problem.params)}


def _conflicts(community_id: str, one: Reading) -> list[dict[str, Any]]:
    stored = one.stored
    base = {
        "community_id": community_id, "document_id": stored.id, "grid_id": stored.grid_id, "kind": stored.kind,
    }  # fmt: skip
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for disputed in one.disputed:
        path = disputed.path[:_PATH_CHARACTERS_MAX].replace("\x00", "\ufffd")
        detail = [rival_body(rival) for rival in disputed.rivals]
        rows[DISPUTED, path, RIVALS] = {**base, "type": DISPUTED, "path": path, "code": RIVALS, "detail": detail}
    for problem in one.projection.problems:
        if problem.severity == "soft":
            continue
        path = problem.path[:_PATH_CHARACTERS_MAX].replace("\x00", "\ufffd")
        rows[INCONSISTENT, path, problem.code] = {
            **base, "type": INCONSISTENT, "path": path, "code": problem.code, "detail": dict(problem.params),
        }  # fmt: skip
    return list(rows.values())


def rival_body(rival: Rival) -> dict[str, Any]:
    """A rival as JSON: its value, and the changes that wrote it."""
    value = rival.value
    if isinstance(value, bytes):
        value = "0x" + value.hex()
    if isinstance(value, str):
        value = str(value).replace("\x00", "\ufffd")
    if isinstance(value, float) and value - value != 0:
        value = None
    return {"value": value, "changes": [change.hex() for change in rival.changes]}


def _keys(community_id: str, one: Reading) -> list[dict[str, Any]]:
    return [
        {
            "community_id": community_id,
            "document_id": one.stored.id,
            "reason": reason,
            "key": key,
            "grid_id": one.stored.grid_id,
        }
        for reason, key in keys(one.projection.values).items()
    ]


def _entry(community_id: str, one: Reading) -> dict[str, Any]:
    key = {"community_id": community_id, "document_id": one.stored.id, "grid_id": one.stored.grid_id}
    return {**key, **entry_of(one.projection.values)}
