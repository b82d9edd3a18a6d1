"""Passwords: how they are kept, how they are tried, and when an account is locked."""

from __future__ import annotations

from functools import cache

from sqlalchemy import select, update
from sqlalchemy.orm import Session
from werkzeug.security import check_password_hash, generate_password_hash

from server import throttle
from server.audit import Someone, note
from server.clock import now_ms
from server.current import limits
from server.database import reading, writing
from server.errors import Fault
from server.models import Person

_MINUTE_MS = 60_000
_METHOD = "scrypt:32768:8:1"


def password_hash(password: str) -> str:
    """What is kept of a password."""
    return generate_password_hash(password, method=_METHOD)


def sign_in(community_id: str, login: str, password: str) -> Person:
    """The person who knows this password; fails with ``sign_in.wrong`` or ``sign_in.locked``.

    Whether the login exists shows neither in the answer nor in the time it takes.
    """
    try:
        person = _prove(community_id, login, password)
    except Fault:
        _note_failure(community_id, login)
        raise
    with writing() as session:
        note(session, Someone(community_id, person.id), "session.begin", person.id)
    return person


def prove(person: Person, password: str) -> None:
    """Fail unless ``password`` is the person's; wrong tries count as those at the door do."""
    _prove(person.community_id, person.login or "", password)


def _prove(community_id: str, login: str, password: str) -> Person:
    # A try counts as wrong until it has proved right, so that many at once win no guesses;
    # and the hashing, which is slow on purpose, holds up nobody's hand-in.
    person = _count_try(community_id, login)
    kept = _nobodys_hash() if person is None or person.password_hash is None else person.password_hash
    right = check_password_hash(kept, password)
    if person is None or person.password_hash is None or not right:
        raise Fault("sign_in.wrong")
    with writing() as session:
        session.execute(
            update(Person)
            .where(Person.community_id == person.community_id, Person.id == person.id)
            .values(wrong_passwords=0, locked_until_ms=None)
        )
    return person


def _count_try(community_id: str, login: str) -> Person | None:
    now, most, minutes = now_ms(), limits().sign_in_attempts_max, limits().sign_in_lock_minutes
    with writing() as session:
        person = session.scalars(
            select(Person)
            .where(Person.community_id == community_id, Person.login == login, Person.disabled_ms.is_(None))
            .with_for_update()
        ).one_or_none()
        if person is None:
            seconds = _count_stranger(session, community_id, login)
        else:
            seconds = _locked_seconds(person, now)
            if seconds is None:
                # A lock that has run out takes its wrong tries with it.
                person.wrong_passwords = 1 if person.locked_until_ms else person.wrong_passwords + 1
                full = person.wrong_passwords >= most
                person.locked_until_ms = now + minutes * _MINUTE_MS if full else None
            session.flush()
            session.expunge(person)
    if seconds is not None:
        raise Fault("sign_in.locked", retry_seconds=seconds)
    return person


def _locked_seconds(person: Person, now: int) -> int | None:
    if person.locked_until_ms is None or person.locked_until_ms <= now:
        return None
    return -(-(person.locked_until_ms - now) // 1000)


def _count_stranger(session: Session, community_id: str, login: str) -> int | None:
    # A login that nobody has is locked like any other; else the lock would tell which ones there are.
    counted = throttle.key("sign_in", community_id, login)
    minutes = limits().sign_in_lock_minutes
    seconds = throttle.blocked_seconds(session, counted, limits().sign_in_attempts_max, minutes)
    if seconds is None:
        throttle.count(session, counted, minutes)
    return seconds


def _note_failure(community_id: str, login: str) -> None:
    with reading() as session:
        person_id = session.scalars(
            select(Person.id).where(Person.community_id == community_id, Person.login == login)
        ).one_or_none()
    if person_id is None:
        # Nobody's account was tried, and what was typed may be a password in the wrong box.
        return
    with writing() as session:
        note(
            session,
            Someone(community_id, person_id),
            "session.refused",
            person_id,
            from_address=throttle.remote_address(),
        )


@cache
def _nobodys_hash() -> str:
    return password_hash("")
