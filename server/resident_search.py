"""Finding residents as people at a desk ask for them: by name, door, last digits, tag and colour."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, Text, and_, cast, or_, select
from sqlalchemy.orm import Session, aliased

from schemas.social.standing import colour
from server.access import aside, visible, visible_among
from server.auth import Actor
from server.cursors import cursor_place, cursor_text
from server.database import compact_json
from server.models import Record, ResidentEntry
from server.register import DIGITS, NUMBERS, is_called, living_at, numbered, reference

RESIDENT, HOUSEHOLD, LEVEL = "resident", "household", "care_level"
_LAST_DIGITS_MIN = 4
_HOMES_MAX = 500
_DOOR = ("address.estate", "address.building", "address.unit", "address.room")


@dataclass(frozen=True, slots=True)
class Line:
    """A resident as a list shows them."""

    record: Record
    colour: str | None
    door: str


def find_residents(
    session: Session, actor: Actor, query: Mapping[str, Any], limit: int
) -> tuple[list[Line], str | None]:
    """A page of residents in the order of pinyin, and the cursor of the next.

    ``query``: ``q``, ``grid``, ``tag``, ``colour``, ``status``, ``cursor``.
    """
    entry = ResidentEntry
    statement = (
        select(Record, entry.place)
        .join(entry, and_(entry.community_id == Record.community_id, entry.document_id == Record.document_id))
        .where(visible_among(entry, actor), visible_among(Record, actor), *_filters(session, actor, query))
    )
    if query["cursor"] is not None:
        last, identity = cursor_place(query["cursor"], bytes, bytes)
        later = or_(entry.place > last, and_(entry.place == last, entry.document_id > identity))
        # Said once more as a range, by which the index is entered where the page begins.
        statement = statement.where(entry.place >= last, later)
    rows = session.execute(statement.order_by(entry.place, entry.document_id).limit(limit + 1)).all()
    page = [row[0] for row in rows[:limit]]
    colours, doors = colours_of(session, actor, page), doors_of(session, actor, page)
    lines = [Line(row, colours.get(row.document_id), doors.get(row.document_id, "")) for row in page]
    following = cursor_text(rows[limit - 1][1], page[-1].document_id) if len(rows) > limit else None
    return lines, following


def colours_of(session: Session, actor: Actor, residents: Sequence[Record]) -> dict[bytes, str | None]:
    """The colour that holds for each resident."""
    rows = session.execute(
        select(Record.subject_id, Record.values).where(
            visible_among(Record, actor),
            Record.kind == LEVEL,
            Record.subject_id.in_([one.document_id for one in residents]),
        )
    )
    decisions: dict[bytes, list[Mapping[str, Any]]] = {}
    for subject, values in rows:
        decisions.setdefault(subject, []).append(values)
    return {subject: colour(said) for subject, said in decisions.items()}


def doors_of(session: Session, actor: Actor, residents: Sequence[Record]) -> dict[bytes, str]:
    """Where each of these residents lives, as short as it can be said."""
    homes = {one.document_id: home for one in residents if (home := reference(one.values.get("household"))) is not None}
    found: dict[bytes, Mapping[str, Any]] = {}
    if homes:
        rows = session.execute(
            select(Record.document_id, Record.values).where(
                visible_among(Record, actor), Record.kind == HOUSEHOLD, Record.document_id.in_(set(homes.values()))
            )
        )
        found = {identity: values for identity, values in rows}  # noqa: C416 - rows are not pairs to mypy
    return {
        one.document_id: door_of(found.get(homes.get(one.document_id, b""), {}))
        or str(one.values.get("live_address") or "")
        for one in residents
    }


def door_of(household: Mapping[str, Any]) -> str:
    """``如意里 3-2-501``, else the address as it was written."""
    estate, *rest = (str(household.get(path) or "") for path in _DOOR)
    place = "-".join(part for part in rest if part)
    return " ".join(part for part in (estate, place) if part) or str(household.get("address_text") or "")


def _filters(session: Session, actor: Actor, query: Mapping[str, Any]) -> list[ColumnElement[bool]]:
    clauses: list[ColumnElement[bool]] = []
    if query["grid"] is not None:
        clauses.append(aside(ResidentEntry.grid_id) == query["grid"])
    if query["tag"] is not None:
        clauses.append(Record.values[f"tags.{query['tag']}"].as_boolean().is_(True))
    if query["status"] is not None:
        clauses.append(Record.values["status"].as_string() == query["status"])
    if query["colour"] is not None:
        clauses.append(_coloured(actor, query["colour"]))
    if query["q"] is not None:
        clauses.append(_asked_for(session, actor, query["q"]))
    return clauses


def _asked_for(session: Session, actor: Actor, text: str) -> ColumnElement[bool]:
    named = [is_called(text), living_at(text)]
    if len(text) >= _LAST_DIGITS_MIN and text[:-1].isdecimal():
        # As far as the register knows the end of a number, its record need not be looked up.
        ends = [Record.values[path].as_string().endswith(text.upper(), autoescape=True) for path in NUMBERS]
        named.append(numbered(text) if len(text) <= DIGITS else and_(numbered(text), or_(*ends)))
    homes = homes_at(session, actor, text) if any(one.isdigit() for one in text) else ()
    if homes:
        named.append(ResidentEntry.household_id.in_(homes))
    return or_(*named)


def homes_at(session: Session, actor: Actor, text: str) -> Sequence[bytes]:
    """The households at a door such as ``3-2-501`` or ``如意里 3-2-501``."""
    parts = [part for part in text.replace("－", "-").replace(" ", "-").split("-") if part]
    if not parts:
        return []
    values = Record.values
    return session.scalars(
        select(Record.document_id)
        .where(visible(Record, actor), Record.kind == HOUSEHOLD)
        # Said first of the whole text: to read the answers of ten thousand homes costs more than to look through them.
        .where(*(cast(values, Text).contains(compact_json(part), autoescape=True) for part in parts))
        .where(*(or_(*(values[path].as_string() == part for path in _DOOR)) for part in parts))
        .limit(_HOMES_MAX)
    ).all()


def _coloured(actor: Actor, level: str) -> ColumnElement[bool]:
    decision, later = aliased(Record), aliased(Record)
    newer = (
        select(later.document_id)
        .where(
            later.community_id == decision.community_id, later.subject_id == decision.subject_id, later.kind == LEVEL,
            later.when_ms > decision.when_ms,
        )
        .exists()
    )  # fmt: skip
    return Record.document_id.in_(
        select(decision.subject_id).where(
            visible(decision, actor), decision.kind == LEVEL, decision.values["level"].as_string() == level, ~newer
        )
    )
