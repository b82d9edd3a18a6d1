"""A sync that was held to its proof."""

from __future__ import annotations

from typing import Any

from tests.app.driver import App


def agreed(app: App) -> dict[str, Any]:
    """Sync, and hold it to the proof."""
    told = app.sync()
    assert told.get("trouble") is None, told
    assert told["agreed"]["now"], told
    assert told["unsent"] == 0, told
    return told
