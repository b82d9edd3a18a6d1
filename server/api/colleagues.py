"""Who wrote what: the names behind the actors in one's grids (protocol §15)."""

from __future__ import annotations

from flask import Response

from schemas.wire.tablet_days import ColleaguesReply
from server.answers import versioned
from server.api.registry import endpoint
from server.auth import Actor, TabletIdentity
from server.colleagues import colleagues
from server.database import reading


@endpoint(
    "GET", "/colleagues", "colleagues", "同事", "Whose writing can appear in one's grids",
    who="either", media="application/json", problems=("revoked",),
)  # fmt: skip
def show(by: Actor | TabletIdentity) -> Response:
    """``{"colleagues": [{"id", "via", "person"}]}``; 304 to whoever has these."""
    with reading() as session:
        found = colleagues(session, by.community_id, by.grids)
    return versioned(ColleaguesReply, {"colleagues": found})
