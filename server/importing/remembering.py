"""What a community's registers have meant so far: the mapping that was used, kept by the headings it was used for."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy.orm import Session

from server.clock import now_ms
from server.models import ImportMapping


def recalled(session: Session, community_id: str, header: bytes) -> dict[str, str]:
    """Place among the columns → path, as these headings were mapped last time; empty where they are new."""
    found = session.get(ImportMapping, (community_id, header))
    return dict(found.paths) if found is not None else {}


def remember(session: Session, community_id: str, header: bytes, paths: Mapping[str, str]) -> bool:
    """Keep a mapping; False where it is kept already."""
    found = session.get(ImportMapping, (community_id, header))
    if found is not None and found.paths == dict(paths):
        return False
    if found is None:
        found = ImportMapping(community_id=community_id, header=header)
        session.add(found)
    found.paths, found.used_ms = dict(paths), now_ms()
    return True
