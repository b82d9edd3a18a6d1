"""The secret that signs session cookies: made once, shared by all workers, readable by nobody else."""

from __future__ import annotations

import os
from pathlib import Path

from server.clock import fresh_bytes
from server.settings import SettingFault

_BYTES = 32


def secret_key(data: Path) -> bytes:
    """The key in the folder ``data``, made there if there is none."""
    path = data / "secret.key"
    if not path.exists():
        _make(path)
    key = path.read_bytes()
    if len(key) != _BYTES:
        raise SettingFault(f"{path} is not a key of {_BYTES} bytes; remove it, and everybody signs in anew")
    return key


def _make(path: Path) -> None:
    # Written whole under another name and then linked: of two workers that start together, both read the same key.
    draft = path.with_name(f"{path.name}.{fresh_bytes(8).hex()}")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(fresh_bytes(_BYTES))
            file.flush()
            os.fsync(file.fileno())
        try:
            path.hardlink_to(draft)
        except FileExistsError:
            return
    finally:
        draft.unlink()
