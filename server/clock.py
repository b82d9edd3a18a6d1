"""The time of day and chance: the only places where the server takes either from the machine."""

from __future__ import annotations

import os
import time
import uuid


def now_ms() -> int:
    """Milliseconds since 1970 UTC."""
    return time.time_ns() // 1_000_000


def fresh_id() -> bytes:
    """A random id of 16 bytes (UUID version 4)."""
    return uuid.uuid4().bytes


def fresh_actor(author: bytes) -> bytes:
    """An actor that ``author`` (16 bytes) has never used."""
    return author + os.urandom(8)


def fresh_bytes(count: int) -> bytes:
    """``count`` bytes that nobody can guess."""
    return os.urandom(count)


def uuid_text(identity: bytes) -> str:
    """An id of 16 bytes as people and JSON write it."""
    return str(uuid.UUID(bytes=identity))
