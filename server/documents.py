"""Documents as the database holds them: their rows, and the bytes that they are opened from."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BindParameter, and_, bindparam, select, update
from sqlalchemy.orm import Session

from server.bulk import BulkInsert
from server.log import GridLog
from server.models.log import ACTIVE
from server.statement import Statement
from server.tables import CHUNK, DOCUMENT

_HASH_BYTES = 32


@dataclass(slots=True)
class Stored:
    """One document's row. ``data`` is what it is opened from; empty until ``load`` fetched it."""

    id: bytes
    grid_id: str
    kind: str
    state: str
    heads: tuple[bytes, ...]
    first_seq: int
    last_seq: int
    linear: bool
    tail: int
    snapshot_seq: int
    received_ms: int
    data: bytes = b""
    fresh: bool = False
    """Not in the database yet."""
    changed: bool = False
    snapshot: bytes | None = None
    """A new snapshot to be written."""

    @property
    def active(self) -> bool:
        """Whether tablets hold it, and digests count it."""
        return self.state == ACTIVE


@dataclass(frozen=True, slots=True)
class Left:
    """Documents as a transaction left them.

    They still stand so for as long as their grids' logs end where they ended: nothing about a document changes without
    a chunk in its grid's log.
    """

    stored: dict[bytes, Stored] = field(default_factory=dict)
    ends: dict[str, int] = field(default_factory=dict)
    """Each grid's last ``seq``."""

    def stand(self, logs: Mapping[str, GridLog]) -> bool:
        """Whether they stand so now, while these logs are locked."""
        return all(grid in logs and logs[grid].seq == end for grid, end in self.ends.items())


_COLUMNS = tuple(
    DOCUMENT.c[name]
    for name in (
        "id", "grid_id", "kind", "state", "heads", "first_seq", "last_seq", "linear", "tail", "snapshot_seq",
        "received_ms",
    )
)  # fmt: skip
_COMMUNITY: BindParameter[Any] = bindparam("community")
_IDS: BindParameter[Any] = bindparam("ids", expanding=True)
_FIND = Statement(select(*_COLUMNS).where(DOCUMENT.c.community_id == _COMMUNITY, DOCUMENT.c.id.in_(_IDS)))
_CHANGED = Statement(
    select(*_COLUMNS)
    .where(
        DOCUMENT.c.community_id == _COMMUNITY,
        DOCUMENT.c.grid_id == bindparam("grid"),
        DOCUMENT.c.last_seq > bindparam("after"),
        DOCUMENT.c.state == ACTIVE,
    )
    .order_by(DOCUMENT.c.last_seq)
    .limit(bindparam("most"))
)
_SNAPSHOTS = select(DOCUMENT.c.id, DOCUMENT.c.snapshot).where(
    DOCUMENT.c.community_id == _COMMUNITY, DOCUMENT.c.id.in_(_IDS)
)
_WAS_IN = (
    select(CHUNK.c.seq)
    .where(
        CHUNK.c.community_id == _COMMUNITY,
        CHUNK.c.document_id == bindparam("document"),
        CHUNK.c.grid_id.in_(bindparam("grids", expanding=True)),
    )
    .limit(1)
)
_TAILS = Statement(
    select(CHUNK.c.document_id, CHUNK.c.data)
    .join(
        DOCUMENT,
        and_(
            DOCUMENT.c.community_id == CHUNK.c.community_id,
            DOCUMENT.c.id == CHUNK.c.document_id,
            DOCUMENT.c.grid_id == CHUNK.c.grid_id,
            CHUNK.c.seq >= DOCUMENT.c.first_seq,
            CHUNK.c.seq > DOCUMENT.c.snapshot_seq,
        ),
    )
    .where(CHUNK.c.community_id == _COMMUNITY, CHUNK.c.document_id.in_(_IDS))
    .order_by(CHUNK.c.seq)
)


def split_heads(joined: bytes) -> tuple[bytes, ...]:
    """Heads as a row keeps them, one by one."""
    if len(joined) == _HASH_BYTES:
        return (joined,)
    return tuple(joined[at : at + _HASH_BYTES] for at in range(0, len(joined), _HASH_BYTES))


def find(session: Session, community_id: str, ids: Collection[bytes]) -> dict[bytes, Stored]:
    """The rows of these documents, without their bytes; those that do not exist are left out."""
    if not ids:
        return {}
    rows = _FIND.rows(session.connection(), {"community": community_id, "ids": list(ids)})
    return {row[0]: _stored(row) for row in rows}


def _stored(row: Any) -> Stored:
    identity, grid_id, kind, state, heads, first_seq, last_seq, linear, *places = row
    return Stored(identity, grid_id, kind, state, split_heads(heads), first_seq, last_seq, bool(linear), *places)


