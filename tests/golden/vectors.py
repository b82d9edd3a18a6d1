"""The golden files as Python values, for every test that wants them."""

import json
from functools import cache
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).resolve().parent


@cache
def vectors(name: str) -> Any:
    """The content of `<name>.json`; shared, so leave it as it is."""
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def names(entries: list[dict[str, Any]]) -> list[str]:
    """What pytest calls the cases."""
    return [entry["name"] for entry in entries]


def joined(chunks: list[str]) -> bytes:
    """Chunks as they travel: one behind the other."""
    return bytes.fromhex("".join(chunks))
