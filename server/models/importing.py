"""How a community's registers were read."""

from __future__ import annotations

from sqlalchemy import JSON, LargeBinary
from sqlalchemy.orm import Mapped, mapped_column

from server.database import Base
from server.models.columns import CommunityKey, Milliseconds


class ImportMapping(Base):
    """What each column of a register was taken for. Of the register it holds neither headings nor rows."""

    __tablename__ = "import_mapping"

    community_id: Mapped[CommunityKey]
    header: Mapped[bytes] = mapped_column(LargeBinary(32), primary_key=True)
    """SHA-256 over the headings in their order."""
    paths: Mapped[dict[str, str]] = mapped_column(JSON)
    """Place among the columns → the field that it goes to."""
    used_ms: Mapped[Milliseconds]
