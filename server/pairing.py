"""Pairing codes: eight characters that nobody misreads, good once and for a short time, kept as a hash."""

from __future__ import annotations

import hashlib
from typing import Any, NamedTuple

import segno
from flask import request
from sqlalchemy import CursorResult, select, update
from sqlalchemy.orm import Session

from server import throttle
from server.audit import Someone, note
from server.clock import fresh_bytes, fresh_id, now_ms
from server.current import limits, settings
from server.database import writing
from server.errors import Fault
from server.models import Community, Grid, Pairing, Person, Tablet
from server.tablet_identity import grids_of
from server.tokens import fresh_token

_ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 characters, without 0 and O, 1 and I: each is five random bits."""
_CHARACTERS = 8
_MINUTE_MS = 60_000


class Enrolled(NamedTuple):
    """A tablet at its birth, with the token that is shown this once."""

    tablet_id: bytes
    token: str
    person: Person
    community: Community
    grids: list[Grid]


def make_code(session: Session, community_id: str, person_id: bytes, created_by: bytes | None) -> tuple[str, int]:
    """A code by which one tablet of ``person_id`` can enrol, as people read it, and when it expires."""
    code = "".join(_ALPHABET[byte % len(_ALPHABET)] for byte in fresh_bytes(_CHARACTERS))
    now = now_ms()
    expires_ms = now + limits().pairing_minutes * _MINUTE_MS
    session.add(
        Pairing(
            community_id=community_id,
            id=fresh_id(),
            person_id=person_id,
            code_hash=hash_of(code),
            created_by=created_by,
            created_ms=now,
            expires_ms=expires_ms,
        )
    )
    note(session, Someone(community_id, created_by), "pairing.make", person_id)
    return f"{code[:4]}-{code[4:]}", expires_ms


def pairing_uri(origin: str, code: str) -> str:
    """What the QR says to a tablet: where to go, and with which code."""
    return f"mulin:{origin}#{code}"


def qr_svg(uri: str) -> str:
    """The QR of ``uri`` as an SVG data address, for an ``<img>``."""
    svg: str = segno.make(uri, error="m").svg_data_uri(scale=6, border=2)
    return svg


def origin_of_request() -> str:
    """The address under which the request found this server, e.g. ``https://mulin.local``."""
    scheme = "https" if settings().https else request.scheme
    return f"{scheme}://{request.host}"


def enrol(code: str, name: str) -> Enrolled:
    """Enrol a tablet by a code; fails with ``pairing.unknown`` or, after many wrong ones, ``enrol.too_many``."""
    counted = throttle.key("enrol", throttle.remote_address())
    minutes = limits().enrol_window_minutes
    with writing() as session:
        seconds = throttle.blocked_seconds(session, counted, limits().enrol_attempts_max, minutes)
        enrolled = None if seconds is not None else _enrol(session, code, name)
        if enrolled is None and seconds is None:
            throttle.count(session, counted, minutes)
    if seconds is not None:
        raise Fault("enrol.too_many", retry_seconds=seconds)
    if enrolled is None:
        raise Fault("pairing.unknown")
    return enrolled


def _enrol(session: Session, code: str, name: str) -> Enrolled | None:
    now, tablet_id = now_ms(), fresh_id()
    # The code is taken and found out about in one statement: of two tablets that come at once, one gets it.
    taken: CursorResult[Any] = session.execute(  # type: ignore[assignment]
        update(Pairing)
        .where(Pairing.code_hash == hash_of(code), Pairing.used_ms.is_(None), Pairing.expires_ms > now)
        .values(used_ms=now, tablet_id=tablet_id)
        .execution_options(synchronize_session=False)
    )
    if taken.rowcount != 1:
        return None
    person, community = session.execute(
        select(Person, Community)
        .join(Pairing, (Pairing.community_id == Person.community_id) & (Pairing.person_id == Person.id))
        .join(Community, Community.id == Pairing.community_id)
        .where(Pairing.code_hash == hash_of(code))
    ).one()
    if person.disabled_ms is not None:
        return None
    token, hashed = fresh_token()
    session.add(
        Tablet(
            community_id=community.id,
            id=tablet_id,
            person_id=person.id,
            name=name,
            token_hash=hashed,
            enrolled_ms=now,
        )
    )
    note(session, Someone(community.id, person.id, tablet_id), "tablet.enrol", tablet_id, name=name)
    grids = _carried(session, person)
    session.flush()
    # The caller reads them after the commit.
    session.expunge_all()
    return Enrolled(tablet_id, token, person, community, grids)


def _carried(session: Session, person: Person) -> list[Grid]:
    if person.role == "admin":
        return []
    now = [grid for grid, carried in grids_of(session, person.community_id, person.id) if carried]
    return list(
        session.scalars(
            select(Grid).where(Grid.community_id == person.community_id, Grid.id.in_(now)).order_by(Grid.id)
        )
    )


def hash_of(code: str) -> bytes:
    """Case, blanks and hyphens do not matter to whoever types it."""
    typed = "".join(code.split()).replace("-", "").upper()
    return hashlib.sha256(typed.encode()).digest()
