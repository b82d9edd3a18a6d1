"""Boxes to answer a form's questions at a desk: drawn from the declaration, and read back as its values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import groupby
from typing import Any

from schemas.access import may_write
from schemas.declaration import Field, Group
from schemas.kind import Kind
from schemas.paths import UNMEASURED, companion, split_entry
from server.auth import Actor
from server.console.answers import typed_value
from server.console.words import said
from server.shown import masked, sight_of
from server.telling import local_moment

_NOT_AT_A_DESK = ("attachment", "ref")
"""What is made with a tablet's camera, or named by where one came from."""


@dataclass(frozen=True, slots=True)
class Tick:
    """One option of a list of ticks."""

    path: str
    label: str
    ticked: bool


@dataclass(slots=True)
class Box:
    """One question. ``text``: what stands in the box; ``reason``: why nothing was measured."""

    path: str
    label: str
    type: str
    text: str = ""
    help: str = ""
    unit: str = ""
    required: bool = False
    masked: str = ""
    """What is shown of a number that stays as it is where the box is left empty."""
    codes: list[tuple[str, str]] = field(default_factory=list)
    ticks: list[Tick] = field(default_factory=list)
    reason: Box | None = None
    length_max: int = 0
    entry_of: str = ""
    """The group of which it would begin an entry."""
    asked_if: str = ""
    """The path on whose answer it depends whether this is asked, and the answers for which it is, apart by blanks."""


@dataclass(frozen=True, slots=True)
class Boxes:
    """Draws boxes for one reader of a form that holds ``values``; ``typed`` is what they had typed before, by path.

    ``people``: id as text → name, of those who can be named in it; ``new_entries``: ids that a group's entries may get.
    """

    actor: Actor
    kind: Kind
    values: Mapping[str, Any]
    typed: Mapping[str, str]
    people: Mapping[str, str] = field(default_factory=dict)
    new_entries: Sequence[str] = ()
    left_out: frozenset[str] = frozenset()

    def section(self, parts: Iterable[Field | Group]) -> list[Box]:
        """The boxes of one section of the form, in its order."""
        made: list[Box] = []
        for one in parts:
            if isinstance(one, Group):
                made += self.entries(one, self._entries(one))
                made += self._more(one)
            elif one.path not in self.left_out and (not one.retired or one.path in self.values):
                made += self.field(one)
        return made

    def of(self, paths: Iterable[str]) -> list[Box]:
        """Boxes for what stands at these paths: fields, lists of ticks, groups; what is not theirs is left out."""
        made: dict[str, Box] = {}
        for path in paths:
            for one in self._at(path):
                made.setdefault(one.path, one)
        return list(made.values())

    def _at(self, path: str) -> Iterable[Box]:
        for one in self.kind.fields:
            is_option = one.type == "choices" and path.startswith(f"{one.path}.")
            if path in (one.path, one.path + UNMEASURED) or is_option:
                yield from self.field(one)
                return
        group = next((one for one in self.kind.groups if path == one.path or path.startswith(f"{one.path}.")), None)
        if group is not None:
            place = split_entry(path)
            yield from self.entries(group, [place.entry] if place else self._entries(group))

    def entries(self, group: Group, entries: Sequence[str]) -> Iterable[Box]:
        """The questions of a group, once for each entry."""
        for number, entry in enumerate(entries, 1):
            for one in group.fields:
                if one.type == "choices":
                    continue
                start = f"{said(group.label)} {number} · "
                yield from self.field(_inside(group, entry, one), start)

    def _more(self, group: Group) -> Iterable[Box]:
        """Room for more entries; a photo's is made where the photo is."""
        if any(one.type == "attachment" for one in group.fields):
            return
        for box in self.entries(group, self.new_entries):
            box.entry_of, box.required = said(group.label), False
            yield box

    def field(self, one: Field, start: str = "") -> Iterable[Box]:
        """The box of one field, where it is this reader's to write."""
        if one.protected or one.computed or one.type in _NOT_AT_A_DESK or not may_write(self.actor.role, one):
            return
        if one.type == "person" and not self.people:
            return
        if sight_of(self.actor.role, self.kind, one.path) == "hidden":
            return
        box = Box(one.path, start + said(one.label), one.type, required=one.required, length_max=one.length_max)
        box.help = said(one.help) if one.help else ""
        box.unit = one.unit.zh if one.unit else ""
        if one.show_if:
            box.asked_if = " ".join([one.show_if.path, *(_said_of(each) for each in one.show_if.any_of)])
        self._fill(box, one)
        if one.measured:
            box.reason = next(iter(self.field(companion(one))))
        yield box

    def _fill(self, box: Box, one: Field) -> None:
        value = self.values.get(one.path)
        if one.type == "choices":
            box.ticks = list(self._ticks(one))
            return
        if value is not None and sight_of(self.actor.role, self.kind, one.path) == "masked":
            box.masked, value = masked(self.kind, one.path, value) or "*", None
        box.text = self.typed.get(one.path, _text(one, value))
        box.codes = [(code.code, said(code.label)) for code in (one.codes.codes if one.codes else ())
                     if not code.retired or code.code == value]  # fmt: skip
        if one.type == "person":
            box.codes = list(self.people.items())

    def _ticks(self, one: Field) -> Iterable[Tick]:
        for code in one.codes.codes if one.codes else ():
            path = f"{one.path}.{code.code}"
            now = self.values.get(path) is True
            if now or not code.retired:
                yield Tick(path, said(code.label), self.typed.get(path, "true" if now else "") != "")

    def _entries(self, group: Group) -> list[str]:
        places = (split_entry(path) for path in self.values if path.startswith(f"{group.path}."))
        return list(dict.fromkeys(place.entry for place in places if place and place.group == group.path))


def folded(boxes: Iterable[Box]) -> list[tuple[str, list[Box]]]:
    """Boxes in their order, with those that would begin entries of one group together under its name."""
    return [(name, list(some)) for name, some in groupby(boxes, key=lambda box: box.entry_of)]


def answers_given(
    actor: Actor, kind: Kind, answers: Iterable[tuple[str, str]], values: Mapping[str, Any]
) -> dict[str, Any]:
    """What a form with boxes says otherwise than ``values``; fails where it asks for what is no answer of this form."""
    wanted: dict[str, Any] = {}
    for path, text in answers:
        now = values.get(path)
        if not text.strip() and now is not None and sight_of(actor.role, kind, path) == "masked":
            continue  # they could not see it, so they have not taken it away
        declared = kind.field_at(path)
        value = typed_value(kind, path, text, path)
        if value == now or (value is None and now is False):
            continue
        if declared is not None and declared.type == "time" and _text(declared, now) == text.strip():
            continue  # the box shows no seconds
        wanted[path] = value
    return wanted


def _said_of(answer: Any) -> str:
    return str(answer).lower() if isinstance(answer, bool) else str(answer)


def _text(one: Field, value: Any) -> str:
    if value is None:
        return ""
    if one.type == "time":
        return local_moment(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value)


def _inside(group: Group, entry: str, one: Field) -> Field:
    return replace(one, path=f"{group.path}.{entry}.{one.path}")
