"""What is wrong with a record is said alike here and on the tablet: the tablet's tests run the same vectors."""

from typing import Any

import pytest

from schemas.kinds import KINDS
from tests.vectors.check_cases import VECTORS, cases, catalogue, merged, visible


@pytest.mark.parametrize("story", VECTORS["vectors"], ids=lambda story: story["story"])
def test_a_record_has_these_problems_and_no_others(story: dict[str, Any]) -> None:
    problems = KINDS[story["kind"]].check(merged(story), story.get("now"))
    assert visible(problems) == story["problems"]


def test_what_is_made_by_chance_meets_every_kind_every_operator_and_nearly_every_problem() -> None:
    made = list(cases(seed=1, count=len(catalogue().kinds) * 120))
    assert {one["kind"] for one in made} == set(catalogue().kinds)
    told = {code for one in made for _, code, *_ in one["problems"]}
    rules = {rule.operator for kind in KINDS.values() for rule in kind.rules if rule.code in told}
    assert rules == {rule.operator for kind in KINDS.values() for rule in kind.rules}
    # A number that is none does not travel in JSON, and who wrote something is no matter of a value.
    unmet = {code for code in catalogue().sentences if not code.startswith("rule.")} - told
    assert unmet <= {"value.number", "value.writer"}
