"""Residents as visit programmes see them: their facts, contacts and calls, read for many at once.

Read are columns and single answers, not whole records: for a community of ten thousand that is most of the work.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from schemas.care.contact import Contact
from schemas.care.register import Held, Person, Sighting, register
from server.clock import uuid_text
from server.models import Record
from server.models import Sighting as Row

_DAY_MS = 86_400_000
BACK_DAYS = 400
"""How far back contacts are read: longer than the longest gap that a programme may allow (366 days)."""
_CONTACTS = ("visit", "health_check")
_SAID = {
    "care_level": ("level", "occasion"),
    "visit_call": ("cause", "since", "until"),
    "visit": ("method", "result"),
}
_ANSWERS = tuple(path for paths in _SAID.values() for path in paths)


def people(
    session: Session, community_id: str, residents: Collection[bytes], since_day: int, day: int | None = None
) -> dict[bytes, Person]:
    """Of these ids those that are residents, with what is known since a day (in days since 1970).

    ``day``: in the colours of that day.
    """
    rows = session.execute(
        select(Record.document_id, Record.grid_id, Record.received_ms, Record.values).where(
            Record.community_id == community_id, Record.kind == "resident", Record.document_id.in_(list(residents))
        )
    ).all()
    if not rows:
        return {}
    ids = {row.document_id.hex(): row.document_id for row in rows}
    files = [Held(row.document_id.hex(), "resident", row.grid_id, row.values, row.received_ms) for row in rows]
    # Nothing is known before it happens: what was received earlier took place earlier.
    about = _records(session, community_id, Record.subject_id.in_(list(ids.values())), (since_day - 1) * _DAY_MS)
    calls = _records(session, community_id, _calls_of_grids({one.grid for one in files}), (since_day - 1) * _DAY_MS)
    seen = _seen(session, community_id, files, since_day)
    return {ids[one]: person for one, person in register([*files, *about, *calls], seen, day).items()}


def _records(session: Session, community_id: str, which: ColumnElement[bool], since: int) -> Iterator[Held]:
    answers = [Record.values[path].as_string().label(path) for path in _ANSWERS]
    rows = session.execute(
        select(
            Record.document_id, Record.kind, Record.grid_id, Record.subject_id, Record.when_ms, Record.received_ms,
            *answers,
        ).where(
            Record.community_id == community_id, which, Record.kind.in_([*_CONTACTS, "care_level", "visit_call"]),
            # A colour that holds may have been decided long ago.
            (Record.received_ms >= since) | (Record.kind == "care_level"),
        )
    )  # fmt: skip
    for identity, kind, grid, subject, when_ms, received_ms, *said in rows:
        values: dict[str, Any] = {"at": when_ms, **dict(zip(_ANSWERS, said, strict=True))}
        if subject is not None:
            values["resident"] = subject.hex()
        yield Held(identity.hex(), kind, grid, values, received_ms)


def _calls_of_grids(grids: Collection[str]) -> ColumnElement[bool]:
    return (Record.kind == "visit_call") & Record.subject_id.is_(None) & Record.grid_id.in_(sorted(grids))


def _seen(session: Session, community_id: str, files: Iterable[Held], since_day: int) -> list[Sighting]:
    homes = sorted({home for one in files if (home := home_of(one.values)) is not None})
    rows = session.execute(
        select(Row.home_id, Row.day, Row.outcome).where(
            Row.community_id == community_id, Row.home_id.in_(homes), Row.day >= since_day
        )
    )
    return [Sighting(uuid_text(home), Contact(day, "window", outcome)) for home, day, outcome in rows]


def home_of(values: Mapping[str, Any]) -> bytes | None:
    """The household that a resident's file names."""
    named = values.get("household")
    return id_of(named) if isinstance(named, str) else None


def id_of(text: str) -> bytes | None:
    """The 16 bytes of an id as documents write it; None where it is none."""
    try:
        found = bytes.fromhex(text.replace("-", ""))
    except ValueError:
        return None
    return found if len(found) == 16 and uuid_text(found) == text else None


def who_lives_in(session: Session, community_id: str, homes: Sequence[bytes], grids: Collection[str]) -> list[bytes]:
    """The residents of these homes, in these grids: without them every record would have to be looked at."""
    if not homes:
        return []
    names = [uuid_text(one) for one in homes]
    return list(
        session.scalars(
            select(Record.document_id).where(
                Record.community_id == community_id, Record.grid_id.in_(sorted(grids)), Record.kind == "resident",
                Record.values["household"].as_string().in_(names),
            )
        )
    )  # fmt: skip
