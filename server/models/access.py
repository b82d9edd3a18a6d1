"""What guards the doors: tokens for programs, counters of wrong tries, and the audit log."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, ForeignKeyConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.database import Base
from server.models.columns import CommunityKey, Count, Id, IdKey, Milliseconds, OptionalId, OptionalMilliseconds


class ApiToken(Base):
    """A token by which a program acts for a person; shown once, kept as a hash."""

    __tablename__ = "api_token"
    __table_args__ = (
        ForeignKeyConstraint(["community_id", "person_id"], ["person.community_id", "person.id"]),
        Index("ix_api_token_hash", "token_hash", unique=True),
    )

    community_id: Mapped[CommunityKey]
    id: Mapped[IdKey]
    person_id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(100))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    created_ms: Mapped[Milliseconds]
    revoked_ms: Mapped[OptionalMilliseconds]


class Throttle(Base):
    """Wrong tries from one address within a window of time. No tenant: the address has not said who it is."""

    __tablename__ = "throttle"

    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    since_ms: Mapped[Milliseconds]
    tries: Mapped[Count]


class AuditEvent(Base):
    """Who did what to whose data, and when. Append-only; kept at least 184 days (网络安全法)."""

    __tablename__ = "audit_event"
    __table_args__ = (
        Index("ix_audit_event_at", "community_id", "at_ms"),
        Index("ix_audit_event_action", "community_id", "action", "at_ms"),
    )

    community_id: Mapped[CommunityKey]
    id: Mapped[IdKey]
    at_ms: Mapped[Milliseconds]
    person_id: Mapped[OptionalId]
    tablet_id: Mapped[OptionalId]
    action: Mapped[str] = mapped_column(String(64))
    object_id: Mapped[bytes | None] = mapped_column(LargeBinary(32))
    """The document, person or tablet it was done to."""
    detail: Mapped[Any] = mapped_column(JSON)
