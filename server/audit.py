"""The audit log: who did what to whose data. It names what was touched, never what stood there."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from sqlalchemy.orm import Session

from server.clock import fresh_id, now_ms
from server.models import AuditEvent


class Author(Protocol):
    """Whoever can be named in the log: an ``Actor``, a ``TabletIdentity``, or ``Someone``."""

    @property
    def community_id(self) -> str: ...
    @property
    def person_id(self) -> bytes | None: ...
    @property
    def tablet_id(self) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class Someone:
    """A person who has not signed in, or whoever typed a command at the server."""

    community_id: str
    person_id: bytes | None = None
    tablet_id: bytes | None = None


def note(session: Session, by: Author, action: str, object_id: bytes | None = None, **detail: Any) -> None:
    """Write one line, in the transaction of what it tells of. ``detail`` holds names, paths and counts, no values."""
    session.add(
        AuditEvent(
            community_id=by.community_id,
            id=fresh_id(),
            at_ms=now_ms(),
            person_id=by.person_id,
            tablet_id=by.tablet_id,
            action=action,
            object_id=object_id,
            detail=detail,
        )
    )
