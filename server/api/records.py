"""Records: what documents add up to, as each person may see it."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.access import MAY_REVEAL
from schemas.wire.records import RecordQuery, RecordsReply, Reveal, RevealReply, WholeRecordReply
from server.access import own_record
from server.api.registry import endpoint
from server.api.roles import AT_WORK
from server.audit import note
from server.auth import Actor
from server.conflicts import conflict_bodies, of_record
from server.current import limits
from server.database import reading, writing
from server.errors import fail
from server.models import Record, Settlement
from server.models.records import DISPUTED
from server.records import find_one, find_page, names_of_people, record_bodies
from server.shown import problem_body, shown_rivals, shown_value, sight_of


@endpoint(
    "GET", "/records", "records", "查询记录", "Find records",
    roles=AT_WORK, query=RecordQuery, reply=RecordsReply,
)  # fmt: skip
def show_all(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """Filtered, sorted, page by page; identity numbers and phones masked."""
    with reading() as session:
        page = find_page(session, actor, query, query["limit"] or limits().page_records_default)
        reply = {"records": record_bodies(session, actor, page.found), "next": page.next}
    if query["subject"] is not None:
        with writing() as session:
            note(session, actor, "resident.records", query["subject"])
    return reply


@endpoint("GET", "/records/<uuid:record>", "records", "记录详情", "One record", roles=AT_WORK, reply=WholeRecordReply)
def show(actor: Actor, record: bytes) -> dict[str, Any]:
    """With what is wrong with it, what is disputed, and what was decided. The reading is audited."""
    with reading() as session:
        found = find_one(session, actor, record)
        reply = {
            **record_bodies(session, actor, [found])[0],
            "problems": [problem_body(problem) for problem in found.record.problems],
            "open_conflicts": conflict_bodies(actor, of_record(session, actor, record)),
            "settlements": _settlements(session, actor, found.record),
        }
    with writing() as session:
        note(session, actor, "record.read", record)
    return reply


@endpoint(
    "POST", "/records/<uuid:record>/reveal", "records", "查看完整号码", "Show a masked value whole",
    roles=MAY_REVEAL, body=Reveal, reply=RevealReply,
)  # fmt: skip
def reveal(actor: Actor, record: bytes, body: dict[str, Any]) -> dict[str, Any]:
    """One value, and its rivals where it is disputed. Who, which and why is audited before it is shown."""
    path = body["path"]
    with writing() as session:
        found = own_record(session, actor, record)
        kind = actor.catalogue.named(found.kind)
        if path not in found.values or sight_of(actor.role, kind, path) == "hidden":
            fail("not_found")
        disputed = [one for one in of_record(session, actor, record) if one.type == DISPUTED and one.path == path]
        note(session, actor, "record.reveal", record, path=path, reason=body["reason"])
        return {
            "path": path,
            "value": found.values[path],
            "rivals": [rival for one in disputed for rival in one.detail],
        }


def _settlements(session: Session, actor: Actor, record: Record) -> list[dict[str, Any]]:
    found = session.scalars(
        select(Settlement)
        .where(Settlement.community_id == actor.community_id, Settlement.document_id == record.document_id)
        .order_by(Settlement.at_ms, Settlement.id)
    ).all()
    names = names_of_people(session, actor, (one.person_id for one in found))
    return [
        {
            "id": one.id,
            "action": one.action,
            "path": one.path,
            "chosen": _chosen(actor, record, one),
            "rivals": shown_rivals(actor.role, actor.catalogue.named(record.kind), one.path, one.rivals),
            "reason": one.reason,
            "person": {"id": one.person_id, "name": names.get(one.person_id)},
            "at_ms": one.at_ms,
            "change": one.change_hash,
        }
        for one in found
    ]


def _chosen(actor: Actor, record: Record, one: Settlement) -> Any:
    return shown_value(actor.role, actor.catalogue.named(record.kind), one.path, one.chosen)
