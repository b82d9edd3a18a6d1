"""Derived tables, which can be burnt and rebuilt, and the settlements, which cannot: they hold the reasons."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, String, false
from sqlalchemy.orm import Mapped, mapped_column

from server.database import Base
from server.models.columns import (
    CommunityKey,
    Count,
    GridName,
    Id,
    IdKey,
    Milliseconds,
    OptionalId,
    OptionalMilliseconds,
)

DISPUTED, INCONSISTENT = "disputed", "inconsistent"


class Record(Base):
    """The central row that a document is reconciled into."""

    __tablename__ = "record"
    __table_args__ = (
        Index("ix_record_when", "community_id", "grid_id", "kind", "when_ms"),
        Index("ix_record_subject", "community_id", "subject_id", "kind"),
        # In the order of arrival within a status, so that what comes in is appended and the queue is read from its end.
        Index("ix_record_review", "community_id", "status", "received_ms", "grid_id", "kind", "answered"),
        # Not in the order of its keys, which are random: a hand-in's records would each be written on a page alone.
    )

    community_id: Mapped[CommunityKey]
    document_id: Mapped[IdKey]
    grid_id: Mapped[GridName]
    kind: Mapped[str] = mapped_column(String(64))
    kind_version: Mapped[Count]
    """The version of the declaration that it was filled in with."""
    heads: Mapped[bytes] = mapped_column(LargeBinary)
    """The document's heads that it was read from; where they differ from the document's, it is behind."""
    subject_id: Mapped[OptionalId]
    worker_id: Mapped[OptionalId]
    when_ms: Mapped[OptionalMilliseconds]
    """When it was done, as the worker's tablet says."""
    received_ms: Mapped[Milliseconds]
    status: Mapped[str] = mapped_column(String(32))
    answered: Mapped[bool] = mapped_column(default=False, server_default=false())
    """Somebody wrote to it after it was last reviewed."""
    conflicts: Mapped[Count]
    values: Mapped[dict[str, Any]] = mapped_column(JSON)
    problems: Mapped[list[Any]] = mapped_column(JSON)


class Conflict(Base):
    """Something in a record that asks for a person: rivals, or a whole that breaks a rule."""

    __tablename__ = "conflict"
    __table_args__ = (Index("ix_conflict_grid", "community_id", "grid_id", "type"),)

    community_id: Mapped[CommunityKey]
    document_id: Mapped[IdKey]
    type: Mapped[str] = mapped_column(String(16), primary_key=True)
    path: Mapped[str] = mapped_column(String(200), primary_key=True)
    code: Mapped[str] = mapped_column(String(64), primary_key=True)
    """The rule that is broken; ``rivals`` for what is disputed."""
    grid_id: Mapped[GridName]
    kind: Mapped[str] = mapped_column(String(64))
    detail: Mapped[Any] = mapped_column(JSON)
    """Disputed: ``[{"value", "changes": [hex]}]``; inconsistent: what the rule's sentence needs."""


class ResidentKey(Base):
    """What residents are compared by: two documents with one key may be one person."""

    __tablename__ = "resident_key"
    __table_args__ = (Index("ix_resident_key", "community_id", "key"),)

    community_id: Mapped[CommunityKey]
    document_id: Mapped[IdKey]
    reason: Mapped[str] = mapped_column(String(32), primary_key=True)
    key: Mapped[bytes] = mapped_column(LargeBinary(16))
    grid_id: Mapped[GridName]


class ResidentEntry(Base):
    """Where a resident stands in the register, and what they are looked for by: rows so short that all can be read."""

    __tablename__ = "resident_entry"
    __table_args__ = (Index("ix_resident_entry_place", "community_id", "place", "document_id", "grid_id"),)

    community_id: Mapped[CommunityKey]
    document_id: Mapped[IdKey]
    grid_id: Mapped[GridName]
    place: Mapped[bytes] = mapped_column(LargeBinary)
    """In the order of pinyin (``server.spelling.place_of``)."""
    name: Mapped[str] = mapped_column(String(200))
    """As names are compared: one width, small letters, no gaps."""
    letters: Mapped[str]
    """What may be typed for the name (``server.spelling.letters_of``)."""
    address: Mapped[str] = mapped_column(String(500))
    household_id: Mapped[OptionalId]
    digits: Mapped[str] = mapped_column(String(32))
    """The last six characters of the ID number and of the phone, each with a ``|`` behind it."""


class Settlement(Base):
    """A person's decision at the centre: what was chosen, over what, and why. Changes made here carry no reason."""

    __tablename__ = "settlement"
    __table_args__ = (
        Index("ix_settlement_document", "community_id", "document_id"),
        Index("ix_settlement_at", "community_id", "action", "at_ms"),
    )

    community_id: Mapped[CommunityKey]
    id: Mapped[IdKey]
    document_id: Mapped[Id]
    grid_id: Mapped[GridName]
    action: Mapped[str] = mapped_column(String(32))
    """``review``, ``settle``, ``accept``, ``undo``, ``amend``, ``link``, ``unlink``, ``distinct``, ``move``."""
    path: Mapped[str] = mapped_column(String(200))
    chosen: Mapped[Any] = mapped_column(JSON)
    rivals: Mapped[Any] = mapped_column(JSON)
    reason: Mapped[str] = mapped_column(String(2000))
    person_id: Mapped[Id]
    at_ms: Mapped[Milliseconds]
    change_hash: Mapped[bytes | None] = mapped_column(LargeBinary(32))
