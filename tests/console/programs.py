"""Every address of the API that names something by its id, with a body that would be taken: for strangers to try."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import Flask

from tests.console.office import SECOND
from tests.console.town import Town

_WHY = {"reason": "x"}
_TRIED_ELSEWHERE = frozenset(
    {
        "/care/<file>", "/attachments/<sha256>", "/tokens/<uuid:token>/revoke", "/refusals/<refusal>",
        "/refusals/<refusal>/bytes", "/refusals/<refusal>/close", "/refusals/<refusal>/retry",
    }
)  # fmt: skip
"""Care files are the community's own; tokens, refusals and attachments are tried in ``tests/server``."""
_OF_ALL = frozenset({"/ledgers/<uuid:ledger>/ask", "/ledgers/<uuid:ledger>/fill"})
"""Whoever works in the community may see a template, whatever grids they serve."""


def bodies(town: Town) -> Mapping[str, dict[str, Any]]:
    """By path: what is sent there."""
    heads = town.heads[town.ids["visit"]]
    month = {"first_day": "2026-01-01", "last_day": "2026-01-31", **_WHY}
    grid = {"grid": SECOND, **_WHY}
    return {
        "/approvals/<uuid:approval>": {"granted": True},
        "/documents/<uuid:document>/amend": {"values": {"note": "x"}, "seen": heads, **_WHY},
        "/documents/<uuid:document>/move": grid,
        "/grids/<grid>": {"name": "x"},
        "/ledgers/<uuid:ledger>/ask": {**month, "recipient": "x"},
        "/ledgers/<uuid:ledger>/fill": month,
        "/people/<uuid:person>": {"name": "x"},
        "/people/<uuid:person>/password": {"old": "x", "new": "ein langes Wort 2026"},
        "/records/<uuid:record>/reveal": {"path": "phone", **_WHY},
        "/residents/<uuid:resident>/distinct": {"other": town.ids["other"], **_WHY},
        "/residents/<uuid:resident>/link": {"other": town.ids["other"], **_WHY},
        "/residents/<uuid:resident>/unlink": _WHY,
        "/residents/<uuid:resident>/hand-over": grid,
        "/settlements/<uuid:settlement>/undo": {"change": town.rival, **_WHY},
        "/tablets/<uuid:tablet>/extension": {"days": 30, **_WHY},
    }


def addresses(app: Flask, town: Town) -> list[tuple[str, str, bool, dict[str, Any] | None]]:
    """Method, address, whether all of the community may see it, and body; what is new is tried without one."""
    ids = {**town.ids, "document": town.ids["visit"], "record": town.ids["visit"], "ledger": town.ids["template"]}
    found = []
    for rule in app.url_map.iter_rules():
        path = rule.rule.removeprefix("/api/v1")
        if path == rule.rule or not rule.arguments or path in _TRIED_ELSEWHERE:
            continue
        address = rule.rule
        for name in rule.arguments:
            address = address.replace(f"<uuid:{name}>", ids[name]).replace(f"<{name}>", ids[name])
        address += "?received_ms=1" if path.endswith("/at") else ""
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            body = None if method == "GET" else bodies(town).get(path)
            found.append((method, address, path in _OF_ALL, body))
    return found
