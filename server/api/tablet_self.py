"""What a tablet tells of itself and is told (protocol §15)."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from schemas.wire.tablet_days import TabletSelfReply, TabletTells
from server.api.registry import endpoint
from server.auth import TabletIdentity
from server.clock import now_ms
from server.database import reading, writing
from server.models import Community, Grid, Person, Tablet
from server.tablet_rules import rules_for
from server.tablets import note_told

_SELF = "/tablets/self"


@endpoint(
    "GET", _SELF, "tablets", "平板问自己的情况", "What is wished of a tablet", who="tablet", reply=TabletSelfReply
)
def show(tablet: TabletIdentity) -> dict[str, Any]:
    """Tells nothing."""
    return _answer(tablet)


@endpoint(
    "POST", _SELF, "tablets", "平板报告自己的情况", "Tell how a tablet is",
    who="tablet", body=TabletTells, reply=TabletSelfReply, problems=("revoked",),
)  # fmt: skip
def tell(tablet: TabletIdentity, body: dict[str, Any]) -> dict[str, Any]:
    """What is absent is not known any more."""
    with writing() as session:
        note_told(session, tablet, body, now_ms())
    return _answer(tablet)


def _answer(tablet: TabletIdentity) -> dict[str, Any]:
    with reading() as session:
        community = session.get_one(Community, tablet.community_id)
        person = session.get_one(Person, (tablet.community_id, tablet.person_id))
        row = session.get_one(Tablet, (tablet.community_id, tablet.tablet_id))
        grids = session.scalars(
            select(Grid).where(Grid.community_id == tablet.community_id, Grid.id.in_(tablet.grids)).order_by(Grid.id)
        )
        return {
            "tablet": {"id": tablet.tablet_id, "name": tablet.name},
            "person": {"id": person.id, "name": person.name, "role": person.role},
            "community": {"id": community.id, "name": community.name},
            "grids": [{"id": grid.id, "name": grid.name} for grid in grids],
            "rules": rules_for(community, row),
            "now_ms": now_ms(),
        }
