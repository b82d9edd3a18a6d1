"""Review: a supervisor looks at what was handed in and says how it stands. The decision is a change to the document.

Whoever decides names the moment of the document that they saw (its heads). Where it has gone on since, by a worker's
tablet or by another supervisor's decision, nothing is written: nobody approves what they have not seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from sqlalchemy.orm import Session

from server.centre import Desk, take_to_desk
from server.documents import find
from sync.change import Heads

REVIEW = "review"
STATE, COMMENT = "review.state", "review.comment"
RECEIVED, APPROVED, RETURNED, HAS_ISSUES = "received", "approved", "returned", "has_issues"
NEEDS_COMMENT = frozenset({RETURNED, HAS_ISSUES})
"""States that are of no use to a worker without words."""

Outcome = Literal["decided", "known", "changed", "missing"]


class Seen(NamedTuple):
    """A document, and the moment of it on which is decided."""

    document_id: bytes
    heads: Heads


class Decided(NamedTuple):
    """What became of one decision; ``change`` is the hash of what was written, or of what says so already."""

    document_id: bytes
    outcome: Outcome
    change: bytes | None


def review(
    session: Session, community_id: str, person_id: bytes, seen: Iterable[Seen], state: str, comment: str
) -> list[Decided]:
    """Write the decision to each of these documents that still stands where it was seen; one change each.

    Twice is once: a decision that is the last word already is ``known``. The caller has made sure that the person may
    see the documents, and reconciles afterwards.
    """
    wanted = sorted(seen)
    stored = find(session, community_id, [one.document_id for one in wanted])
    # All grids at once, in their order: one after the other, two people deciding could block each other.
    grids = tuple({one.grid_id for one in stored.values()})
    decided: list[Decided] = []
    for one in wanted:
        if one.document_id not in stored:
            decided.append(Decided(one.document_id, "missing", None))
            continue
        desk = take_to_desk(session, community_id, person_id, one.document_id, grids)
        decided.append(_decide(desk, one, state, comment))
    return decided


def _decide(desk: Desk, seen: Seen, state: str, comment: str) -> Decided:
    document = desk.document
    if document.heads != tuple(sorted(seen.heads)):
        if _is_last_word(desk, seen.heads, state, comment):
            return Decided(seen.document_id, "known", document.heads[0])
        return Decided(seen.document_id, "changed", None)
    before = document.value(STATE)
    values = {STATE: state, COMMENT: comment or None}
    if comment == "" and document.value(COMMENT) is None:
        del values[COMMENT]  # nothing stood there; a deletion of nothing would be one more thing to explain
    change = desk.write(values)
    desk.note(REVIEW, STATE, state, [{"value": before, "changes": []}], comment, change)
    return Decided(seen.document_id, "decided", change)


def _is_last_word(desk: Desk, heads: Sequence[bytes], state: str, comment: str) -> bool:
    """Whether the document stands where this person's same decision left it: its answer was lost on the way."""
    document = desk.document
    if len(document.heads) != 1 or document.value(STATE) != state or (document.value(COMMENT) or "") != comment:
        return False
    last = next(change for change in document.changes() if change.hash == document.heads[0])
    return last.actor.startswith(desk.person_id) and sorted(last.deps) == sorted(heads)
