"""Residents who may be one person."""

from __future__ import annotations

from typing import Any

from schemas.wire.decisions import DecisionReply, DuplicatesReply, HandOver, HandOverReply, Other, Reason
from schemas.wire.records import Paged
from server.access import own_document
from server.api.registry import endpoint
from server.api.roles import SUPERVISOR
from server.audit import note
from server.auth import Actor
from server.current import limits
from server.database import reading, writing
from server.hand_over import hand_over
from server.reconcile import reconcile
from server.residents import find_duplicates
from server.settle import distinct, link, unlink

_ONE = "/residents/<uuid:resident>"


@endpoint(
    "GET", "/residents/duplicates", "residents", "疑似重复居民", "Residents who may be one person",
    roles=SUPERVISOR, query=Paged, reply=DuplicatesReply,
)  # fmt: skip
def duplicates(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Pairs that share an identity number, or a name and a date of birth or phone."""
    with reading() as session:
        pairs, following = find_duplicates(
            session, actor, query["cursor"], query["limit"] or limits().page_records_default
        )
    return {"pairs": pairs, "next": following}


@endpoint(
    "POST", f"{_ONE}/link", "residents", "合并为同一人", "Say that two residents are one",
    roles=SUPERVISOR, body=Other, reply=DecisionReply, problems=("record.changed",),
)  # fmt: skip
def link_to(actor: Actor, resident: bytes, body: dict[str, Any]) -> dict[str, Any]:
    """The other's file is the one to go on with. Twice is once."""
    with writing() as session:
        own_document(session, actor, resident)
        own_document(session, actor, body["other"])
        change = link(session, actor.community_id, actor.person_id, resident, body["other"], body["reason"])
        note(session, actor, "resident.link", resident)
    reconcile(actor.community_id, [resident])
    return {"document": resident, "change": change}


@endpoint(
    "POST", f"{_ONE}/unlink", "residents", "撤销合并", "Take such a link back",
    roles=SUPERVISOR, body=Reason, reply=DecisionReply, problems=("record.changed",),
)  # fmt: skip
def unlink_from(actor: Actor, resident: bytes, body: dict[str, Any]) -> dict[str, Any]:
    """Twice is once."""
    with writing() as session:
        own_document(session, actor, resident)
        change = unlink(session, actor.community_id, actor.person_id, resident, body["reason"])
        note(session, actor, "resident.unlink", resident)
    reconcile(actor.community_id, [resident])
    return {"document": resident, "change": change}


@endpoint(
    "POST", f"{_ONE}/distinct", "residents", "确认不是同一人", "Say that two residents are two",
    roles=SUPERVISOR, body=Other, reply=DecisionReply, problems=("record.changed",),
)  # fmt: skip
def tell_apart(actor: Actor, resident: bytes, body: dict[str, Any]) -> dict[str, Any]:
    """They are not proposed again."""
    with writing() as session:
        own_document(session, actor, resident)
        own_document(session, actor, body["other"])
        distinct(session, actor.community_id, actor.person_id, resident, body["other"], body["reason"])
        note(session, actor, "resident.distinct", resident)
    return {"document": resident, "change": None}


@endpoint(
    "POST", f"{_ONE}/hand-over", "residents", "移交到另一网格", "Hand a resident over to another grid",
    roles=SUPERVISOR, body=HandOver, reply=HandOverReply, problems=("grid.not_yours", "record.changed"),
)  # fmt: skip
def give(actor: Actor, resident: bytes, body: dict[str, Any]) -> dict[str, Any]:
    """With all that is recorded about them. Both grids are one's own. Twice is once."""
    return {"moved": hand_over(actor, resident, body["grid"], body["reason"], body["household"])}
