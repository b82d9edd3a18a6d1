"""Who there is, brought in: communities with their secrets, grids with an empty log, people, and who serves where."""

from __future__ import annotations

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.access import Role
from server.audit import Someone, note
from server.clock import fresh_bytes, fresh_id, now_ms, uuid_text
from server.models import Assignment, Community, Grid, Person
from server.sign_in import password_hash
from sync.digest import EMPTY

_SECRET_BYTES = 32


def add_community(session: Session, community_id: str, name: str) -> Community:
    """A community with secrets of its own."""
    community = Community(
        id=community_id,
        name=name,
        log=uuid_text(fresh_id()),
        namespace=fresh_id(),
        seal_key=fresh_bytes(_SECRET_BYTES),
        centre=fresh_id(),
        created_ms=now_ms(),
    )
    session.add(community)
    session.flush()
    note(session, Someone(community_id), "community.add")
    return community


def add_grid(session: Session, community_id: str, grid_id: str, name: str) -> Grid:
    """A grid with an empty log."""
    grid = Grid(community_id=community_id, id=grid_id, name=name, seq=0, link=EMPTY, digest=EMPTY)
    session.add(grid)
    session.flush()
    note(session, Someone(community_id), "grid.add", grid=grid_id)
    return grid


def add_person(
    session: Session, community_id: str, name: str, role: Role, login: str | None = None, password: str | None = None
) -> Person:
    """A person; without a login they work on tablets only."""
    person = Person(
        community_id=community_id,
        id=fresh_id(),
        name=name,
        role=role,
        login=login,
        password_hash=password_hash(password) if password else None,
        wrong_passwords=0,
        session_epoch=0,
        created_ms=now_ms(),
    )
    session.add(person)
    session.flush()
    note(session, Someone(community_id), "person.add", person.id, role=role)
    return person


def assign(session: Session, community_id: str, person_id: bytes, grid_id: str) -> bool:
    """Let a person serve a grid; False where they did already."""
    key = (community_id, person_id, grid_id)
    found = session.get(Assignment, key)
    if found is not None and found.ended_ms is None:
        return False
    if found is None:
        found = Assignment(community_id=community_id, person_id=person_id, grid_id=grid_id)
        session.add(found)
    found.since_ms, found.ended_ms = now_ms(), None
    note(session, Someone(community_id), "assignment.add", person_id, grid=grid_id)
    return True


def unassign(session: Session, community_id: str, person_id: bytes, grid_id: str) -> bool:
    """End it; False where they did not serve it. It is kept: what was recorded while it held may still come in."""
    found = session.get(Assignment, (community_id, person_id, grid_id))
    if found is None or found.ended_ms is not None:
        return False
    found.ended_ms = now_ms()
    note(session, Someone(community_id), "assignment.end", person_id, grid=grid_id)
    return True


def login_is_taken(session: Session, community_id: str, login: str) -> bool:
    """Whether somebody signs in by that name already."""
    rows = session.scalars(select(Person.id).where(Person.community_id == community_id, Person.login == login))
    return rows.first() is not None
