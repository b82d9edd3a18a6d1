"""Whom and what reminders are about: residents, certificates, extinguishers and windows, with their facts and tasks.

Read page by page, each page with as many queries as one subject would take.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from schemas.care.course import Recorded
from schemas.care.subjects import certificate_facts, equipment_facts, resident_facts
from server.care.today import day_of
from server.clock import uuid_text
from server.models import Document, Record, Result
from server.models.log import ERASED

_COURSE = (
    "visit", "health_check", "htn_follow_up", "t2dm_follow_up", "check_up", "self_care", "ability", "screening",
    "care_level", "allowance_case",
)  # fmt: skip
"""The kinds of record that facts about a resident come from."""
_DOCUMENTS = {"certificate": certificate_facts, "fire_equipment": equipment_facts}
_YEARS_BACK_MS = 3 * 366 * 86_400_000
"""How far back a resident's course is read: what is older makes nothing due."""
_LASTING = ("care_level", "allowance_case")
TASK = "task"
COUNTS = "reports"
"""The status of rule sets by which it is decided what is due."""


@dataclass(frozen=True, slots=True)
class OpenTask:
    """A task that is still to be done."""

    id: bytes
    grid_id: str
    rule: str
    period: str


@dataclass(slots=True)
class Subject:
    """What reminders ask about. ``refs`` are the fields by which a task refers to it, ``id`` is what it is known by."""

    about: str
    id: bytes
    grid_id: str
    facts: Mapping[str, Any]
    refs: Mapping[str, str]
    open: list[OpenTask] = field(default_factory=list)


def residents(session: Session, community_id: str, ids: Collection[bytes], today: str, now: int) -> list[Subject]:
    """Residents with what is known about them; those who are linked to another file are not asked about twice."""
    rows = session.execute(
        select(Record.document_id, Record.grid_id, Record.values).where(
            Record.community_id == community_id, Record.kind == "resident", Record.document_id.in_(list(ids))
        )
    ).all()
    courses = _courses(session, community_id, [row.document_id for row in rows], now)
    tasks = _open_tasks(session, community_id, Record.subject_id.in_([row.document_id for row in rows]), "resident")
    return [
        Subject(
            "resident", row.document_id, row.grid_id,
            resident_facts(row.values, courses.get(row.document_id, ()), today),
            {"resident": uuid_text(row.document_id)}, tasks.get(uuid_text(row.document_id), []),
        )
        for row in rows
        if not row.values.get("same_as")
    ]  # fmt: skip


def documents(session: Session, community_id: str, kind: str, ids: Collection[bytes], today: str) -> list[Subject]:
    """Certificates or extinguishers, with what their records say."""
    rows = session.execute(
        select(Record.document_id, Record.grid_id, Record.subject_id, Record.values).where(
            Record.community_id == community_id, Record.kind == kind, Record.document_id.in_(list(ids))
        )
    ).all()
    names = [uuid_text(row.document_id) for row in rows]
    tasks = _open_tasks(session, community_id, Record.values["about"].as_string().in_(names), "about")
    return [
        Subject(
            kind, row.document_id, row.grid_id, _DOCUMENTS[kind](row.values, today),
            {"about": uuid_text(row.document_id)}
            | ({"resident": uuid_text(row.subject_id)} if row.subject_id else {}),
            tasks.get(uuid_text(row.document_id), []),
        )
        for row in rows
    ]  # fmt: skip


def pages(session: Session, community_id: str, kind: str, last: bytes, most: int) -> Sequence[bytes]:
    """The next documents of a kind, in the order of their ids."""
    return session.scalars(
        select(Document.id)
        .where(
            Document.community_id == community_id, Document.kind == kind, Document.id > last, Document.state != ERASED
        )
        .order_by(Document.id)
        .limit(most)
    ).all()


def existing(session: Session, community_id: str, ids: Collection[bytes]) -> set[bytes]:
    """Those of these documents that there are, whatever became of them."""
    wanted = select(Document.id).where(Document.community_id == community_id, Document.id.in_(list(ids)))
    return set(session.scalars(wanted))


def _courses(session: Session, community_id: str, ids: Collection[bytes], now: int) -> dict[bytes, list[Recorded]]:
    results = _results(session, community_id, ids)
    rows = session.execute(
        select(
            Record.document_id, Record.subject_id, Record.kind, Record.when_ms, Record.received_ms, Record.values
        ).where(
            Record.community_id == community_id, Record.subject_id.in_(list(ids)), Record.kind.in_(_COURSE),
            (Record.received_ms >= now - _YEARS_BACK_MS) | Record.kind.in_(_LASTING),
        )
    )  # fmt: skip
    courses: dict[bytes, list[Recorded]] = {}
    for row in sorted(rows, key=lambda one: (_moment(one), one.document_id)):
        outputs, emergency = results.get(row.document_id, (None, False))
        courses.setdefault(row.subject_id, []).append(
            Recorded(row.kind, day_of(_moment(row)), row.values, outputs, emergency)
        )
    return courses


def _moment(row: Any) -> int:
    """Nothing took place later than it was known: a tablet's clock may run ahead."""
    received: int = row.received_ms
    return received if row.when_ms is None else min(row.when_ms, received)


def _results(session: Session, community_id: str, ids: Collection[bytes]) -> dict[bytes, tuple[dict[str, Any], bool]]:
    """Of each record of these residents what the rule sets that count came to."""
    rows = session.execute(
        select(Result.document_id, Result.outputs, Result.emergency)
        .where(Result.community_id == community_id, Result.subject_id.in_(list(ids)), Result.status == COUNTS)
        .order_by(Result.rule_set)
    )
    found: dict[bytes, tuple[dict[str, Any], bool]] = {}
    for row in rows:
        outputs, emergency = found.get(row.document_id, ({}, False))
        found[row.document_id] = (outputs | row.outputs, emergency or row.emergency)
    return found


def _open_tasks(session: Session, community_id: str, which: ColumnElement[bool], ref: str) -> dict[str, list[OpenTask]]:
    """Tasks that are still to be done, by what they refer to."""
    rows = session.execute(
        select(Record.document_id, Record.grid_id, Record.values).where(
            Record.community_id == community_id, Record.kind == TASK, which,
            Record.values["status"].as_string() == "open",
        )
    )  # fmt: skip
    found: dict[str, list[OpenTask]] = {}
    for row in rows:
        rule, period, subject = (str(row.values.get(path) or "") for path in ("rule", "period", ref))
        found.setdefault(subject, []).append(OpenTask(row.document_id, row.grid_id, rule, period))
    return found


def open_tasks_of(
    session: Session, community_id: str, ref: str, subjects: Iterable[bytes]
) -> dict[str, list[OpenTask]]:
    """Tasks that refer to these by their field ``ref``."""
    names = [str(UUID(bytes=one)) for one in subjects]
    return _open_tasks(session, community_id, Record.values[ref].as_string().in_(names), ref)


def every_page(session_of: Any, community_id: str, kind: str, most: int) -> Iterator[Sequence[bytes]]:
    """All documents of a kind, page by page; ``session_of`` begins a reading moment for each."""
    last = b""
    while True:
        with session_of() as session:
            ids = pages(session, community_id, kind, last, most)
        if not ids:
            return
        yield ids
        last = ids[-1]
