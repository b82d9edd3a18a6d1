"""What is to be done, as cards: nobody is called twice in a morning."""

from __future__ import annotations

from typing import Any

from schemas.wire.care import TaskCardsQuery, TaskCardsReply
from server.api.registry import endpoint
from server.api.roles import AT_WORK
from server.auth import Actor
from server.care import due
from server.care.cards import find_cards
from server.care.follow import follow
from server.care.today import today
from server.current import limits
from server.cursors import cursor_place, cursor_text
from server.database import reading

_PAGES_WHILE_SOMEBODY_WAITS = 10


@endpoint(
    "GET", "/tasks", "care", "待办", "Open tasks and visits due, one card for each resident, home or shop",
    roles=AT_WORK, query=TaskCardsQuery, reply=TaskCardsReply,
)  # fmt: skip
def show(actor: Actor, query: dict[str, Any]) -> dict[str, Any]:
    """The urgent first, then the longest overdue, page by page."""
    follow(actor.community_id, pages_max=_PAGES_WHILE_SOMEBODY_WAITS)
    due.bring_up(actor.community_id)
    limit = query["limit"] or limits().page_records_default
    (start,) = (0,) if query["cursor"] is None else cursor_place(query["cursor"], int)
    with reading() as session:
        cards = find_cards(session, actor, query["grid"], today())
    end = max(0, start) + limit
    return {
        "today": today(),
        "cards": cards[max(0, start) : end],
        "next": cursor_text(end) if len(cards) > end else None,
    }
