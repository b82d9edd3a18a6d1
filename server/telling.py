"""Values in words, in Chinese or in English: times, days, codes by their labels, numbers with their units."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from schemas.acceptance import PREFIX
from schemas.declaration import Field, Label
from schemas.kind import Kind
from schemas.problems import Language
from server.care.today import CHINA
from server.clock import now_ms

NOTHING = "—"
YES, NO = Label("是", "yes"), Label("否", "no")
NOT_KNOWN = Label("（不在您的网格）", "(not in your grids)")
_ACCEPTED = Label("按原样保留", "left as it is")
ATTACHMENT = Label("有附件", "attachment")
_DAY_CHARACTERS = 10
_LAST_MS = 253_402_300_799_999


def said(label: Label, lang: Language) -> str:
    """A label in one language."""
    return label.zh if lang == "zh" else label.en


def moment_text(moment_ms: int | None, lang: Language, seconds: bool = False) -> str:
    """``3月4日 09:15``, with the year where it is another than now."""
    if moment_ms is None:
        return NOTHING
    when = _at(moment_ms)
    return f"{_date(when, lang)} {when:%H:%M:%S}" if seconds else f"{_date(when, lang)} {when:%H:%M}"


def local_moment(moment_ms: Any) -> str:
    """``2026-03-04T09:15``: what a browser's own box for moments holds; of no moment, nothing."""
    return f"{_at(moment_ms):%Y-%m-%dT%H:%M}" if isinstance(moment_ms, int) else ""


def day_text(day: Any, lang: Language) -> str:
    """A day, given as milliseconds or as ``2026-03-04``; what is no day stands as it is."""
    if isinstance(day, int) and not isinstance(day, bool):
        return _date(_at(day), lang)
    if not isinstance(day, str) or not day:
        return NOTHING
    try:
        return _date(datetime.strptime(day[:_DAY_CHARACTERS], "%Y-%m-%d").replace(tzinfo=CHINA), lang)
    except ValueError:
        return day


def field_text(kind: Kind | None, path: str, lang: Language) -> str:
    """What a field is called, with its group's name before it where it stands in one."""
    field = kind.field_at(path) if kind else None
    if path.startswith(PREFIX):
        return said(_ACCEPTED, lang)
    if kind is None or field is None:
        return path
    group = next((one for one in kind.groups if path.startswith(f"{one.path}.")), None)
    return f"{said(group.label, lang)} · {said(field.label, lang)}" if group else said(field.label, lang)


def value_text(
    kind: Kind | None, path: str, value: Any, lang: Language, names: Mapping[str, str | None] | None = None
) -> str:
    """An answer as a person reads it. ``names``: id as text → name, of whom or what is referred to."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return said(YES if value else NO, lang)
    field = kind.field_at(path) if kind else None
    return str(value) if field is None else _of_type(field, value, lang, names or {})


def _of_type(field: Field, value: Any, lang: Language, names: Mapping[str, str | None]) -> str:
    if field.codes is not None:
        code = next((one for one in field.codes.codes if one.code == value), None)
        return said(code.label, lang) if code else str(value)
    if field.type == "time" and isinstance(value, int):
        return moment_text(value, lang)
    if field.type == "date":
        return day_text(value, lang)
    if field.type in ("ref", "person"):
        return names.get(str(value)) or said(NOT_KNOWN, lang)
    if field.type == "attachment":
        return said(ATTACHMENT, lang)
    return f"{value} {_unit(field, lang)}".strip()


def _unit(field: Field, lang: Language) -> str:
    if field.unit is None:
        return ""
    # What is no Chinese is the same to both readers; the others read the international sign.
    return field.unit.zh if lang == "zh" or field.unit.zh.isascii() else field.unit.ucum


def _at(moment_ms: int) -> datetime:
    return datetime.fromtimestamp(max(0, min(moment_ms, _LAST_MS)) / 1000, UTC).astimezone(CHINA)


def _date(when: datetime, lang: Language) -> str:
    this_year = when.year == _at(now_ms()).year
    if lang == "zh":
        return f"{when.month}月{when.day}日" if this_year else f"{when.year}年{when.month}月{when.day}日"
    return f"{when.day} {when:%b}" if this_year else f"{when.day} {when:%b} {when.year}"
