"""Follow: what is computed from a resident's records is computed again where they were marked (``marks.py``).

Each follower looks at all of a resident's records at once, so it does not matter in which order they arrived. Marks are
taken with what is computed, in one transaction: a stop half-way leaves them standing.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.care import marks
from server.care.due import follow_due
from server.care.results import follow_results
from server.database import reading, writing
from server.models import CareBehind

Follower = Callable[[Session, str, Sequence[bytes]], None]
"""Brings what it derives about these residents up to their records, within the transaction."""

FOLLOWERS: tuple[Follower, ...] = (follow_results, follow_due)
_PAGE = 20
"""Marks at once: whoever hands in work waits no longer than that takes."""
_PAGES_MAX = 1_000_000


def follow(community_id: str, residents: Collection[bytes] | None = None, pages_max: int = _PAGES_MAX) -> int:
    """Work off what is marked, of ``residents`` only if any are named; how many residents were looked at.

    ``pages_max``: leave the rest for another time, for whoever waits for an answer.
    """
    total = 0
    for _ in range(pages_max):
        if not is_behind(community_id, residents):
            break
        with writing() as session:
            taken = marks.taken(session, community_id, residents, _PAGE)
            named = sorted({resident for resident, _ in taken})
            for follower in FOLLOWERS:
                follower(session, community_id, named)
            marks.settle(session, community_id, taken)
        total += len(named)
    return total


def is_behind(community_id: str, residents: Collection[bytes] | None = None) -> bool:
    """A look that locks nothing: mostly there is nothing to do."""
    wanted = select(CareBehind.resident_id).where(CareBehind.community_id == community_id).limit(1)
    if residents is not None:
        wanted = wanted.where(CareBehind.resident_id.in_(list(residents)))
    with reading() as session:
        return session.scalars(wanted).first() is not None
