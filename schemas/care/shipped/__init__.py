"""The care files that come with Mulin. A community's own version of one takes its place."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from schemas.care.care_file import read, sort_of
from schemas.care.rule_set import RuleSet
from schemas.care.rule_set_file import read_rule_set


@cache
def shipped_files(sort: str) -> Mapping[str, str]:
    """File name → text, of one sort (`rule_set`, `programme`, `reminders`), by name."""
    texts = {path.name: path.read_text(encoding="utf-8") for path in sorted(Path(__file__).parent.glob("*.yaml"))}
    return {name: text for name, text in texts.items() if sort_of(read(text, name)) == sort}


@cache
def shipped_rule_sets() -> Mapping[str, RuleSet]:
    """By id."""
    made = [read_rule_set(text, name) for name, text in shipped_files("rule_set").items()]
    return {rule_set.id: rule_set for rule_set in made}
