"""Where a tablet enrols: the pairing code is all it has."""

from __future__ import annotations

from typing import Any

from schemas.wire.session import Enrol, EnrolReply, ForgottenPin, ForgottenPinReply
from server.api.registry import endpoint
from server.bundle_keys import body_of, current_key
from server.forgotten_pin import root_for
from server.pairing import enrol
from sync.wire import PROTOCOL


@endpoint(
    "POST",
    "/enrol",
    "tablets",
    "平板注册",
    "Enrol a tablet",
    who="nobody",
    body=Enrol,
    reply=EnrolReply,
    status=201,
    problems=("pairing.unknown", "enrol.too_many"),
)
def begin(body: dict[str, Any]) -> dict[str, Any]:
    """See ``docs/protocol.md`` §3."""
    enrolled = enrol(body["code"], body["name"])
    person, community = enrolled.person, enrolled.community
    return {
        "tablet": enrolled.tablet_id,
        "token": enrolled.token,
        "protocol": PROTOCOL,
        "log": community.log,
        "person": {"id": person.id, "name": person.name, "role": person.role},
        "community": {"id": community.id, "name": community.name, "namespace": community.namespace},
        "bundle_key": body_of(current_key(community.id)),
        "grids": [{"id": grid.id, "name": grid.name} for grid in enrolled.grids],
    }


@endpoint(
    "POST",
    "/forgotten-pin",
    "tablets",
    "忘记平板密码",
    "Open a tablet's store whose PIN was forgotten",
    who="nobody",
    body=ForgottenPin,
    reply=ForgottenPinReply,
    problems=("pairing.unknown", "enrol.too_many", "bundle.not_one", "bundle.key_unknown", "bundle.damaged",
              "bundle.unproven", "revoked"),
)  # fmt: skip
def forgotten_pin(body: dict[str, Any]) -> dict[str, str]:
    """See ``docs/protocol.md`` §3."""
    return {"root": root_for(body["code"], body["sealed"]).hex()}
