"""What is to be done about tasks, as data, before anything is done: which are to be made, ended, or moved."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid5

from schemas.care.reminders import Reminders
from schemas.care.wanted import Asked, Wanted
from schemas.declaration import TEXT_LENGTH_MAX, Label
from server.care.subjects import TASK, OpenTask, Subject


@dataclass(frozen=True, slots=True)
class NewTask:
    """A task to be made in a grid, with its answers; or a document of another kind that the centre writes so."""

    id: bytes
    grid_id: str
    values: dict[str, Any]
    kind: str = TASK


@dataclass(frozen=True, slots=True)
class Ending:
    """A task that need not be done any more, and why."""

    id: bytes
    grid_id: str
    reason: Label


@dataclass(frozen=True, slots=True)
class Moving:
    """A task whose subject lives in another grid now."""

    id: bytes
    from_grid: str
    to_grid: str


@dataclass(slots=True)
class Plan:
    """All of it for some subjects."""

    make: list[NewTask] = field(default_factory=list)
    end: list[Ending] = field(default_factory=list)
    move: list[Moving] = field(default_factory=list)

    @property
    def grids(self) -> set[str]:
        """The grids that it touches."""
        made, ended = {one.grid_id for one in self.make}, {one.grid_id for one in self.end}
        return made | ended | {grid for one in self.move for grid in (one.from_grid, one.to_grid)}

    def __bool__(self) -> bool:
        return bool(self.make or self.end or self.move)


def plan(namespace: bytes, reminders: Sequence[Reminders], subjects: Iterable[Subject], today: str, now: int) -> Plan:
    """What these subjects' tasks should come to. Pure: it looks at nothing and changes nothing."""
    made = Plan()
    for subject in subjects:
        asked = Asked(reminders, subject.about, subject.facts)
        for wanted in asked.wanted():
            if wanted.to_be_made(today):
                made.make.append(_new(namespace, subject, wanted, now))
        for task in subject.open:
            _look_at(made, namespace, asked, subject, task)
    return made


def task_id(namespace: bytes, rule: str, subject: bytes, period: str) -> bytes:
    """The name of a task: the same rule about the same subject in the same period is the same task, for ever.

    Under the community's secret, so that nobody outside can tell from a name what is due to whom.
    """
    return uuid5(UUID(bytes=namespace), f"task:{rule}:{UUID(bytes=subject)}:{period}").bytes


def _look_at(made: Plan, namespace: bytes, asked: Asked, subject: Subject, task: OpenTask) -> None:
    if task.id != task_id(namespace, task.rule, subject.id, task.period):
        return  # somebody's own: the centre ends only what it made itself
    reason = asked.over(task.rule, task.period)
    if reason is not None:
        made.end.append(Ending(task.id, task.grid_id, reason))
    elif task.grid_id != subject.grid_id:
        made.move.append(Moving(task.id, task.grid_id, subject.grid_id))


def _new(namespace: bytes, subject: Subject, wanted: Wanted, now: int) -> NewTask:
    rule = wanted.rule
    values: dict[str, Any] = {
        "rule": rule.id,
        "period": wanted.period,
        "type": rule.type,
        "priority": rule.priority,
        "title": wanted.title.zh[:TEXT_LENGTH_MAX],
        "why": wanted.why.zh,
        "due_on": wanted.due_on,
        "assignee_role": rule.role,
        "status": "open",
        "at": now,
        **subject.refs,
    }
    for material in rule.materials:
        values[f"material.{material.id}.name"] = material.name.zh
        values[f"material.{material.id}.ready"] = False
    return NewTask(task_id(namespace, rule.id, subject.id, wanted.period), subject.grid_id, values)
