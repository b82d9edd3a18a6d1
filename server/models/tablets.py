"""Enrolled devices and the codes by which they enrol."""

from __future__ import annotations

from sqlalchemy import BigInteger, ForeignKeyConstraint, Index, LargeBinary, String
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
    attachments_unsent: Mapped[int | None]
    storage_used_bytes: Mapped[int | None] = mapped_column(BigInteger)
    storage_left_bytes: Mapped[int | None] = mapped_column(BigInteger)
    """Room that its browser gives the app, as it says."""
    storage_persistent: Mapped[bool | None]
    """Whether the browser has promised not to clear it when room is short."""
    contact_days: Mapped[int | None]
    """Days without contact that a supervisor gave this one; none: as all others of the community."""


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


class BundleKey(Base):
    """A key pair for bundles; the newest is given out, older ones still open what was made for them."""

    __tablename__ = "bundle_key"

    community_id: Mapped[CommunityKey]
    id: Mapped[bytes] = mapped_column(LargeBinary(8), primary_key=True)
    point: Mapped[bytes] = mapped_column(LargeBinary(65))
    secret: Mapped[bytes] = mapped_column(LargeBinary(32), deferred=True)
    """The private half: read where a bundle is opened, shown nowhere."""
    created_ms: Mapped[Milliseconds]
