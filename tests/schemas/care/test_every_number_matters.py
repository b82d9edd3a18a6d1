"""Each number of the rule sets that come with Mulin is noticed by a vector: moved by a step, it makes one fail."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from schemas.care.care_file import CareFileError
from schemas.care.evaluate import evaluate
from schemas.care.rule_set import RuleSet
from schemas.care.rule_set_file import read_rule_set
from tests.vectors.files import rule_vectors
from tests.vectors.shipped import shipped_rule_sets, shipped_text

# `{value: 180,` of a constant; `from: 65,`, `sbp: 150` and the like in the row of a table; `between: [50, 300]`.
NUMBER = re.compile(
    r"(?<=\{value: )\d+(?:\.\d+)?(?=,)|(?<=from: )\d+(?:\.\d+)?|(?<=[ps]: )\d+(?:\.\d+)?(?=[,}])|(?<=waist: )\d+\.\d+"
)


def numbers(id: str) -> Iterator[tuple[int, str, str]]:
    """Line, number, and the whole file with that number one step higher."""
    lines = shipped_text(id).splitlines()
    for index, line in enumerate(lines):
        for found in NUMBER.finditer(line):
            old = found.group()
            new = f"{float(old) + 0.1:.1f}" if "." in old else str(int(old) + 1)
            changed = line[: found.start()] + new + line[found.end() :]
            yield index + 1, line.strip()[:60], "\n".join([*lines[:index], changed, *lines[index + 1 :]])


def noticed(changed: RuleSet) -> bool:
    """Whether any vector comes out otherwise than it says."""
    for vector in rule_vectors():
        if vector.rule_set != changed.id:
            continue
        result = evaluate(changed, vector.kind, vector.values, vector.context).plain()
        if {name: result["outputs"].get(name) for name in vector.outputs} != vector.outputs:
            return True
        if vector.cards is not None and [card["id"] for card in result["cards"]] != vector.cards:
            return True
        said = {card["id"]: {"zh": card["zh"], "en": card["en"]} for card in result["cards"]}
        if any(said.get(id) != words for id, words in vector.words.items()):
            return True
    return False


@pytest.mark.parametrize("id", shipped_rule_sets())
def test_a_number_that_moves_by_a_step_is_noticed(id: str) -> None:
    unnoticed, tried = [], 0
    for line, text, changed in numbers(id):
        try:
            rule_set = read_rule_set(changed, id)
        except CareFileError:
            continue  # two bands at the same number: noticed already
        tried += 1
        if not noticed(rule_set):
            unnoticed.append(f"{id}:{line}: {text}")
    assert tried
    assert unnoticed == []
