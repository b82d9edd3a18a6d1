"""The register: from the records at hand to each resident's facts, contacts and calls, all that programmes ask for.

Pure, and the same as `static/tablet/src/care/register.ts`: a tablet gives it the documents that it holds, the centre
the records of a page of residents.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, NamedTuple

from schemas.care.contact import Contact, contact_of, day_known, sighting
from schemas.care.days import day_of
from schemas.care.due import Call
from schemas.care.programme import TRIGGERS
from schemas.care.resident_facts import Facts, facts_of
from schemas.paths import split_entry

_COLOURS = ("none", "blue", "yellow", "red")
_CHANGES = ("discharge", "bereavement")
"""Occasions of a colour that are themselves a great change in somebody's life."""
_EVENTS = ("discharge", "bereavement", "fall", "lost_way", "self_harm", "alone_now")
"""Events on a resident's file that are."""
CALL_DAYS = 30
"""For how many days somebody is called for where nothing says until when."""
_CHANGE = "major_change"


class Held(NamedTuple):
    """A record. ``known_ms``: nothing in it is later (the centre had it then, the tablet touched it then)."""

    id: str
    kind: str
    grid: str
    values: Mapping[str, Any]
    known_ms: int


class Sighting(NamedTuple):
    """One window of a look: whoever lives in that home was seen to be well, or was not."""

    home: str
    contact: Contact


class Person(NamedTuple):
    """A resident as programmes see them."""

    held: Held
    facts: Facts
    contacts: Sequence[Contact]
    calls: Sequence[Call]


class _Sorted:
    """Records, sorted by what they say about whom."""

    def __init__(self, day: int | None) -> None:
        self.day = day
        self.residents: dict[str, Held] = {}
        self.contacts: dict[str, list[Contact]] = {}
        self.decisions: dict[str, list[tuple[int, int]]] = {}
        self.calls: dict[str, list[Call]] = {}
        self.seen: list[Sighting] = []

    def take(self, one: Held) -> None:
        values = one.values
        resident = _text(values.get("resident"))
        if one.kind == "resident":
            self.residents[one.id] = one
        elif one.kind == "window_check":
            self.seen += sightings(one)
        elif one.kind == "visit_call":
            call = call_of(values)
            if call is not None:
                self.calls.setdefault(resident or f"grid:{one.grid}", []).append(call)
        elif resident and one.kind == "care_level":
            self._decide(one, resident)
        elif resident:
            method, result = _text(values.get("method")), _text(values.get("result"))
            contact = contact_of(one.kind, method, result, _moment(values.get("at")), one.known_ms)
            if contact is not None:
                self.contacts.setdefault(resident, []).append(contact)

    def _decide(self, one: Held, resident: str) -> None:
        said, level = _moment(one.values.get("at")), _text(one.values.get("level"))
        at = one.known_ms if said is None else min(said, one.known_ms)
        if level in _COLOURS and (self.day is None or day_known(None, at) <= self.day):
            self.decisions.setdefault(resident, []).append((at, _COLOURS.index(level)))
        if one.values.get("occasion") in _CHANGES:
            since = day_known(at, one.known_ms)
            self.calls.setdefault(resident, []).append(Call(_CHANGE, since, since + CALL_DAYS))

    def person(self, held: Held) -> Person:
        contacts = self.contacts.get(held.id, [])
        colour, since = _colour(self.decisions.get(held.id, []))
        calls = [*self.calls.get(held.id, ()), *self.calls.get(f"grid:{held.grid}", ()), *_events(held)]
        return Person(held, facts_of(held.values, _joined(held, contacts), colour, since), contacts, calls)


def register(held: Iterable[Held], seen: Iterable[Sighting] = (), day: int | None = None) -> dict[str, Person]:
    """Every resident among these records, by id.

    seen: windows that are known without the record of the look. day: in the colours of that day, not of today.
    """
    found = _Sorted(day)
    for one in held:
        found.take(one)
    homes: dict[str, list[str]] = {}
    for identity, one in found.residents.items():
        homes.setdefault(_text(one.values.get("household")), []).append(identity)
    homes.pop("", None)
    for home, contact in (*found.seen, *seen):
        for resident in homes.get(home, ()):
            found.contacts.setdefault(resident, []).append(contact)
    return {identity: found.person(one) for identity, one in found.residents.items()}


def sightings(look: Held) -> Iterator[Sighting]:
    """Every window of a look that says whose home it is."""
    for path, home in look.values.items():
        place = split_entry(path) if path.startswith("window.") else None
        if place is not None and place.field == "household" and isinstance(home, str):
            state = _text(look.values.get(f"window.{place.entry}.state"))
            yield Sighting(home, sighting(state, _moment(look.values.get("at")), look.known_ms))


def _events(resident: Held) -> Iterator[Call]:
    """A great change that stands on somebody's file calls for a visit."""
    for path, type_ in resident.values.items():
        place = split_entry(path) if path.startswith("event.") else None
        if place is not None and place.field == "type" and type_ in _EVENTS:
            since = day_of(_text(resident.values.get(f"event.{place.entry}.happened_on")))
            if since is not None:
                yield Call(_CHANGE, since, since + CALL_DAYS)


def call_of(values: Mapping[str, Any]) -> Call | None:
    """The call that a ``visit_call`` makes; None where it does not say for what or since when."""
    trigger, since = _text(values.get("cause")), day_of(_text(values.get("since")))
    if trigger not in TRIGGERS or since is None:
        return None
    until = day_of(_text(values.get("until")))
    return Call(trigger, since, since + CALL_DAYS if until is None else until)


def _joined(held: Held, contacts: Sequence[Contact]) -> int:
    """Since when a resident is looked after: what their file says; else when it was first known, or first visited."""
    known = day_known(None, held.known_ms)
    said = day_of(_text(held.values.get("registered_on")))
    if said is not None and said <= known:
        return said
    return min([known, *(one.day for one in contacts)])


def _colour(decisions: Sequence[tuple[int, int]]) -> tuple[str, int | None]:
    """The colour decided last, and since which day; of two of one moment the one that asks for more."""
    course = sorted(decisions)
    if not course or course[-1][1] == 0:
        return "", None
    since, level = course[-1]
    for at, other in reversed(course):
        if other != level:
            break
        since = at
    return _COLOURS[level], day_known(None, since)


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""


def _moment(value: Any) -> int | None:
    return value if type(value) is int and 0 <= value < 1 << 53 else None
