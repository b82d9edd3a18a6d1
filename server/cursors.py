"""Opaque cursors: where a page ended, as text that clients hand back and do not read."""

from __future__ import annotations

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

from server.errors import fail

_CHARACTERS_MAX = 1000


def cursor_text(*place: Any) -> str:
    """A place (ids as bytes, numbers and text as they are) as a cursor."""
    parts = [{"b": part.hex()} if isinstance(part, bytes) else part for part in place]
    return urlsafe_b64encode(json.dumps(parts, separators=(",", ":")).encode()).rstrip(b"=").decode()


def cursor_place(cursor: str, *types: type) -> tuple[Any, ...]:
    """The place in a cursor, whose parts must be of ``types``; fails with ``query.invalid``."""
    try:
        if len(cursor) > _CHARACTERS_MAX:
            raise ValueError
        parts = json.loads(urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        place = tuple(bytes.fromhex(part["b"]) if isinstance(part, dict) else part for part in parts)
    except (ValueError, TypeError, KeyError, RecursionError):
        place = ()
    fits = len(place) == len(types) and all(type(part) is kind for part, kind in zip(place, types, strict=True))
    if not fits or any(isinstance(part, str) and not part.isprintable() for part in place):
        fail("query.invalid", "this cursor is not from here", fields={"cursor": ["Not from here."]})
    if any(isinstance(part, int) and abs(part) > 2**62 for part in place):
        fail("query.invalid", "this cursor is not from here", fields={"cursor": ["Not from here."]})
    return place
