"""An answer typed at a desk, as the value that its field holds."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from schemas.declaration import Field
from schemas.kind import Kind
from schemas.problems import sentence
from server.auth import Actor
from server.care.today import CHINA
from server.console.words import chosen_language, said, word
from server.errors import fail


def typed_value(kind: Kind | None, path: str, text: str, box: str = "value") -> Any:
    """The value that ``text`` stands for; an empty box takes the answer away. Fails with ``body.invalid``.

    ``box``: what the form calls the box that it was typed into.
    """
    field = kind.field_at(path) if kind else None
    text = text.strip()
    if field is None or kind is None:
        fail("body.invalid", fields={box: ["No answer of this form."]})
    if not text:
        return None
    try:
        value = _of_type(field, text)
    except (ValueError, KeyError, OverflowError):
        fail("body.invalid", fields={box: [word("box.no_value")]})
    wrong = [one for one in kind.check({path: value}) if one.path == path and one.severity == "hard"]
    if wrong:
        fail("body.invalid", fields={box: [sentence(wrong[0], chosen_language())]})
    return value


def _of_type(field: Field, text: str) -> Any:
    if field.type == "time" and "T" in text:
        # What a browser's own box for moments says: the clock on the wall here.
        return round(datetime.strptime(text, "%Y-%m-%dT%H:%M").replace(tzinfo=CHINA).timestamp() * 1000)
    if field.type in ("integer", "time"):
        return int(text)
    if field.type == "decimal":
        return float(text)
    if field.type == "boolean":
        return {"true": True, "false": False}[text]
    return text


def wrong_in_words(actor: Actor, fields: Mapping[str, Any]) -> dict[str, list[str]]:
    """What is wrong with which answers, where an answer was turned away: codes by their sentences."""
    sentences = actor.catalogue.sentences
    return {
        path: [said(sentences[one]) if one in sentences else str(one) for one in found]
        for path, found in fields.items()
        if isinstance(found, list)
    }
