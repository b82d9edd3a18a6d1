"""Erase: a person wished that what is kept about them goes (个人信息保护法 art. 47).

The log is append-only and chained, and stays so: a chunk's bytes go and their hash stays, which is all that the chain
needs (``docs/decisions/0007-erasure-in-a-chained-log.md``). The document's name is kept to say that it was erased.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable
from hashlib import sha256
from pathlib import Path
from uuid import UUID

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from server import attachments, documents
from server.access import by_id
from server.audit import Author, note
from server.care import due
from server.care.marks import clear, mark
from server.clock import now_ms
from server.database import is_sqlite, reading, writing
from server.documents import Stored
from server.errors import fail
from server.importing.homes import names_of_resident
from server.log import GridLog, flush, lock_grids
from server.models import Chunk, Community, Document, Record, Refusal, Result, Settlement
from server.models.log import ERASED
from server.rows import remove


def about(community_id: str, document_id: bytes) -> list[bytes]:
    """The document and everything whose subject it is: a resident with their visits and checks."""
    with reading() as session:
        subjects = session.scalars(
            select(Record.document_id)
            .where(Record.community_id == community_id, Record.subject_id == document_id)
            .order_by(by_id(Record.document_id))
        )
        known = session.get(Document, (community_id, document_id)) is not None
        return [document_id, *subjects] if known else []


def erase(by: Author, document_ids: Iterable[bytes], data: Path, **detail: str) -> int:
    """Erase documents for good; how many were not erased before. ``detail`` goes into the audit log."""
    community_id, ids = by.community_id, sorted(set(document_ids))
    loose: dict[bytes, list[bytes]] = {}
    others: set[bytes] = set()
    with writing() as session:
        if is_sqlite():
            # What is deleted is overwritten, not only forgotten.
            session.connection().exec_driver_sql("PRAGMA secure_delete=ON")
        logs = lock_grids(session, community_id, _grids(session, community_id, ids))
        going = [one for one in documents.find(session, community_id, ids).values() if one.state != ERASED]
        if any(one.grid_id not in logs for one in going):
            fail("record.changed")  # moved to another grid between the look and the lock
        others = _other_names(session, community_id, going)
        for one in going:
            loose[one.id] = _erase(session, community_id, one, logs[one.grid_id], by.person_id)
            note(session, by, "document.erase", one.id, **detail)
        if going:
            flush(session, logs.values())
        for one in going:
            one.tail = _tail(session, community_id, one)
        documents.save(session, community_id, going)
        for one in going:
            session.execute(
                update(Document)
                .where(Document.community_id == community_id, Document.id == one.id)
                .values(snapshot=None)
            )
    for document_id, digests in loose.items():
        attachments.remove_bytes(community_id, document_id, digests)
    _remember(data, community_id, "document", loose)
    _remember(data, community_id, "name", sorted(others.difference(loose)))
    return len(going)


def again(community_id: str, data: Path) -> list[bytes]:
    """What was erased here before: a backup from before then must not bring it back."""
    return _remembered(data, community_id, "document")


def names(community_id: str, data: Path) -> list[bytes]:
    """By what residents who were erased here would be known in a register: it must not bring them back either.

    The names are hashes under the community's secret (``server.importing.homes``); nobody is read out of them.
    """
    return [*again(community_id, data), *_remembered(data, community_id, "name")]


def _remembered(data: Path, community_id: str, what: str) -> list[bytes]:
    path = _memory(data)
    if not path.exists():
        return []
    lines = (json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line)
    return [UUID(line[what]).bytes for line in lines if line["community"] == community_id and what in line]


def _other_names(session: Session, community_id: str, going: Iterable[Stored]) -> set[bytes]:
    """By what a register would know the residents among these."""
    namespace = session.get_one(Community, community_id).namespace
    residents = session.scalars(
        select(Record.values).where(
            Record.community_id == community_id,
            Record.kind == "resident",
            Record.document_id.in_([one.id for one in going]),
        )
    )
    return {name for values in residents for name in names_of_resident(namespace, values)}


def _grids(session: Session, community_id: str, ids: list[bytes]) -> set[str]:
    return {one.grid_id for one in documents.find(session, community_id, ids).values()}


def _erase(session: Session, community_id: str, one: Stored, log: GridLog, person_id: bytes | None) -> list[bytes]:
    if one.active:
        log.take_out(one.id, one.heads)
    one.state = ERASED
    for grid_id, seq, data in session.execute(
        select(Chunk.grid_id, Chunk.seq, Chunk.data).where(
            Chunk.community_id == community_id, Chunk.document_id == one.id, Chunk.data != b""
        )
    ).all():
        session.execute(
            update(Chunk)
            .where(Chunk.community_id == community_id, Chunk.grid_id == grid_id, Chunk.seq == seq)
            .values(data=b"", data_hash=sha256(data).digest())
        )
    # An empty chunk moves the cursors on, so that every tablet is told to drop it.
    documents.append(log, one, b"", (), now_ms(), None, person_id)
    one.snapshot_seq, one.linear = 0, True
    about = session.scalars(
        select(Record.subject_id).where(Record.community_id == community_id, Record.document_id == one.id)
    ).first()
    remove(session, community_id, [one.id])
    # What followed from it is worked out again without it.
    mark(session.connection(), community_id, [about] if about else [])
    session.execute(delete(Result).where(Result.community_id == community_id, Result.document_id == one.id))
    due.forget(session, community_id, one.id)
    clear(session, community_id, [one.id])
    session.execute(delete(Refusal).where(Refusal.community_id == community_id, Refusal.document_id == one.id))
    session.execute(
        update(Settlement)
        .where(Settlement.community_id == community_id, Settlement.document_id == one.id)
        .values(chosen=None, rivals=None, reason="")
    )
    return attachments.forget(session, community_id, one.id)


def _tail(session: Session, community_id: str, one: Stored) -> int:
    return session.scalars(
        select(func.count()).where(
            Chunk.community_id == community_id,
            Chunk.grid_id == one.grid_id,
            Chunk.document_id == one.id,
            Chunk.seq >= one.first_seq,
        )
    ).one()


def _remember(data: Path, community_id: str, what: str, ids: Iterable[bytes]) -> None:
    lines = [json.dumps({"community": community_id, what: str(UUID(bytes=one))}) + "\n" for one in ids]
    if not lines:
        return
    with _memory(data).open("a", encoding="utf-8") as file:
        file.writelines(lines)
        file.flush()
        os.fsync(file.fileno())


def _memory(data: Path) -> Path:
    return data / "erased.jsonl"
