"""Somebody's blood pressures, as a picture and as numbers."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from server.auth import Actor
from server.console.words import chosen_language, word
from server.models import Record
from server.shown import shown_value
from server.telling import day_text

_HIGH, _LOW = "vitals.sbp", "vitals.dbp"
_SHOWN_MAX = 24
_DANGER = {"high": 180, "low": 110}
"""From here on it is an emergency: mmHg, as in the national follow-up form."""


class Pressure(NamedTuple):
    """One measurement, in mmHg; None where only the other of the two was taken."""

    document: bytes
    kind: str
    when_ms: int
    high: int | float | None
    low: int | float | None


def pressures_of(actor: Actor, records: Iterable[Record]) -> list[Pressure]:
    """The latest of those measured in these records, the earliest first; what the reader may not see is left out."""
    found = []
    for one in records:
        kind = actor.catalogue.named(one.kind)
        high, low = (shown_value(actor.role, kind, path, one.values.get(path)) for path in (_HIGH, _LOW))
        if one.when_ms is not None and (_number(high) or _number(low)):
            measured = (high if _number(high) else None, low if _number(low) else None)
            found.append(Pressure(one.document_id, one.kind, one.when_ms, *measured))
    return sorted(found, key=lambda one: (one.when_ms, one.document))[-_SHOWN_MAX:]


def picture_of(pressures: Iterable[Pressure]) -> Mapping[str, Any]:
    """What ``charts.js`` draws: the two lines over the days, and from where on it is dangerous."""
    told = list(pressures)
    return {
        "along": [day_text(one.when_ms, chosen_language()) for one in told],
        "high": [one.high for one in told],
        "low": [one.low for one in told],
        "danger": _DANGER,
        "words": {name: word(f"pressures.{name}") for name in ("high", "low", "danger")},
    }


def _number(value: Any) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool)
