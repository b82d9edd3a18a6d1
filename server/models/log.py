"""The log and what it adds up to: chunks, documents, what was refused, and attachments."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.database import Base
from server.models.columns import (
    ROWS_IN_KEY_ORDER,
    CommunityKey,
    Count,
    GridName,
    Id,
    IdKey,
    Milliseconds,
    OptionalId,
    OptionalMilliseconds,
)

ACTIVE, ARCHIVED, ERASED = "active", "archived", "erased"
"""Where a document stands: tablets hold it; only the centre does; nobody does, and its name is kept to say so."""


class Document(Base):
    """One record's whole history: where it belongs, its heads, and a cache of its chunks."""

    __tablename__ = "document"
    __table_args__ = (
        ForeignKeyConstraint(["community_id", "grid_id"], ["grid.community_id", "grid.id"]),
        Index("ix_document_grid_last_seq", "community_id", "grid_id", "last_seq"),
        ROWS_IN_KEY_ORDER,
    )

    community_id: Mapped[CommunityKey]
    id: Mapped[IdKey]
    grid_id: Mapped[GridName]
    kind: Mapped[str] = mapped_column(String(64))
    state: Mapped[str] = mapped_column(String(16), default=ACTIVE)
    heads: Mapped[bytes] = mapped_column(LargeBinary)
    """Hashes in ascending order, concatenated."""
    first_seq: Mapped[Count]
    """Where it begins in its grid's log; a document that was moved begins anew in the new grid's."""
    last_seq: Mapped[Count]
    linear: Mapped[bool]
    """Every change had seen all before it, so nothing can be disputed."""
    tail: Mapped[Count]
    """Chunks since the snapshot."""
    snapshot: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
    snapshot_seq: Mapped[Count]
    """The last chunk that the snapshot holds; 0: there is none yet, the chunks say all."""
    received_ms: Mapped[Milliseconds]


class Chunk(Base):
    """The bytes of one hand-in to one document; immutable, chained by hash to the row before it in the grid."""

    __tablename__ = "chunk"
    __table_args__ = (
        ForeignKeyConstraint(["community_id", "grid_id"], ["grid.community_id", "grid.id"]),
        Index("ix_chunk_document", "community_id", "document_id"),
        ROWS_IN_KEY_ORDER,
    )

    community_id: Mapped[CommunityKey]
    grid_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    seq: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    document_id: Mapped[Id]
    tablet_id: Mapped[OptionalId]
    """The tablet that handed it in; none where the centre wrote it."""
    person_id: Mapped[OptionalId]
    """Whose tablet it was, or who decided at the centre; none where the centre wrote by a rule."""
    received_ms: Mapped[Milliseconds]
    data: Mapped[bytes] = mapped_column(LargeBinary)
    """Automerge chunks; empty where the document leaves the grid, the tablets or this world."""
    data_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """SHA-256 of the bytes that stood here before their document was erased; none where nothing was."""
    link: Mapped[bytes] = mapped_column(LargeBinary(32))
    """Hash over the row before and everything in this one (``sync.digest.link``)."""


class Refusal(Base):
    """A hand-in that can never be right, kept aside for a person to look at."""

    __tablename__ = "refusal"
    __table_args__ = (Index("ix_refusal_received", "community_id", "received_ms"),)

    community_id: Mapped[CommunityKey]
    id: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    """SHA-256 over tablet, document and bytes: the same refused twice is one row."""
    document_id: Mapped[bytes] = mapped_column(LargeBinary(16))
    tablet_id: Mapped[Id]
    person_id: Mapped[Id]
    code: Mapped[str] = mapped_column(String(64))
    hint: Mapped[str] = mapped_column(String(500))
    data: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    seals: Mapped[Any] = mapped_column(JSON, default=list)
    """The seals it came with, ``[{"heads": [hex], "seal": hex}]``: a second try needs them as much as the first."""
    received_ms: Mapped[Milliseconds]
    times: Mapped[Count]
    closed_ms: Mapped[OptionalMilliseconds]
    """When somebody has looked at it, or it was merged after all."""
    closed_by: Mapped[OptionalId]
    outcome: Mapped[str | None] = mapped_column(String(500))


class Attachment(Base):
    """A photo or signature, named by its hash; the bytes are in the attachment store."""

    __tablename__ = "attachment"

    community_id: Mapped[CommunityKey]
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    document_id: Mapped[IdKey]
    tablet_id: Mapped[OptionalId]
    size: Mapped[Count]
    """Bytes it will have in all."""
    received: Mapped[Count]
    """Bytes that are here, from the first on."""
    content_type: Mapped[str] = mapped_column(String(100))
    created_ms: Mapped[Milliseconds]
    completed_ms: Mapped[OptionalMilliseconds]
