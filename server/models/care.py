"""Care: the files that a community has in force, who is to be looked at again, and what the rules made of records."""

from __future__ import annotations

from typing import Any

from sqlalchemy import JSON, Index, LargeBinary, String, Text
from sqlalchemy.orm import Mapped, mapped_column

from schemas.care.contact import Outcome
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


class CareFile(Base):
    """One version of a care file that a community loaded; append-only, but for when it ceased to be in force."""

    __tablename__ = "care_file"

    community_id: Mapped[CommunityKey]
    sort: Mapped[str] = mapped_column(String(16), primary_key=True)
    """``rule_set``, ``programme`` or ``reminders``."""
    id: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    text: Mapped[str] = mapped_column(Text)
    """As it was loaded, byte for byte."""
    content: Mapped[Any] = mapped_column(JSON)
    """The same as plain data, as tablets get it."""
    sha256: Mapped[bytes] = mapped_column(LargeBinary(32))
    """Of the text."""
    person_id: Mapped[OptionalId]
    """Who loaded it; none where it was done by a command at the box."""
    loaded_ms: Mapped[Milliseconds]
    """In force from then."""
    until_ms: Mapped[OptionalMilliseconds]
    """When a later version took its place; none: it is in force."""


class CareBehind(Base):
    """Something about a resident changed, and what is computed from their records has not followed yet.

    One row for each hand-in, so that whoever writes one never waits for whoever works them off.
    """

    __tablename__ = "care_behind"
    __table_args__ = (ROWS_IN_KEY_ORDER,)

    community_id: Mapped[CommunityKey]
    resident_id: Mapped[IdKey]
    """The resident; of a record that is about nobody, the record itself."""
    id: Mapped[bytes] = mapped_column(LargeBinary(8), primary_key=True)


class Result(Base):
    """What a rule set makes of a record. Derived: it can be burnt and made again, equal."""

    __tablename__ = "result"
    __table_args__ = (
        Index("ix_result_when", "community_id", "grid_id", "when_ms"),
        Index("ix_result_subject", "community_id", "subject_id"),
        Index("ix_result_waiting", "community_id", "waiting", "when_ms", "kind", "grid_id", "status"),
        ROWS_IN_KEY_ORDER,
    )

    community_id: Mapped[CommunityKey]
    document_id: Mapped[IdKey]
    rule_set: Mapped[str] = mapped_column(String(64), primary_key=True)
    version: Mapped[Count]
    status: Mapped[str] = mapped_column(String(16))
    """``reports``: it counts; ``target``: it is shown beside what counts."""
    grid_id: Mapped[GridName]
    kind: Mapped[str] = mapped_column(String(64))
    subject_id: Mapped[Id]
    when_ms: Mapped[Milliseconds]
    level: Mapped[str | None] = mapped_column(String(16))
    """The class or level that it comes to, where the rule set has one and it could be computed."""
    emergency: Mapped[bool]
    waiting: Mapped[bool]
    """A doctor has not confirmed it yet."""
    outputs: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Name → value, of what could be computed."""
    missing: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Name → the inputs without which it could not be."""
    cards: Mapped[list[Any]] = mapped_column(JSON)
    inputs: Mapped[dict[str, Any]] = mapped_column(JSON)
    shown: Mapped[dict[str, Any]] = mapped_column(JSON)
    """What the tablet showed to whoever was at the door: ``{"rule_set", "outputs"}``."""
    overrides: Mapped[dict[str, Any]] = mapped_column(JSON)
    """Field → ``{"computed", "decided", "reason"}`` where a person decided otherwise."""


class Due(Base):
    """What visit programmes want of a resident next. Derived: it can be burnt and made again, equal."""

    __tablename__ = "due"
    __table_args__ = (
        Index("ix_due_day", "community_id", "grid_id", "due_day"),
        Index("ix_due_changes", "community_id", "changes_day"),
        ROWS_IN_KEY_ORDER,
    )

    community_id: Mapped[CommunityKey]
    resident_id: Mapped[IdKey]
    grid_id: Mapped[GridName]
    due_day: Mapped[int | None]
    """The earliest of ``dues``, in days since 1970; none: nothing is asked for."""
    changes_day: Mapped[int | None]
    """The next day on which it may be another although nothing happened: a birthday, a programme's first day."""
    dues: Mapped[list[Any]] = mapped_column(JSON)
    """``schemas.care.due.Due``, one after the other, as lists."""


class Sighting(Base):
    """One window of one look (看窗), by home: whoever lives there was seen to be well, or was not. Derived."""

    __tablename__ = "sighting"
    __table_args__ = (Index("ix_sighting_document", "community_id", "document_id"), ROWS_IN_KEY_ORDER)

    community_id: Mapped[CommunityKey]
    home_id: Mapped[IdKey]
    document_id: Mapped[IdKey]
    """The look."""
    day: Mapped[int]
    outcome: Mapped[Outcome] = mapped_column(String(8))


class DueState(Base):
    """For which programmes and up to which day a community's dues were made."""

    __tablename__ = "due_state"

    community_id: Mapped[CommunityKey]
    version: Mapped[str] = mapped_column(String(64))
    """Of the programmes in force then."""
    day: Mapped[int]


class VisitRate(Base):
    """A month's visit rate of one programme in one grid; with ``tag`` of its residents with that tag. Derived."""

    __tablename__ = "visit_rate"
    __table_args__ = (ROWS_IN_KEY_ORDER,)

    community_id: Mapped[CommunityKey]
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    """``YYYY-MM``"""
    grid_id: Mapped[str] = mapped_column(String(64), primary_key=True)
    programme: Mapped[str] = mapped_column(String(64), primary_key=True)
    tag: Mapped[str] = mapped_column(String(64), primary_key=True)
    """Empty: all of the programme's residents."""
    residents: Mapped[Count]
    met: Mapped[Count]
    tried: Mapped[Count]
    refused: Mapped[Count]


class VisitRateState(Base):
    """When a month's rates were last worked out, or who is at it since then."""

    __tablename__ = "visit_rate_state"

    community_id: Mapped[CommunityKey]
    month: Mapped[str] = mapped_column(String(7), primary_key=True)
    made_ms: Mapped[Milliseconds]


class RemindRun(Base):
    """The daily run of a community's reminders: for which day it was last done, and who is at it until when."""

    __tablename__ = "remind_run"

    community_id: Mapped[CommunityKey]
    day: Mapped[str] = mapped_column(String(10))
    """The last day it was finished for, ``YYYY-MM-DD``; empty before the first."""
    holder: Mapped[bytes] = mapped_column(LargeBinary(8))
    """Whoever took it last; random, so that nobody finishes another's run."""
    lease_ms: Mapped[Milliseconds]
    """Until then nobody else begins; a process that died is waited for so long and no longer."""
    finished_ms: Mapped[OptionalMilliseconds]
