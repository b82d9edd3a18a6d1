"""What rule sets make of all of a resident's records, one after the other: each is given what came before it.

Pure, and whole: it looks at every record in the order of the days on which they took place, so it does not matter in
which order they arrived.
"""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.care.birth import birth_of
from schemas.care.dates import years
from schemas.care.evaluate import Result, evaluate
from schemas.care.expression import NotComputable
from schemas.care.rule_set import RuleSet
from schemas.care.subjects import chosen

_SELF_CARE, _LEVEL = "self_care", "level"
_BP_CRISIS, _EMERGENCY, _DANGER = "bp_crisis", "emergency", "danger"
_LEVELS = ("class", "level", "suggested")
"""What a list of results is filtered by, whichever of them a rule set has."""


@dataclass(frozen=True)
class Kept:
    """A record as the chain looks at it. `day` is when it took place, `received_ms` when it was first known."""

    id: bytes
    kind: str
    day: str
    values: Mapping[str, Any]
    received_ms: int = 0


@dataclass(frozen=True)
class Worked:
    """What one rule set made of one record, and what a person decided otherwise."""

    record: Kept
    rule_set: RuleSet
    result: Result
    overrides: Mapping[str, Mapping[str, Any]]

    @property
    def outputs(self) -> dict[str, Any]:
        """Name to value, of what could be worked out."""
        return {name: value for name, value in self.result.outputs.items() if not isinstance(value, NotComputable)}

    @property
    def missing(self) -> dict[str, list[str]]:
        """Name to the inputs for want of which it could not."""
        return {
            name: list(value.missing) for name, value in self.result.outputs.items() if isinstance(value, NotComputable)
        }

    @property
    def decided(self) -> dict[str, Any]:
        """The outputs, with what a person decided in the place of what they decided otherwise."""
        return {**self.outputs, **{name: one["decided"] for name, one in self.overrides.items()}}

    @property
    def emergency(self) -> bool:
        return is_emergency(self.result)

    @property
    def level(self) -> str | None:
        """The class or level that it comes to, where the rule set has one."""
        found = next((self.decided[name] for name in _LEVELS if name in self.decided), None)
        return found if isinstance(found, str) else None


def is_emergency(result: Result) -> bool:
    """Whether somebody has to act at once."""
    return result.outputs.get(_EMERGENCY) is True or any(card.level == _DANGER for card in result.cards)


def worked_out(
    resident: Mapping[str, Any], records: Sequence[Kept], choose: Callable[[Kept], Iterable[RuleSet]]
) -> Iterator[Worked]:
    """The results of a resident's records, which are given in the order in which they took place.

    resident: the resident's own answers. choose: the rule sets, each in the version that counts for a record.
    """
    before: dict[tuple[str, str], dict[str, Any]] = {}
    self_care_level: str | None = None
    last_bp_crisis: str | None = None
    for record in records:
        level = self_care_level
        crisis = last_bp_crisis
        for rule_set in choose(record):
            key = (rule_set.id, record.kind)
            context = context_of(resident, record.day) | {
                "previous": before.get(key), "self_care_level": self_care_level, "last_bp_crisis": last_bp_crisis,
            }  # fmt: skip
            result = evaluate(rule_set, record.kind, record.values, context)
            worked = Worked(record, rule_set, result, overrides(rule_set, record, result))
            before[key] = worked.decided
            if record.kind == _SELF_CARE and isinstance(worked.decided.get(_LEVEL), str):
                level = worked.decided[_LEVEL]
            if result.outputs.get(_BP_CRISIS) is True:
                crisis = record.day
            yield worked
        self_care_level, last_bp_crisis = level, crisis


def context_of(resident: Mapping[str, Any], day: str) -> dict[str, Any]:
    """What is known of a resident on the day of a record. What is not known does not stand in it."""
    context: dict[str, Any] = {"date": day, "tags": chosen(resident, "tags.")}
    birth = birth_of(resident, day)
    if birth.day:
        context["age"] = years(birth.day, day)
    sex = resident.get("sex")
    if isinstance(sex, str) and sex:
        context["sex"] = sex
    return context


def overrides(rule_set: RuleSet, record: Kept, result: Result) -> dict[str, dict[str, Any]]:
    """Of each output that proposes a decision: what was decided, where that is something else, and why."""
    found = {}
    for output in rule_set.of_kind(record.kind).outputs:
        decided = record.values.get(output.proposes) if output.proposes else None
        computed = result.outputs.get(output.name)
        if decided is None or decided == computed:
            continue
        found[output.name] = {
            "path": output.proposes,
            "computed": None if isinstance(computed, NotComputable) else computed,
            "decided": decided,
            "reason": record.values.get(f"{output.proposes}_reason"),
        }
    return found


def shown(values: Mapping[str, Any]) -> dict[str, Any]:
    """What the tablet showed: the rule set that it names, and its outputs, as far as they can be read."""
    reference, text = values.get("computed.rule_set"), values.get("computed.outputs")
    if not isinstance(reference, str):
        return {}
    try:
        outputs = json.loads(text) if isinstance(text, str) else None
    except (ValueError, RecursionError):
        outputs = None
    return {"rule_set": reference, "outputs": outputs if isinstance(outputs, dict) else None}


def named_version(values: Mapping[str, Any], rule_set_id: str) -> int | None:
    """The version of a rule set that a record says it was worked out with."""
    reference = values.get("computed.rule_set")
    name, _, version = reference.partition("@") if isinstance(reference, str) else ("", "", "")
    return (
        int(version) if name == rule_set_id and version.isascii() and version.isdigit() and len(version) < 8 else None
    )
