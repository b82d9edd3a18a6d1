"""What the centre wishes of its tablets, and more days for one of them."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from schemas.wire.tablet_days import ExtensionReply, NewExtension, TabletRules, TabletRulesPatch
from server.access import visible_tablets
from server.api.registry import endpoint
from server.api.roles import OVERSEEING
from server.audit import note
from server.auth import Actor
from server.database import reading, writing
from server.errors import fail
from server.models import Community, Tablet
from server.tablet_rules import answer_to, rules_for

_RULES = "/tablet-rules"


@endpoint("GET", _RULES, "tablets", "对平板的要求", "What is wished of tablets", roles=OVERSEEING, reply=TabletRules)
def show(actor: Actor) -> dict[str, Any]:
    """Of the whole community."""
    with reading() as session:
        return rules_for(session.get_one(Community, actor.community_id))


@endpoint(
    "PATCH", _RULES, "tablets", "修改对平板的要求", "Wish otherwise of tablets",
    roles=OVERSEEING, body=TabletRulesPatch, reply=TabletRules,
)  # fmt: skip
def change(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Only what is named; each tablet learns it at its next contact."""
    with writing() as session:
        community = session.scalars(select(Community).where(Community.id == actor.community_id).with_for_update()).one()
        for name, value in body.items():
            setattr(community, name, value)
        note(session, actor, "tablet_rules.change", **body)
        return rules_for(community)


@endpoint(
    "POST", "/tablets/<uuid:tablet>/extension", "tablets", "延长离线天数", "Give a tablet more days",
    roles=OVERSEEING, body=NewExtension, reply=ExtensionReply, problems=("tablet.ended",),
)  # fmt: skip
def extend(actor: Actor, tablet: bytes, body: dict[str, Any]) -> dict[str, Any]:
    """At its next contact; or, with the question that it shows, by the answer that its worker types."""
    days, question = body["days"], body["question"]
    with writing() as session:
        found = session.scalars(
            select(Tablet).where(visible_tablets(actor), Tablet.id == tablet).with_for_update()
        ).one_or_none()
        if found is None:
            fail("not_found")
        if found.revoked_ms is not None:
            fail("tablet.ended")
        if question is not None and days is None:
            fail("body.invalid", fields={"days": ["How many?"]})
        if question is None:
            found.contact_days = days
        note(session, actor, "tablet.extend", tablet, days=days, offline=question is not None, reason=body["reason"])
        answer = None if question is None else answer_to(found.token_hash, question, days)
    return {"days": days, "answer": answer}
