"""What the templates write values with, each in the reader's language (``server/telling.py`` has the words)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask, g

from schemas.acceptance import PREFIX, said_of
from schemas.kind import Kind
from server import telling
from server.clock import now_ms, uuid_text
from server.console.words import chosen_language, said, word

_MINUTE_MS = 60_000


def init_app(app: Flask) -> None:
    """Teach the templates of ``app`` to write values."""
    app.jinja_env.filters.update(
        moment=moment, clock=clock, day=day, ago=ago, permille=permille, uuid=uuid_text, hexed=bytes.hex
    )
    app.jinja_env.globals.update(
        field_label=field_label, field_value=field_value, kind_label=kind_label, accepted_rule=accepted_rule
    )


def moment(moment_ms: int | None) -> str:
    """To the minute."""
    return telling.moment_text(moment_ms, chosen_language())


def clock(moment_ms: int | None) -> str:
    """To the second."""
    return telling.moment_text(moment_ms, chosen_language(), seconds=True)


def day(said_day: Any) -> str:
    """A day."""
    return telling.day_text(said_day, chosen_language())


def ago(moment_ms: int | None) -> str:
    """How long ago, as roughly as it matters."""
    if moment_ms is None:
        return word("time.never")
    minutes = max(0, now_ms() - moment_ms) // _MINUTE_MS
    for unit, size in (("days", 1440), ("hours", 60), ("minutes", 1)):
        if minutes >= size:
            return word(f"time.{unit}_ago", n=minutes // size)
    return word("time.now")


def permille(thousandths: int | None) -> str:
    """``98.7%``; of nobody there is no rate."""
    return telling.NOTHING if thousandths is None else f"{thousandths / 10:.1f}%"


def kind_label(kind: Kind | None, name: str) -> str:
    """What a kind is called; one that is not known here by its own name."""
    return said(kind.label) if kind else name


def accepted_rule(path: str, chosen: Any, rivals: Any) -> tuple[str, str] | None:
    """Of a decision to leave a broken rule as it is, or to take that back: the path and the rule's sentence."""
    if not path.startswith(PREFIX):
        return None
    said_before = [one.get("value") for one in rivals or []]
    about = next((found for one in (chosen, *said_before) if (found := said_of(one))), None)
    if about is None:
        return path, ""
    label = g.actor.catalogue.sentences.get(about[0]) if g.get("actor") else None
    return about[1], said(label) if label else about[0]


def field_label(kind: Kind | None, path: str) -> str:
    """What a field is called."""
    return telling.field_text(kind, path, chosen_language())


def field_value(kind: Kind | None, path: str, value: Any, names: Mapping[str, str | None] | None = None) -> str:
    """An answer as a person reads it."""
    return telling.value_text(kind, path, value, chosen_language(), names)
