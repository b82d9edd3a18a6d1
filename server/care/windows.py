"""Windows that were not as agreed (看窗), by home: somebody goes there, and says so by a visit or a later look."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.care.course import Recorded
from schemas.care.subjects import UNUSUAL, window_facts
from schemas.paths import split_entry
from server.care.subjects import Subject, open_tasks_of
from server.care.today import CHINA, day_of
from server.clock import uuid_text
from server.models import Record

_GROUP = "window"
Entry = Mapping[str, Any]


def unusual(
    session: Session, community_id: str, since: str, today: str, checks: Collection[bytes] | None
) -> list[Subject]:
    """Every window that was not as agreed on or after the day ``since``, one for each home and day.

    ``checks``: of these looks, besides those about which a task is open; None: of all.
    """
    looks = _looks(session, community_id, since)
    homes = {home for _, _, entries in looks for home, entry in entries.items() if _is_unusual(entry)}
    if not homes:
        return []
    visits = _visits(session, community_id, homes, since)
    tasks = open_tasks_of(session, community_id, "household", homes)
    found: dict[tuple[bytes, str], Subject] = {}
    for check, day, entries in looks:
        for home, entry in entries.items():
            mine = [one for one in tasks.get(uuid_text(home), []) if one.period == day]
            if not _is_unusual(entry) or (checks is not None and check.document_id not in checks and not mine):
                continue
            later = [one for moment, one in visits.get(home, []) if moment > _moment(check)]
            later += _later_looks(looks, home, check)
            facts = window_facts({**entry, "building": check.values.get("address.building")}, day, later, today)
            refs = {"household": uuid_text(home), "about": uuid_text(check.document_id)}
            found.setdefault((home, day), Subject("window", home, check.grid_id, facts, refs, mine))
    return list(found.values())


def _looks(session: Session, community_id: str, since: str) -> list[tuple[Any, str, dict[bytes, Entry]]]:
    """Each look with its day and its windows by home, in the order in which they took place."""
    rows = session.execute(
        select(Record.document_id, Record.grid_id, Record.when_ms, Record.received_ms, Record.values).where(
            Record.community_id == community_id, Record.kind == "window_check", Record.received_ms >= _start(since)
        )
    ).all()
    looks = [(row, day_of(_moment(row)), _entries(row.values)) for row in rows]
    return sorted(looks, key=lambda one: (_moment(one[0]), one[0].document_id))


def _entries(values: Mapping[str, Any]) -> dict[bytes, Entry]:
    parts: dict[str, dict[str, Any]] = {}
    for path, value in values.items():
        place = split_entry(path)
        if place is not None and place.group == _GROUP:
            parts.setdefault(place.entry, {})[place.field] = value
    homes: dict[bytes, Entry] = {}
    for entry in parts.values():
        try:
            homes[UUID(str(entry.get("household"))).bytes] = entry
        except ValueError:
            continue
    return homes


def _later_looks(looks: list[tuple[Any, str, dict[bytes, Entry]]], home: bytes, check: Any) -> list[Recorded]:
    return [
        Recorded(_GROUP, day, entries[home])
        for row, day, entries in looks
        if home in entries and _moment(row) > _moment(check)
    ]


def _visits(
    session: Session, community_id: str, homes: Collection[bytes], since: str
) -> dict[bytes, list[tuple[int, Recorded]]]:
    """Visits to whoever lives in these homes, with their moments."""
    names = [uuid_text(home) for home in homes]
    living = session.execute(
        select(Record.document_id, Record.values["household"].as_string()).where(
            Record.community_id == community_id, Record.kind == "resident",
            Record.values["household"].as_string().in_(names),
        )
    ).all()  # fmt: skip
    home_of = {row[0]: UUID(row[1]).bytes for row in living}
    rows = session.execute(
        select(Record.subject_id, Record.when_ms, Record.received_ms, Record.values).where(
            Record.community_id == community_id, Record.kind == "visit", Record.subject_id.in_(list(home_of)),
            Record.received_ms >= _start(since),
        )
    )  # fmt: skip
    found: dict[bytes, list[tuple[int, Recorded]]] = {}
    for row in rows:
        visit = Recorded("visit", day_of(_moment(row)), row.values)
        found.setdefault(home_of[row.subject_id], []).append((_moment(row), visit))
    return found


def _moment(row: Any) -> int:
    """Nothing took place later than it was known."""
    received: int = row.received_ms
    return received if row.when_ms is None else min(row.when_ms, received)


def _start(day: str) -> int:
    return int(datetime.fromisoformat(day).replace(tzinfo=CHINA).timestamp() * 1000)


def _is_unusual(entry: Entry) -> bool:
    return entry.get("state") == UNUSUAL
