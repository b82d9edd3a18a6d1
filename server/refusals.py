"""Refused bytes are kept aside for a person to look at; nothing that a tablet sent is thrown away unseen."""

from __future__ import annotations

from collections.abc import Iterable
from hashlib import sha256

from sqlalchemy import select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, undefer

from server.auth import TabletIdentity
from server.clock import now_ms
from server.models import Refusal
from sync.merge import Seal
from sync.outcome import Refused

_HINT_CHARACTERS_MAX = 500


def find_refusal(session: Session, community_id: str, refusal_id: bytes) -> Refusal | None:
    """One refusal, with the bytes that were refused."""
    return session.scalars(
        select(Refusal)
        .options(undefer(Refusal.data))
        .where(Refusal.community_id == community_id, Refusal.id == refusal_id)
    ).one_or_none()


def kept_seals(refusal: Refusal) -> tuple[Seal, ...]:
    """The seals that a refused hand-in came with."""
    return tuple(
        (tuple(bytes.fromhex(head) for head in pair["heads"]), bytes.fromhex(pair["seal"])) for pair in refusal.seals
    )


def close(session: Session, refusal: Refusal, person_id: bytes, outcome: str) -> None:
    """Note that somebody has looked at it. Twice is once: the first to look stays named."""
    if refusal.closed_ms is None:
        refusal.closed_ms, refusal.closed_by, refusal.outcome = now_ms(), person_id, outcome
    session.flush()


def keep_aside(
    session: Session,
    tablet: TabletIdentity,
    document_id: bytes,
    data: bytes,
    refused: Refused,
    received_ms: int,
    seals: Iterable[Seal] = (),
) -> None:
    """Keep refused bytes and their seals; the same ones again only raise the count."""
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    row = {
        "community_id": tablet.community_id,
        "id": sha256(tablet.tablet_id + document_id + data).digest(),
        "document_id": document_id,
        "tablet_id": tablet.tablet_id,
        "person_id": tablet.person_id,
        "code": refused.code,
        "hint": refused.hint[:_HINT_CHARACTERS_MAX],
        "data": data,
        "seals": [{"heads": [head.hex() for head in heads], "seal": mark.hex()} for heads, mark in seals],
        "received_ms": received_ms,
        "times": 1,
    }
    statement = dialect.insert(Refusal).values(row)
    session.execute(
        statement.on_conflict_do_update(
            index_elements=[Refusal.community_id, Refusal.id],
            set_={
                "times": Refusal.times + 1,
                "code": statement.excluded.code,
                "hint": statement.excluded.hint,
                "seals": statement.excluded.seals,
                "closed_ms": None,
            },
        )
    )
