"""Enrolled devices and the codes by which they enrol."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, Index, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.database import Base
from server.models.columns import CommunityKey, Id, IdKey, Milliseconds, OptionalId, OptionalMilliseconds


class Tablet(Base):
    """An enrolled device with a token; it belongs to a person and carries that person's grids."""

    __tablename__ = "tablet"
    __table_args__ = (
        ForeignKeyConstraint(["community_id", "person_id"], ["person.community_id", "person.id"]),
        Index("ix_tablet_token_hash", "token_hash", unique=True),
    )

    community_id: Mapped[CommunityKey]
    id: Mapped[IdKey]
    person_id: Mapped[Id]
    name: Mapped[str] = mapped_column(String(100))
    token_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    enrolled_ms: Mapped[Milliseconds]
    revoked_ms: Mapped[OptionalMilliseconds]
    revoked_by: Mapped[OptionalId]
    erased_ms: Mapped[OptionalMilliseconds]
    """When it was first told, after the revocation, to erase itself."""
    seen_ms: Mapped[OptionalMilliseconds]
    clock_ahead_ms: Mapped[OptionalMilliseconds]
    """How far its clock ran ahead of the server's at last contact; negative: behind."""
    unsent: Mapped[int | None]
    """Documents that still wait on it, as it says."""
    app: Mapped[str | None] = mapped_column(String(200))


class Pairing(Base):
    """A pairing code, good once and for a short time; only its hash is kept."""

    __tablename__ = "pairing"
    __table_args__ = (
        ForeignKeyConstraint(["community_id", "person_id"], ["person.community_id", "person.id"]),
        Index("ix_pairing_code_hash", "code_hash", unique=True),
    )

    community_id: Mapped[CommunityKey]
    id: Mapped[IdKey]
    person_id: Mapped[Id]
    code_hash: Mapped[bytes] = mapped_column(LargeBinary(32))
    created_by: Mapped[OptionalId]
    created_ms: Mapped[Milliseconds]
    expires_ms: Mapped[Milliseconds]
    used_ms: Mapped[OptionalMilliseconds]
    tablet_id: Mapped[OptionalId]
