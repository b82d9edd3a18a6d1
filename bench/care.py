"""What it costs to work one record out by the rule sets: `python -m bench.care`, with `--write` into a page.

Counted is processor time, so that a busy machine does not change the figure much. Of several rounds the best stands:
what disturbs a round only ever adds to it.
"""

from __future__ import annotations

import argparse
import platform
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from schemas.care.evaluate import evaluate
from schemas.care.rule_set import RuleSet
from schemas.care.rule_set_file import read_rule_set
from tests.vectors.files import RuleVector, rule_vectors
from tests.vectors.shipped import shipped_rule_sets, shipped_text

_MARK = "<!-- care -->"
_ROUNDS = 5
_CALLS = 400


def microseconds(work: Callable[[], object], calls: int = _CALLS) -> float:
    """Processor time of one call."""
    work()
    best = float("inf")
    for _ in range(_ROUNDS):
        start = time.process_time()
        for _ in range(calls):
            work()
        best = min(best, time.process_time() - start)
    return best / calls * 1e6


def fullest(kind: str) -> RuleVector:
    """Of the vectors of a kind the one that says most."""
    return max((one for one in rule_vectors() if one.kind == kind), key=lambda one: (len(one.values), len(one.context)))


def every_rule_set(rule_sets: Sequence[RuleSet], one: RuleVector) -> Callable[[], object]:
    """All rule sets on one record, as a server does it when the record comes in."""
    return lambda: [evaluate(rules, one.kind, one.values, one.context) for rules in rule_sets]


def table() -> str:
    rule_sets = tuple(shipped_rule_sets().values())
    rows = []
    for kind in sorted({kind for rules in rule_sets for kind in rules.kinds}):
        cost = microseconds(every_rule_set(rule_sets, fullest(kind)))
        rows.append(f"| all rule sets on one `{kind}` | {cost:.0f} µs | under 1,000 µs |")
    for rules in rule_sets:
        cost = microseconds(partial(read_rule_set, shipped_text(rules.id), rules.id), 5)
        rows.append(f"| read and check {rules.id} | {cost / 1000:.1f} ms | |")
    machine = f"Best of {_ROUNDS} rounds on {platform.machine()}, Python {platform.python_version()}."
    return "\n".join([machine, "", "| what | processor time | to reach |", "|---|---|---|", *rows])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--write", type=Path)
    into: Path | None = parser.parse_args().write
    found = table()
    print(found)
    if into:
        before, _, after = into.read_text(encoding="utf-8").split(_MARK)
        into.write_text(f"{before}{_MARK}\n\n{found}\n\n{_MARK}{after}", encoding="utf-8")


if __name__ == "__main__":
    main()
