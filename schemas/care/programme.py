"""Visit programmes: whom they aim at, how often, by which methods. What they are is data, written by communities.

A programme asks two things of a resident at most: contact by any of its methods, and that some of it is at home. Each
is asked at least so often in a calendar month, or with no longer gap than so many days, or both.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import Any, Literal

from schemas.care.expression import Expression
from schemas.care.resident_facts import Facts
from schemas.declaration import Label

HOME = frozenset({"home"})
Trigger = Literal["extreme_weather", "festival", "major_change"]
TRIGGERS: Mapping[str, Label] = {
    "extreme_weather": Label("极端天气", "Extreme weather"),
    "festival": Label("传统节日", "Festival"),
    "major_change": Label("重大变故", "Major change"),
}
VISITORS: Mapping[str, Label] = {
    "grid_worker": Label("网格员", "Grid worker"),
    "doctor": Label("医生", "Doctor"),
    "party_member": Label("党员", "Party member"),
    "building_head": Label("楼组长", "Building head"),
    "volunteer": Label("志愿者", "Volunteer"),
    "social_worker": Label("社工", "Social worker"),
}


@dataclass(frozen=True, slots=True)
class Ask:
    """How often: on ``month_min`` days of a calendar month at least, ``gap_days`` from one to the next at most."""

    month_min: int | None = None
    gap_days: int | None = None

    def __bool__(self) -> bool:
        return self.month_min is not None or self.gap_days is not None


@dataclass(frozen=True)
class Frequency:
    """What is asked about some of a programme's residents: about all of them where there is no ``when``."""

    contact: Ask
    home: Ask
    methods: frozenset[str]
    when: Expression | None = None

    @cached_property
    def names(self) -> tuple[str, ...]:
        return self.when.names if self.when else ()


@dataclass(frozen=True)
class Programme:
    """A programme without a mistake. Days as in ``schemas.care.days``; ``triggers``: which → within how many days."""

    code: str
    version: int
    title: Label
    target: Expression
    frequencies: tuple[Frequency, ...]
    triggers: Mapping[str, int] = field(default_factory=dict)
    visitors: tuple[str, ...] = ()
    checklist: tuple[Label, ...] = ()
    groups: tuple[str, ...] = ()
    """Tags by which its rate is told apart."""
    starts_on: int | None = None
    ends_on: int | None = None

    def runs_on(self, day: int) -> bool:
        """Whether it is under way."""
        return (self.starts_on is None or self.starts_on <= day) and (self.ends_on is None or day <= self.ends_on)


class Audience:
    """The programmes in force, and whom each asks about. Remembers what it worked out for like residents."""

    def __init__(self, programmes: Sequence[Programme]) -> None:
        self.programmes = tuple(sorted(programmes, key=lambda one: one.code))
        self._known: list[dict[tuple[Any, ...], Frequency | None]] = [{} for _ in self.programmes]
        self._names = [
            tuple(sorted({*one.target.names, *(name for each in one.frequencies for name in each.names)}))
            for one in self.programmes
        ]

    def asked(self, place: int, facts: Facts, day: int) -> Frequency | None:
        """What the programme at ``place`` asks about such a resident on that day; None: they are not its target."""
        names = self._names[place]
        key = tuple(facts.value(name, day) for name in names)
        known = self._known[place]
        if key not in known:
            values = {name: list(one) if isinstance(one, tuple) else one for name, one in zip(names, key, strict=True)}
            known[key] = _frequency(self.programmes[place], values)
        return known[key]

    def by_colour(self, place: int, facts: Facts, day: int) -> bool:
        """Whether the resident's colour makes a difference to what the programme asks about them."""
        if not facts.colour or "colour" not in self._names[place]:
            return False
        return self.asked(place, facts, day) is not self.asked(place, replace(facts, colour=""), day)

    def changes_on(self, facts: Facts, day: int) -> int | None:
        """The next day after ``day`` on which what is asked may be another without anything having happened."""
        ahead = [
            one
            for programme in self.programmes
            for one in (programme.starts_on, None if programme.ends_on is None else programme.ends_on + 1)
            if one is not None and one > day
        ]
        own = facts.changes_on(day)
        return min(ahead if own is None else [*ahead, own], default=None)


def _frequency(programme: Programme, values: Mapping[str, Any]) -> Frequency | None:
    # What has no value, because a fact is not known, aims at nobody.
    if programme.target.value(values) is not True:
        return None
    return next((one for one in programme.frequencies if one.when is None or one.when.value(values) is True), None)