def find_changed(session: Session, community_id: str, grid_id: str, after_seq: int, most: int) -> list[Stored]:
    """Active documents of a grid that changed after ``after_seq``, in order of their latest ``seq``."""
    place = {"community": community_id, "grid": grid_id, "after": after_seq, "most": most}
    rows = _CHANGED.rows(session.connection(), place)
    return [_stored(row) for row in rows]


def load(session: Session, community_id: str, stored: Iterable[Stored]) -> None:
    """Fetch the bytes of documents: the snapshot, then the chunks since."""
    waiting = {one.id: one for one in stored}
    if not waiting:
        return
    connection = session.connection()
    parts: dict[bytes, list[bytes]] = {identity: [] for identity in waiting}
    with_snapshot = [one.id for one in waiting.values() if one.snapshot_seq]
    if with_snapshot:
        for identity, snapshot in connection.execute(_SNAPSHOTS, {"community": community_id, "ids": with_snapshot}):
            parts[identity].append(snapshot or b"")
    for identity, data in _TAILS.rows(connection, {"community": community_id, "ids": list(waiting)}):
        parts[identity].append(data)
    for identity, pieces in parts.items():
        waiting[identity].data = b"".join(pieces)


_INSERT = BulkInsert(
    DOCUMENT, "community_id", "id", "grid_id", "kind", "state", "heads", "first_seq", "last_seq", "linear", "tail",
    "snapshot", "snapshot_seq", "received_ms",
)  # fmt: skip


def was_in(session: Session, community_id: str, document_id: bytes, grids: Collection[str]) -> bool:
    """Whether the document ever stood in the log of one of these grids."""
    place = {"community": community_id, "document": document_id, "grids": list(grids)}
    return session.connection().execute(_WAS_IN, place).first() is not None


_UPDATE = (
    update(DOCUMENT)
    .where(DOCUMENT.c.community_id == bindparam("of_community"), DOCUMENT.c.id == bindparam("of_id"))
    .values(
        grid_id=bindparam("to_grid"),
        state=bindparam("to_state"),
        heads=bindparam("to_heads"),
        first_seq=bindparam("to_first_seq"),
        last_seq=bindparam("to_last_seq"),
        linear=bindparam("to_linear"),
        tail=bindparam("to_tail"),
        snapshot_seq=bindparam("to_snapshot_seq"),
    )
)
_SNAPSHOT = (
    update(DOCUMENT)
    .where(DOCUMENT.c.community_id == bindparam("of_community"), DOCUMENT.c.id == bindparam("of_id"))
    .values(snapshot=bindparam("to_snapshot"))
)


def append(
    log: GridLog,
    stored: Stored,
    chunk: bytes,
    heads: tuple[bytes, ...],
    received_ms: int,
    tablet_id: bytes | None,
    person_id: bytes | None,
) -> None:
    """Append a chunk to the document's log and bring its row and the grid's digest with it."""
    if stored.active and stored.heads:
        log.take_out(stored.id, stored.heads)
    stored.last_seq = log.append(stored.id, chunk, received_ms, tablet_id, person_id)
    stored.heads = heads
    stored.data += chunk
    stored.tail += 1
    stored.changed = True
    if stored.active:
        log.take_in(stored.id, heads)
    if stored.fresh and not stored.first_seq:
        stored.first_seq = stored.last_seq


def save(session: Session, community_id: str, documents: Iterable[Stored]) -> None:
    """Write new and changed rows."""
    connection = session.connection()
    changed = [one for one in documents if one.changed]
    fresh = [_row(community_id, one) for one in changed if one.fresh]
    if fresh:
        _INSERT(connection, fresh)
    moved = [_moved(community_id, one) for one in changed if not one.fresh]
    if moved:
        connection.execute(_UPDATE, moved)
    snapshots = [one for one in changed if one.snapshot is not None]
    if snapshots:
        # Up to where it goes is in the row already: another hand-in of the same request may have come after it.
        connection.execute(
            _SNAPSHOT,
            [{"of_community": community_id, "of_id": one.id, "to_snapshot": one.snapshot} for one in snapshots],
        )
    for one in changed:
        one.fresh = one.changed = False
        one.snapshot = None


def _row(community_id: str, one: Stored) -> tuple[Any, ...]:
    return (
        community_id,
        one.id,
        one.grid_id,
        one.kind,
        one.state,
        b"".join(one.heads),
        one.first_seq,
        one.last_seq,
        one.linear,
        one.tail,
        None,
        0,
        one.received_ms,
    )


def _moved(community_id: str, one: Stored) -> dict[str, Any]:
    return {
        "of_community": community_id,
        "of_id": one.id,
        "to_grid": one.grid_id,
        "to_state": one.state,
        "to_heads": b"".join(one.heads),
        "to_first_seq": one.first_seq,
        "to_last_seq": one.last_seq,
        "to_linear": one.linear,
        "to_tail": one.tail,
        "to_snapshot_seq": one.snapshot_seq,
    }
