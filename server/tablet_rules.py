"""What the centre wishes of its tablets, and more days for one that will be without a network (protocol §15)."""

from __future__ import annotations

import hmac
from typing import Any

from server.models import Community, Tablet

_ANSWER_MOST = 1_000_000


def rules_for(community: Community, tablet: Tablet | None = None) -> dict[str, Any]:
    """What holds in a community, or for one tablet of it."""
    own = tablet.contact_days if tablet is not None else None
    return {
        "contact_days_max": community.contact_days_max if own is None else own,
        "lock_minutes": community.lock_minutes,
        "photos_on_wifi_only": community.photos_on_wifi_only,
    }


def answer_to(token_hash: bytes, question: str, days: int) -> str:
    """The digits that let a tablet which shows ``question`` open for so many days without a network.

    >>> answer_to(bytes(32), "483920", 14)
    '14101515'
    """
    told = f"{days:02d}"
    mac = hmac.digest(token_hash, f"mulin extension {question} {told}".encode(), "sha256")
    return f"{told}{int.from_bytes(mac[:4]) % _ANSWER_MOST:06d}"
