"""What leaves the centre, or goes for good: only with a second person, and by the street's own tables."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.database import Base
from server.models.columns import CommunityKey, Id, IdKey, Milliseconds, OptionalId, OptionalMilliseconds


class Approval(Base):
    """Something that one person asks for and another has to allow: unmasked data, or an erasure."""

    __tablename__ = "approval"
    __table_args__ = (Index("ix_approval_asked", "community_id", "asked_ms"),)

    community_id: Mapped[CommunityKey]
    id: Mapped[IdKey]
    action: Mapped[str] = mapped_column(String(32))
    """``export`` or ``erase``."""
    what: Mapped[Any] = mapped_column(JSON)
    """What is asked for, as ``server.approvals`` and those who act on it read it."""
    reason: Mapped[str] = mapped_column(String(2000))
    recipient: Mapped[str] = mapped_column(String(200))
    """Who is to get it; empty where nothing leaves."""
    asked_by: Mapped[Id]
    asked_ms: Mapped[Milliseconds]
    decided_by: Mapped[OptionalId]
    decided_ms: Mapped[OptionalMilliseconds]
    granted: Mapped[bool | None]
    used_ms: Mapped[OptionalMilliseconds]
    """When it was acted upon. Good once."""


class LedgerTemplate(Base):
    """The street's own table (台账): its file as it was uploaded, and what each of its columns is."""

    __tablename__ = "ledger_template"

    community_id: Mapped[CommunityKey]
    id: Mapped[IdKey]
    name: Mapped[str] = mapped_column(String(100))
    kind: Mapped[str] = mapped_column(String(64))
    sheet: Mapped[str] = mapped_column(String(64))
    heading_row: Mapped[int]
    columns: Mapped[Any] = mapped_column(JSON)
    """Column number as text → what stands in it (``server.ledgers``)."""
    file: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    person_id: Mapped[Id]
    uploaded_ms: Mapped[Milliseconds]
    retired_ms: Mapped[OptionalMilliseconds]
