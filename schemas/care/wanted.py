"""What reminders ask for: from the facts of a subject on a day to the tasks that there should be.

Pure: the same files and facts come to the same tasks, on whichever day and however often it is asked.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from schemas.care.dates import add_days, days, is_date
from schemas.care.expression import NotComputable, Scope
from schemas.care.reminders import Reminders, Rule
from schemas.care.subjects import entitled
from schemas.declaration import Label

_PLACE = re.compile(r"\{([^{}]*)\}")
_PERIOD_LENGTH_MAX = 64
DIED = Label("居民已去世", "The resident has died")
MOVED = Label("居民已迁出", "The resident has moved away")
PAST = Label("这一期已经过去", "Its time has passed")
_GONE = {"dead": DIED, "moved": MOVED}


@dataclass(frozen=True)
class Wanted:
    """A task that there should be. `begins` is its first day, `steps` the days on which it is brought to mind again."""

    rule: Rule
    period: str
    due_on: str
    begins: str
    steps: tuple[str, ...]
    title: Label
    why: Label

    def to_be_made(self, today: str) -> bool:
        """Whether it is time for it; one that was missed for too long is not caught up with."""
        return self.begins <= today <= add_days(self.due_on, self.rule.keep_days)


class Asked:
    """One subject's facts, asked by every rule about it."""

    def __init__(self, reminders: Iterable[Reminders], about: str, facts: Mapping[str, Any]) -> None:
        self.facts: Mapping[str, Any] = facts
        self._rules: dict[str, tuple[Rule, Scope]] = {}
        for file in reminders:
            rules = file.rules_about(about)
            if "birthday" in facts:
                self.facts = {**self.facts, "entitled_on": entitled(facts["birthday"], file.entitled_from)}
            scope = Scope({**self.facts, **_rows(file, facts)})
            self._rules |= {rule.id: (rule, scope) for rule in rules}

    def wanted(self) -> Iterator[Wanted]:
        """What is needed, whether it is time for it yet or not."""
        for rule, scope in self._rules.values():
            found = self._wanted(rule, scope)
            if found is not None:
                yield found

    def over(self, rule_id: str, period: str) -> Label | None:
        """Why an open task need not be done any more; None while it has to be, or while nobody can tell."""
        if rule_id not in self._rules:
            return None
        rule, scope = self._rules[rule_id]
        if rule.statuses and self.facts.get("status") not in rule.statuses:
            return _GONE.get(str(self.facts.get("status")), rule.closing)
        if rule.done is not None:
            return self._filled(rule.closing) if rule.done.value(scope) is True else None
        needed = rule.needed.value(scope)
        if needed is False:
            return self._filled(rule.closing)
        now = self._wanted(rule, scope)
        if now is None or now.period == period:
            return None
        # Of a year that went by nobody may read that it was done; a day that moved was moved by what was done.
        return PAST if rule.period is not None else self._filled(rule.closing)

    def _wanted(self, rule: Rule, scope: Scope) -> Wanted | None:
        if rule.statuses and self.facts.get("status") not in rule.statuses:
            return None
        if rule.needed.value(scope) is not True:
            return None
        if rule.done is not None and rule.done.value(scope) is True:
            return None
        due = rule.due.value(scope)
        period = due if rule.period is None else rule.period.value(scope)
        begins = None if rule.begins is None else rule.begins.value(scope)
        if not is_date(due) or isinstance(period, NotComputable) or isinstance(begins, NotComputable):
            return None
        try:
            steps = tuple(add_days(str(due), -lead) for lead in rule.lead_days)
            add_days(str(due), rule.keep_days)
        except ValueError:
            return None  # beyond the calendar: a slip of somebody's pen
        return Wanted(
            rule=rule, period=str(period)[:_PERIOD_LENGTH_MAX], due_on=str(due), begins=str(begins or steps[0]),
            steps=steps, title=self._filled(rule.title), why=self._filled(rule.why),
        )  # fmt: skip

    def _filled(self, label: Label) -> Label:
        return Label(filled(label.zh, self.facts), filled(label.en, self.facts))


def filled(words: str, facts: Mapping[str, Any]) -> str:
    """Words with the facts that they name in braces; what is not known leaves no gap."""
    return _PLACE.sub(lambda place: _shown(facts.get(place.group(1))), words)


def step(due_on: str, lead_days: Iterable[int], today: str) -> int | None:
    """How many days ahead the latest reminder was: the smallest lead that has come; None before the first."""
    left = days(today, due_on)
    come = [lead for lead in lead_days if left <= lead]
    return min(come) if come else None


def _shown(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(str, value))
    return "" if value is None or isinstance(value, bool) else str(value)


def _rows(file: Reminders, facts: Mapping[str, Any]) -> dict[str, Any]:
    """Of each table the row that the subject's facts name."""
    found = {name: table.rows.get(str(facts.get(table.key))) for name, table in file.tables.items()}
    return {name: dict(row) for name, row in found.items() if row is not None}
