"""Prune: what has served its time goes. Nothing of a document's is among it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from sqlalchemy import CursorResult, delete, or_

from server.clock import now_ms
from server.current import limits
from server.database import writing
from server.models import Approval, Attachment, AuditEvent, Pairing, Throttle

_DAY_MS = 86_400_000
_AUDIT_DAYS_LEAST = 184
"""网络安全法 art. 21: six months, whatever the setting says."""
GIVEN_OUT = ("record.export", "export.ask", "export.allow", "export.decline", "document.erase", "resident.own_file")
"""What left the centre, and who stood for it, is remembered longer than the rest."""
_UNFINISHED_DAYS = 30
"""A photo of which no piece came for so long is not on its way any more."""


def prune(data: Path) -> dict[str, int]:
    """Remove what is old; how much of each."""
    now = now_ms()
    audit_days = max(limits().audit_days_min, _AUDIT_DAYS_LEAST)
    giving_days = max(limits().giving_days_min, audit_days)
    unfinished = now - _UNFINISHED_DAYS * _DAY_MS
    with writing() as session:

        def remove(statement: Any) -> int:
            done: CursorResult[Any] = session.execute(statement)  # type: ignore[assignment]
            return done.rowcount

        removed = {
            "audit_events": remove(
                delete(AuditEvent).where(
                    AuditEvent.at_ms < now - audit_days * _DAY_MS,
                    or_(AuditEvent.action.not_in(GIVEN_OUT), AuditEvent.at_ms < now - giving_days * _DAY_MS),
                )
            ),
            "approvals": remove(delete(Approval).where(Approval.asked_ms < now - giving_days * _DAY_MS)),
            # A day later, so that whoever looks why a code did not work still finds it.
            "pairings": remove(
                delete(Pairing).where(
                    or_(Pairing.expires_ms < now - _DAY_MS, Pairing.used_ms < now - _DAY_MS),
                )
            ),
            "throttles": remove(delete(Throttle).where(Throttle.since_ms < now - _DAY_MS)),
            "attachments": remove(
                delete(Attachment).where(Attachment.completed_ms.is_(None), Attachment.created_ms < unfinished)
            ),
        }
    spooled = _prune_folder(data / "spool", unfinished) + _prune_folder(data / "leaving", now - _DAY_MS)
    return removed | {"spooled": spooled}


def _prune_folder(folder: Path, before_ms: int) -> int:
    count = 0
    for path in folder.glob("*"):
        if path.stat().st_mtime * 1000 < before_ms:
            path.unlink(missing_ok=True)
            count += 1
    return count
