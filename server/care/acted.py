"""What was done about an alarming value: so that nobody telephones twice, and none is forgotten.

Read out of the records themselves: tasks about it, a referral or a doctor's confirmation in the form, and what was
measured or seen of the same resident afterwards. Nothing of it is stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal
from uuid import UUID

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from server.access import visible
from server.auth import Actor
from server.care.subjects import COUNTS, TASK
from server.clock import uuid_text
from server.models import Record, Result
from server.records import names_of_people

Sort = Literal["task_open", "task_done", "task_ended", "measured", "visited", "confirmed", "referred"]
_VISIT = "visit"
_MET = ("1", "2")
_HASH_CHARACTERS = 16
_LOOKED_AT = (
    Record.document_id, Record.kind, Record.subject_id, Record.worker_id, Record.when_ms, Record.received_ms,
    Record.heads, Record.values,
)  # fmt: skip
"""Of whoever's records these are there may be many: no more of them is read than is looked at."""


@dataclass(frozen=True, slots=True)
class Act:
    """One thing that was done, or is to be; ``text``: what is told of it."""

    sort: Sort
    document_id: bytes
    person: bytes | None
    at_ms: int | None
    text: str = ""
    settles: bool = False


@dataclass(slots=True)
class Acted:
    """All that is known to have been done about one alarming value, the first first."""

    acts: list[Act] = field(default_factory=list)
    seen: str = ""
    """Another word as soon as something else was done: whoever decides says what they knew of."""
    open_task: bytes | None = None
    open_heads: bytes = b""
    people: Mapping[bytes, str] = field(default_factory=dict)

    @property
    def state(self) -> Literal["none", "under_way", "done"]:
        """Whether somebody acted."""
        if any(one.settles for one in self.acts):
            return "done"
        return "under_way" if self.acts else "none"


def emergencies_of(session: Session, actor: Actor, document_id: bytes) -> Sequence[Result]:
    """What a record's values are alarming by, if they are: one result of each rule set that says so."""
    return session.scalars(
        select(Result)
        .where(
            visible(Result, actor), Result.document_id == document_id, Result.emergency.is_(True),
            Result.status == COUNTS,
        )
        .order_by(Result.rule_set)
    ).all()  # fmt: skip


def acted_on(session: Session, actor: Actor, alarming: Sequence[Result]) -> dict[bytes, Acted]:
    """By the document of each of these results; as many queries for twenty as for one."""
    subjects = {one.subject_id for one in alarming}
    when = func.coalesce(Record.when_ms, Record.received_ms)
    since = min((one.when_ms for one in alarming), default=0)
    rows = session.execute(
        select(*_LOOKED_AT)
        .where(visible(Record, actor), Record.subject_id.in_(subjects), or_(Record.kind == TASK, when >= since))
        .order_by(Record.received_ms, Record.document_id)
    ).all()
    by_subject: dict[bytes, list[Any]] = {}
    for one in rows:
        by_subject.setdefault(one.subject_id or b"", []).append(one)
    still = _alarming(session, actor, subjects)
    found = {one.document_id: _of_one(one, by_subject.get(one.subject_id, []), still) for one in alarming}
    people = names_of_people(session, actor, {act.person for one in found.values() for act in one.acts if act.person})
    for acted in found.values():
        acted.people = people
    return found


def _alarming(session: Session, actor: Actor, subjects: Iterable[bytes]) -> set[bytes]:
    return set(
        session.scalars(
            select(Result.document_id).where(
                visible(Result, actor), Result.subject_id.in_(list(subjects)), Result.emergency.is_(True),
                Result.status == COUNTS,
            )
        )
    )  # fmt: skip


def _of_one(result: Result, records: Sequence[Any], still: set[bytes]) -> Acted:
    own = next((one for one in records if one.document_id == result.document_id), None)
    if own is None:
        return Acted()
    made, touched = Acted(), []
    for one in records:
        acts = list(_acts(own, one, still))
        if acts:
            made.acts += acts
            touched.append(one.document_id + one.heads)
        if one.kind == TASK and any(act.sort == "task_open" for act in acts):
            made.open_task, made.open_heads = one.document_id, one.heads
    made.acts.sort(key=lambda act: act.at_ms or 0)
    made.seen = sha256(b"".join(sorted(touched))).hexdigest()[:_HASH_CHARACTERS]
    return made


def _acts(own: Any, one: Any, still: set[bytes]) -> Iterable[Act]:
    if one.document_id == own.document_id:
        yield from _in_the_form(one)
    elif one.kind == TASK:
        yield from _task(own, one)
    elif _when(one) > _when(own):
        values = _measured(one.values)
        if values:
            calm = one.document_id not in still
            yield Act("measured", one.document_id, one.worker_id, _when(one), values, calm)
        elif one.kind == _VISIT and one.values.get("result") in _MET:
            yield Act("visited", one.document_id, one.worker_id, _when(one))


def _in_the_form(one: Any) -> Iterable[Act]:
    if one.values.get("referral.org") or one.values.get("referral.reason"):
        where = str(one.values.get("referral.org") or one.values.get("referral.reason"))
        yield Act("referred", one.document_id, one.worker_id, _when(one), where, True)
    if one.values.get("confirmed_by"):
        at = one.values.get("confirmed_at")
        who = _person(one.values["confirmed_by"])
        yield Act("confirmed", one.document_id, who, at if isinstance(at, int) else None, settles=True)


def _task(own: Any, one: Any) -> Iterable[Act]:
    values = one.values
    is_about = values.get("about") == uuid_text(own.document_id)
    is_such = values.get("type") in ("recheck", "referral") or values.get("priority") == "urgent"
    # What is still open may have been raised for an earlier value of the same person: it is the same call.
    if not is_about and not (is_such and (values.get("status") == "open" or one.received_ms >= own.received_ms)):
        return
    title = str(values.get("title") or "")
    if values.get("status") == "done":
        at = values.get("done_at")
        text = str(values.get("outcome") or title)
        who = _person(values.get("done_by"))
        yield Act("task_done", one.document_id, who, at if isinstance(at, int) else None, text, True)
    elif values.get("status") == "cancelled":
        at = values.get("cancelled_at")
        text = str(values.get("cancel_reason") or title)
        who = _person(values.get("cancelled_by"))
        yield Act("task_ended", one.document_id, who, at if isinstance(at, int) else None, text, True)
    else:
        yield Act("task_open", one.document_id, _person(values.get("assignee")), one.received_ms, title)


def _measured(values: Mapping[str, Any]) -> str:
    pressure = [values.get(path) for path in ("vitals.sbp", "vitals.dbp")]
    if pressure[0] is not None:
        return f"{pressure[0]}/{'—' if pressure[1] is None else pressure[1]}"
    return "" if values.get("vitals.glucose") is None else str(values["vitals.glucose"])


def _when(one: Any) -> int:
    moment: int = one.received_ms if one.when_ms is None else one.when_ms
    return moment


def _person(text: Any) -> bytes | None:
    try:
        return UUID(str(text)).bytes
    except ValueError:
        return None
