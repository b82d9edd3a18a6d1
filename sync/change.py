"""Changes, and what is said of one: its author, its place among others, when its author's device says it was made."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Heads = tuple[bytes, ...]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Change:
    """One author's atomic edit."""

    hash: bytes
    actor: bytes
    seq: int
    deps: Heads
    start_op: int
    max_op: int
    claimed_ms: int
    """When the author's device says it was made, milliseconds since 1970: a claim."""
    raw: bytes
    """The change as one Automerge change chunk."""


def change_of(change: Any) -> Change:
    """A change as the binding hands it out."""
    return Change(
        hash=change.hash,
        actor=change.actor_id,
        seq=change.seq,
        deps=tuple(change.deps),
        start_op=change.start_op,
        max_op=change.max_op,
        claimed_ms=_claimed_ms(change),
        raw=change.raw_bytes,
    )


def _claimed_ms(change: Any) -> int:
    # Automerge's times are seconds; the binding takes them for milliseconds, and raises for those it cannot show.
    try:
        return int((change.timestamp.replace(tzinfo=UTC) - _EPOCH).total_seconds() * 1000) * 1000
    except BaseException:
        return 0


def concatenated(changes: Iterable[Change]) -> bytes:
    """The chunks of ``changes``, one after the other."""
    return b"".join(change.raw for change in changes)
