"""An answer typed at a desk, as the value that its field holds."""

from __future__ import annotations

from typing import Any

from schemas.kind import Kind
from server.errors import fail


def typed_value(kind: Kind | None, path: str, text: str) -> Any:
    """The value that ``text`` stands for; an empty box takes the answer away. Fails with ``body.invalid``."""
    field = kind.field_at(path) if kind else None
    text = text.strip()
    if not text:
        return None
    if field is None or kind is None:
        fail("body.invalid", fields={"value": ["No answer of this form."]})
    value: Any = text
    try:
        if field.type == "integer" or field.type == "time":
            value = int(text)
        elif field.type == "decimal":
            value = float(text)
        elif field.type == "boolean":
            value = {"true": True, "false": False}[text]
    except (ValueError, KeyError, OverflowError):
        fail("body.invalid", fields={"value": ["Not a value of this field."]})
    wrong = [one for one in kind.check({path: value}) if one.path == path and one.severity == "hard"]
    if wrong:
        fail("body.invalid", fields={"value": [wrong[0].code]})
    return value
