"""How things stand in somebody's grids today, in figures: read, never worked out, whatever the size of a community."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from schemas.social.standing import colour
from server.access import visible, visible_tablets
from server.auth import Actor
from server.care.subjects import COUNTS
from server.clock import now_ms
from server.current import limits
from server.models import Community, Conflict, Due, Person, Record, Result, Tablet, VisitRate, VisitRateState

COLOURS = ("red", "yellow", "blue", "none")
_DAY_MS = 86_400_000
_EMERGENCY_DAYS = 14
_LISTED_MAX = 20
_EMERGENCIES_MAX = 60
"""More than are shown: those about which nobody has done anything must not be hidden by newer ones."""
_TABLETS_MAX = 200
_ROOM_LEFT_BYTES = 50 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Overdue:
    """A resident whose day has gone by. ``days``: for how many."""

    resident: bytes
    grid: str
    colour: str
    days: int


@dataclass(frozen=True, slots=True)
class TabletState:
    """A tablet, whose it is, and what about it asks for somebody."""

    tablet: Tablet
    person: str
    concerns: tuple[str, ...]


def overdue(session: Session, actor: Actor, today: int) -> tuple[dict[str, int], list[Overdue]]:
    """How many are overdue of each colour, and the most pressing of them: red first, then the longest."""
    late = visible(Due, actor), Due.due_day < today
    of_colour = visible(Record, actor), Record.kind == "care_level"
    decided: dict[bytes, list[dict[str, Any]]] = {}
    levels = select(Record.subject_id, Record.values["level"].as_string(), Record.when_ms).where(*of_colour)
    for subject, level, at in session.execute(levels):
        decided.setdefault(subject, []).append({"level": level, "at": at})
    lines = select(Due.resident_id, Due.grid_id, Due.due_day).where(*late)
    looked_at = Due.resident_id.in_(select(func.coalesce(Record.subject_id, b"")).where(*of_colour))
    # Most have no colour: of them only those are read that can stand in the list.
    others = lines.where(~looked_at).order_by(Due.due_day, Due.resident_id).limit(_LISTED_MAX)
    found = [
        Overdue(resident, grid, colour(decided.get(resident, ())) or "none", today - (day or today))
        for query in (lines.where(looked_at), others)
        for resident, grid, day in session.execute(query)
    ]
    counts = {name: sum(one.colour == name for one in found) for name in COLOURS[:-1]}
    counts["none"] = session.scalars(select(func.count()).select_from(Due).where(*late)).one() - sum(counts.values())
    order = {name: place for place, name in enumerate(COLOURS)}
    found.sort(key=lambda one: (order[one.colour], -one.days, one.resident))
    return counts, found[:_LISTED_MAX]


def emergencies(session: Session, actor: Actor) -> Sequence[Result]:
    """Values of the last days on which somebody has to act, the latest first."""
    since = now_ms() - _EMERGENCY_DAYS * _DAY_MS
    return session.scalars(
        select(Result)
        .where(visible(Result, actor), Result.when_ms >= since, Result.emergency.is_(True), Result.status == COUNTS)
        .order_by(Result.when_ms.desc(), Result.document_id)
        .limit(_EMERGENCIES_MAX)
    ).all()


def conflicts_waiting(session: Session, actor: Actor) -> dict[str, int]:
    """How many wait, by sort, counted no further than the limit."""
    most = limits().counted_max + 1
    return {
        type_: session.scalars(
            select(func.count()).select_from(
                select(Conflict.document_id)
                .where(visible(Conflict, actor), Conflict.type == type_)
                .limit(most)
                .subquery()
            )
        ).one()
        for type_ in ("disputed", "inconsistent")
    }


def confirmations_waiting(session: Session, actor: Actor, kinds: Sequence[str]) -> int:
    """How many forms wait for a doctor, counted no further than the limit."""
    inner = select(Result.document_id).where(
        visible(Result, actor), Result.waiting.is_(True), Result.status == COUNTS, Result.kind.in_(list(kinds))
    )
    return session.scalars(select(func.count()).select_from(inner.limit(limits().counted_max + 1).subquery())).one()


def tablets(session: Session, actor: Actor) -> list[TabletState]:
    """The tablets that are in use; those about which something should be done come first."""
    most = session.scalars(select(Community.contact_days_max).where(Community.id == actor.community_id)).one()
    rows = session.execute(
        select(Tablet, Person.name)
        .join(Person, (Person.community_id == Tablet.community_id) & (Person.id == Tablet.person_id))
        .where(visible_tablets(actor), Tablet.revoked_ms.is_(None))
        .order_by(Person.name, Tablet.name, Tablet.id)
        .limit(_TABLETS_MAX)
    )
    found = [TabletState(tablet, name, _concerns(tablet, most)) for tablet, name in rows]
    return sorted(found, key=lambda one: not one.concerns)


def rates(session: Session, actor: Actor, months: Sequence[str]) -> tuple[list[VisitRate], dict[str, int]]:
    """The kept visit rates of these months in the actor's grids, and when each month was worked out."""
    rows = session.scalars(select(VisitRate).where(visible(VisitRate, actor), VisitRate.month.in_(list(months)))).all()
    made = session.execute(
        select(VisitRateState.month, VisitRateState.made_ms).where(
            VisitRateState.community_id == actor.community_id, VisitRateState.month.in_(list(months))
        )
    )
    return list(rows), dict(made.all())


def added(rows: Sequence[VisitRate]) -> Mapping[str, int | None]:
    """Rates of several grids as one: everybody is counted in one grid."""
    total = {name: sum(getattr(one, name) for one in rows) for name in ("residents", "met", "tried", "refused")}
    share = total["met"] * 1000 // total["residents"] if total["residents"] else None
    return {**total, "permille": share}


def _concerns(tablet: Tablet, contact_days_max: int) -> tuple[str, ...]:
    now, found = now_ms(), []
    seen = tablet.seen_ms
    days = tablet.contact_days or contact_days_max
    if seen is None or now - seen > days * _DAY_MS:
        found.append("silent")
    elif (tablet.unsent or tablet.attachments_unsent) and now - seen > _DAY_MS:
        found.append("unsent")
    if tablet.clock_ahead_ms is not None and abs(tablet.clock_ahead_ms) > limits().clock_skew_warn_minutes * 60_000:
        found.append("clock")
    if tablet.storage_left_bytes is not None and tablet.storage_left_bytes < _ROOM_LEFT_BYTES:
        found.append("room")
    if tablet.storage_persistent is False:
        found.append("fragile")
    return tuple(found)
