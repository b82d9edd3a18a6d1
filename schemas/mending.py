"""Ways to put right what contradicts itself, worked out from the rule alone: the same for one record as for many."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal

from schemas.acceptance import rule_of
from schemas.declaration import Rule
from schemas.kind import Kind
from schemas.paths import expanded
from schemas.rule_checks import given

Mending = Literal["swap", "first", "others"]
MENDINGS: tuple[Mending, ...] = ("swap", "first", "others")
"""The two answers change places; the answer that excludes the others goes; the others go."""
Choice = Literal["accept", "return", "swap", "first", "others"]
CHOICES: tuple[Choice, ...] = ("accept", "return", *MENDINGS)
"""What fits many broken rules alike: leave it, send it back with the rule's sentence, or one of the ways above."""
_NUMBERS = ("integer", "decimal")
_DAYS = ("date", "month")


def mendings(kind: Kind | None, code: str, path: str, values: Mapping[str, Any]) -> dict[Mending, dict[str, Any]]:
    """What each way would write (None takes an answer away); only those after which less is wrong than before."""
    rule = rule_of(kind, code)
    if kind is None or rule is None:
        return {}
    ways: dict[Mending, dict[str, Any]] = {}
    if rule.operator in ("less", "at_most") and _may_change_places(kind, rule):
        low, high = rule.paths
        ways["swap"] = {low: values.get(high), high: values.get(low)}
    elif rule.operator == "excludes":
        ways["first"] = {rule.paths[0]: None}
        ways["others"] = dict.fromkeys(_answered_others(kind, rule, values))
    return {name: wanted for name, wanted in ways.items() if _mends(kind, code, path, values, wanted)}


def _may_change_places(kind: Kind, rule: Rule) -> bool:
    """Two numbers that were entered in each other's box; of days, those that follow one another by their nature."""
    types = {field.type for one in rule.paths if (field := kind.field_at(one))}
    return types <= {*_NUMBERS} or (rule.operator == "less" and types <= {*_DAYS})


def _answered_others(kind: Kind, rule: Rule, values: Mapping[str, Any]) -> list[str]:
    choices = {field.path: field for field in kind.fields if field.type == "choices"}
    spelled_out: list[str] = []
    for path in rule.paths[1:]:
        spelled_out += [one.path for one in expanded([choices[path]])] if path in choices else [path]
    return [one for one in spelled_out if one != rule.paths[0] and given(values.get(one))]


def _mends(kind: Kind, code: str, path: str, values: Mapping[str, Any], wanted: Mapping[str, Any]) -> bool:
    before, after = _wrong(kind, values), _wrong(kind, {**values, **wanted})
    return bool(wanted) and (path, code) in before and after < before


def _wrong(kind: Kind, values: Mapping[str, Any]) -> set[tuple[str, str]]:
    return {(one.path, one.code) for one in kind.check(values) if one.severity != "soft"}
