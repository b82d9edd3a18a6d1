"""A worker forgot the PIN: with a fresh pairing code of a supervisor's the centre opens what opens the tablet's store.

The tablet sealed its root for the community's key when it enrolled, so neither the tablet nor the centre can open the
store without the other, and no unsent work is lost (protocol §3).
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import CursorResult, update
from sqlalchemy.orm import Session

from server import throttle
from server.audit import Someone, note
from server.bundle_keys import find_key, unseal
from server.clock import now_ms
from server.current import limits
from server.database import reading, writing
from server.errors import Fault, fail
from server.models import Pairing
from server.pairing import hash_of
from server.tablet_identity import Revoked, TabletIdentity, refuse_revoked, tablet_by_id
from sync.bundle import ROOT_MAGIC, SealedRoot, read_envelope, read_root

_INFO = b"mulin pin 1"


def root_for(code: str, sealed: bytes) -> bytes:
    """The root of the tablet that made ``sealed``, for whoever holds a code for that tablet's own person.

    Fails with ``pairing.unknown``, ``enrol.too_many``, ``bundle.not_one``, ``bundle.key_unknown``, ``bundle.damaged``,
    ``revoked``. The code is used up only where the root is given out.
    """
    community_id, told = _open(sealed)
    with reading() as session:
        found = tablet_by_id(session, community_id, told.tablet_id)
    if found is None:
        fail("bundle.unproven")
    tablet, revoked = found
    counted = throttle.key("enrol", throttle.remote_address())
    minutes = limits().enrol_window_minutes
    with writing() as session:
        seconds = throttle.blocked_seconds(session, counted, limits().enrol_attempts_max, minutes)
        taken = seconds is None and _take(session, code, tablet)
        if taken:
            author = Someone(community_id, tablet.person_id, tablet.tablet_id)
            note(session, author, "tablet.pin_forgotten", tablet.tablet_id)
        elif seconds is None:
            throttle.count(session, counted, minutes)
    if seconds is not None:
        raise Fault("enrol.too_many", retry_seconds=seconds)
    if not taken:
        raise Fault("pairing.unknown", "it must be a code for the person whose tablet this is")
    if revoked:
        refuse_revoked(Revoked(community_id, tablet.tablet_id, told=False))
    return told.root


def _open(sealed: bytes) -> tuple[str, SealedRoot]:
    envelope = read_envelope(sealed, ROOT_MAGIC)
    with reading() as session:
        key = find_key(session, envelope.key_id)
        session.expunge_all()
    if key is None:
        fail("bundle.key_unknown")
    return key.community_id, read_root(unseal(key, envelope, _INFO), limits())


def _take(session: Session, code: str, tablet: TabletIdentity) -> bool:
    """Use the code up, if it is good and for the tablet's own person."""
    now = now_ms()
    taken: CursorResult[Any] = session.execute(  # type: ignore[assignment]
        update(Pairing)
        .where(Pairing.code_hash == hash_of(code), Pairing.used_ms.is_(None), Pairing.expires_ms > now)
        .where(Pairing.community_id == tablet.community_id, Pairing.person_id == tablet.person_id)
        .values(used_ms=now, tablet_id=tablet.tablet_id)
        .execution_options(synchronize_session=False)
    )
    return taken.rowcount == 1
