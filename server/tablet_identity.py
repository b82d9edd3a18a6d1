"""Which tablet is asking: one query for its token, one for its person's grids. Every sync begins here."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NoReturn, cast

from sqlalchemy import bindparam, select, update
from sqlalchemy.orm import Session

from schemas.access import Role
from server.clock import now_ms
from server.database import reading, writing
from server.errors import fail
from server.models import Community, Person, Tablet
from server.statement import Statement
from server.tables import ASSIGNMENT, COMMUNITY, GRID, PERSON, TABLET
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


_BY_TOKEN = Statement(
    select(
        TABLET.c.community_id,
        TABLET.c.id,
        TABLET.c.person_id,
        TABLET.c.name,
        TABLET.c.revoked_ms,
        TABLET.c.erased_ms,
        TABLET.c.seen_ms,
        TABLET.c.clock_ahead_ms,
        TABLET.c.unsent,
        TABLET.c.app,
        PERSON.c.role,
        PERSON.c.disabled_ms,
        COMMUNITY.c.log,
        COMMUNITY.c.seal_key,
    )
    .join(PERSON, (PERSON.c.community_id == TABLET.c.community_id) & (PERSON.c.id == TABLET.c.person_id))
    .join(COMMUNITY, COMMUNITY.c.id == TABLET.c.community_id)
    .where(TABLET.c.token_hash == bindparam("token"))
)
_SERVED = Statement(
    select(ASSIGNMENT.c.grid_id, ASSIGNMENT.c.ended_ms, GRID.c.closed_ms)
    .join(GRID, (GRID.c.community_id == ASSIGNMENT.c.community_id) & (GRID.c.id == ASSIGNMENT.c.grid_id))
    .where(ASSIGNMENT.c.community_id == bindparam("community"), ASSIGNMENT.c.person_id == bindparam("person"))
)


def tablet_by_token(session: Session, token: bytes) -> TabletIdentity | Revoked | None:
    """The tablet with that token hash, whether it may still sync or not."""
    found = _BY_TOKEN.rows(session.connection(), {"token": token})
    if not found:
        return None
    [(community_id, tablet_id, person_id, name, revoked_ms, erased_ms, *contact, role, disabled_ms, log, key)] = found
    if revoked_ms is not None or disabled_ms is not None:
        return Revoked(community_id, tablet_id, erased_ms is not None)
    served = grids_of(session, community_id, person_id)
    # Whoever keeps the machine running carries nobody's file about.
    grids = () if role == "admin" else tuple(grid for grid, now in served if now)
    ever = tuple(grid for grid, _ in served)
    return TabletIdentity(community_id, tablet_id, person_id, role, name, grids, ever, log, key, *contact)


def tablet_by_id(session: Session, community_id: str, tablet_id: bytes) -> tuple[TabletIdentity, bool] | None:
    """A tablet that is not here itself, as it would stand today, and whether it was revoked; its work is its work."""
    row = session.execute(
        select(Tablet, Person.role, Person.disabled_ms, Community.log, Community.seal_key)
        .join(Person, (Person.community_id == Tablet.community_id) & (Person.id == Tablet.person_id))
        .join(Community, Community.id == Tablet.community_id)
        .where(Tablet.community_id == community_id, Tablet.id == tablet_id)
    ).one_or_none()
    if row is None:
        return None
    tablet, role, disabled_ms, log, seal_key = row
    served = grids_of(session, community_id, tablet.person_id)
    contact = (tablet.seen_ms, tablet.clock_ahead_ms, tablet.unsent, tablet.app)
    now = tuple(grid for grid, carried in served if carried)
    ever = tuple(grid for grid, _ in served)
    identity = TabletIdentity(
        community_id, tablet.id, tablet.person_id, cast(Role, role), tablet.name, now, ever, log, seal_key, *contact
    )
    return identity, tablet.revoked_ms is not None or disabled_ms is not None


def grids_of(session: Session, community_id: str, person_id: bytes) -> list[tuple[str, bool]]:
    """Each grid a person serves or served, with whether a tablet of theirs carries it now; in the order of ids.

    A closed grid is carried by nobody: grids are re-cut, and what was written in them stays at the centre.
    """
    rows = _SERVED.rows(session.connection(), {"community": community_id, "person": person_id})
    # Sorted here and not in SQL: databases differ in how they order text, and locks are taken in this order.
    return sorted((grid, ended_ms is None and closed_ms is None) for grid, ended_ms, closed_ms in rows)


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
