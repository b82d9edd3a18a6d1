"""Refused bytes are kept aside for a person to look at, within bounds that no honest tablet comes near."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from hashlib import sha256
from typing import Any

from sqlalchemy import CursorResult, func, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session, undefer

from schemas.limits import Limits
from server.auth import TabletIdentity
from server.clock import now_ms
from server.database import is_sqlite
from server.models import Refusal
from sync.merge import Seal
from sync.outcome import Refused

_HINT_CHARACTERS_MAX = 500
_SEALED_HEADS_MAX = 256


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


class Keeping:
    """Keeps aside what is refused of one request, within what is kept for its tablet.

    Of a tablet that had very much refused, which no honest one has, only the hash and the reason are kept, and of more
    than that nothing: else it would fill the disk for everybody. The answer to the tablet is the same.
    """

    def __init__(self, session: Session, tablet: TabletIdentity, received_ms: int, limits: Limits) -> None:
        self._session, self._tablet, self._received_ms, self._limits = session, tablet, received_ms, limits
        self._kept: tuple[int, int] | None = None

    def keep(self, document_id: bytes, data: bytes, refused: Refused, seals: Iterable[Seal] = ()) -> None:
        """Keep refused bytes and their seals; the same ones again only raise the count."""
        row: dict[str, Any] = {
            "community_id": self._tablet.community_id,
            "id": sha256(self._tablet.tablet_id + document_id + data).digest(),
            "document_id": document_id,
            "tablet_id": self._tablet.tablet_id,
            "person_id": self._tablet.person_id,
            "code": refused.code,
            "hint": refused.hint[:_HINT_CHARACTERS_MAX],
            "data": data,
            "seals": _as_json(seals),
            "received_ms": self._received_ms,
            "times": 1,
        }
        if self._again(row):
            return
        rows, size = self._room()
        if rows >= self._limits.refusals_per_tablet_max:
            return
        if size + len(data) > self._limits.refused_bytes_per_tablet_max:
            row |= {
                "data": b"",
                "seals": [],
                "hint": f"{len(data)} bytes, not kept: {row['hint']}"[:_HINT_CHARACTERS_MAX],
            }
        self._kept = rows + 1, size + len(row["data"])
        insert = (sqlite if is_sqlite() else postgresql).insert(Refusal)
        self._session.execute(insert.values(row).on_conflict_do_nothing())  # the same request, twice at once

    def _again(self, row: Mapping[str, Any]) -> bool:
        found: CursorResult[Any] = self._session.execute(  # type: ignore[assignment]
            update(Refusal)
            .where(Refusal.community_id == row["community_id"], Refusal.id == row["id"])
            .values(times=Refusal.times + 1, code=row["code"], hint=row["hint"], seals=row["seals"], closed_ms=None)
            .execution_options(synchronize_session=False)
        )
        return found.rowcount == 1

    def _room(self) -> tuple[int, int]:
        """How many of the tablet's refusals are kept, and how many bytes."""
        if self._kept is None:
            rows, size = self._session.execute(
                select(func.count(), func.coalesce(func.sum(func.length(Refusal.data)), 0)).where(
                    Refusal.community_id == self._tablet.community_id, Refusal.tablet_id == self._tablet.tablet_id
                )
            ).one()
            self._kept = int(rows), int(size)
        return self._kept


def _as_json(seals: Iterable[Seal]) -> list[dict[str, Any]]:
    kept = list(seals)
    if sum(len(heads) for heads, _ in kept) > _SEALED_HEADS_MAX:
        return []  # no honest tablet has so many, and they would take more room than the bytes
    return [{"heads": [head.hex() for head in heads], "seal": mark.hex()} for heads, mark in kept]
