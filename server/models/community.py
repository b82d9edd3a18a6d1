"""Who there is: communities, their grids, their people, and who serves which grid."""

from __future__ import annotations

from sqlalchemy import ForeignKeyConstraint, LargeBinary, String, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column

from server.database import Base
from server.models.columns import CommunityKey, Count, Id, IdKey, Milliseconds, OptionalMilliseconds


class Community(Base):
    """The tenant: a community (社区) with its own secrets and its own log id."""

    __tablename__ = "community"

    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    log: Mapped[str] = mapped_column(String(64))
    """The id of the log, new after every restore (protocol §8)."""
    namespace: Mapped[Id]
    """The secret under which the documents of residents with an ID number are named."""
    seal_key: Mapped[bytes] = mapped_column(LargeBinary(32))
    centre: Mapped[Id]
    """The prefix of the actors by which the centre itself writes, where no person does."""
    created_ms: Mapped[Milliseconds]
    kinds: Mapped[str] = mapped_column(String(64), default="", server_default="")
    """Fingerprint of the forms that it brought itself (``server.catalogues``); empty where it brought none."""
    contact_days_max: Mapped[int] = mapped_column(default=14, server_default="14")
    """Days without contact before a tablet asks for the supervisor."""
    lock_minutes: Mapped[int] = mapped_column(default=15, server_default="15")
    """How long a tablet stays open untouched."""
    photos_on_wifi_only: Mapped[bool] = mapped_column(default=False, server_default=false())


class Grid(Base):
    """A grid (网格): the unit of replication, of permission and of ordering."""

    __tablename__ = "grid"

    community_id: Mapped[CommunityKey]
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    name: Mapped[str] = mapped_column(String(100))
    seq: Mapped[Count]
    """The number of the last chunk in this grid's log."""
    link: Mapped[bytes] = mapped_column(LargeBinary(32))
    """The hash that the last chunk's row carries."""
    digest: Mapped[bytes] = mapped_column(LargeBinary(32))
    """Over the active documents in it (protocol §6)."""
    closed_ms: Mapped[OptionalMilliseconds]
    """When the grid was given up: grids are re-cut, what was written in them stays."""


class Person(Base):
    """A human with a role. Without a password they work on tablets only."""

    __tablename__ = "person"
    __table_args__ = (UniqueConstraint("community_id", "login"),)

    community_id: Mapped[CommunityKey]
    id: Mapped[IdKey]
    name: Mapped[str] = mapped_column(String(100))
    role: Mapped[str] = mapped_column(String(32))
    former_roles: Mapped[str] = mapped_column(String(200), default="", server_default="")
    """What they were before, with blanks between: what they wrote as such stays in order."""
    login: Mapped[str | None] = mapped_column(String(100))
    password_hash: Mapped[str | None] = mapped_column(String(255))
    wrong_passwords: Mapped[Count]
    locked_until_ms: Mapped[OptionalMilliseconds]
    session_epoch: Mapped[Count]
    """Raised to end every session of theirs at once."""
    created_ms: Mapped[Milliseconds]
    disabled_ms: Mapped[OptionalMilliseconds]


class Assignment(Base):
    """A person serves a grid. An ended one is kept: what was recorded while it held may still come in."""

    __tablename__ = "assignment"
    __table_args__ = (
        ForeignKeyConstraint(["community_id", "person_id"], ["person.community_id", "person.id"]),
        ForeignKeyConstraint(["community_id", "grid_id"], ["grid.community_id", "grid.id"]),
    )

    community_id: Mapped[CommunityKey]
    person_id: Mapped[IdKey]
    grid_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    since_ms: Mapped[Milliseconds]
    ended_ms: Mapped[OptionalMilliseconds]
