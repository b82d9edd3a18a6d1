"""Due: what visit programmes want of residents, kept beside their records, so that lists are read and not worked out.

A row says the same until something about its resident changes, which marks them (``marks.py``), or until the day that
it names itself. So a list of today costs no more than reading it, and a hand-in no more than those whom it is about.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from schemas.care.days import day_of_ms
from schemas.care.due import Count, Due, reckon
from schemas.care.programme import Audience
from schemas.care.register import Held, Person, sightings
from schemas.plain import fingerprint
from server.care import files, subjects
from server.care.people import BACK_DAYS, id_of, people, who_lives_in
from server.clock import now_ms
from server.database import reading, writing
from server.models import Due as Row
from server.models import DueState, Record, Sighting
from server.tables import DUE

_PAGE = 500
"""Residents at once: whoever hands in work waits no longer than that takes."""
_audiences: dict[str, Audience] = {}
_AUDIENCES_MAX = 64


def follow_due(session: Session, community_id: str, marked: Sequence[bytes]) -> None:
    """Make what is due say what the records of these residents, looks and calls say."""
    spoken = session.execute(
        select(
            Record.document_id, Record.kind, Record.grid_id, Record.subject_id, Record.when_ms, Record.received_ms,
            Record.values,
        ).where(
            Record.community_id == community_id, Record.document_id.in_(list(marked)),
            Record.kind.in_(["window_check", "visit_call"]),
        )
    ).all()  # fmt: skip
    concerned = set(marked)
    looks = [row for row in spoken if row.kind == "window_check"]
    homes = _keep_looks(session, community_id, marked, looks)
    concerned.update(who_lives_in(session, community_id, homes, {row.grid_id for row in looks}))
    grids = {row.grid_id for row in spoken if row.kind == "visit_call" and row.subject_id is None}
    if grids:
        concerned.update(_residents_of(session, community_id, grids))
    _reckon(session, community_id, sorted(concerned))


def bring_up(community_id: str) -> None:
    """Make every row good for today, before lists are read. What was handed in since is for ``follow``."""
    today = day_of_ms(now_ms())
    with reading() as session:
        state = session.get(DueState, community_id)
        version, _ = _audience(session, community_id)
        stale = state is None or state.version != version
        late = [] if state is None or stale or state.day >= today else _changed(session, community_id, today)
        done = state is not None and not stale and state.day >= today
    if done:
        return
    pages = subjects.every_page(reading, community_id, "resident", _PAGE) if stale else _cut(late)
    for ids in pages:
        with writing() as session:
            _reckon(session, community_id, ids)
    with writing() as session:
        session.merge(DueState(community_id=community_id, version=version, day=today))


def burn(community_id: str) -> None:
    """Forget what is due and which windows were seen; whoever is marked gets theirs again."""
    with writing() as session:
        for table in (Row, Sighting, DueState):
            session.execute(delete(table).where(table.community_id == community_id))


def forget(session: Session, community_id: str, document_id: bytes) -> None:
    """Take away what is kept about a resident, or about a look."""
    session.execute(delete(Row).where(Row.community_id == community_id, Row.resident_id == document_id))
    session.execute(delete(Sighting).where(Sighting.community_id == community_id, Sighting.document_id == document_id))


def programmes_of(session: Session, community_id: str) -> Audience:
    """The programmes in force, and whom each asks about."""
    return _audience(session, community_id)[1]


def read(dues: Iterable[Sequence[Any]]) -> list[Due]:
    """What a row keeps, as the rules speak of it."""
    return [Due(one[0], one[1], one[2], Count(*one[3]), Count(*one[4]), *one[5:]) for one in dues]


def _reckon(session: Session, community_id: str, residents: Collection[bytes]) -> None:
    today = day_of_ms(now_ms())
    audience = programmes_of(session, community_id)
    rows = [
        _row(community_id, identity, one, audience, today)
        for identity, one in people(session, community_id, residents, today - BACK_DAYS).items()
    ]
    session.execute(
        delete(Row).where(Row.community_id == community_id, Row.resident_id.in_(list(residents))),
        execution_options={"synchronize_session": False},
    )
    if rows:
        # By the table and not the class: what is None in some rows would otherwise make a statement of its own.
        session.connection().execute(insert(DUE), rows)


def _row(community_id: str, identity: bytes, one: Person, audience: Audience, today: int) -> dict[str, Any]:
    dues = reckon(one.facts, one.contacts, one.calls, audience, today)
    ends = [call.until + 1 for call in one.calls if call.until is not None and call.until >= today]
    changes = audience.changes_on(one.facts, today)
    return {
        "community_id": community_id,
        "resident_id": identity,
        "grid_id": one.held.grid,
        "due_day": min((each.due for each in dues), default=None),
        "changes_day": min(ends if changes is None else [*ends, changes], default=None),
        "dues": [list(each) for each in dues],
    }


def _keep_looks(session: Session, community_id: str, marked: Sequence[bytes], looks: Sequence[Any]) -> list[bytes]:
    """Keep what these looks saw; the homes concerned, those of before too."""
    mine = (Sighting.community_id == community_id) & Sighting.document_id.in_(list(marked))
    homes = set(session.scalars(select(Sighting.home_id).where(mine))) if looks else set()
    session.execute(delete(Sighting).where(mine), execution_options={"synchronize_session": False})
    rows: dict[tuple[bytes, bytes], dict[str, Any]] = {}
    for row in looks:
        held = Held("", row.kind, row.grid_id, {**row.values, "at": row.when_ms}, row.received_ms)
        for seen in sightings(held):
            home = id_of(seen.home)
            # Of a window that stands twice in a look the worse: somebody should go and see.
            if home is not None and rows.get((home, row.document_id), {}).get("outcome") != "tried":
                rows[home, row.document_id] = {
                    "community_id": community_id, "home_id": home, "document_id": row.document_id,
                    "day": seen.contact.day, "outcome": seen.contact.outcome,
                }  # fmt: skip
    if rows:
        session.execute(insert(Sighting), list(rows.values()))
    return sorted(homes.union(home for home, _ in rows))


def _residents_of(session: Session, community_id: str, grids: Collection[str]) -> list[bytes]:
    return list(
        session.scalars(
            select(Record.document_id).where(
                Record.community_id == community_id, Record.grid_id.in_(sorted(grids)), Record.kind == "resident"
            )
        )
    )


def _changed(session: Session, community_id: str, today: int) -> list[bytes]:
    return list(
        session.scalars(
            select(Row.resident_id)
            .where(Row.community_id == community_id, Row.changes_day <= today)
            .order_by(Row.resident_id)
        )
    )


def _cut(ids: Sequence[bytes]) -> list[Sequence[bytes]]:
    return [ids[start : start + _PAGE] for start in range(0, len(ids), _PAGE)]


def _audience(session: Session, community_id: str) -> tuple[str, Audience]:
    found = files.in_force(session, community_id).of("programme")
    version = fingerprint([[one.id, one.version, one.sha256.hex()] for one in found.values()])
    if version not in _audiences:
        if len(_audiences) >= _AUDIENCES_MAX:
            _audiences.clear()
        _audiences[version] = Audience([one.meaning for one in found.values()])
    return version, _audiences[version]
