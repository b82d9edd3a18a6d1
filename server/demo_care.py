"""Invented decisions about the elders of the demo community: their colour, and what they allowed.

Nothing here is drawn by chance, so that the other documents of the demo stay what they were.
"""

from __future__ import annotations

from collections.abc import Iterator
from uuid import UUID, uuid5

from server.demo_residents import Home, Written
from sync.document import Scalar

_DAY_MS = 86_400_000
_DECIDED_DAYS = 60
_VERY_OLD = ("tags.aged_80", "tags.aged_90")


def decisions(home: Home, worker_id: bytes, now_ms: int) -> Iterator[Written]:
    """The colour of each elder who has one, and three consents."""
    at_ms = now_ms - _DECIDED_DAYS * _DAY_MS
    for place, elder in enumerate(home.elders):
        identity = UUID(bytes=elder.id)
        base: dict[str, Scalar] = {"resident": str(identity), "at": at_ms}
        worker = str(UUID(bytes=worker_id))
        colour = _colour(elder)
        if colour is not None:
            level, reason = colour
            values = {**base, "level": level, "reason": reason, "occasion": "first", "decided_by": worker}
            yield Written(uuid5(identity, "care_level").bytes, "care_level", values)
        for purpose in ("visit", "health_check", "photo"):
            agreed = purpose != "photo" or place > 0
            yield Written(uuid5(identity, purpose).bytes, "consent", _consent(base, purpose, agreed, worker))


def _colour(elder: Written) -> tuple[str, str] | None:
    """As the care file suggests to begin with: a person decided, and so the demo names a reason."""
    alone = elder.values.get("tags.alone") is True
    very_old = any(elder.values.get(tag) is True for tag in _VERY_OLD)
    if alone and very_old:
        return "red", "80岁以上独居"
    if alone:
        return "yellow", "独居"
    return ("blue", "80岁以上，与配偶同住") if very_old else None


def _consent(base: dict[str, Scalar], purpose: str, agreed: bool, worker: str) -> dict[str, Scalar]:
    values: dict[str, Scalar] = {
        **base, "purpose": purpose, "legal_basis": "consent", "told": True, "worker": worker, "given_by": "self",
        "answer": "agreed" if agreed else "refused",
    }  # fmt: skip
    if agreed:
        values |= {"how_given": "verbal", "witness": "楼组长"}
    return values
