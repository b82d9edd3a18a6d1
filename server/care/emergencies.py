"""Whether answers that have just come in are an emergency, before anything else is known about whom they are of."""

from __future__ import annotations

from collections.abc import Mapping

from schemas.care.chain import is_emergency as says_so
from schemas.care.evaluate import evaluate
from schemas.care.rule_set import RuleSet
from server.care.subjects import COUNTS
from sync.document import Scalar


def is_emergency(rule_sets: Mapping[str, RuleSet], kind: str, values: Mapping[str, Scalar]) -> bool:
    """Whether any rule set that counts says so. What it would need to know of the resident is left out."""
    return any(
        says_so(evaluate(one, kind, values, {}))
        for one in rule_sets.values()
        if kind in one.kinds and one.status == COUNTS
    )
