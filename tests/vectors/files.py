"""Reading the vectors. What their keys mean is said here, for both sides.

A file of `rules/` holds `rule_set`, `kind`, and what most of its vectors have in common (`values`, `context`). A vector
adds to those, takes keys away (`without`, from both), and says what must come out: `outputs` by name (an output
that cannot be worked out is {"missing": [inputs]}), exactly these `cards` by id, and the `words` of some of them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

HERE = Path(__file__).parent


class RuleVector(NamedTuple):
    """One record, and what a rule set must make of it."""

    file: str
    story: str
    rule_set: str
    kind: str
    values: dict[str, Any]
    context: dict[str, Any]
    outputs: dict[str, Any]
    cards: list[str] | None
    words: dict[str, Any]

    def __str__(self) -> str:
        return f"{self.file}: {self.story}"


def rule_vectors() -> Iterator[RuleVector]:
    for path in sorted((HERE / "rules").glob("*.json")):
        file = json.loads(path.read_text(encoding="utf-8"))
        for vector in file["vectors"]:
            without = vector.get("without", ())
            values, context = (
                {key: value for key, value in {**file[part], **vector.get(part, {})}.items() if key not in without}
                for part in ("values", "context")
            )
            yield RuleVector(
                path.name,
                vector["story"],
                file["rule_set"],
                file["kind"],
                values,
                context,
                vector.get("outputs", {}),
                vector.get("cards"),
                vector.get("words", {}),
            )


def expression_vectors() -> list[dict[str, Any]]:
    """`expression`, `values`, and the `value` that must come out; {"missing": [names]} where there is none."""
    vectors: list[dict[str, Any]] = json.loads((HERE / "expressions.json").read_text(encoding="utf-8"))["vectors"]
    return vectors
