"""What leaves the centre by the hand of somebody at a desk: only what they may see, masked unless a second person
allowed it, and never without a line in the audit log that says who, which rows and why.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from server.access import visible
from server.approvals import EXPORT, use
from server.audit import note
from server.auth import Actor
from server.care.today import CHINA
from server.clock import fresh_bytes, uuid_text
from server.current import limits, settings
from server.database import reading, writing
from server.errors import fail
from server.export import Wanted, write
from server.models import Record

_IDS_PER_LINE = 500


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody at a desk wants to have: records of a kind, of a grid or of all theirs, from a day to a day."""

    kind: str
    form: str
    grid: str | None = None
    first_day: str | None = None
    last_day: str | None = None
    template: str | None = None
    sources: bool = False

    def body(self) -> dict[str, Any]:
        """As an approval keeps it."""
        said = {name: getattr(self, name) for name in self.__slots__}
        # Allowed before there was such a wish is allowed without it.
        return said if self.sources else {name: value for name, value in said.items() if name != "sources"}


@dataclass(frozen=True, slots=True)
class GivenOut:
    """A file on its way out; whoever sends it removes it."""

    path: Path
    name: str
    rows: int


def wanted_by(session: Session, actor: Actor, asked: Asked, masked: bool = True) -> Wanted:
    """The records that the actor sees of what they ask for; fails where there are more than one file may hold."""
    kind = actor.catalogue.named(asked.kind) or fail("not_found")
    since = None if asked.first_day is None else day_ms(asked.first_day)
    until = None if asked.last_day is None else day_ms(asked.last_day) + 86_400_000
    wanted = Wanted(
        actor.community_id, kind, asked.grid, since, until, masked, only=visible(Record, actor), sources=asked.sources
    )
    if asked.sources and asked.form == "csv":
        fail("body.invalid", fields={"sources": ["A CSV file holds one table: take xlsx or jsonl."]})
    rows = count(session, wanted)
    if asked.sources and rows > limits().export_sources_max:
        fail("body.too_large", f"more than {limits().export_sources_max} records with who wrote them: shorten the time")
    if rows > limits().export_rows_max:
        fail("body.too_large", f"more than {limits().export_rows_max} records: choose a shorter time or one grid")
    return wanted


def count(session: Session, wanted: Wanted) -> int:
    """How many records it is."""
    return session.scalar(select(func.count()).select_from(wanted.query().subquery())) or 0


def give(actor: Actor, asked: Asked, reason: str, approval_id: bytes | None = None) -> GivenOut:
    """A file of what was asked for. With an approval it is whole, and used up by it."""
    name = f"{asked.kind}-{asked.first_day or 'all'}.{asked.form}"

    def make(session: Session) -> tuple[Path, list[bytes]]:
        return write(session, wanted_by(session, actor, asked, approval_id is None), asked.form, _folder() / name)

    path, ids = given_out(actor, make, asked.body(), reason, approval_id)
    return GivenOut(path, name, len(ids))


def given_out(
    actor: Actor,
    make: Callable[[Session], tuple[Path, list[bytes]]],
    what: dict[str, Any],
    reason: str,
    approval_id: bytes | None,
) -> tuple[Path, list[bytes]]:
    """Make a file (``make`` answers with it and the documents in it), and note it before anybody gets it."""
    with reading() as session:
        path, ids = make(session)
    try:
        with writing() as session:
            detail: dict[str, Any] = {**what, "rows": len(ids), "masked": approval_id is None, "reason": reason}
            if approval_id is not None:
                approval = use(session, actor, approval_id, EXPORT)
                if approval.what != what:
                    fail("record.changed", "something else was allowed")
                detail |= {"approved_by": uuid_text(approval.decided_by or b""), "recipient": approval.recipient}
            for start in range(0, max(len(ids), 1), _IDS_PER_LINE):
                documents = [uuid_text(one) for one in ids[start : start + _IDS_PER_LINE]]
                note(session, actor, "record.export", approval_id, **detail, documents=documents)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return path, ids


def day_ms(day: str) -> int:
    """When a day begins here."""
    return int(datetime.strptime(day, "%Y-%m-%d").replace(tzinfo=CHINA).astimezone(UTC).timestamp() * 1000)


def draft_path(suffix: str) -> Path:
    """A place for a file on its way out, readable by this server alone."""
    path = _folder() / f"{fresh_bytes(8).hex()}{suffix}"
    path.touch(mode=0o600)
    return path


def _folder() -> Path:
    folder = settings().data / "leaving"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder
