"""Try a refused hand-in again, for its tablet: after the grid was assigned, the limit raised or the bug mended."""

from __future__ import annotations

from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.access import Role
from server.auth import TabletIdentity
from server.clock import now_ms
from server.database import reading, writing
from server.errors import fail
from server.intake import take_in
from server.models import Community, Person, Refusal, Tablet
from server.reconcile import reconcile
from server.refusals import close, find_refusal, kept_seals
from server.tablet_identity import grids_of
from sync.merge import HandIn
from sync.wire import SyncRequest


def retry(community_id: str, person_id: bytes, refusal_id: bytes) -> dict[str, Any]:
    """What became of it this time, as the wire has it; where it was merged, the refusal is closed."""
    with reading() as session:
        refusal = find_refusal(session, community_id, refusal_id)
        if refusal is None or not refusal.document_id:
            fail("not_found")
        item = HandIn(refusal.document_id, refusal.data, heads=(), seals=kept_seals(refusal))
        tablet = _sender(session, refusal)
    request = SyncRequest(now_ms=now_ms(), log=tablet.log, cursors={}, push=[item], bytes_max=0)
    taken = take_in(tablet, request, in_person=False)
    reconcile(community_id, taken.opened, taken.opened)
    outcome: dict[str, Any] = taken.results[0]
    if outcome["outcome"] in {"merged", "known"}:
        with writing() as session:
            refusal = find_refusal(session, community_id, refusal_id)
            if refusal is not None:
                close(session, refusal, person_id, str(outcome["outcome"]))
    return outcome


def _sender(session: Session, refusal: Refusal) -> TabletIdentity:
    """The tablet that handed it in, as it would stand today; revoked or not, its work is its work."""
    row = session.execute(
        select(Tablet, Person.role, Community.log, Community.seal_key)
        .join(Person, (Person.community_id == Tablet.community_id) & (Person.id == Tablet.person_id))
        .join(Community, Community.id == Tablet.community_id)
        .where(Tablet.community_id == refusal.community_id, Tablet.id == refusal.tablet_id)
    ).one()
    tablet, role, log, seal_key = row
    served = grids_of(session, tablet.community_id, tablet.person_id)
    return TabletIdentity(
        community_id=tablet.community_id,
        tablet_id=tablet.id,
        person_id=tablet.person_id,
        role=cast(Role, role),
        name=tablet.name,
        grids=tuple(grid for grid, now in served if now),
        grids_ever=tuple(grid for grid, _ in served),
        log=log,
        seal_key=seal_key,
        seen_ms=tablet.seen_ms,
        clock_ahead_ms=tablet.clock_ahead_ms,
        unsent=tablet.unsent,
        app=tablet.app,
    )
