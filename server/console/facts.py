"""A record's answers in the order of its form, as a person reads them: one line a question, one a group's entry."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, g

from schemas.declaration import Field, Group
from schemas.kind import Kind
from schemas.paths import split_entry
from server.auth import Actor
from server.care.today import today
from server.clock import now_ms, uuid_text
from server.console.drawing import field_value
from server.console.words import said, word
from server.documents import split_heads
from server.shown import shown


@dataclass(frozen=True, slots=True)
class Fact:
    """One answer; ``masked`` is its path where it can be revealed."""

    label: str
    text: str
    masked: str = ""


@dataclass(frozen=True, slots=True)
class Heading:
    """What stands under one heading of the form."""

    title: str
    facts: list[Fact]


def init_app(app: Flask) -> None:
    """Teach the templates of ``app`` what residents' pages ask for."""
    app.jinja_env.globals.update(age=age, kind_of=_kind_of, heads_of=heads_of, now=now_ms)


def age(birth_date: Any) -> str:
    """How old somebody is today; of no day, nothing."""
    try:
        born = date.fromisoformat(str(birth_date))
    except ValueError:
        return ""
    now = date.fromisoformat(today())
    return word("residents.age", n=now.year - born.year - ((now.month, now.day) < (born.month, born.day)))


def heads_of(joined: bytes) -> list[str]:
    """The heads of a record's row, as a form carries them back."""
    return [head.hex() for head in split_heads(joined)]


def _kind_of(name: str) -> Kind | None:
    actor: Actor | None = g.get("actor")
    return actor.catalogue.named(name) if actor else None


def facts_of(actor: Actor, kind: Kind, values: Mapping[str, Any], names: Mapping[str, str] | None = None,
             revealed: Mapping[str, Any] | None = None) -> list[Heading]:  # fmt: skip
    """The answered questions. ``names``: id as text → name; ``revealed``: path → value that was asked for whole."""
    seen = shown(actor.role, kind, values)
    drawn = _Drawing(kind, {**seen.values, **(revealed or {})}, set(seen.masked) - set(revealed or {}), names or {})
    found = [Heading(said(one.label), list(drawn.parts(one.parts))) for one in kind.sections]
    return [one for one in found if one.facts]


def record_address(document_id: bytes) -> str:
    """Where a record stands with its provenance and review."""
    return f"/console/review/{uuid_text(document_id)}"


@dataclass(frozen=True, slots=True)
class _Drawing:
    kind: Kind
    values: Mapping[str, Any]
    masked: set[str]
    names: Mapping[str, str]

    def parts(self, parts: Iterable[Field | Group]) -> Iterable[Fact]:
        for one in parts:
            if isinstance(one, Group):
                yield from self._group(one)
            elif one.type == "choices":
                yield from self._choices(one, one.path, said(one.label))
            elif self.values.get(one.path) not in (None, ""):
                yield self._fact(one.path, said(one.label))

    def _fact(self, path: str, label: str) -> Fact:
        text = field_value(self.kind, path, self.values[path], self.names)
        return Fact(label, text, path if path in self.masked else "")

    def _choices(self, field: Field, path: str, label: str) -> Iterable[Fact]:
        codes = field.codes.codes if field.codes else ()
        ticked = [said(code.label) for code in codes if self.values.get(f"{path}.{code.code}") is True]
        if ticked:
            yield Fact(label, "、".join(ticked))

    def _group(self, group: Group) -> Iterable[Fact]:
        places = (split_entry(path) for path in self.values if path.startswith(f"{group.path}."))
        for entry in sorted({place.entry for place in places if place}):
            for field in group.fields:
                path = f"{group.path}.{entry}.{field.path}"
                label = f"{said(group.label)} · {said(field.label)}"
                if field.type == "choices":
                    yield from self._choices(field, path, label)
                elif self.values.get(path) not in (None, ""):
                    yield self._fact(path, label)
