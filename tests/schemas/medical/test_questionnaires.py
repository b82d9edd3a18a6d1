"""Self-care, memory, mood, ability, and the check-up of those over 65."""

from typing import Any

import pytest

from schemas.kinds import KINDS
from tests.schemas.medical.forms import a_form, asked_back, codes_at, drawn

ALLOWED = {
    "eating": ("0", "3", "5"),
    "grooming": ("0", "1", "3", "7"),
    "dressing": ("0", "3", "5"),
    "toilet": ("0", "1", "5", "10"),
    "moving": ("0", "1", "5", "10"),
}
ABLE: dict[str, Any] = dict.fromkeys(ALLOWED, "0")


@pytest.mark.parametrize(("item", "score"), [(item, score) for item in ALLOWED for score in map(str, range(11))])
def test_each_question_of_daily_life_takes_the_scores_of_the_paper_and_no_other(item: str, score: str) -> None:
    expected = [] if score in ALLOWED[item] else [(item, "value.code_unknown")]
    assert asked_back("self_care", **{item: score}) == expected


def test_a_question_that_was_not_asked_is_no_zero() -> None:
    """An unanswered form says nothing about anybody: it is no "manages alone"."""
    assert asked_back("self_care") == []
    assert not [field.path for field in KINDS["self_care"].fields if field.neutral is not None]
    for missing in ALLOWED:
        answered = {path: score for path, score in ABLE.items() if path != missing}
        assert asked_back("self_care", level="1", **answered) == [(missing, "rule.self_care_complete")]
    assert asked_back("self_care", level="1", **ABLE) == []


def test_scores_are_text_and_a_number_is_no_score() -> None:
    assert asked_back("self_care", eating=3) == [("eating", "value.type")]


def test_three_words_and_a_minute() -> None:
    assert asked_back("screening", cognition__repeated="1", cognition__recalled="2", cognition__result="2") == []
    # Who cannot repeat them at once need not be asked again.
    assert asked_back("screening", cognition__repeated="2", cognition__result="2") == []
    assert asked_back("screening", cognition__repeated="1", cognition__result="1") == [
        ("cognition.recalled", "rule.cognition_negative")
    ]
    assert asked_back("screening", cognition__result="2") == [("cognition.repeated", "rule.cognition_asked")]


def test_one_low_answer_is_enough_and_a_negative_needs_both() -> None:
    assert asked_back("screening", mood__sad="1", mood__result="2") == []
    assert asked_back("screening", mood__sad="2", mood__result="1") == [("mood.feeling", "rule.mood_negative")]
    assert asked_back("screening", mood__sad="2", mood__feeling="1", mood__result="1") == []


def test_a_deaf_elder_is_not_negative() -> None:
    assert asked_back("screening", cognition__not_done="2") == []
    answers = {"cognition.repeated": "1", "cognition.recalled": "1", "cognition.result": "1"}
    found = asked_back("screening", cognition__not_done="2", **answers)
    assert found == [("cognition.result", "rule.cognition_not_done")]


@pytest.mark.parametrize(("score", "fine"), [(0, True), (30, True), (31, False), (-1, False)])
def test_a_full_test_has_thirty_points(score: int, fine: bool) -> None:
    for path in ("cognition.mmse", "mood.depression_score"):
        assert asked_back("screening", **{path: score}) == ([] if fine else [(path, "value.range_hard")])


def test_both_arms_are_measured_each_in_pairs() -> None:
    arms = {"vitals.left_sbp": 150, "vitals.left_dbp": 90, "vitals.right_sbp": 128, "vitals.right_dbp": 82}
    assert asked_back("check_up", **arms) == []
    assert asked_back("check_up", vitals__left_sbp=150) == [("vitals.left_dbp", "rule.bp_left_both")]
    assert asked_back("check_up", vitals__right_sbp=80, vitals__right_dbp=90) == [
        ("vitals.right_dbp", "rule.bp_right_order")
    ]
    crisis = KINDS["check_up"].check(a_form("check_up", vitals__left_sbp=286, vitals__left_dbp=160))
    assert {problem.severity for problem in crisis} == {"soft"}


def test_at_most_ten_symptoms_and_three_habits_of_diet() -> None:
    codes = codes_at("check_up", "symptoms")
    assert [code.paper for code in codes] == [*map(str, range(1, 26))]
    ten = [f"symptoms.{code.code}" for code in codes[1:11]]
    assert asked_back("check_up", *ten) == []
    assert asked_back("check_up", *ten, "symptoms.cough", "symptoms.constipation") == [("symptoms", "rule.symptoms_10")]
    assert asked_back("check_up", "symptoms.none", "symptoms.cough") == [("symptoms.cough", "rule.symptoms_none")]
    assert asked_back("check_up", "diet.balanced", "diet.salty", "diet.oily") == []
    assert asked_back("check_up", "diet.meat", "diet.salty", "diet.oily", "diet.sweet") == [("diet", "rule.diet_3")]
    assert asked_back("check_up", "diet.balanced", "diet.meat") == [("diet.meat", "rule.diet_balanced")]
    assert asked_back("check_up", "diet.vegetable", "diet.meat") == [("diet.vegetable", "rule.diet_meat")]


def test_who_never_smoked_is_asked_nothing_more_about_it() -> None:
    form = drawn("check_up")
    assert form["drink_kinds"]["show_if"] == {"path": "drink_freq", "any_of": ["2", "3", "4"]}
    assert form["smoke_per_day"]["show_if"] == {"path": "smoke_status", "any_of": ["2", "3"]}
    assert form["smoke_quit_age"]["show_if"] == {"path": "smoke_status", "any_of": ["2"]}
    assert form["exercise_minutes"]["show_if"] == {"path": "exercise_freq", "any_of": ["1", "2", "3"]}
    assert asked_back("check_up", smoke_status="1") == []
    assert asked_back("check_up", smoke_status="1", smoke_start_age=20) == [("smoke_start_age", "rule.never_smoked")]
    assert asked_back("check_up", smoke_status="3", smoke_quit_age=40) == [("smoke_quit_age", "rule.still_smokes")]
    assert asked_back("check_up", smoke_status="2", smoke_start_age=41, smoke_quit_age=40) == [
        ("smoke_start_age", "rule.smoke_ages")
    ]
    assert asked_back("check_up", "drink_kinds.beer", drink_freq="1") == [("drink_kinds.beer", "rule.never_drank")]
    assert asked_back("check_up", exercise_freq="4", exercise_minutes=20) == [
        ("exercise_minutes", "rule.never_exercises")
    ]


def test_twenty_six_items_make_ninety_points() -> None:
    items = [field for field in KINDS["ability"].fields if field.path.startswith("item.")]
    best = [max(int(code.code) for code in field.codes.codes) for field in items if field.codes]
    assert (len(items), sum(best)) == (26, 90)
    for field in items:
        assert field.codes
        scores = [int(code.code) for code in field.codes.codes]
        assert scores == list(range(scores[0], -1, -1)), field.path


def test_a_pre_screen_gives_no_level_and_an_official_result_is_taken_over_whole() -> None:
    scores = {f"item.b1_{number}": "4" for number in range(1, 9)}
    assert asked_back("ability", **scores, risk__fall=2, dementia=True) == []
    assert asked_back("ability", level="2") == [("level", "rule.prescreen_no_level")]
    assert asked_back("ability", origin="2", level="2") == [("official.org", "rule.official_facts")]
    official = {"level": "2", "official.org": "区民政局委托机构", "official.on": "2026-05-08"}
    assert asked_back("ability", origin="2", **official) == []
    assert asked_back("ability", origin=None) == [("origin", "value.required")]
