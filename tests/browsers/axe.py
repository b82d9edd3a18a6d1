"""Whether a page can be used by those who do not see it or do not use a finger, as far as axe can tell."""

from __future__ import annotations

from functools import cache
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.servers.commands import ROOT

_AXE = ROOT / "static/tablet/node_modules/axe-core/axe.min.js"
_RULES = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_SERIOUS = frozenset({"serious", "critical"})


def hold_accessible(page: Page, name: str) -> None:
    """Fail with every serious fault of what ``page`` shows now; ``name`` says which screen that is."""
    wrong = [_told(fault) for fault in faults(page) if fault["impact"] in _SERIOUS]
    if wrong:
        pytest.fail(f"{name}:\n" + "\n".join(wrong), pytrace=False)


def faults(page: Page) -> list[dict[str, Any]]:
    """What axe finds, with how bad it is, and where."""
    # What moves or fades in is looked at when it has come to rest.
    page.evaluate("Promise.allSettled(document.getAnimations().map((one) => one.finished))")
    # As a script of the driver, which the page's security policy does not forbid.
    page.evaluate(_axe())
    found: list[dict[str, Any]] = page.evaluate(
        "async (rules) => (await axe.run(document, {runOnly: {type: 'tag', values: rules}})).violations", list(_RULES)
    )
    return found


def _told(fault: dict[str, Any]) -> str:
    places = "; ".join(f"{node['html'][:120]} ({node['failureSummary'][:200]})" for node in fault["nodes"][:4])
    return f"- {fault['id']} ({fault['impact']}): {fault['help']}: {places}"


@cache
def _axe() -> str:
    return _AXE.read_text(encoding="utf-8")
