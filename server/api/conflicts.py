"""Conflicts: what in the records asks for a person, and that person's decision."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

from schemas.access import may_write
from schemas.wire.decisions import Amend, ConflictQuery, ConflictsReply, DecisionReply, Move, Settle
from server.access import own_document
from server.amend import amend
from server.api.registry import endpoint
from server.api.roles import AT_WORK, DECIDING, SUPERVISOR
from server.audit import note
from server.auth import Actor, grids_served
from server.care.remind import remind_about
from server.conflicts import conflict_bodies, dispute_at, find_conflicts
from server.current import limits
from server.database import reading, writing
from server.errors import fail
from server.models import Document
from server.moving import move
from server.reconcile import reconcile
from server.settle import settle


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
    problems=("not_found", "conflict.gone", "conflict.not_a_rival", "record.changed"),
)  # fmt: skip
def decide(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """One more change to the document, which reaches every tablet by ordinary sync."""
    document_id, path = body["document"], body["path"]
    if ("change" in body) == ("value" in body):
        fail("body.invalid", "give either change or value", fields={"value": ["This, or change."]})
    with writing() as session:
        _guard_field(actor, own_document(session, actor, document_id), path)
        value = _value_of(session, actor, body) if "change" in body else body["value"]
        change = settle(
            session,
            actor.community_id,
            actor.person_id,
            document_id,
            path,
            value,
            body["reason"],
            [one.hex() for one in body["expected"]],
            body["other_value"],
        )
        note(session, actor, "conflict.settle", document_id, path=path)
    reconcile(actor.community_id, [document_id])
    return {"document": document_id, "change": change}


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


def _guard_field(actor: Actor, document: Document, path: str) -> None:
    kind = actor.catalogue.named(document.kind)
    field = kind.field_at(path) if kind else None
    if field is not None and not may_write(actor.role, field):
        fail("role.not_allowed", "this field is not this role's to write")


def _value_of(session: Session, actor: Actor, body: dict[str, Any]) -> Any:
    """The value that a rival's change wrote: so a masked one can be chosen without being shown."""
    chosen = body["change"].hex()
    rivals = dispute_at(session, actor, body["document"], body["path"]).detail
    values = [rival["value"] for rival in rivals if chosen in rival["changes"]]
    return values[0] if values else fail("conflict.gone")
