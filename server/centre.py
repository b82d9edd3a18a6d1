"""Changes that people make at the centre: one more change to the document, which reaches every tablet by ordinary sync.

There is no second way to edit a record.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy.orm import Session

from server import documents
from server.clock import fresh_actor, fresh_id, now_ms
from server.documents import Stored
from server.errors import fail
from server.log import GridLog, flush, lock_grids
from server.models import Settlement
from sync.document import Document, Scalar


@dataclass(slots=True)
class Desk:
    """One document on the desk: locked, loaded and open for one change by a person."""

    session: Session
    community_id: str
    person_id: bytes
    stored: Stored
    document: Document
    logs: dict[str, GridLog]

    def write(self, values: Mapping[str, Scalar], texts: Mapping[str, str] | None = None) -> bytes:
        """Write values (None deletes) and free notes as one change by the person; the change's hash."""
        chunk = self.document.write(fresh_actor(self.person_id), values, texts=texts)
        log = self.logs[self.stored.grid_id]
        documents.append(log, self.stored, chunk, self.document.heads, now_ms(), None, self.person_id)
        self.stored.linear = self.stored.linear and len(self.document.heads) == 1
        self.save()
        return self.document.heads[0]

    def save(self) -> None:
        """Write the rows that changed; the transaction's owner commits."""
        flush(self.session, [log for log in self.logs.values() if log.rows])
        documents.save(self.session, self.community_id, [self.stored])

    def note(self, action: str, path: str, chosen: Any, rivals: Any, reason: str, change_hash: bytes | None) -> None:
        """Keep the decision with its reason, which a change made here cannot carry."""
        self.session.add(
            Settlement(
                community_id=self.community_id,
                id=fresh_id(),
                document_id=self.stored.id,
                grid_id=self.stored.grid_id,
                action=action,
                path=path,
                chosen=chosen,
                rivals=rivals,
                reason=reason,
                person_id=self.person_id,
                at_ms=now_ms(),
                change_hash=change_hash,
            )
        )


def take_to_desk(
    session: Session, community_id: str, person_id: bytes, document_id: bytes, other_grids: tuple[str, ...] = ()
) -> Desk:
    """Lock and open a document within a write transaction; fails with ``not_found`` or ``record.changed``."""
    seen = documents.find(session, community_id, [document_id]).get(document_id)
    if seen is None:
        fail("not_found")
    logs = lock_grids(session, community_id, {seen.grid_id, *other_grids})
    stored = documents.find(session, community_id, [document_id])[document_id]
    if stored.grid_id not in logs:
        fail("record.changed")  # it moved to another grid between the look and the lock
    documents.load(session, community_id, [stored])
    if not stored.data:
        fail("not_found")
    return Desk(session, community_id, person_id, stored, Document.open(stored.data), logs)
