"""A call for more visits in whole grids: bad weather, a festival. It reaches their tablets like all work does.

Called twice for the same day is called once: a call's name says for what, where and from when it is.
"""

from __future__ import annotations

from collections.abc import Iterable
from uuid import UUID, uuid5

from server.audit import Author, note
from server.care.plan import NewTask, Plan
from server.care.subjects import existing
from server.care.tasks import carry_out
from server.clock import now_ms, uuid_text
from server.database import reading, writing
from server.models import Community

KIND = "visit_call"


def call(by: Author, cause: str, since: str, until: str | None, grids: Iterable[str], words: str = "") -> int:
    """Call for visits in these grids; in how many it was not called for already."""
    community_id = by.community_id
    with reading() as session:
        namespace = UUID(bytes=session.get_one(Community, community_id).namespace)
        made = [_new(namespace, grid, cause, since, until, words, by.person_id) for grid in sorted(set(grids))]
        there = existing(session, community_id, [one.id for one in made])
    done = carry_out(community_id, Plan(make=[one for one in made if one.id not in there])).made
    if done:
        with writing() as session:
            note(session, by, "visit.call", cause=cause, since=since, until=until or "", grids=done)
    return done


def _new(
    namespace: UUID, grid: str, cause: str, since: str, until: str | None, words: str, person_id: bytes | None
) -> NewTask:
    values = {
        "cause": cause, "since": since, "until": until, "note": words or None, "at": now_ms(),
        "raised_by": uuid_text(person_id) if person_id else None,
    }  # fmt: skip
    identity = uuid5(namespace, f"call:{cause}:{since}:{grid}").bytes
    return NewTask(identity, grid, {path: value for path, value in values.items() if value is not None}, KIND)
