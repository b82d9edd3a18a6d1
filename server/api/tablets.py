"""Tablets: where they stand, how one is paired, and how one is revoked."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.wire.community import PairingReply, TabletReply, TabletsReply
from server.access import may_pair, own_person, visible_tablets
from server.api.registry import endpoint
from server.audit import note
from server.auth import Actor
from server.clock import now_ms
from server.database import reading, writing
from server.errors import fail
from server.models import Person, Tablet
from server.pairing import make_code, origin_of_request, pairing_uri, qr_svg


@endpoint("GET", "/tablets", "tablets", "平板列表", "List tablets", reply=TabletsReply)
def show_all(actor: Actor) -> dict[str, Any]:
    """All to an administrator, to a supervisor those of their grids' people, to others their own."""
    with reading() as session:
        rows = session.execute(
            select(Tablet, Person.name)
            .join(Person, (Person.community_id == Tablet.community_id) & (Person.id == Tablet.person_id))
            .where(visible_tablets(actor))
            .order_by(Person.name, Tablet.enrolled_ms, Tablet.id)
        )
        return {"tablets": [_body(tablet, name) for tablet, name in rows]}


@endpoint(
    "POST", "/people/<uuid:person>/pairings", "tablets", "生成配对码", "Make a pairing code",
    reply=PairingReply, status=201,
)  # fmt: skip
def pair(actor: Actor, person: bytes) -> dict[str, Any]:
    """For oneself, by a supervisor for whoever sees no more than they do, by an administrator for anybody."""
    with writing() as session:
        found = own_person(session, actor, person)
        if found.disabled_ms is not None or not may_pair(session, actor, found):
            fail("role.not_allowed")
        code, expires_ms = make_code(session, actor.community_id, person, actor.person_id)
    uri = pairing_uri(origin_of_request(), code)
    return {"code": code, "uri": uri, "qr": qr_svg(uri), "expires_ms": expires_ms}


@endpoint("POST", "/tablets/<uuid:tablet>/revoke", "tablets", "吊销平板", "Revoke a tablet", reply=TabletReply)
def revoke(actor: Actor, tablet: bytes) -> dict[str, Any]:
    """At its next contact it is told to erase itself. Twice is once: the first to revoke stays named."""
    with writing() as session:
        found, name = _found(session, actor, tablet)
        if found.revoked_ms is None:
            found.revoked_ms, found.revoked_by = now_ms(), actor.person_id
            note(session, actor, "tablet.revoke", tablet)
        return _body(found, name)


def _found(session: Session, actor: Actor, tablet_id: bytes) -> tuple[Tablet, str]:
    row = session.execute(
        select(Tablet, Person.name)
        .join(Person, (Person.community_id == Tablet.community_id) & (Person.id == Tablet.person_id))
        .where(visible_tablets(actor), Tablet.id == tablet_id)
    ).one_or_none()
    return fail("not_found") if row is None else (row[0], row[1])


def _body(tablet: Tablet, person_name: str) -> dict[str, Any]:
    return {
        "id": tablet.id,
        "name": tablet.name,
        "person": tablet.person_id,
        "person_name": person_name,
        "enrolled_ms": tablet.enrolled_ms,
        "seen_ms": tablet.seen_ms,
        "clock_ahead_ms": tablet.clock_ahead_ms,
        "unsent": tablet.unsent,
        "app": tablet.app,
        "attachments_unsent": tablet.attachments_unsent,
        "storage_used_bytes": tablet.storage_used_bytes,
        "storage_left_bytes": tablet.storage_left_bytes,
        "storage_persistent": tablet.storage_persistent,
        "contact_days": tablet.contact_days,
        "revoked_ms": tablet.revoked_ms,
        "erased_ms": tablet.erased_ms,
    }
