"""Due lists: who is to be visited by when, who is overdue, and why, read from what is kept (``due.py``)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from schemas.care.days import date_text
from schemas.care.due_card import Card, card
from server.care.due import read
from server.models import Due as Row
from server.models import Record


class Listed(NamedTuple):
    """A resident on the list."""

    resident: bytes
    grid: str
    card: Card


def listed(
    session: Session,
    scope: ColumnElement[bool],
    today: int,
    *,
    grid: str | None = None,
    programme: str | None = None,
    until: int | None = None,
) -> list[Listed]:
    """Those within ``scope`` of whom something is wanted by ``until``, if that is given; the earliest first."""
    statement = select(Row.resident_id, Row.grid_id, Row.dues).where(scope, Row.due_day.is_not(None))
    if grid is not None:
        statement = statement.where(Row.grid_id == grid)
    if until is not None:
        statement = statement.where(Row.due_day <= until)
    found = []
    for resident, of, dues in session.execute(statement):
        wanted = [one for one in read(dues) if programme is None or one.programme == programme]
        shown = card(wanted, today)
        # Asked about one programme, its own day counts and not that of another.
        if shown is not None and (until is None or shown.due <= until):
            found.append(Listed(resident, of, shown))
    return sorted(found, key=lambda one: (one.card.due, one.resident))


def visits_body(shown: Card) -> dict[str, Any]:
    """What programmes want of a resident, as JSON."""
    return {
        "due_on": date_text(shown.due),
        "overdue_days": shown.overdue_days,
        "last_on": None if shown.last is None else date_text(shown.last),
        "reasons": [
            {
                "code": one.code, "zh": one.sentence.zh, "en": one.sentence.en,
                "programmes": list(one.programmes), "due_on": date_text(one.due),
            }
            for one in shown.reasons
        ],
    }  # fmt: skip


def due_body(one: Listed, names: Mapping[bytes, str]) -> dict[str, Any]:
    """A line of the list, as JSON."""
    resident = {"id": one.resident, "name": names.get(one.resident)}
    return {"resident": resident, "grid": one.grid, **visits_body(one.card)}


def names(session: Session, scope: ColumnElement[bool], listed: list[Listed]) -> dict[bytes, str]:
    """The names of those on the list; ``scope`` as for records."""
    rows = session.execute(
        select(Record.document_id, Record.values["name"].as_string()).where(
            scope, Record.kind == "resident", Record.document_id.in_([one.resident for one in listed])
        )
    )
    return {identity: name for identity, name in rows if name}
