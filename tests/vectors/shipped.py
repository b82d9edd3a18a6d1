"""The rule sets that come with Mulin, for tests and measurements."""

from __future__ import annotations

from collections.abc import Mapping

from schemas.care.library import newest_shipped
from schemas.care.rule_set import RuleSet


def shipped_rule_sets() -> Mapping[str, RuleSet]:
    """By id."""
    return {id: file.meaning for (sort, id), file in sorted(newest_shipped().items()) if sort == "rule_set"}


def shipped_text(id: str) -> str:
    return newest_shipped()["rule_set", id].text
