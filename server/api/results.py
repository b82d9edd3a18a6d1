"""What the rules make of records: of one record, or of many, for whoever answers for them."""

from __future__ import annotations

from typing import Any

from schemas.wire.care import ResultQuery, ResultsReply
from server.access import own_record
from server.api.registry import endpoint
from server.api.roles import AT_WORK
from server.auth import Actor
from server.care.finding import find_page, of_record
from server.care.follow import follow, is_behind
from server.current import limits
from server.database import reading

_PAGES_WHILE_SOMEBODY_WAITS = 10


@endpoint(
    "GET", "/records/<uuid:record>/results", "care", "一条记录的规则结果", "What the rules make of a record",
    roles=AT_WORK, reply=ResultsReply,
)  # fmt: skip
def show(actor: Actor, record: bytes) -> dict[str, Any]:
    """Beside what the tablet showed, and who decided otherwise and why."""
    with reading() as session:
        about = own_record(session, actor, record).subject_id
    if about is not None:
        follow(actor.community_id, [about])
    with reading() as session:
        own_record(session, actor, record)
        return {"results": of_record(session, actor, record), "behind": False, "next": None}


@endpoint(
    "GET", "/results", "care", "查询规则结果", "Find results",
    roles=AT_WORK, query=ResultQuery, reply=ResultsReply,
)  # fmt: skip
def show_all(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """By class, emergency, or whether they wait for a doctor; the latest first, page by page."""
    follow(actor.community_id, pages_max=_PAGES_WHILE_SOMEBODY_WAITS)
    behind = is_behind(actor.community_id)
    with reading() as session:
        page, then = find_page(session, actor, query, query["limit"] or limits().page_records_default)
    return {"results": page, "behind": behind, "next": then}
