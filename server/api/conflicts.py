"""Conflicts: what in the records asks for a person, and that person's decision."""

from __future__ import annotations

from typing import Any

from schemas.wire.decisions import (
    Amend,
    ConflictQuery,
    ConflictsReply,
    DecisionReply,
    Move,
    Settle,
    SettledReply,
    SettleMany,
    Undo,
    UndoneReply,
)
from schemas.wire.mending import Mend, MendedReply
from server import mending, settling
from server.access import own_document
from server.amend import amend
from server.api.registry import endpoint
from server.api.roles import AT_WORK, DECIDING, SUPERVISOR
from server.audit import note
from server.auth import Actor, grids_served
from server.care.remind import remind_about
from server.conflicts import conflict_bodies, find_conflicts
from server.current import limits
from server.database import reading, writing
from server.errors import fail
from server.moving import move
from server.reconcile import reconcile


@endpoint(
    "GET", "/conflicts", "conflicts", "待处理冲突", "Find conflicts",
    roles=AT_WORK, query=ConflictQuery, reply=ConflictsReply,
)  # fmt: skip
def show_all(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Record by record, page by page."""
    with reading() as session:
        found, following = find_conflicts(session, actor, query, query["limit"] or limits().page_records_default)
        return {"conflicts": conflict_bodies(actor, found), "next": following}


@endpoint(
    "POST", "/conflicts/settle", "conflicts", "裁定冲突", "Settle a dispute",
    roles=DECIDING, body=Settle, reply=DecisionReply,
    problems=("not_found", "conflict.gone", "conflict.not_a_rival", "conflict.not_both", "record.changed"),
)  # fmt: skip
def decide(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """One more change to the document, which reaches every tablet by ordinary sync."""
    if sum(name in body for name in ("change", "value", "choice")) != 1:
        fail("body.invalid", "give one of change, value and choice", fields={"value": ["This, or change, or choice."]})
    change = settling.decide(
        actor, _dispute(body), body["reason"], body.get("value"), body["change"].hex() if "change" in body else None,
        body.get("choice"), body["other_value"],
    )  # fmt: skip
    return {"document": body["document"], "change": change}


@endpoint(
    "POST", "/conflicts/settle-many", "conflicts", "批量裁定冲突", "Settle many disputes by the same choice",
    roles=DECIDING, body=SettleMany, reply=SettledReply,
)  # fmt: skip
def decide_many(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Each by a change of its own; what cannot be decided so is left alone, with its problem code."""
    done = settling.decide_many(actor, [_dispute(one) for one in body["disputes"]], body["reason"], body["choice"])
    return {
        "disputes": [
            {"document": one.dispute.document_id, "path": one.dispute.path, "change": one.change,
             "problem": one.problem or None}
            for one in done
        ]
    }  # fmt: skip


@endpoint(
    "POST", "/conflicts/mend", "conflicts", "处理前后矛盾", "Decide broken rules by the same choice",
    roles=DECIDING, body=Mend, reply=MendedReply,
)  # fmt: skip
def mend_all(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """What cannot be decided so is left alone, with its problem code; what somebody has not seen is not decided."""
    chosen = [mending.Broken(one["document"], one["code"], one["path"], tuple(one["seen"])) for one in body["broken"]]
    done = mending.mend_many(actor, chosen, body["choice"], body["reason"])
    return {
        "broken": [
            {"document": one.broken.document_id, "code": one.broken.code, "path": one.broken.path,
             "change": one.change, "problem": one.problem or None}
            for one in done
        ]
    }  # fmt: skip


@endpoint(
    "POST", "/settlements/<uuid:settlement>/undo", "conflicts", "撤回裁定", "Take a decision back",
    roles=DECIDING, body=Undo, reply=UndoneReply, problems=("conflict.gone", "record.changed"),
)  # fmt: skip
def undo(actor: Actor, settlement: bytes, body: dict[str, Any]) -> dict[str, Any]:
    """By one more change, while the field still shows the decision."""
    change = body["change"].hex() if "change" in body else None
    return {"change": settling.undo(actor, settlement, body["reason"], change)}


@endpoint(
    "POST", "/documents/<uuid:document>/move", "records", "移到另一网格", "Move a record to another grid",
    roles=SUPERVISOR, body=Move, reply=DecisionReply, problems=("grid.not_yours", "record.changed"),
)  # fmt: skip
def move_to(actor: Actor, document: bytes, body: dict[str, Any]) -> dict[str, Any]:
    """Between grids that one serves oneself."""
    with writing() as session:
        own_document(session, actor, document)
        if body["grid"] not in grids_served(session, actor.community_id, actor.person_id):
            fail("grid.not_yours")
        change = move(session, actor.community_id, actor.person_id, document, body["grid"], body["reason"])
        note(session, actor, "document.move", document, grid=body["grid"])
    reconcile(actor.community_id, [document])
    # What is to be done about a resident is to be done where they live now.
    remind_about(actor.community_id, [document])
    return {"document": document, "change": change}


@endpoint(
    "POST", "/documents/<uuid:document>/amend", "records", "在中心修改记录", "Amend a record at a desk",
    roles=DECIDING, body=Amend, reply=DecisionReply, problems=("record.changed", "body.invalid"),
)  # fmt: skip
def put_right(actor: Actor, document: bytes, body: dict[str, Any]) -> dict[str, Any]:
    """One more change, in the person's name. Twice is once; whoever saw an older state has to look again."""
    change = amend(actor, document, body["values"], body["reason"], body["seen"])
    return {"document": document, "change": change}


def _dispute(body: dict[str, Any]) -> settling.Dispute:
    return settling.Dispute(body["document"], body["path"], tuple(one.hex() for one in body["expected"]))
