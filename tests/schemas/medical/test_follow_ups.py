"""Follow-ups at doors and on the phone."""

from typing import Any

import pytest

from schemas.kinds import KINDS
from tests.schemas.medical.forms import DR_WANG, a_form, asked_back, codes_at

HTN, T2DM = "htn_follow_up", "t2dm_follow_up"
both = pytest.mark.parametrize("kind", [HTN, T2DM])


def test_a_usual_follow_up_from_the_first_box_to_the_last() -> None:
    answers: dict[str, Any] = {
        "vitals.sbp": 148, "vitals.dbp": 88, "vitals.pulse": 72, "vitals.weight": 61.5, "target.weight": 60,
        "vitals.height": 158, "smoke_per_day": 0, "target.smoke_per_day": 0, "drink_per_day": 0.5,
        "target.drink_per_day": 0, "exercise_times": 5, "target.exercise_times": 7, "exercise_minutes": 30,
        "target.exercise_minutes": 30, "salt": "2", "target.salt": "1", "diet_ok": "1", "psych": "1", "behaviour": "1",
        "aux_exam": "县医院心电图正常", "adherence": "1", "adr": "1", "class": "1", "next_measure": "1",
        "next_date": "2027-02-24", "medicine.7f3a.name": "硝苯地平缓释片", "medicine.7f3a.times_per_day": 2,
        "medicine.7f3a.dose": 0.5, "medicine.7f3a.unit": "tablet", "resident_sign": "a" * 64, "note": "嘱低盐",
    }  # fmt: skip
    assert KINDS[HTN].check(a_form(HTN, "symptoms.none", "danger.none") | answers) == []


def test_a_dizzy_elder_is_no_emergency() -> None:
    """张桂芳 says that she is a little dizzy. The symptom is ticked; that it is severe is asked by its own name."""
    assert asked_back(HTN, "symptoms.headache_dizzy", "danger.none") == []
    danger = KINDS[HTN].field_at("danger.headache")
    assert danger
    assert "剧烈" in danger.label.zh
    assert "headache" not in {code.code for code in codes_at(HTN, "symptoms")}


@both
def test_a_crisis_can_be_entered_and_is_only_asked_about_once_more(kind: str) -> None:
    found = KINDS[kind].check(a_form(kind, vitals__sbp=286, vitals__dbp=160))
    assert {(problem.path, problem.severity) for problem in found} == {("vitals.sbp", "soft"), ("vitals.dbp", "soft")}


@both
def test_pressure_comes_in_pairs_and_the_right_way_round(kind: str) -> None:
    assert asked_back(kind, vitals__sbp=148) == [("vitals.dbp", "rule.bp_both")]
    assert asked_back(kind, vitals__sbp=88, vitals__dbp=148) == [
        ("vitals.dbp", "rule.bp_order"),
        ("vitals.dbp", "value.range_soft"),
    ]
    assert asked_back(kind, vitals__sbp__unmeasured="2", vitals__dbp__unmeasured="2") == []


@both
def test_no_symptoms_means_none_at_all(kind: str) -> None:
    assert asked_back(kind, "symptoms.none") == []
    assert asked_back(kind, "symptoms.none", "symptoms.leg_edema") == [("symptoms.leg_edema", "rule.symptoms_none")]
    assert asked_back(kind, "danger.none", "danger.palpitations") == [("danger.palpitations", "rule.danger_none")]
    taken_back = a_form(kind, "symptoms.none") | {"symptoms.leg_edema": False}
    assert KINDS[kind].check(taken_back) == []


def test_the_paper_has_room_for_eight_symptoms() -> None:
    ticked = [f"symptoms.{code.code}" for code in codes_at(HTN, "symptoms") if code.code not in ("none", "other")]
    assert len(ticked) == 8
    assert asked_back(HTN, *ticked) == []
    assert asked_back(HTN, *ticked, "symptoms.other", symptoms_detail="失眠") == [("symptoms", "rule.symptoms_8")]


@both
def test_other_is_no_answer_without_words(kind: str) -> None:
    assert asked_back(kind, "symptoms.other") == [("symptoms_detail", "rule.symptoms_other")]
    assert asked_back(kind, "danger.other_illness") == [("danger_detail", "rule.danger_other")]
    assert asked_back(kind, adr="2") == [("adr_detail", "rule.adr_detail")]
    assert asked_back(kind, adr="2", adr_detail="干咳") == []


