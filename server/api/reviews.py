"""Reviewing: a supervisor's word on what was handed in, for one record or for many at once."""

from __future__ import annotations

from typing import Any

from schemas.wire.reviews import Review, ReviewReply
from server.api.registry import endpoint
from server.api.roles import SUPERVISOR
from server.auth import Actor
from server.review import Seen
from server.reviews import decide


@endpoint(
    "POST", "/reviews", "records", "审核记录", "Review records",
    roles=SUPERVISOR, body=Review, reply=ReviewReply,
)  # fmt: skip
def review_all(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """One more change to each document; `heads` say what was seen, and what has gone on since is left alone."""
    seen = [Seen(one["id"], tuple(one["heads"])) for one in body["records"]]
    decided = decide(actor, seen, body["state"], body["comment"])
    return {"records": [{"id": one.document_id, "outcome": one.outcome, "change": one.change} for one in decided]}
