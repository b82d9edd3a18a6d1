"""Column types that several tables share."""

from __future__ import annotations

from typing import Annotated

from sqlalchemy import BigInteger, ForeignKey, LargeBinary, String
from sqlalchemy.orm import mapped_column

ROWS_IN_KEY_ORDER = {"sqlite_with_rowid": False}
"""SQLite keeps the rows in the tree of the primary key itself: one tree less to write for every row."""

CommunityKey = Annotated[str, mapped_column(String(64), ForeignKey("community.id"), primary_key=True)]
"""The tenant, first column of the primary key."""
GridName = Annotated[str, mapped_column(String(64))]
Id = Annotated[bytes, mapped_column(LargeBinary(16))]
IdKey = Annotated[bytes, mapped_column(LargeBinary(16), primary_key=True)]
OptionalId = Annotated[bytes | None, mapped_column(LargeBinary(16))]
Milliseconds = Annotated[int, mapped_column(BigInteger)]
"""A moment, in milliseconds since 1970 UTC."""
OptionalMilliseconds = Annotated[int | None, mapped_column(BigInteger)]
Count = Annotated[int, mapped_column(BigInteger, default=0)]