@both
@pytest.mark.parametrize(
    ("lost", "expected"),
    [
        ({"lost.state": "lost"}, [("lost.reason", "rule.lost_reason")]),
        ({"lost.state": "lost", "lost.reason": "随女儿去了济南"}, []),
        ({"lost.state": "dead"}, [("lost.died_on", "rule.death_facts")]),
        ({"lost.state": "dead", "lost.died_on": "2026-10-02"}, [("lost.cause", "rule.death_facts")]),
        ({"lost.state": "dead", "lost.died_on": "2026-10-02", "lost.cause": "脑出血"}, []),
        (
            {"lost.state": "dead", "lost.died_on": "2026-11-25", "lost.cause": "脑出血"},
            [("lost.died_on", "value.future")],
        ),
        (
            {"lost.state": "dead", "lost.died_on": "2026-10-02", "lost.cause": "脑出血", "next_date": "2027-01-01"},
            [("next_date", "rule.dead_no_next")],
        ),
        (
            {"lost.state": "lost", "lost.reason": "搬走", "vitals.sbp": 140, "vitals.dbp": 80},
            [("vitals.sbp", "rule.lost_not_measured")],
        ),
    ],
)
def test_who_was_lost_or_has_died_has_a_reason_a_date_and_no_pressure(
    kind: str, lost: dict[str, Any], expected: list[tuple[str, str]]
) -> None:
    assert asked_back(kind, **lost) == expected


@both
def test_somebody_who_was_lost_needs_no_method(kind: str) -> None:
    assert asked_back(kind, method=None) == [("method", "rule.method_or_lost")]
    assert asked_back(kind, method=None, lost__state="lost", lost__reason="电话停机") == []


@both
def test_a_referral_says_why_and_where_to(kind: str) -> None:
    assert asked_back(kind, next_measure="4") == [("referral.reason", "rule.referral_facts")]
    assert asked_back(kind, next_measure="4", referral__reason="血压186/112", referral__org="区人民医院心内科") == []
    assert asked_back(kind, next_measure="1") == []


@both
def test_medicines_are_as_many_as_somebody_takes_and_only_a_doctor_changes_them(kind: str) -> None:
    medicines = {f"medicine.m{number}.name": "阿卡波糖片" for number in range(20)}
    assert asked_back(kind, **medicines) == []
    assert asked_back(kind, **medicines, **{"medicine.m20.name": "二甲双胍"}) == [("medicine", "group.too_many")]
    assert asked_back(kind, **{"medicine.a.dose": 2}) == [("medicine.a.name", "value.required")]
    advised = KINDS[kind].field_at("adjust.a1.dose")
    taken = KINDS[kind].field_at("medicine.a1.dose")
    assert advised
    assert taken
    assert (advised.writers, taken.writers) == (("doctor",), ())
    assert (advised.lasting, taken.lasting) == (False, True)


@both
def test_a_value_says_where_it_comes_from(kind: str) -> None:
    assert asked_back(kind, source=None, vitals__sbp=130, vitals__dbp=80) == [("source", "rule.source_of_values")]
    assert asked_back(kind, source=None, method="3") == []


def test_a_glucose_is_fasting_or_not_and_may_lie_beyond_the_meter() -> None:
    assert asked_back(T2DM, vitals__glucose=7.2) == [("vitals.glucose_kind", "rule.glucose_kind")]
    assert asked_back(T2DM, vitals__glucose=7.2, vitals__glucose_kind="1") == []
    assert asked_back(T2DM, vitals__glucose_beyond="hi", vitals__glucose_kind="3") == []
    assert asked_back(T2DM, source=None, vitals__glucose=7.2, vitals__glucose_kind="1") == [
        ("source", "rule.source_of_glucose")
    ]


def test_a_weak_pulse_of_the_foot_has_a_side() -> None:
    assert asked_back(T2DM, foot_pulse="1") == []
    assert asked_back(T2DM, foot_pulse="3") == [("foot_pulse_side", "rule.foot_pulse_side")]
    assert asked_back(T2DM, foot_pulse="3", foot_pulse_side="2") == []


def test_a_laboratory_value_has_its_date() -> None:
    assert asked_back(T2DM, hba1c=7.4) == [("hba1c_on", "rule.hba1c_date")]
    assert asked_back(T2DM, hba1c=7.4, hba1c_on="2026-09-10") == []


@pytest.mark.parametrize(
    ("kind", "path", "numbers"),
    [
        (HTN, "symptoms", [*map(str, range(1, 10)), ""]),
        (T2DM, "symptoms", [*map(str, range(1, 11))]),
    ],
)
def test_the_number_in_the_box_stands_beside_each_word(kind: str, path: str, numbers: list[str]) -> None:
    assert [code.paper for code in codes_at(kind, path)] == numbers


def test_a_doctor_who_wrote_it_down_herself_may_confirm_it_too() -> None:
    assert asked_back(HTN, captured_by=DR_WANG, confirmed_by=DR_WANG, confirmed_at=1_795_483_900_000) == []
