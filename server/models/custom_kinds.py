"""The forms that communities bring themselves."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, LargeBinary, String
from sqlalchemy.orm import Mapped, mapped_column

from server.database import Base
from server.models.columns import CommunityKey, Milliseconds, OptionalId


class CustomKind(Base):
    """One version of a form that a community loaded: a kind of its own, or questions for a shipped kind. Append-only:
    records keep the version that they were filled in with."""

    __tablename__ = "custom_kind"

    community_id: Mapped[CommunityKey]
    kind: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """Of the community's form, from 1."""
    declaration: Mapped[Any] = mapped_column(JSON)
    """As ``schemas.plain`` writes it, with everything that was ever asked; for a shipped kind its added sections."""
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    """Of the file; of no bytes where it was retired."""
    file_name: Mapped[str] = mapped_column(String(200))
    skipped: Mapped[Any] = mapped_column(JSON)
    """Rows of the file that could not be asked and were left out: sheet, row, column, reason."""
    person_id: Mapped[OptionalId]
    """Who loaded it; none where it was done by a command at the box."""
    loaded_ms: Mapped[Milliseconds]
