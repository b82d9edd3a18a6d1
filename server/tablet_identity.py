"""Which tablet is asking: one query for its token, one for its person's grids. Every sync begins here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from schemas.access import Role
from server.clock import now_ms
from server.database import reading, writing
from server.errors import fail
from server.models import Assignment, Community, Grid, Person, Tablet
from server.tokens import bearer_hash


@dataclass(frozen=True, slots=True)
class TabletIdentity:
    """A tablet that may sync, as it stands at the beginning of the request."""

    community_id: str
    tablet_id: bytes
    person_id: bytes
    role: Role
    name: str
    """The tablet's, not the person's."""
    grids: tuple[str, ...]
    """What it carries now, in the order in which grids are locked."""
    grids_ever: tuple[str, ...]
    """What it carries now or its person served before: work recorded then is still taken in."""
    log: str
    seal_key: bytes
    seen_ms: int | None
    clock_ahead_ms: int | None
    unsent: int | None
    app: str | None


def tablet_of_request() -> TabletIdentity:
    """The tablet whose token the request carries.

    Fails with ``token.missing``, ``token.unknown`` or, where tablet or person may do no more, ``revoked``.
    Call it before ``reading`` or ``writing``: it is a moment of its own.
    """
    token = bearer_hash()
    with reading() as session:
        found = tablet_by_token(session, token)
    if found is None:
        fail("token.unknown")
    if isinstance(found, Revoked):
        refuse_revoked(found)
    return found


@dataclass(frozen=True, slots=True)
class Revoked:
    """A tablet that is told to erase itself; ``told`` when it has been before."""

    community_id: str
    tablet_id: bytes
    told: bool


def tablet_by_token(session: Session, token: bytes) -> TabletIdentity | Revoked | None:
    """The tablet with that token hash, whether it may still sync or not."""
    row = session.execute(
        select(
            Tablet.community_id,
            Tablet.id,
            Tablet.person_id,
            Tablet.name,
            Tablet.revoked_ms,
            Tablet.erased_ms,
            Tablet.seen_ms,
            Tablet.clock_ahead_ms,
            Tablet.unsent,
            Tablet.app,
            Person.role,
            Person.disabled_ms,
            Community.log,
            Community.seal_key,
        )
        .join(Person, (Person.community_id == Tablet.community_id) & (Person.id == Tablet.person_id))
        .join(Community, Community.id == Tablet.community_id)
        .where(Tablet.token_hash == token)
    ).one_or_none()
    if row is None:
        return None
    if row.revoked_ms is not None or row.disabled_ms is not None:
        return Revoked(row.community_id, row.id, row.erased_ms is not None)
    served = grids_of(session, row.community_id, row.person_id)
    return TabletIdentity(
        community_id=row.community_id,
        tablet_id=row.id,
        person_id=row.person_id,
        role=row.role,
        name=row.name,
        # Whoever keeps the machine running carries nobody's file about.
        grids=() if row.role == "admin" else tuple(grid for grid, now in served if now),
        grids_ever=tuple(grid for grid, _ in served),
        log=row.log,
        seal_key=row.seal_key,
        seen_ms=row.seen_ms,
        clock_ahead_ms=row.clock_ahead_ms,
        unsent=row.unsent,
        app=row.app,
    )


def grids_of(session: Session, community_id: str, person_id: bytes) -> list[tuple[str, bool]]:
    """Each grid a person serves or served, with whether a tablet of theirs carries it now; in the order of ids.

    A closed grid is carried by nobody: grids are re-cut, and what was written in them stays at the centre.
    """
    rows = session.execute(
        select(Assignment.grid_id, Assignment.ended_ms, Grid.closed_ms)
        .join(Grid, (Grid.community_id == Assignment.community_id) & (Grid.id == Assignment.grid_id))
        .where(Assignment.community_id == community_id, Assignment.person_id == person_id)
    )
    # Sorted here and not in SQL: databases differ in how they order text, and locks are taken in this order.
    return sorted((row.grid_id, row.ended_ms is None and row.closed_ms is None) for row in rows)


def refuse_revoked(tablet: Revoked) -> NoReturn:
    """Tell a tablet to erase itself, and keep when it was first told."""
    if not tablet.told:
        with writing() as session:
            session.execute(
                update(Tablet)
                .where(
                    Tablet.community_id == tablet.community_id,
                    Tablet.id == tablet.tablet_id,
                    Tablet.erased_ms.is_(None),
                )
                .values(erased_ms=now_ms())
            )
    fail("revoked")
