"""What is known of a tablet from its contacts: when it was last here, how its clock runs, how much waits on it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import CursorResult, bindparam, update
from sqlalchemy.orm import Session

from server.auth import TabletIdentity
from server.current import limits
from server.database import writing
from server.errors import fail
from server.models import Tablet
from server.statement import Statement
from server.tables import TABLET
from sync.wire import SyncRequest

_MINUTE_MS = 60_000
_TOLD = (
    "app",
    "unsent",
    "attachments_unsent",
    "storage_used_bytes",
    "storage_left_bytes",
    "storage_persistent",
)
_CONTACT = Statement(
    update(TABLET)
    .where(
        TABLET.c.community_id == bindparam("of_community"),
        TABLET.c.id == bindparam("of_tablet"),
        TABLET.c.revoked_ms.is_(None),
    )
    .values(
        seen_ms=bindparam("now_seen_ms"),
        clock_ahead_ms=bindparam("now_clock_ahead_ms"),
        unsent=bindparam("now_unsent"),
        app=bindparam("now_app"),
    )
)


def note_contact(session: Session, tablet: TabletIdentity, request: SyncRequest, received_ms: int) -> None:
    """Write down a contact within a transaction that is under way."""
    noted = _CONTACT.run(
        session.connection(),
        {
            "of_community": tablet.community_id,
            "of_tablet": tablet.tablet_id,
            "now_seen_ms": received_ms,
            "now_clock_ahead_ms": request.now_ms - received_ms,
            "now_unsent": request.unsent,
            "now_app": request.app,
        },
    )
    if noted == 0:
        # Revoked since its token was read: nothing of this request may stay.
        fail("revoked")


def note_told(session: Session, tablet: TabletIdentity, told: Mapping[str, Any], received_ms: int) -> None:
    """Write down what a tablet tells of itself; fails with ``revoked`` where it was since its token was read."""
    ahead = None if told["now"] is None else told["now"] - received_ms
    noted: CursorResult[Any] = session.execute(  # type: ignore[assignment]
        update(Tablet)
        .where(Tablet.community_id == tablet.community_id, Tablet.id == tablet.tablet_id, Tablet.revoked_ms.is_(None))
        .values(seen_ms=received_ms, clock_ahead_ms=ahead, **{name: told[name] for name in _TOLD})
    )
    if noted.rowcount == 0:
        fail("revoked")


def note_quiet_contact(tablet: TabletIdentity, request: SyncRequest, received_ms: int) -> None:
    """Write down a contact that brought nothing, unless the last one is recent and told the same.

    Tablets ask every few minutes; a durable write each time would wear the disk for a figure nobody reads so finely.
    """
    recent = received_ms - (tablet.seen_ms or 0) < limits().last_seen_every_seconds * 1000
    if recent and tablet.unsent == request.unsent and tablet.app == request.app:
        return
    with writing() as session:
        note_contact(session, tablet, request, received_ms)


def clock_is_off(request: SyncRequest, received_ms: int) -> bool:
    """Whether the tablet's clock is so far off that people should know."""
    return abs(request.now_ms - received_ms) > limits().clock_skew_warn_minutes * _MINUTE_MS
