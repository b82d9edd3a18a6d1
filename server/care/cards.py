"""待办: what is to be done in one's grids, one card for each resident, home or shop: visits due, open tasks."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.care.day_card import DayCard, TaskLine, day_cards
from schemas.care.days import day_of
from server.access import visible, visible_among
from server.auth import Actor
from server.care.due_lists import Listed, listed, visits_body
from server.care.subjects import TASK
from server.clock import uuid_text
from server.models import Due, Record
from server.records import names_of_residents
from server.shown import shown

_REFS = ("resident", "household")
_URGENT, _OPEN = "urgent", "open"
_AHEAD_DAYS = 7
"""Visits that are due later than this stand on the due list, and not among what is to be done."""


def find_cards(session: Session, actor: Actor, grid: str | None, today: str) -> list[dict[str, Any]]:
    """The cards of what is open or due soon, as far as the actor may see it, the urgent first."""
    statement = select(Record).where(
        visible(Record, actor), Record.kind == TASK, Record.values["status"].as_string() == _OPEN
    )
    if grid is not None:
        statement = statement.where(Record.grid_id == grid)
    records = session.scalars(statement).all()
    shops = _shops(session, actor, [one.values.get("about") for one in records])
    lines = {one.document_id: _line(one, shops) for one in records}
    bodies = {str(UUID(bytes=one.document_id)): _task_body(actor, one) for one in records}
    due = {uuid_text(one.resident): one for one in _due(session, actor, grid, today)}
    cards = day_cards({name: one.card for name, one in due.items()}, lines.values(), today)
    names = names_of_residents(session, actor, (_id(one.about[1]) for one in cards if one.about[0] == "resident"))
    return [_body(one, bodies, names) for one in cards]


def _due(session: Session, actor: Actor, grid: str | None, today: str) -> list[Listed]:
    day = day_of(today)
    assert day is not None  # noqa: S101 - today is a day
    return listed(session, visible(Due, actor), day, grid=grid, until=day + _AHEAD_DAYS)


def _line(record: Record, shops: Mapping[str, str]) -> TaskLine:
    values, identity = record.values, str(UUID(bytes=record.document_id))
    shop = shops.get(str(values.get("about")))
    about = ("shop", shop) if shop else ("task", identity)
    for ref in _REFS if shop is None else ():
        if isinstance(values.get(ref), str):
            about = (ref, values[ref])
            break
    title, due_on = (str(values.get(path) or "") for path in ("title", "due_on"))
    return TaskLine(identity, about, title, due_on, values.get("priority") == _URGENT)


def _shops(session: Session, actor: Actor, about: Iterable[Any]) -> dict[str, str]:
    """The shop of each certificate that a task is about: one visit there clears all of them."""
    ids = [identity for one in about if (identity := _id(one)) is not None]
    rows = session.execute(
        select(Record.document_id, Record.values["shop"].as_string()).where(
            visible_among(Record, actor), Record.kind == "certificate", Record.document_id.in_(ids)
        )
    )
    return {str(UUID(bytes=identity)): shop for identity, shop in rows if shop}


def _id(text: Any) -> bytes | None:
    try:
        return UUID(str(text)).bytes
    except ValueError:
        return None


def _task_body(actor: Actor, record: Record) -> dict[str, Any]:
    values = shown(actor.role, actor.catalogue.named(TASK), record.values).values
    return {
        "id": record.document_id,
        "grid": record.grid_id,
        **{path: values.get(path) for path in ("rule", "type", "title", "why", "due_on", "assignee_role")},
        "urgent": values.get("priority") == _URGENT,
    }


def _body(card: DayCard, tasks: Mapping[str, Any], names: Mapping[bytes, str]) -> dict[str, Any]:
    what, which = card.about
    identity = _id(which) if what in _REFS else None
    return {
        "about": what,
        "id": identity,
        "name": which if what == "shop" else names.get(identity or b""),
        "urgent": card.urgent,
        "due_on": card.due_on or None,
        "overdue_days": card.overdue_days,
        "visits": None if card.visits is None else visits_body(card.visits),
        "tasks": [tasks[one.id] for one in card.tasks],
    }
