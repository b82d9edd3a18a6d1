"""Results: what the rule sets make of the records, kept beside them so that they can be found. Derived.

All records of a resident are worked out together, because each is given what came before it; so what arrives late, or
is put right, changes what follows from it.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete, insert, select
from sqlalchemy.orm import Session

from schemas.care.chain import Kept, Worked, shown, worked_out
from server.care.today import day_of
from server.care.versions import RuleSets
from server.catalogues import catalogue_of
from server.database import writing
from server.models import Record, Result

_CONFIRMED_BY = "confirmed_by"


def follow_results(session: Session, community_id: str, residents: Sequence[bytes]) -> None:
    """Make the results of these residents' records say what the rules say now."""
    rule_sets = RuleSets(session, community_id)
    people = _people(session, community_id, residents)
    records = _records(session, community_id, residents, rule_sets.kinds())
    confirmable = {
        name for name, kind in catalogue_of(session, community_id).kinds.items() if kind.field_at(_CONFIRMED_BY)
    }
    session.execute(
        delete(Result).where(Result.community_id == community_id, Result.subject_id.in_(list(residents))),
        execution_options={"synchronize_session": False},
    )
    rows: list[dict[str, Any]] = []
    for resident, values in people.items():
        own = {row.document_id: row for row in records.get(resident, [])}
        kept = [
            Kept(row.document_id, row.kind, day_of(_moment(row)), row.values, row.received_ms) for row in own.values()
        ]
        for worked in worked_out(values, kept, lambda one: rule_sets.of(one.kind, one.values, one.received_ms)):
            rows.append(_row(community_id, own[worked.record.id], worked, confirmable))
    if rows:
        # A record that is about somebody else now may still have a row from before.
        ids = {row["document_id"] for row in rows}
        session.execute(
            delete(Result).where(Result.community_id == community_id, Result.document_id.in_(list(ids))),
            execution_options={"synchronize_session": False},
        )
        session.execute(insert(Result), rows)


def burn(community_id: str) -> None:
    """Forget every result of a community; whoever is marked gets theirs again."""
    with writing() as session:
        session.execute(delete(Result).where(Result.community_id == community_id))


def _people(session: Session, community_id: str, residents: Collection[bytes]) -> dict[bytes, Any]:
    rows = session.execute(
        select(Record.document_id, Record.values).where(
            Record.community_id == community_id, Record.kind == "resident", Record.document_id.in_(list(residents))
        )
    )
    known = {row.document_id: row.values for row in rows}
    # A record may come before its resident's file: it is worked out without, and again once that is there.
    return {one: known.get(one, {}) for one in residents}


def _records(
    session: Session, community_id: str, residents: Collection[bytes], kinds: Collection[str]
) -> dict[bytes, list[Any]]:
    rows = session.execute(
        select(
            Record.document_id, Record.grid_id, Record.kind, Record.subject_id, Record.when_ms, Record.received_ms,
            Record.values,
        ).where(
            Record.community_id == community_id, Record.subject_id.in_(list(residents)), Record.kind.in_(list(kinds))
        )
    )  # fmt: skip
    found: dict[bytes, list[Any]] = {}
    for row in sorted(rows, key=lambda one: (_moment(one), one.document_id)):
        found.setdefault(row.subject_id, []).append(row)
    return found


def _moment(row: Any) -> int:
    """Nothing took place later than it was known."""
    received: int = row.received_ms
    return received if row.when_ms is None else min(row.when_ms, received)


def _row(community_id: str, record: Any, worked: Worked, confirmable: Collection[str]) -> dict[str, Any]:
    plain = worked.result.plain()
    return {
        "community_id": community_id,
        "document_id": record.document_id,
        "rule_set": worked.rule_set.id,
        "version": worked.rule_set.version,
        "status": worked.rule_set.status,
        "grid_id": record.grid_id,
        "kind": record.kind,
        "subject_id": record.subject_id,
        "when_ms": _moment(record),
        "level": worked.level,
        "emergency": worked.emergency,
        "waiting": record.kind in confirmable and not record.values.get(_CONFIRMED_BY),
        "outputs": worked.outputs,
        "missing": worked.missing,
        "cards": plain["cards"],
        "inputs": plain["inputs"],
        "shown": shown(record.values),
        "overrides": dict(worked.overrides),
    }
