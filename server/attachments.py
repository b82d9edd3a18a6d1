"""Photos and signatures as they come: in pieces, in order, over a network that goes away (protocol §12).

Pieces land in a local spool file, which is on the disk before a piece is answered. The row says how much of it counts,
so that what a power cut left half-written is overwritten. When the last piece is in, the hash is checked and the file
moves into the store; the last piece is answered only after that.
"""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import ColumnElement, delete, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from server.attachment_store import Store, digest_of, sync_folder
from server.clock import now_ms
from server.current import limits, settings
from server.database import is_sqlite, reading, writing
from server.errors import fail
from server.models import Attachment, Document
from server.models.log import ERASED

_TYPES = (
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"GIF8", "image/gif"),
    (b"OggS", "audio/ogg"),
    (b"\x1aE\xdf\xa3", "audio/webm"),
    (b"ID3", "audio/mpeg"),
)
ANYTHING = "application/octet-stream"


class Piece(NamedTuple):
    """One piece on its way in: ``data`` begins at ``first`` of ``total`` bytes."""

    first: int
    total: int
    data: bytes

    @property
    def end(self) -> int:
        """Where it ends, itself not included."""
        return self.first + len(self.data)


class Progress(NamedTuple):
    """How much of an attachment is here."""

    received: int
    complete: bool
    size: int = 0
    content_type: str = ANYTHING


NOTHING = Progress(0, False)


class Name(NamedTuple):
    """What an attachment is called: its hash, and the document it belongs to."""

    community_id: str
    digest: bytes
    document_id: bytes


def progress(name: Name) -> Progress:
    """How much of it is here."""
    with reading() as session:
        row = session.get(Attachment, name)
        if row is None:
            return NOTHING
        return Progress(row.received, row.completed_ms is not None, row.size, row.content_type)


def take_piece(name: Name, tablet_id: bytes | None, piece: Piece) -> Progress:
    """Take a piece in; fails with ``attachment.*`` or ``body.too_large``. The answer is true once this returns."""
    if piece.total > limits().attachment_bytes_max or len(piece.data) > limits().attachment_piece_bytes_max:
        fail("body.too_large")
    here = progress(name)
    if here.complete:
        return here
    with _spool(name) as path:
        here = progress(name)
        if here.complete:
            return here
        if piece.first != here.received or (here.received and piece.total != here.size):
            fail("attachment.offset", offset=here.received)
        _write(path, piece)
        if piece.end == piece.total:
            return _complete(name, tablet_id, piece.total, path)
        _note(name, tablet_id, piece.total, piece.end, ANYTHING, None)
        return Progress(piece.end, False, piece.total)


def forget(session: Session, community_id: str, document_id: bytes) -> list[bytes]:
    """Take the rows of a document's attachments away; the hashes of bytes that no other document names.

    The caller removes these from the store after the commit (``remove_bytes``).
    """
    rows = Attachment.community_id == community_id, Attachment.document_id == document_id
    own = set(session.scalars(select(Attachment.sha256).where(*rows)))
    session.execute(delete(Attachment).where(*rows))
    kept = set(
        session.scalars(
            select(Attachment.sha256).where(Attachment.community_id == community_id, Attachment.sha256.in_(own))
        )
    )
    return sorted(own - kept)


def remove_bytes(community_id: str, document_id: bytes, digests: list[bytes]) -> None:
    """Remove bytes from the store and the spool."""
    store = Store()
    for digest in digests:
        store.remove(community_id, digest)
        _spool_path(Name(community_id, digest, document_id)).unlink(missing_ok=True)


@contextmanager
def _spool(name: Name) -> Iterator[Path]:
    """The spool file of an attachment, held against others who send the same one."""
    path = _spool_path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    # The lock has a file of its own: the spool file itself comes and goes.
    with path.with_suffix(".lock").open("ab") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield path


def _spool_path(name: Name) -> Path:
    community_id, digest, document_id = name
    called = sha256(community_id.encode() + b"\x00" + document_id + digest).hexdigest()
    return settings().data / "spool" / called


def _write(path: Path, piece: Piece) -> None:
    is_new = not path.exists()
    with path.open("wb" if is_new else "r+b") as file:
        file.seek(piece.first)
        file.truncate()
        file.write(piece.data)
        file.flush()
        os.fsync(file.fileno())
    if is_new:
        sync_folder(path.parent)


def _complete(name: Name, tablet_id: bytes | None, total: int, path: Path) -> Progress:
    with path.open("rb") as file:
        found = digest_of(file)
        file.seek(0)
        content_type = _type_of(file.read(16))
    if found != name.digest:
        path.unlink()
        with writing() as session:
            session.execute(delete(Attachment).where(*_is(name)))
        fail("attachment.hash_mismatch")
    Store().put(name.community_id, name.digest, path)
    _note(name, tablet_id, total, total, content_type, now_ms())
    path.unlink()
    path.with_suffix(".lock").unlink(missing_ok=True)
    return Progress(total, True, total, content_type)


def _note(
    name: Name, tablet_id: bytes | None, size: int, received: int, content_type: str, completed_ms: int | None
) -> None:
    said = {"size": size, "received": received, "content_type": content_type, "completed_ms": completed_ms}
    row = dict(zip(("community_id", "sha256", "document_id"), name, strict=True)) | said
    with writing() as session:
        state = session.scalars(
            select(Document.state)
            .where(Document.community_id == name.community_id, Document.id == name.document_id)
            .with_for_update()
        ).one_or_none()
        if state in (None, ERASED):
            fail("not_found")
        insert = (sqlite if is_sqlite() else postgresql).insert(Attachment)
        session.execute(
            insert.values(row | {"tablet_id": tablet_id, "created_ms": now_ms()}).on_conflict_do_update(
                index_elements=["community_id", "sha256", "document_id"], set_=said
            )
        )


def _is(name: Name) -> tuple[ColumnElement[bool], ...]:
    return (
        Attachment.community_id == name.community_id,
        Attachment.sha256 == name.digest,
        Attachment.document_id == name.document_id,
    )


def _type_of(beginning: bytes) -> str:
    """Known by its first bytes: what a sender claims could make a browser run it."""
    for mark, content_type in _TYPES:
        if beginning.startswith(mark):
            return content_type
    if beginning[:4] == b"RIFF":
        return {b"WEBP": "image/webp", b"WAVE": "audio/wav"}.get(beginning[8:12], ANYTHING)
    return "audio/mp4" if beginning[4:8] == b"ftyp" else ANYTHING
