"""The words of the console, in Chinese and in English, from one file a noun: ``words/<noun>.json``.

A file is ``{"key": ["中文", "English"]}``, so that whoever changes the one sees the other. Chinese comes first; the
reader's choice is remembered in a cookie.
"""

from __future__ import annotations

import json
from functools import cache
from pathlib import Path
from typing import Any

from flask import g, request

from schemas.declaration import Label
from schemas.problems import Language

COOKIE = "mulin_lang"
LANGUAGES: tuple[Language, ...] = ("zh", "en")
_FOLDER = Path(__file__).parent / "words"


@cache
def catalogue() -> dict[str, Label]:
    """Every key with its words."""
    found: dict[str, Label] = {}
    for path in sorted(_FOLDER.glob("*.json")):
        for key, (zh, en) in json.loads(path.read_text(encoding="utf-8")).items():
            if key in found:
                raise ValueError(f"{path.name}: {key} stands in another file too")
            found[key] = Label(zh, en)
    return found


def chosen_language() -> Language:
    """The language of whoever asks."""
    # A page asks hundreds of times.
    if "language" not in g:
        asked = request.cookies.get(COOKIE)
        g.language = next((one for one in LANGUAGES if one == asked), "zh")
    language: Language = g.language
    return language


def word(key: str, **values: Any) -> str:
    """The words of ``key`` with ``values`` in their places; raises ``KeyError`` where there are none."""
    return said(catalogue()[key]).format_map(values)


def said(label: Label | None) -> str:
    """A label in the reader's language; of none, nothing."""
    if label is None:
        return ""
    return label.zh if chosen_language() == "zh" else label.en
