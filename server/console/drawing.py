"""How values are written for people: times, days, codes by their labels, numbers with their units."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from flask import Flask

from schemas.declaration import Field
from schemas.kind import Kind
from server.care.today import CHINA
from server.clock import now_ms, uuid_text
from server.console.words import chosen_language, said, word

NOTHING = "—"
_DAY_CHARACTERS = 10


def init_app(app: Flask) -> None:
    """Teach the templates of ``app`` to write values."""
    app.jinja_env.filters.update(moment=moment, day=day, clock=clock, uuid=uuid_text, permille=permille, ago=ago)
    app.jinja_env.globals.update(field_label=field_label, field_value=field_value, kind_label=kind_label)


def moment(moment_ms: int | None) -> str:
    """``3月4日 09:15``, with the year where it is another."""
    if moment_ms is None:
        return NOTHING
    when = _at(moment_ms)
    return f"{_date(when)} {when:%H:%M}"


def clock(moment_ms: int | None) -> str:
    """The same to the second."""
    return NOTHING if moment_ms is None else f"{moment(moment_ms)}:{_at(moment_ms):%S}"


def day(said_day: Any) -> str:
    """A day, given as milliseconds or as ``2026-03-04``; what is no day stands as it is."""
    if isinstance(said_day, int) and not isinstance(said_day, bool):
        return _date(_at(said_day))
    if not isinstance(said_day, str) or not said_day:
        return NOTHING
    try:
        return _date(datetime.strptime(said_day[:_DAY_CHARACTERS], "%Y-%m-%d").replace(tzinfo=CHINA))
    except ValueError:
        return said_day


def ago(moment_ms: int | None) -> str:
    """How long ago, as roughly as it matters."""
    if moment_ms is None:
        return word("time.never")
    minutes = max(0, now_ms() - moment_ms) // 60_000
    for unit, size in (("days", 1440), ("hours", 60), ("minutes", 1)):
        if minutes >= size:
            return word(f"time.{unit}_ago", n=minutes // size)
    return word("time.now")


def permille(thousandths: int | None) -> str:
    """``98.7%``; of nobody there is no rate."""
    return NOTHING if thousandths is None else f"{thousandths / 10:.1f}%"


def kind_label(kind: Kind | None, name: str) -> str:
    """What a kind is called; one that is not known here by its own name."""
    return said(kind.label) if kind else name


def field_label(kind: Kind | None, path: str) -> str:
    """What a field is called, with its group's name before it where it stands in one."""
    field = kind.field_at(path) if kind else None
    if kind is None or field is None:
        return path
    group = next((one for one in kind.groups if path.startswith(f"{one.path}.")), None)
    return f"{said(group.label)} · {said(field.label)}" if group else said(field.label)


def field_value(kind: Kind | None, path: str, value: Any, names: Any = None) -> str:
    """An answer as a person reads it. ``names``: id as text → name, for whom or what is referred to."""
    if value is None or value == "":
        return NOTHING
    field = kind.field_at(path) if kind else None
    if field is None:
        return str(value)
    if isinstance(value, bool):
        return word("value.yes" if value else "value.no")
    return _of_type(field, value, names or {})


def _of_type(field: Field, value: Any, names: Any) -> str:
    if field.codes is not None:
        code = next((one for one in field.codes.codes if one.code == value), None)
        return said(code.label) if code else str(value)
    if field.type == "time" and isinstance(value, int):
        return moment(value)
    if field.type == "date":
        return day(value)
    if field.type in ("ref", "person"):
        return str(names.get(value) or word("value.not_known"))
    if field.type == "attachment":
        return word("value.attachment")
    return f"{value} {_unit(field)}".strip()


def _unit(field: Field) -> str:
    if field.unit is None:
        return ""
    # What is no Chinese is the same to both readers; the others read the international sign.
    return field.unit.zh if chosen_language() == "zh" or field.unit.zh.isascii() else field.unit.ucum


def _at(moment_ms: int) -> datetime:
    return datetime.fromtimestamp(min(moment_ms, 253_402_300_799_999) / 1000, UTC).astimezone(CHINA)


def _date(when: datetime) -> str:
    this_year = when.year == _at(now_ms()).year
    if chosen_language() == "zh":
        return f"{when.month}月{when.day}日" if this_year else f"{when.year}年{when.month}月{when.day}日"
    return f"{when.day} {when:%b}" if this_year else f"{when.day} {when:%b} {when.year}"
