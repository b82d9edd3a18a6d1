"""Who is to be visited by when, who is overdue, and the month's visit rate: for people and for tablets."""

from __future__ import annotations

from typing import Any

from schemas.care.days import date_text, day_of_ms
from schemas.wire.due import (
    DueQuery,
    DuesReply,
    NewVisitCall,
    VisitCalledReply,
    VisitRateQuery,
    VisitRatesReply,
)
from server.access import visible
from server.api.registry import endpoint
from server.api.roles import SUPERVISOR
from server.auth import Actor, TabletIdentity
from server.care import calls, due, due_lists, rates
from server.care.follow import follow, is_behind
from server.clock import now_ms
from server.current import limits
from server.cursors import cursor_place, cursor_text
from server.database import reading
from server.errors import fail
from server.models import Due, Record

_PAGES_WHILE_SOMEBODY_WAITS = 10


@endpoint(
    "GET", "/due", "care", "应访名单", "Who is to be visited by when",
    who="either", query=DueQuery, reply=DuesReply, problems=("revoked",),
)  # fmt: skip
def show(by: Actor | TabletIdentity, query: dict[str, Any]) -> dict[str, Any]:
    """In the asker's own grids, the earliest first, page by page; with ``overdue`` those whose day has gone by."""
    limit = query["limit"] or limits().page_records_default
    (start,) = (0,) if query["cursor"] is None else cursor_place(query["cursor"], int)
    today = day_of_ms(now_ms())
    behind = _caught_up(by.community_id)
    ahead = -1 if query["overdue"] else query["ahead_days"]
    with reading() as session:
        found = due_lists.listed(
            session, visible(Due, by), today,
            grid=query["grid"], programme=query["programme"], until=None if ahead is None else today + ahead,
        )  # fmt: skip
        page = found[max(0, start) : max(0, start) + limit]
        names = due_lists.names(session, visible(Record, by), page)
    end = max(0, start) + limit
    return {
        "today": date_text(today),
        "due": [due_lists.due_body(one, names) for one in page],
        "total": len(found),
        "overdue": sum(one.card.due < today for one in found),
        "behind": behind,
        "next": cursor_text(end) if len(found) > end else None,
    }


@endpoint(
    "GET", "/visit-rate", "care", "月探访率", "The month's visit rate",
    who="either", query=VisitRateQuery, reply=VisitRatesReply, problems=("revoked",),
)  # fmt: skip
def rate(by: Actor | TabletIdentity, query: dict[str, Any]) -> dict[str, Any]:
    """Of each programme, in all of the asker's grids together and in each: all residents first, then by tag."""
    behind = _caught_up(by.community_id)
    with reading() as session:
        found = rates.month_rates(
            session, by.community_id, visible(Record, by), day_of_ms(now_ms()), query["month"], query["grid"]
        )
    return {**found, "behind": behind}


@endpoint(
    "POST", "/visit-calls", "care", "加密探访", "Call for more visits",
    roles=SUPERVISOR, body=NewVisitCall, reply=VisitCalledReply, problems=("grid.not_yours",),
)  # fmt: skip
def call(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """In grids that the caller serves; the same call again changes nothing."""
    grids = actor.grids if body["grids"] is None else frozenset(body["grids"])
    if not grids <= actor.grids:
        fail("grid.not_yours")
    if body["until"] is not None and body["until"] < body["since"]:
        fail("body.invalid", fields={"until": ["Lies before since."]})
    return {"called": calls.call(actor, body["cause"], body["since"], body["until"], grids, body["note"])}


def _caught_up(community_id: str) -> bool:
    """Bring up what is kept; whether something is still waiting, which whoever asks need not wait for."""
    follow(community_id, pages_max=_PAGES_WHILE_SOMEBODY_WAITS)
    due.bring_up(community_id)
    return is_behind(community_id)
