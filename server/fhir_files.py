"""Whose checks go into a FHIR bundle: of residents whom the reader sees, and who share with the clinic."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from schemas.catalogue import Catalogue
from server.access import visible, visible_among
from server.auth import Actor
from server.care.today import today
from server.clock import uuid_text
from server.current import limits
from server.database import reading
from server.errors import fail
from server.fhir import Person, bundle
from server.fhir_codes import MEASURED
from server.fhir_observations import Check
from server.giving import GivenOut, day_ms, draft_path, given_out
from server.models import Record
from server.resident_file import CONSENT, resident_file
from server.resident_search import RESIDENT

_MAKER = "fhir"
_DAY_MS = 86_400_000
_AT_ONCE = 500


def measuring_kinds(catalogue: Catalogue) -> list[str]:
    """The kinds of record that hold measurements of a resident."""
    return sorted(
        kind.name
        for kind in catalogue.kinds.values()
        if kind.subject_path == "resident" and not MEASURED.isdisjoint(kind.paths())
    )


def asked_of(actor: Actor, resident: bytes | None, first_day: str | None, last_day: str | None) -> dict[str, Any]:
    """What an approval keeps of it; fails with ``not_found`` where the resident is not one whom the actor sees."""
    if resident is not None:
        with reading() as session:
            resident_file(session, actor, resident)
    return {
        "maker": _MAKER, "kind": "health_check", "grid": None, "first_day": first_day, "last_day": last_day,
        "resident": resident and uuid_text(resident),
    }  # fmt: skip


def give_fhir(actor: Actor, what: dict[str, Any], reason: str, approval: bytes | None) -> GivenOut:
    """The bundle as a file; with an approval with names and numbers."""
    path, ids = given_out(
        actor, lambda session: fhir_file(session, actor, what, masked=approval is None), what, reason, approval
    )
    return GivenOut(path, f"fhir-{today()}.json", len(ids))


def fhir_file(session: Session, actor: Actor, what: dict[str, Any], masked: bool) -> tuple[Path, list[bytes]]:
    """The bundle of what is asked for; the file, and the documents in it. One person who does not share: refused."""
    rows = _checks(session, actor, what)
    wanted = sorted({row.subject_id for row in rows if row.subject_id is not None})
    if what["resident"] is not None:
        wanted = [UUID(what["resident"]).bytes]
    people = [one for one in _people(session, actor, wanted) if one.shares()]
    if what["resident"] is not None and not people:
        fail("consent.missing")
    known = {one.id for one in people}
    checks = [
        Check(row.document_id, row.subject_id, row.when_ms or row.received_ms, row.values, _is_settled(row))
        for row in rows
        if row.subject_id in known
    ]
    path = draft_path(".json")
    path.write_text(bundle(people, checks, masked), encoding="utf-8")
    return path, [*known, *(one.id for one in checks)]


def _checks(session: Session, actor: Actor, what: dict[str, Any]) -> Sequence[Record]:
    when = func.coalesce(Record.when_ms, Record.received_ms)
    query = select(Record).where(visible(Record, actor), Record.kind.in_(measuring_kinds(actor.catalogue)))
    if what["resident"] is not None:
        query = query.where(Record.subject_id == UUID(what["resident"]).bytes)
    if what["first_day"] is not None:
        query = query.where(when >= day_ms(what["first_day"]))
    if what["last_day"] is not None:
        query = query.where(when < day_ms(what["last_day"]) + _DAY_MS)
    most = limits().import_rows_max
    rows = session.scalars(query.order_by(when, Record.document_id).limit(most + 1)).all()
    if len(rows) > most:
        fail("body.too_large", f"more than {most} checks: choose a shorter time")
    return [row for row in rows if not MEASURED.isdisjoint(path.removesuffix(".unmeasured") for path in row.values)]


def _people(session: Session, actor: Actor, ids: Sequence[bytes]) -> list[Person]:
    people: list[Person] = []
    for start in range(0, len(ids), _AT_ONCE):
        some = ids[start : start + _AT_ONCE]
        consents: dict[bytes, list[Any]] = {}
        for subject, values in session.execute(
            select(Record.subject_id, Record.values).where(
                visible_among(Record, actor), Record.kind == CONSENT, Record.subject_id.in_(some)
            )
        ):
            consents.setdefault(subject, []).append(values)
        rows = session.execute(
            select(Record.document_id, Record.values)
            .where(visible_among(Record, actor), Record.kind == RESIDENT, Record.document_id.in_(some))
            .order_by(Record.document_id)
        )
        people += [Person(identity, values, consents.get(identity, [])) for identity, values in rows]
    return people


def _is_settled(row: Record) -> bool:
    return row.status == "approved" and row.conflicts == 0
