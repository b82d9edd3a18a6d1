"""A resident's file: everything that the reader may see about one person, with as many queries however long it is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from schemas.social.consent import PURPOSE
from schemas.social.standing import Standing, colour, consent_standing
from server.access import visible, visible_among
from server.auth import Actor
from server.clock import now_ms, uuid_text
from server.errors import fail
from server.models import Grid, Record, ResidentEntry, Settlement
from server.records import Found, find_one, names_of_people
from server.register import reference
from server.resident_search import HOUSEHOLD, LEVEL, RESIDENT, door_of
from server.settle import LINK

CONSENT, TASK, CASE = "consent", "task", "allowance_case"
_LATEST = 60
_OPEN = "open"
_CASE_OVER = frozenset({"stopped", "closed", "declined", "rejected"})


@dataclass(slots=True)
class File:
    """One resident with what belongs to them; ``ids`` are this file's and those of files linked to it."""

    found: Found
    ids: list[bytes]
    grid_name: str = ""
    household: Record | None = None
    door: str = ""
    members: Sequence[Record] = ()
    linked: Sequence[Record] = ()
    latest: Sequence[Record] = ()
    tasks: Sequence[Record] = ()
    cases: Sequence[Record] = ()
    consents: Sequence[Record] = ()
    levels: Sequence[Record] = ()
    workers: Mapping[bytes, str] = field(default_factory=dict)

    @property
    def record(self) -> Record:
        """The resident's own record."""
        return self.found.record

    @property
    def colour(self) -> str | None:
        """The colour that holds."""
        return colour(one.values for one in self.levels)

    def standings(self) -> list[tuple[Any, Standing, Record | None]]:
        """Each purpose of consent, how it stands now, and the latest paper about it."""
        moment = now_ms()
        values = [one.values for one in self.consents]
        found = []
        for code in PURPOSE.codes:
            papers = [one for one in self.consents if one.values.get("purpose") == code.code]
            found.append((code, consent_standing(values, code.code, moment), papers[0] if papers else None))
        return found


def resident_file(session: Session, actor: Actor, resident: bytes) -> File:
    """The file of a resident whom the actor may see; fails with ``not_found``."""
    found = find_one(session, actor, resident)
    if found.record.kind != RESIDENT:
        fail("not_found")
    linked = _residents(session, actor, Record.document_id.in_(_ever_linked(session, actor, resident)))
    linked = [one for one in linked if one.values.get("same_as") == uuid_text(resident)]
    file = File(found, [resident, *(one.document_id for one in linked)], linked=linked)
    home = reference(found.record.values.get("household"))
    if home is not None:
        file.household = session.scalars(
            select(Record).where(visible_among(Record, actor), Record.kind == HOUSEHOLD, Record.document_id == home)
        ).one_or_none()
        file.members = [] if file.household is None else members_of(session, actor, file.household)
    file.door = door_of(file.household.values if file.household else {}) or str(
        found.record.values.get("live_address") or ""
    )
    grid = session.get(Grid, (actor.community_id, found.record.grid_id))
    file.grid_name = grid.name if grid else found.record.grid_id
    _about(session, actor, file)
    return file


def members_of(session: Session, actor: Actor, household: Record) -> Sequence[Record]:
    """The residents of a home: whoever was handed over to another grid lives there now, whatever their file says."""
    here = select(ResidentEntry.document_id).where(
        visible(ResidentEntry, actor), ResidentEntry.household_id == household.document_id,
        ResidentEntry.grid_id == household.grid_id,
    )  # fmt: skip
    return _residents(session, actor, Record.document_id.in_(here))


def open_matters(file: File) -> dict[str, Sequence[Record]]:
    """What is still open about somebody: it ends, or has to be ended, when they die or move away."""
    return {
        "tasks": [one for one in file.tasks if one.values.get("status") == _OPEN],
        "cases": [one for one in file.cases if one.values.get("state") not in _CASE_OVER],
    }


def _ever_linked(session: Session, actor: Actor, resident: bytes) -> list[bytes]:
    """Files that somebody said are this person's: only the centre says so, and each time it is written down why."""
    rows = session.execute(
        select(Settlement.document_id, Settlement.chosen).where(
            Settlement.community_id == actor.community_id, Settlement.action == LINK
        )
    )
    name = uuid_text(resident)
    return sorted({identity for identity, chosen in rows if chosen == name})


def _residents(session: Session, actor: Actor, which: ColumnElement[bool]) -> list[Record]:
    found = session.scalars(select(Record).where(visible_among(Record, actor), Record.kind == RESIDENT, which)).all()
    # Sorted here: asked for this order, SQLite reads the whole table along its key.
    return sorted(found, key=lambda one: one.document_id)


def _about(session: Session, actor: Actor, file: File) -> None:
    mine = visible_among(Record, actor), Record.subject_id.in_(file.ids), Record.kind != RESIDENT
    lasting = session.scalars(
        select(Record)
        .where(*mine, or_(Record.kind.in_((CONSENT, LEVEL, CASE)), Record.kind == TASK))
        .order_by(Record.when_ms.desc(), Record.document_id.desc())
        .limit(_LATEST * 5)
    ).all()
    file.latest = session.scalars(
        select(Record)
        .where(*mine, Record.kind.not_in((CONSENT, LEVEL, CASE, TASK)))
        .order_by(Record.when_ms.desc(), Record.document_id.desc())
        .limit(_LATEST)
    ).all()
    file.consents, file.levels, file.tasks, file.cases = (
        [one for one in lasting if one.kind == kind] for kind in (CONSENT, LEVEL, TASK, CASE)
    )
    file.workers = names_of_people(session, actor, (one.worker_id for one in [*lasting, *file.latest]))
