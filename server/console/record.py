"""One record as a page shows it: its answers in the order of the form, each with where it comes from and what is wrong.

Read with as many queries for a long record as for a short one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.acceptance import PREFIX, is_accepted
from schemas.declaration import Field, Group, Label
from schemas.every_kind import REVIEW_SECTION
from schemas.kind import Kind
from schemas.paths import UNMEASURED, split_entry
from server.auth import Actor
from server.called import called
from server.conflicts import conflict_bodies, of_record
from server.console.words import chosen_language, said, word
from server.explain import Explainer, for_role
from server.models import Record, Settlement
from server.reading import Origin, Step, story
from server.records import Found, find_one, names_of_people, record_bodies
from server.shown import problem_body, shown, shown_value
from server.telling import NOTHING, value_text

_LEFT_OUT = frozenset({"computed.outputs", "computed.inputs"})
"""What only programs read; the results stand on the page in words."""
_GIST = ("vitals.glucose", "health_state", "mood_state", "absence_reason", "needs_detail", "note", "lost.state")
_GIST_PARTS = 4
_GIST_CHARACTERS = 60


@dataclass(slots=True)
class Line:
    """One answer. ``paths`` are the fields it shows: of a list of ticks, several."""

    label: str
    text: str
    paths: list[str]
    link: str = ""
    masked: str = ""
    """The path to reveal."""
    attachment: str = ""
    origin: Origin | None = None
    sentences: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    disputed: bool = False


@dataclass(slots=True)
class Part:
    """A heading of the form and its lines."""

    title: str
    lines: list[Line]


@dataclass(slots=True)
class Whole:
    """A record with all that a page says about it."""

    found: Found
    body: Mapping[str, Any]
    kind: Kind | None
    parts: list[Part]
    review: list[Line]
    steps: list[Step]
    conflicts: list[dict[str, Any]]
    settlements: list[Settlement]
    people: Mapping[bytes, str]
    names: Mapping[str, str | None]
    problems: list[dict[str, Any]]
    """Those that stand at no line of the form."""

    @property
    def id(self) -> bytes:
        return self.found.record.document_id


def whole_record(session: Session, actor: Actor, document_id: bytes) -> Whole:
    """A record that the actor sees; fails with ``not_found``."""
    found = find_one(session, actor, document_id)
    kind = actor.catalogue.named(found.record.kind)
    past = story(session, actor.community_id, document_id)
    settlements = list(
        session.scalars(
            select(Settlement)
            .where(Settlement.community_id == actor.community_id, Settlement.document_id == document_id)
            .order_by(Settlement.at_ms, Settlement.id)
        )
    )
    body = record_bodies(session, actor, [found])[0]
    names = names_for(session, actor, kind, [body["values"], *(step.values for step in past.steps)])
    conflicts = conflict_bodies(actor, of_record(session, actor, document_id))
    explainer = for_role(actor.role, kind, past.steps, settlements, names)
    drawn = _Drawing(actor, kind, body, names, past.provenance, explainer, conflicts, found.record.problems,
                     found.record.values)  # fmt: skip
    parts = drawn.parts()
    return Whole(
        found, body, kind, parts, drawn.section(REVIEW_SECTION.parts), past.steps, conflicts, settlements,
        names_of_people(session, actor, (one.person_id for one in settlements)), names, drawn.problems_left(),
    )  # fmt: skip


def parts_of(actor: Actor, kind: Kind | None, values: Mapping[str, Any], names: Mapping[str, str | None]) -> list[Part]:
    """The answers alone, of a record as it was, and what its reviewer said."""
    drawn = _answers(actor, kind, values, names, {})
    parts = drawn.parts()
    review = drawn.section(REVIEW_SECTION.parts)
    return [*parts, *([Part(said(REVIEW_SECTION.label), review)] if review else [])]


def answers_of(
    actor: Actor, kind: Kind, values: Mapping[str, Any], names: Mapping[str, str | None], revealed: Mapping[str, Any]
) -> list[Part]:
    """The answers alone. ``revealed``: path → value that was asked for whole."""
    return _answers(actor, kind, values, names, revealed).parts()


def _answers(
    actor: Actor,
    kind: Kind | None,
    values: Mapping[str, Any],
    names: Mapping[str, str | None],
    revealed: Mapping[str, Any],
) -> _Drawing:
    seen = shown(actor.role, kind, values)
    body = {"values": {**seen.values, **revealed}, "masked": set(seen.masked) - set(revealed)}
    return _Drawing(actor, kind, body, names, {}, None, [], [], {})


def gist(actor: Actor, record: Record) -> str:
    """What a record says, in a few words: what an experienced eye looks at first."""
    kind, lang = actor.catalogue.named(record.kind), chosen_language()
    values = shown(actor.role, kind, record.values).values
    said_first = []
    if values.get("vitals.sbp") is not None or values.get("vitals.dbp") is not None:
        said_first.append(f"{values.get('vitals.sbp', NOTHING)}/{values.get('vitals.dbp', NOTHING)}")
    paths = [*([kind.status_path] if kind and kind.status_path else []), *_GIST]
    said_first += [value_text(kind, path, values[path], lang) for path in paths if values.get(path) not in (None, "")]
    words = " · ".join(said_first[:_GIST_PARTS])
    return words if len(words) <= _GIST_CHARACTERS else f"{words[:_GIST_CHARACTERS]}…"


def names_for(
    session: Session, actor: Actor, kind: Kind | None, values: Iterable[Mapping[str, Any]]
) -> dict[str, str | None]:
    """What to call the people and records that these values refer to, in the reader's language."""
    return called(session, actor, kind, values, chosen_language())


