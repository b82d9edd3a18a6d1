"""Whatever arrives, checking answers: documents are written by software we have never seen."""

import json
import string
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from schemas.checking import UNKNOWN_FIELDS_MAX
from schemas.kind import Kind
from schemas.kinds import KINDS
from schemas.problems import Problem, sentence

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
HUGE = 10**5000
HOSTILE: list[Any] = [
    None,
    True,
    False,
    0,
    -1,
    2**63,
    -(2**63) - 1,
    HUGE,
    -HUGE,
    0.0,
    -0.0,
    1e308,
    5e-324,
    float("nan"),
    float("inf"),
    float("-inf"),
    "",
    " ",
    "\x00",
    "\ud800",
    "\udfff" * 18,
    "x" * 10_000_000,
    "9" * 5000,
    "１２",
    "2026-02-30",
    "2026-W09-7",
    "20260301",
    "0000-00-00",
    "9999-99-99",
    b"",
    b"\xff" * 100,
    [],
    {},
    [1],
    {"a": 1},
    object(),
    (1, 2),
    1j,
]
NUMBERS = st.integers() | st.floats() | st.integers(min_value=10**300)
SCALARS = st.none() | st.booleans() | NUMBERS | st.text() | st.binary() | st.sampled_from(HOSTILE)
PATHS = st.text() | st.text(string.ascii_lowercase + ".", max_size=30)


def agreeable(problems: list[Problem]) -> None:
    """Problems can be stored, shown, and are in order."""
    assert problems == sorted(problems, key=lambda problem: (problem.path, problem.code))
    for problem in problems:
        assert problem.severity in ("hard", "soft", "rule")
        assert len(json.dumps(problem.params)) < 1000
        assert "{" not in sentence(problem, "zh")
        assert "{" not in sentence(problem, "en")


@every_kind
@pytest.mark.parametrize("value", HOSTILE, ids=range(len(HOSTILE)))
def test_any_value_at_any_path(kind: Kind, value: Any) -> None:
    inside = [f"{group.path}.7f3a.{field.path}" for group in kind.groups for field in group.fields]
    for path in (*kind.paths(), *inside, "", ".", "..", "nothing", "contact..name"):
        agreeable(kind.check({path: value}, 1_790_000_000_000))
    agreeable(kind.check(dict.fromkeys([*kind.paths(), *inside], value), 1_790_000_000_000))


@every_kind
@settings(derandomize=True, max_examples=300, deadline=None)
@given(data=st.data())
def test_any_mixture_of_values(kind: Kind, data: st.DataObject) -> None:
    paths = st.sampled_from(kind.paths()) | PATHS
    values = data.draw(st.dictionaries(paths, SCALARS, max_size=30))
    found = kind.check(values, 1_790_000_000_000)
    agreeable(found)
    backwards = dict(reversed(list(values.items())))
    assert kind.check(backwards, 1_790_000_000_000) == found


@every_kind
@settings(derandomize=True, max_examples=200, deadline=None)
@given(path=st.text())
@example(path="contact.\ud800.name")
@example(path="\x00")
def test_an_unknown_path_is_reported_in_words_that_can_be_stored(kind: Kind, path: str) -> None:
    if kind.field_at(path) is None:
        reported = [problem for problem in kind.check({path: 1}) if problem.code == "value.unknown_field"]
        assert [problem.severity for problem in reported] == ["soft"]
        assert "\x00" not in reported[0].path
        assert len(reported[0].path.encode("utf-8")) <= 800


@every_kind
def test_a_key_that_is_no_text_is_an_unknown_path(kind: Kind) -> None:
    strange: Any = {1: 1, None: 2, b"kind": 3, (): 4}
    assert [problem.path for problem in kind.check(strange) if problem.code == "value.unknown_field"] == [""] * 4


@every_kind
def test_a_flood_of_unknown_paths_is_mentioned_and_not_listed(kind: Kind) -> None:
    flood = {f"x{number}": number for number in range(100_000)}
    unknown = [problem for problem in kind.check(flood) if problem.code == "value.unknown_field"]
    assert len(unknown) == UNKNOWN_FIELDS_MAX


@every_kind
def test_no_problem_repeats_the_value_it_is_about(kind: Kind) -> None:
    secret = "370822194410010009"
    for path in kind.paths():
        for problem in kind.check({path: secret}):
            assert secret not in repr(problem)


def test_a_truth_is_no_number_and_a_number_no_truth() -> None:
    check = KINDS["health_check"].check
    assert ("vitals.sbp", "value.type") in [problem[:2] for problem in check({"vitals.sbp": True})]
    assert ("vitals.bp_rest5", "value.type") in [problem[:2] for problem in check({"vitals.bp_rest5": 1})]
    assert ("at", "value.type") in [problem[:2] for problem in check({"at": True})]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_what_no_device_shows_is_no_number(value: float) -> None:
    found = KINDS["health_check"].check({"vitals.temp": value})
    assert ("vitals.temp", "value.number", "hard") in [problem[:3] for problem in found]


@pytest.mark.parametrize("letter", ["\x00", "\ud800"])
def test_text_that_no_database_takes_is_found(letter: str) -> None:
    found = KINDS["resident"].check({"name": f"张{letter}芳", "neighbour_note": letter})
    assert {problem.path for problem in found if problem.code == "value.characters"} == {"name", "neighbour_note"}
