"""Reminders (记忆提醒): what has to be thought of about a resident, a certificate or a fire extinguisher, and when.

A file of the sort `reminders` holds rules. Of each subject a rule asks whether something is needed, by when, and for
which period; `schemas.care.wanted` turns that into tasks. Expressions see the facts of `schemas.care.facts`, and the
row of a table that a fact names. What a rule cannot work out it does not ask for.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from schemas.care.expression import Expression
from schemas.care.value_types import Type
from schemas.declaration import Label

DAYS_MAX = 3660

Value = str | int | float | bool
EMERGENCY, ANY = "emergency", "any"
Trigger = Mapping[str, tuple[Value, ...]] | str
"""Path to the answers that matter; or `any`, whatever it says; or `emergency`, when a rule set says so."""


@dataclass(frozen=True)
class Material:
    """Something to bring along, to be ticked off when it is ready."""

    id: str
    name: Label


@dataclass(frozen=True)
class Rule:
    """One thing to think of.

    about: of `SUBJECTS`. statuses: residents of which standing it is about; empty where it is about no resident.
    needed, due, period: whether it has to be done, by which day, and which time round this is (by default the day).
    begins: the day from which the task is there; by default the first of the leads.
    lead_days: how long before the day the task is there, and is brought to mind again; the longest first.
    keep_days: for how long after the day a task is still made that was not made in time.
    done: when an open task need not be done any more; without it, when it is not needed or another period has begun.
    """

    id: str
    about: str
    title: Label
    why: Label
    type: str
    role: str
    needed: Expression
    due: Expression
    period: Expression | None = None
    begins: Expression | None = None
    done: Expression | None = None
    closing: Label = field(default=Label("已不需要", "No longer needed"))
    priority: str = "normal"
    statuses: tuple[str, ...] = ()
    lead_days: tuple[int, ...] = (0,)
    keep_days: int = DAYS_MAX
    materials: tuple[Material, ...] = ()


@dataclass(frozen=True)
class Table:
    """Rows by the value of the fact `key`; a rule sees its subject's row under the table's name."""

    key: str
    rows: Mapping[str, Mapping[str, Value]]
    columns: Mapping[str, Type]


@dataclass(frozen=True)
class Reminders:
    """A file of reminders. entitled_from: from when a birthday counts, the day, its month, or the month after."""

    id: str
    version: int
    entitled_from: str
    tables: Mapping[str, Table]
    rules: tuple[Rule, ...]
    at_once: Mapping[str, Trigger]
    """Kinds of record after which it is worked out at once what is needed, and with which answers."""

    def rules_about(self, subject: str) -> tuple[Rule, ...]:
        return tuple(rule for rule in self.rules if rule.about == subject)