class _Drawing:
    """A record under way from values to lines."""

    def __init__(
        self,
        actor: Actor,
        kind: Kind | None,
        body: Mapping[str, Any],
        names: Mapping[str, str | None],
        provenance: Mapping[str, Origin],
        explainer: Explainer | None,
        conflicts: list[dict[str, Any]],
        problems: list[Any],
        raw: Mapping[str, Any],
    ) -> None:
        self.actor, self.kind, self.names = actor, kind, names
        self.values: dict[str, Any] = dict(body["values"])
        self.masked = set(body["masked"])
        self.provenance, self.explainer = provenance, explainer
        self.disputed = {one["path"] for one in conflicts if one["type"] == "disputed"}
        self.problems: dict[str, list[dict[str, Any]]] = {}
        for one in problems:
            told = problem_body(one)
            if is_accepted(kind, raw, one["code"], one["path"]):
                told |= {lang: word("record.accepted", problem=told[lang]) for lang in ("zh", "en")}
            self.problems.setdefault(one["path"], []).append(told)
        accepted = {path for path in self.values if path.startswith(PREFIX)}
        self.left = (set(self.values) | self.disputed) - _LEFT_OUT - accepted

    def parts(self) -> list[Part]:
        """The sections of the form that say anything, and what stands in no section."""
        self.left -= {one.path for one in REVIEW_SECTION.parts if isinstance(one, Field)}
        made = [Part(said(one.label), self.section(one.parts)) for one in (self.kind.sections if self.kind else ())]
        rest = [self._line(path, [path]) for path in sorted(self.left)]
        return [one for one in (*made, Part(word("record.rest"), rest)) if one.lines]

    def section(self, parts: Iterable[Field | Group]) -> list[Line]:
        """The lines of one section."""
        lines: list[Line] = []
        for one in parts:
            if isinstance(one, Group):
                lines += self._group(one)
            elif one.type == "choices":
                lines += self._choices(one, one.path, said(one.label))
            elif self._speaks(one.path) or self._speaks(one.path + UNMEASURED):
                lines.append(self._field(one))
        return lines

    def problems_left(self) -> list[dict[str, Any]]:
        """What is wrong and stands at none of the lines drawn."""
        return [one for found in self.problems.values() for one in found]

    def _speaks(self, path: str) -> bool:
        return self.values.get(path) not in (None, "") or path in self.disputed or path in self.problems

    def _field(self, one: Field) -> Line:
        unmeasured = one.path + UNMEASURED
        if self._speaks(unmeasured):
            line = self._line(said(one.label), [one.path, unmeasured])
            reason = value_text(self.kind, unmeasured, self.values.get(unmeasured), chosen_language())
            missing = word("record.unmeasured", reason=reason)
            line.text = missing if self.values.get(one.path) is None else f"{line.text}（{missing}）"
            return line
        return self._line(said(one.label), [one.path])

    def _choices(self, one: Field, place: str, label: str) -> list[Line]:
        codes = one.codes.codes if one.codes else ()
        paths = [f"{place}.{code.code}" for code in codes]
        ticked = [said(code.label) for code in codes if self.values.get(f"{place}.{code.code}") is True]
        if not any(self._speaks(path) for path in (place, *paths)):
            self.left -= set(paths)
            return []
        line = self._line(label, [path for path in paths if self._speaks(path)] or [place])
        line.text = ("、" if chosen_language() == "zh" else ", ").join(ticked) or NOTHING
        return [line]

    def _group(self, group: Group) -> list[Line]:
        entries: dict[str, None] = {}
        for path in [*self.values, *self.disputed]:
            place = split_entry(path)
            if place is not None and place.group == group.path:
                entries.setdefault(place.entry)
        lines = []
        for number, entry in enumerate(entries, 1):
            for one in group.fields:
                path = f"{group.path}.{entry}.{one.path}"
                label = f"{said(group.label)} {number} · {said(one.label)}"
                if one.type == "choices":
                    lines += self._choices(one, path, label)
                    continue
                if self._speaks(path) or self._speaks(path + UNMEASURED):
                    lines.append(self._line(label, [path]))
        return lines

    def _line(self, label: str, paths: list[str]) -> Line:
        self.left -= set(paths)
        first = paths[0]
        value = self.values.get(first)
        lang = chosen_language()
        declared = self.kind.field_at(first) if self.kind else None
        line = Line(label, value_text(self.kind, first, value, lang, self.names), paths)
        line.masked = first if first in self.masked else ""
        line.disputed = any(path in self.disputed for path in paths)
        for path in paths:
            line.problems += [one[lang] for one in self.problems.pop(path, [])]
            if self.explainer and (path in self.provenance or path in self.disputed):
                line.origin = self.provenance.get(path, line.origin)
                line.sentences.append(self._sentence(path, len(paths) > 1))
        if declared is not None and isinstance(value, str):
            line.link = value if declared.type == "ref" and value in self.names else ""
            line.attachment = value if declared.type == "attachment" else ""
        return line

    def _sentence(self, path: str, several: bool) -> str:
        assert self.explainer is not None  # noqa: S101 - asked by its caller
        lang = chosen_language()
        value = shown_value(self.actor.role, self.kind, path, self.values.get(path))
        if path in self.masked:
            value = self.values.get(path)
        sentence = self.explainer.sentence(path, value, path in self.disputed, lang)
        declared = self.kind.field_at(path) if self.kind else None
        return f"{said(declared.label)}：{sentence}" if several and declared else sentence


def heads_text(heads: Iterable[bytes]) -> str:
    """The moment of a record as a form carries it."""
    return ".".join(one.hex() for one in heads)


def label_of(kind: Kind | None, name: str) -> Label:
    """What a kind is called in both languages."""
    return kind.label if kind else Label(name, name)
