"""The vectors, on the server's side. The tablet's tests run the same files."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.care.evaluate import evaluate, plain_found
from schemas.care.expression import Expression
from schemas.care.rule_set_file import read_rule_set
from tests.vectors.files import RuleVector, expression_vectors, rule_vectors
from tests.vectors.shipped import shipped_rule_sets, shipped_text

VECTORS = list(rule_vectors())


@pytest.mark.parametrize("vector", VECTORS, ids=str)
def test_a_record_gives_what_its_vector_says(vector: RuleVector) -> None:
    result = evaluate(shipped_rule_sets()[vector.rule_set], vector.kind, vector.values, vector.context).plain()
    assert {name: result["outputs"][name] for name in vector.outputs} == vector.outputs
    if vector.cards is not None:
        assert [card["id"] for card in result["cards"]] == vector.cards
    for card in result["cards"]:
        if card["id"] in vector.words:
            assert {"zh": card["zh"], "en": card["en"]} == vector.words[card["id"]]


@pytest.mark.parametrize(
    ("id", "kind"), [(id, kind) for id, rule_set in shipped_rule_sets().items() for kind in rule_set.kinds]
)
def test_every_output_and_every_card_has_a_vector(id: str, kind: str) -> None:
    told = [vector for vector in VECTORS if (vector.rule_set, vector.kind) == (id, kind)]
    rules = shipped_rule_sets()[id].of_kind(kind)
    outputs = {name for vector in told for name in vector.outputs}
    assert {output.name for output in rules.outputs if output.shown} - outputs == set()
    assert {card.id for card in rules.cards} ^ {card for vector in told for card in vector.cards or ()} == set()


@pytest.mark.parametrize(
    "vector", expression_vectors(), ids=lambda vector: f"{vector['expression']} {vector['values']}"
)
def test_an_expression_gives_what_its_vector_says(vector: dict[str, Any]) -> None:
    found = plain_found(Expression.compile(vector["expression"]).value(vector["values"]))
    assert found == vector["value"]
    assert type(found) is type(vector["value"])


def test_one_changed_threshold_changes_what_is_worked_out_and_what_is_said() -> None:
    text = shipped_text("NBPHS3_2017")
    changed = read_rule_set(text.replace("crisis_sbp: {value: 180,", "crisis_sbp: {value: 175,"), "changed.yaml")
    record = {"vitals.sbp": 176, "vitals.dbp": 80}
    before = evaluate(shipped_rule_sets()["NBPHS3_2017"], "health_check", record, {})
    after = evaluate(changed, "health_check", record, {})
    assert (before.outputs["bp_crisis"], before.cards) == (False, ())
    assert after.outputs["bp_crisis"] is True
    assert "仍≥175 或 ≥110" in after.cards[0].text.zh
    assert "if still ≥175 or ≥110" in after.cards[0].text.en


def test_one_changed_band_changes_the_class() -> None:
    text = shipped_text("NBPHS3_2017")
    changed = read_rule_set(
        text.replace("{from: 65, sbp: 150, dbp: 90}", "{from: 65, sbp: 145, dbp: 90}"), "changed.yaml"
    )
    record = {"vitals.sbp": 148, "vitals.dbp": 88}
    context = {"age": 66}
    assert evaluate(shipped_rule_sets()["NBPHS3_2017"], "htn_follow_up", record, context).outputs["controlled"] is True
    assert evaluate(changed, "htn_follow_up", record, context).outputs["controlled"] is False
