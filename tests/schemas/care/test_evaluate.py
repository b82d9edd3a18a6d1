"""What a result keeps, and that no record whatever stops it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from schemas.care.evaluate import evaluate
from schemas.care.expression import NotComputable
from schemas.care.wording import filled, shown
from tests.vectors.shipped import shipped_rule_sets

NORMS = shipped_rule_sets()["NBPHS3_2017"]
KINDS = [(rule_set, kind) for rule_set in shipped_rule_sets().values() for kind in rule_set.kinds]


def test_a_result_names_its_rule_set_and_version_and_keeps_what_it_came_from() -> None:
    record = {"vitals.sbp": 186, "vitals.dbp": 102, "vitals.weight": 70, "note": "long story", "danger.none": True}
    result = evaluate(NORMS, "htn_follow_up", record, {"age": 70, "previous": None})
    assert result.rule_set == f"NBPHS3_2017@{NORMS.version}"
    assert result.inputs == {
        "sbp": 186,
        "dbp": 102,
        "weight": 70.0,
        "age": 70,
        "danger": ["none"],
        "danger_so_far": ["none"],
        "previous_class": "",
    }
    assert result.outputs["class"] == NotComputable(("new_complication",))
    kept = result.plain()
    assert json.loads(json.dumps(kept)) == kept


def test_the_same_record_gives_the_same_result_again() -> None:
    record = {"vitals.sbp": 150, "vitals.dbp": 80}
    once = evaluate(NORMS, "htn_follow_up", record, {"age": 70})
    evaluate(NORMS, "htn_follow_up", {"vitals.sbp": 200}, {"age": 20})
    assert evaluate(NORMS, "htn_follow_up", record, {"age": 70}) == once


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text() | st.binary() | st.just(object()),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=4,
)


@pytest.mark.parametrize(("rule_set", "kind"), KINDS, ids=[f"{rule_set.id} {kind}" for rule_set, kind in KINDS])
@settings(deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(data=st.data())
def test_no_record_stops_it(rule_set: Any, kind: str, data: st.DataObject) -> None:
    asked = [rule_set.inputs[name] for name in rule_set.of_kind(kind).inputs]
    paths = [one.key for one in asked if one.origin == "path"] + ["danger.x", "danger.", "danger"]
    names = ["previous", *(one.key for one in asked if one.origin == "context")]
    values = data.draw(st.dictionaries(st.sampled_from(paths), ANYTHING, max_size=12))
    context = data.draw(st.dictionaries(st.sampled_from(names), ANYTHING, max_size=6))
    result = evaluate(rule_set, kind, values, context)
    json.dumps(result.plain())
    for found in result.outputs.values():
        if isinstance(found, NotComputable):
            assert set(found.missing) <= set(rule_set.inputs)


def test_values_are_shown_as_people_read_them() -> None:
    values = [7, 7.0, 16.7, 0.1 + 0.2, 23.45, 1234.5678, -0.5, -0.0001, float("nan"), 1e12, True, None, "2026-11-24"]
    assert [shown(value) for value in values] == [
        *("7", "7.0", "16.7", "0.3", "23.45", "1234.568", "-0.5", "0.0"),
        *("—", "—", "—", "—", "2026-11-24"),
    ]
    assert filled("{a.b}/{c}/{a.x}", {"a": {"b": 140}}) == "140/—/—"
