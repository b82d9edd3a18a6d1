"""Marks: about whom something changed, so that what is computed from their records must follow.

Whoever writes a record marks its resident in the same transaction, which costs one small row and no look at anything.
``server/care/follow.py`` works the marks off: before somebody reads what is computed, or at once where it matters.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.orm import Session

from server.bulk import BulkInsert
from server.clock import fresh_bytes
from server.models import CareBehind
from server.tables import CARE_BEHIND

_MARK_BYTES = 8
_SETTLE = delete(CARE_BEHIND).where(
    CARE_BEHIND.c.community_id == bindparam("community"),
    CARE_BEHIND.c.resident_id == bindparam("resident"),
    CARE_BEHIND.c.id == bindparam("mark"),
)
_INSERT = BulkInsert(CARE_BEHIND, "community_id", "resident_id", "id")

Mark = tuple[bytes, bytes]
"""A resident's id and the mark's own."""


def mark(connection: Connection, community_id: str, residents: Iterable[bytes]) -> None:
    """Say that something about these residents changed. Never waits: each mark is a row of its own."""
    named = set(residents)
    random = fresh_bytes(_MARK_BYTES * len(named))
    marks = (random[at : at + _MARK_BYTES] for at in range(0, len(random), _MARK_BYTES))
    _INSERT(connection, [(community_id, resident, one) for resident, one in zip(named, marks, strict=True)])


def taken(session: Session, community_id: str, residents: Collection[bytes] | None, most: int) -> list[Mark]:
    """Marks, at most so many, locked for the rest of the transaction; of ``residents`` only, if any are named.

    Whoever else takes marks of the same residents waits, and finds them gone.
    """
    wanted: Any = select(CareBehind.resident_id, CareBehind.id).where(CareBehind.community_id == community_id)
    if residents is not None:
        wanted = wanted.where(CareBehind.resident_id.in_(list(residents)))
    wanted = wanted.order_by(CareBehind.resident_id, CareBehind.id).limit(most).with_for_update()
    return [(row.resident_id, row.id) for row in session.execute(wanted)]


def settle(session: Session, community_id: str, marks: Iterable[Mark]) -> None:
    """Take marks away, once what they ask for is done. Those that came meanwhile stay."""
    rows = [{"community": community_id, "resident": resident, "mark": identity} for resident, identity in marks]
    if rows:
        session.connection().execute(_SETTLE, rows)


def clear(session: Session, community_id: str, residents: Collection[bytes]) -> None:
    """Forget that these are behind: nothing about them is kept any more."""
    session.execute(
        delete(CareBehind).where(CareBehind.community_id == community_id, CareBehind.resident_id.in_(list(residents)))
    )
