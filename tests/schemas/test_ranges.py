"""Every boundary of every range, taken from the declarations, so that a new measurement is covered at once."""

from typing import NamedTuple

import pytest

from schemas.declaration import Field
from schemas.kind import Kind
from schemas.kinds import KINDS
from schemas.problems import Problem


class Ranged(NamedTuple):
    kind: Kind
    field: Field

    @property
    def step(self) -> float:
        return float(10**-self.field.decimals)

    def problems(self, value: float) -> list[tuple[str, str]]:
        exact = round(value, self.field.decimals) if self.field.type == "decimal" else int(value)
        found: list[Problem] = self.kind.check({self.field.path: exact})
        return [
            (problem.code, problem.severity)
            for problem in found
            if problem.path == self.field.path and problem.code.startswith("value.")
        ]


RANGED = [
    Ranged(kind, field) for kind in KINDS.values() for field in kind.fields if field.type in ("integer", "decimal")
]
every_range = pytest.mark.parametrize("ranged", RANGED, ids=lambda ranged: f"{ranged.kind.name}.{ranged.field.path}")


def test_the_whole_quick_check_is_among_them() -> None:
    measured = {
        ranged.field.path: (ranged.field.hard, ranged.field.soft)
        for ranged in RANGED
        if ranged.kind.name == "health_check"
    }
    assert measured == {
        "vitals.sbp": ((50, 300), (80, 200)),
        "vitals.dbp": ((20, 200), (40, 120)),
        "vitals.pulse": ((20, 250), (50, 120)),
        "vitals.temp": ((33, 43), (35.5, 37.5)),
        "vitals.spo2": ((50, 100), (94, 100)),
        "vitals.glucose": ((0.6, 35), (3.9, 16.7)),
        "vitals.weight": ((20, 250), None),
        "vitals.height": ((80, 220), None),
        "vitals.waist": ((40, 180), None),
    }


@every_range
def test_just_outside_the_hard_range_cannot_be_right(ranged: Ranged) -> None:
    assert ranged.field.hard
    low, high = ranged.field.hard
    assert ranged.problems(low - ranged.step) == [("value.range_hard", "hard")]
    assert ranged.problems(high + ranged.step) == [("value.range_hard", "hard")]


@every_range
def test_the_hard_limits_themselves_can_be_right(ranged: Ranged) -> None:
    assert ranged.field.hard
    for value in ranged.field.hard:
        assert ("value.range_hard", "hard") not in ranged.problems(value)


@every_range
def test_just_outside_the_soft_range_is_asked_about_again(ranged: Ranged) -> None:
    assert ranged.field.hard
    for place, outward in ((0, -1), (1, 1)):
        hard = ranged.field.hard[place]
        soft = ranged.field.soft[place] if ranged.field.soft else hard
        if soft != hard:
            assert ranged.problems(soft + outward * ranged.step) == [("value.range_soft", "soft")]
            assert ranged.problems(hard) == [("value.range_soft", "soft")]


@every_range
def test_the_soft_limits_themselves_are_usual(ranged: Ranged) -> None:
    for value in ranged.field.soft or ranged.field.hard or ():
        assert ranged.problems(value) == []


@every_range
def test_a_whole_number_is_as_good_as_a_decimal_one_where_decimals_are_asked_for(ranged: Ranged) -> None:
    assert ranged.field.hard
    usual = ranged.field.soft or ranged.field.hard
    value = (int(usual[0]) + int(usual[1])) // 2
    assert ranged.problems(value) == []
    as_float = [
        problem.code
        for problem in ranged.kind.check({ranged.field.path: float(value)})
        if problem.path == ranged.field.path and problem.code.startswith("value.")
    ]
    assert as_float == ([] if ranged.field.type == "decimal" else ["value.type"])


@every_range
def test_more_decimals_than_the_device_has_are_questioned(ranged: Ranged) -> None:
    if ranged.field.type == "decimal":
        usual = ranged.field.soft or ranged.field.hard
        assert usual
        value = usual[0] + 0.1 * ranged.step + ranged.step
        found = ranged.kind.check({ranged.field.path: value})
        assert ("value.decimals", "soft") in [(problem.code, problem.severity) for problem in found]


def test_an_ordinary_reading_is_believed_and_a_crisis_can_be_recorded() -> None:
    check = KINDS["health_check"].check
    usual = {"vitals.sbp": 142, "vitals.dbp": 88, "vitals.temp": 36.6}
    assert {problem.code for problem in check(usual)} == {"value.required"}
    crisis = {"vitals.sbp": 262, "vitals.dbp": 141, "vitals.temp": 41.3}
    assert {problem.severity for problem in check(crisis) if problem.code != "value.required"} == {"soft"}
