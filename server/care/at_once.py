"""What cannot wait for the night: a death, a crisis, an unusual window. The rest is looked at before it is read.

Whether a hand-in holds anything of the kind is decided from its answers alone, so that plain visits cost a look into a
dictionary.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from time import monotonic
from uuid import UUID

from flask import current_app

from schemas.care.reminders import ANY, EMERGENCY, Trigger
from schemas.care.rule_set import RuleSet
from server.care import files
from server.care.emergencies import is_emergency
from server.care.remind import remind_about
from server.care.tasks import Done
from server.database import reading
from sync.document import Document, Scalar

_RESIDENTS_MAX = 50
"""A first hand-in may hold a whole register: beyond so many the daily run sees to them."""
_KNOWN_SECONDS = 60.0
"""For how long a process goes by the triggers that it knows: what was loaded elsewhere counts a minute later."""


@dataclass(frozen=True, slots=True)
class _Watch:
    """What a community wants to be told of at once."""

    since: float
    triggers: Mapping[str, Sequence[Trigger]]
    rule_sets: Mapping[str, RuleSet]


_watches: dict[tuple[int, str], _Watch] = {}


def see_to(community_id: str, opened: Mapping[bytes, Document]) -> Done:
    """Look at once at whom these documents make it urgent for. Their records have followed."""
    watch = _watch(community_id)
    residents: set[bytes] = set()
    checks: set[bytes] = set()
    for identity, document in opened.items():
        values = document.values()
        kind = str(values.get("kind"))
        if kind not in watch.triggers or not _matters(watch, kind, values):
            continue
        if kind == "window_check":
            checks.add(identity)
        elif (resident := identity if kind == "resident" else _resident(values)) is not None:
            residents.add(resident)
    if not residents and not checks:
        return Done()
    if len(residents) > _RESIDENTS_MAX:
        current_app.logger.info("%d residents are left to the daily run", len(residents) - _RESIDENTS_MAX)
    return remind_about(community_id, sorted(residents)[:_RESIDENTS_MAX], checks)


def _watch(community_id: str) -> _Watch:
    key = (id(current_app._get_current_object()), community_id)  # type: ignore[attr-defined]
    found = _watches.get(key)
    if found is None or monotonic() - found.since > _KNOWN_SECONDS:
        with reading() as session:
            library = files.in_force(session, community_id)
        triggers: dict[str, list[Trigger]] = {}
        for one in library.of("reminders").values():
            for kind, trigger in one.meaning.at_once.items():
                triggers.setdefault(kind, []).append(trigger)
        rule_sets = {identity: one.meaning for identity, one in library.of("rule_set").items()}
        found = _watches[key] = _Watch(monotonic(), triggers, rule_sets)
    return found


def _matters(watch: _Watch, kind: str, values: Mapping[str, Scalar]) -> bool:
    for trigger in watch.triggers[kind]:
        if isinstance(trigger, str):
            if trigger == ANY or (trigger == EMERGENCY and is_emergency(watch.rule_sets, kind, values)):
                return True
        elif any(values.get(path) in answers for path, answers in trigger.items()):
            return True
    return False


def _resident(values: Mapping[str, Scalar]) -> bytes | None:
    try:
        return UUID(str(values.get("resident"))).bytes
    except ValueError:
        return None
