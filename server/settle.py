"""Settle: a person decides between rivals, or that two residents are one, or are not."""

from __future__ import annotations

from collections.abc import Collection
from uuid import UUID

from sqlalchemy.orm import Session

from server.centre import Desk, take_to_desk
from server.clock import uuid_text
from server.documents import find
from server.errors import fail
from server.models import Settlement
from server.rows import rival_body
from sync.document import Scalar
from sync.history import Disputed, History
from sync.protected import BIRTH_FIELDS

SETTLE, LINK, UNLINK, DISTINCT, UNDO = "settle", "link", "unlink", "distinct", "undo"
TAKEN_BACK = frozenset({SETTLE, "amend", "accept", UNDO})
"""Decisions about one answer or one broken rule, which one more change takes back."""
_SAME_AS = "same_as"
_RESIDENT = "resident"


def settle(
    session: Session,
    community_id: str,
    person_id: bytes,
    document_id: bytes,
    path: str,
    value: Scalar,
    reason: str,
    expected: Collection[str],
    other_value: bool = False,
) -> bytes:
    """Write ``value`` to a disputed field as one change that has seen all rivals; the change's hash.

    ``expected``: the hashes (hex) of the rivals that the person saw; where others stand now, ``conflict.gone``. The
    value is one of the rivals', unless ``other_value`` says that the person enters another. The caller reconciles
    afterwards.
    """
    if path in BIRTH_FIELDS:
        fail("conflict.gone", "move the document to the grid that it belongs to")
    desk = take_to_desk(session, community_id, person_id, document_id)
    disputed = _disputed(desk, path)
    if disputed is None or _changes(disputed) != set(expected):
        fail("conflict.gone")
    if not other_value and not any(_same(rival.value, value) for rival in disputed.rivals):
        fail("conflict.not_a_rival")
    change = desk.write({path: value})
    desk.note(SETTLE, path, value, [rival_body(rival) for rival in disputed.rivals], reason, change)
    return change


def take_back(
    session: Session,
    community_id: str,
    person_id: bytes,
    decision: Settlement,
    value: Scalar,
    reason: str,
    is_note: bool = False,
) -> bytes:
    """Write ``value`` over what a decision wrote, as one more change; its hash. ``is_note``: the field is a free note.

    Fails with ``conflict.gone`` where the field does not show the decision any more. The caller reconciles afterwards.
    """
    desk = take_to_desk(session, community_id, person_id, decision.document_id)
    shown = History(desk.document).provenance().get(decision.path)
    stands = shown.hash if shown else None
    empty = decision.chosen is None and not is_note
    if decision.action not in TAKEN_BACK or stands != (None if empty else decision.change_hash):
        fail("conflict.gone")
    change = desk.write({}, {decision.path: str(value or "")}) if is_note else desk.write({decision.path: value})
    before = [{"value": decision.chosen, "changes": [decision.change_hash.hex()] if decision.change_hash else []}]
    desk.note(UNDO, decision.path, value, before, reason, change)
    return change


def link(
    session: Session, community_id: str, person_id: bytes, document_id: bytes, same_as: bytes, reason: str
) -> bytes | None:
    """Say that a resident is the same person as another, whose file is the one to go on with. Twice is once."""
    if document_id == same_as:
        fail("body.invalid", "a resident is not linked to itself")
    # Both grids are locked at once, in their order: one after the other, two people linking could block each other.
    grids = tuple({one.grid_id for one in find(session, community_id, [document_id, same_as]).values()})
    kept = take_to_desk(session, community_id, person_id, same_as, grids)
    if kept.stored.kind != _RESIDENT or kept.document.value(_SAME_AS) == uuid_text(document_id):
        fail("body.invalid", "the other is no resident, or is linked to this one")
    desk = take_to_desk(session, community_id, person_id, document_id, grids)
    if desk.stored.kind != _RESIDENT:
        fail("body.invalid", "only residents are linked")
    target = uuid_text(same_as)
    if desk.document.value(_SAME_AS) == target:
        return None
    change = desk.write({_SAME_AS: target})
    desk.note(LINK, _SAME_AS, target, [], reason, change)
    return change


def unlink(session: Session, community_id: str, person_id: bytes, document_id: bytes, reason: str) -> bytes | None:
    """Take a link back. Twice is once."""
    desk = take_to_desk(session, community_id, person_id, document_id)
    before = desk.document.value(_SAME_AS)
    if before is None:
        return None
    change = desk.write({_SAME_AS: None})
    desk.note(UNLINK, _SAME_AS, None, [{"value": before, "changes": []}], reason, change)
    return change


def distinct(
    session: Session, community_id: str, person_id: bytes, document_id: bytes, other: bytes, reason: str
) -> None:
    """Say that two residents who look alike are two people, so that they are not proposed again."""
    low, high = sorted((document_id, other))
    desk = take_to_desk(session, community_id, person_id, low)
    desk.note(DISTINCT, _SAME_AS, str(UUID(bytes=high)), [], reason, None)


def _disputed(desk: Desk, path: str) -> Disputed | None:
    return next((one for one in History(desk.document).disputed() if one.path == path), None)


def _changes(disputed: Disputed) -> set[str]:
    return {change.hex() for rival in disputed.rivals for change in rival.changes}


def _same(one: Scalar, other: Scalar) -> bool:
    return one == other and isinstance(one, bool) == isinstance(other, bool)
