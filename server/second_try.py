"""Try a refused hand-in again, for its tablet: after the grid was assigned, the limit raised or the bug mended."""

from __future__ import annotations

from typing import Any

from server.clock import now_ms
from server.database import reading, writing
from server.errors import fail
from server.intake import take_in
from server.reconcile import reconcile
from server.refusals import close, find_refusal, kept_seals
from server.tablet_identity import tablet_by_id
from sync.merge import HandIn
from sync.wire import SyncRequest


def retry(community_id: str, person_id: bytes, refusal_id: bytes) -> dict[str, Any]:
    """What became of it this time, as the wire has it; where it was merged, the refusal is closed."""
    with reading() as session:
        refusal = find_refusal(session, community_id, refusal_id)
        if refusal is None or not refusal.document_id:
            fail("not_found")
        item = HandIn(refusal.document_id, refusal.data, heads=(), seals=kept_seals(refusal))
        found = tablet_by_id(session, community_id, refusal.tablet_id)
        tablet, _ = found or fail("not_found")
    request = SyncRequest(now_ms=now_ms(), log=tablet.log, cursors={}, push=[item], bytes_max=0)
    taken = take_in(tablet, request, in_person=False)
    reconcile(community_id, taken.opened, taken.opened)
    outcome: dict[str, Any] = taken.results[0]
    if outcome["outcome"] in {"merged", "known"}:
        with writing() as session:
            refusal = find_refusal(session, community_id, refusal_id)
            if refusal is not None:
                close(session, refusal, person_id, str(outcome["outcome"]))
    return outcome
