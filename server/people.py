"""People and what they serve, as administrators change them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from server.access import own_person, visible_people
from server.audit import note
from server.auth import Actor
from server.clock import fresh_id, now_ms
from server.current import limits
from server.errors import fail
from server.models import ApiToken, Assignment, Grid, Person


def people_bodies(session: Session, actor: Actor, *only: ColumnElement[bool]) -> list[dict[str, Any]]:
    """The people whom the actor sees, by name, with the grids they serve."""
    people = session.scalars(select(Person).where(visible_people(actor), *only).order_by(Person.name, Person.id)).all()
    grids: dict[bytes, list[str]] = {}
    served = select(Assignment.person_id, Assignment.grid_id).where(
        Assignment.community_id == actor.community_id,
        Assignment.ended_ms.is_(None),
        Assignment.person_id.in_([person.id for person in people]),
    )
    # A colleague is seen in the grids one shares, and not in others.
    for person_id, grid_id in session.execute(served.order_by(Assignment.grid_id)):
        if actor.role == "admin" or person_id == actor.person_id or grid_id in actor.grids:
            grids.setdefault(person_id, []).append(grid_id)
    return [_body(actor, person, grids.get(person.id, [])) for person in people]


def person_body(session: Session, actor: Actor, person_id: bytes) -> dict[str, Any]:
    """One person whom the actor sees; fails with ``not_found``."""
    found = people_bodies(session, actor, Person.id == person_id)
    return found[0] if found else fail("not_found")


def add(session: Session, actor: Actor, body: Mapping[str, Any], password_hash: str | None) -> bytes:
    """Add a person; the id. ``password_hash`` was made outside the transaction, because it takes long."""
    _guard_login(session, actor, body["login"])
    person = Person(
        community_id=actor.community_id,
        id=fresh_id(),
        name=body["name"],
        role=body["role"],
        login=body["login"],
        password_hash=password_hash,
        wrong_passwords=0,
        session_epoch=0,
        created_ms=now_ms(),
    )
    session.add(person)
    note(session, actor, "person.add", person.id, role=person.role)
    return person.id


def change(
    session: Session, actor: Actor, person_id: bytes, body: Mapping[str, Any], password_hash: str | None
) -> None:
    """Change a person. A new role or password ends their sessions and unlocks the account."""
    person = own_person(session, actor, person_id)
    if "role" in body and person.id == actor.person_id and body["role"] != person.role:
        fail("role.not_allowed", "another administrator has to change your role")
    if body.get("login") is not None and body["login"] != person.login:
        _guard_login(session, actor, body["login"])
    if ("role" in body and body["role"] != person.role) or password_hash is not None:
        person.session_epoch += 1
    if "role" in body and body["role"] != person.role:
        person.former_roles = " ".join(sorted({*person.former_roles.split(), person.role}))
    for name in ("name", "role", "login"):
        if name in body:
            setattr(person, name, body[name])
    if password_hash is not None:
        person.password_hash, person.wrong_passwords, person.locked_until_ms = password_hash, 0, None
    note(session, actor, "person.change", person.id, fields=sorted(body))


def disable(session: Session, actor: Actor, person_id: bytes) -> None:
    """Let a person in no more: not by session, not by token, and their tablets erase themselves. Twice is once."""
    person = own_person(session, actor, person_id)
    if person.id == actor.person_id:
        fail("role.not_allowed", "another administrator has to disable you")
    if person.disabled_ms is None:
        person.disabled_ms = now_ms()
        person.session_epoch += 1
        note(session, actor, "person.disable", person.id)


def enable(session: Session, actor: Actor, person_id: bytes) -> None:
    """Let a person in again. Twice is once."""
    person = own_person(session, actor, person_id)
    if person.disabled_ms is not None:
        person.disabled_ms = None
        note(session, actor, "person.enable", person.id)


def sign_out_everywhere(session: Session, actor: Actor, person_id: bytes) -> None:
    """End every session of a person: their own wish, or an administrator's."""
    person = own_person(session, actor, person_id)
    if actor.role != "admin" and person.id != actor.person_id:
        fail("role.not_allowed")
    person.session_epoch += 1
    note(session, actor, "session.end_all", person.id)


def assign(session: Session, actor: Actor, person_id: bytes, grid_id: str) -> Assignment:
    """Let a person serve a grid. Twice is once; an assignment that has ended begins anew."""
    person = own_person(session, actor, person_id)
    grid = session.get(Grid, (actor.community_id, grid_id))
    if grid is None:
        fail("not_found")
    if grid.closed_ms is not None:
        fail("grid.closed")
    found = session.get(Assignment, (actor.community_id, person_id, grid_id), with_for_update=True)
    if found is not None and found.ended_ms is None:
        return found
    if found is None:
        found = Assignment(community_id=actor.community_id, person_id=person.id, grid_id=grid.id)
        session.add(found)
    found.since_ms, found.ended_ms = now_ms(), None
    note(session, actor, "assignment.begin", person_id, grid=grid_id)
    session.flush()
    return found


def end_assignment(session: Session, actor: Actor, person_id: bytes, grid_id: str) -> Assignment:
    """Let a person serve a grid no more. Twice is once; what they recorded before may still come in."""
    found = session.get(Assignment, (actor.community_id, person_id, grid_id), with_for_update=True)
    if found is None:
        fail("not_found")
    if found.ended_ms is None:
        found.ended_ms = now_ms()
        note(session, actor, "assignment.end", person_id, grid=grid_id)
    return found


def guard_password(password: str | None) -> None:
    """Refuse a new password that is too short to be one."""
    least = limits().password_characters_min
    if password is not None and len(password) < least:
        fail("body.invalid", fields={"password": [f"At least {least} characters."]})


def tokens_of(session: Session, actor: Actor) -> Sequence[ApiToken]:
    """The API tokens that the actor may take back: their own, and an administrator everybody's."""
    statement = select(ApiToken).where(ApiToken.community_id == actor.community_id)
    if actor.role != "admin":
        statement = statement.where(ApiToken.person_id == actor.person_id)
    return session.scalars(statement.order_by(ApiToken.created_ms, ApiToken.id)).all()


def _guard_login(session: Session, actor: Actor, login: str | None) -> None:
    taken = select(Person.id).where(Person.community_id == actor.community_id, Person.login == login)
    if login is not None and session.scalars(taken).first() is not None:
        fail("already.exists", "another person signs in by this name")


def _body(actor: Actor, person: Person, grids: list[str]) -> dict[str, Any]:
    own = actor.role == "admin" or person.id == actor.person_id
    return {
        "id": person.id,
        "name": person.name,
        "role": person.role,
        "grids": grids,
        "login": person.login if own else None,
        "locked_until_ms": person.locked_until_ms if own else None,
        "created_ms": person.created_ms,
        "disabled_ms": person.disabled_ms,
    }
