"""A record's answers in the order of its form, as a person reads them: one line a question, one a group's entry."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from flask import Flask, g

from schemas.kind import Kind
from server.auth import Actor
from server.care.today import today
from server.clock import now_ms, uuid_text
from server.console.record import answers_of
from server.console.words import word
from server.documents import split_heads


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
    return [
        Heading(part.title, [Fact(line.label, line.text, line.masked) for line in part.lines])
        for part in answers_of(actor, kind, values, names or {}, revealed or {})
    ]


def record_address(document_id: bytes) -> str:
    """Where a record stands with its provenance and review."""
    return f"/console/review/{uuid_text(document_id)}"
