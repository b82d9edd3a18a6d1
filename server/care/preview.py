"""Before a care file is put in force: whom it would treat otherwise than what is in force now.

Looked at are residents of the reader's grids, up to a bound that is told; nothing is written.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.care.chain import Kept, worked_out
from schemas.care.days import day_of
from schemas.care.library import CareFile
from schemas.care.programme import Audience, Frequency
from schemas.care.rule_set import RuleSet
from server.access import visible, visible_among
from server.auth import Actor
from server.care import files, subjects
from server.care.people import people
from server.care.plan import plan
from server.care.today import day_of as day_text_of
from server.care.today import today
from server.clock import now_ms
from server.models import Community, Record, Result

PEOPLE_MAX = {"programme": 5000, "rule_set": 300, "reminders": 500}
"""How many residents are looked at: working out what rules say of all their records takes its time."""
_NAMED_MAX = 50
_KEPT_OUT = "—"


@dataclass(slots=True)
class Preview:
    """``changes``: (what holds now, what would hold) → how many residents; ``named``: some of those who change."""

    looked_at: int = 0
    bounded: bool = False
    changes: Counter[tuple[str, str]] = field(default_factory=Counter)
    named: list[tuple[bytes, str, str]] = field(default_factory=list)

    @property
    def changed(self) -> int:
        """How many would be treated otherwise."""
        return sum(count for (before, after), count in self.changes.items() if before != after)

    def note(self, resident: bytes, before: str, after: str) -> None:
        """Count one resident."""
        self.changes[before, after] += 1
        if before != after and len(self.named) < _NAMED_MAX:
            self.named.append((resident, before, after))


def preview(session: Session, actor: Actor, file: CareFile) -> Preview:
    """What the file would change. Of its first version: all that it says."""
    ids = session.scalars(
        select(Record.document_id)
        .where(visible(Record, actor), Record.kind == "resident", *_concerned(actor, file))
        .order_by(Record.document_id)
        .limit(PEOPLE_MAX[file.sort] + 1)
    ).all()
    found = Preview(bounded=len(ids) > PEOPLE_MAX[file.sort])
    ids = ids[: PEOPLE_MAX[file.sort]]
    found.looked_at = len(ids)
    _PREVIEWS[file.sort](session, actor, file, ids, found)
    return found


def _concerned(actor: Actor, file: CareFile) -> list[Any]:
    """A rule set speaks about those who have a result of it."""
    if file.sort != "rule_set":
        return []
    kinds = sorted(file.meaning.kinds)
    about = select(Record.subject_id).where(
        visible(Record, actor), Record.kind.in_(kinds), Record.subject_id.is_not(None)
    )
    known = select(Result.subject_id).where(visible(Result, actor), Result.rule_set == file.id)
    return [Record.document_id.in_(known.union(about))]


def _programme(session: Session, actor: Actor, file: CareFile, ids: Sequence[bytes], found: Preview) -> None:
    now = files.in_force(session, actor.community_id).files.get(file.key)
    day = day_of(today()) or 0
    audiences = [None if one is None else Audience([one.meaning]) for one in (now, file)]
    for identity, person in people(session, actor.community_id, ids, day).items():
        before, after = (
            _KEPT_OUT
            if one is None or person.facts.standing(day) != "in" or not one.programmes[0].runs_on(day)
            else _asks(one.asked(0, person.facts, day))
            for one in audiences
        )
        found.note(identity, before, after)


def _asks(frequency: Frequency | None) -> str:
    """How often somebody is asked for, shortly: ``月2次 每15天 入户月1次``."""
    if frequency is None:
        return _KEPT_OUT
    said = []
    for name, ask in (("", frequency.contact), ("入户", frequency.home)):
        said += [f"{name}月{ask.month_min}次"] if ask.month_min is not None else []
        said += [f"{name}隔{ask.gap_days}天"] if ask.gap_days is not None else []
    return " ".join(said) or _KEPT_OUT


def _rule_set(session: Session, actor: Actor, file: CareFile, ids: Sequence[bytes], found: Preview) -> None:
    library = files.in_force(session, actor.community_id)
    now = {identity: one.meaning for identity, one in library.of("rule_set").items()}
    then = {**now, file.id: file.meaning}
    kinds = sorted({kind for sets in (now, then) for one in sets.values() for kind in one.kinds})
    residents: dict[bytes, dict[str, Any]] = dict(
        session.execute(select(Record.document_id, Record.values).where(Record.community_id == actor.community_id,
                        Record.document_id.in_(ids))).tuples().all()
    )  # fmt: skip
    kept: dict[bytes, list[Kept]] = {}
    for row in session.execute(
        select(
            Record.document_id, Record.kind, Record.subject_id, Record.when_ms, Record.received_ms, Record.values
        ).where(visible_among(Record, actor), Record.subject_id.in_(ids), Record.kind.in_(kinds))
    ):
        moment = row.received_ms if row.when_ms is None else min(row.when_ms, row.received_ms)
        one = Kept(row.document_id, row.kind, day_text_of(moment), row.values, row.received_ms)
        kept.setdefault(row.subject_id, []).append(one)
    for identity in ids:
        records = sorted(kept.get(identity, []), key=lambda one: (one.day, one.id))
        before, after = (_level(residents.get(identity, {}), records, sets, file.id) for sets in (now, then))
        found.note(identity, before, after)


def _level(values: Mapping[str, Any], records: Sequence[Kept], sets: Mapping[str, RuleSet], identity: str) -> str:
    """What the rule set says of somebody's latest record: class and whether it is an emergency."""

    def choose(record: Kept) -> Iterable[RuleSet]:
        return [one for _, one in sorted(sets.items()) if record.kind in one.kinds]

    said = [one for one in worked_out(values, records, choose) if one.rule_set.id == identity]
    if not said:
        return _KEPT_OUT
    return f"{said[-1].level or _KEPT_OUT}{' !' if said[-1].emergency else ''}"


def _reminders(session: Session, actor: Actor, file: CareFile, ids: Sequence[bytes], found: Preview) -> None:
    library = files.in_force(session, actor.community_id)
    now = {identity: one.meaning for identity, one in library.of("reminders").items()}
    namespace = session.get_one(Community, actor.community_id).namespace
    about = subjects.residents(session, actor.community_id, ids, today(), now_ms())
    for subject in about:
        before, after = (
            _tasks(plan(namespace, list(sets.values()), [subject], today(), now_ms()).make)
            for sets in (now, {**now, file.id: file.meaning})
        )
        found.note(subject.id, before, after)


def _tasks(tasks: Iterable[Any]) -> str:
    return "、".join(sorted({str(one.values["title"]) for one in tasks})) or _KEPT_OUT


_PREVIEWS: Mapping[str, Callable[[Session, Actor, CareFile, Sequence[bytes], Preview], None]] = {
    "programme": _programme,
    "rule_set": _rule_set,
    "reminders": _reminders,
}
