"""What all medical forms have alike: who wrote, who answers for it, what was worked out, what is never filled in."""

import json
from typing import Any

import pytest

from schemas.access import ROLES, may_write
from schemas.computed import JSON_LENGTH_MAX
from schemas.declaration import Field
from schemas.kinds import KINDS
from tests.schemas.medical.forms import DR_WANG, LI_FANG, MEDICAL, MORNING_MS, a_form, asked_back, drawn, told

every_form = pytest.mark.parametrize("kind", MEDICAL)
# What must be as it is told today, whatever it was last time.
ASKED_AFRESH = (
    "symptoms",
    "danger",
    "adr",
    "class",
    "level",
    "next_measure",
    "confirmed_by",
    "item.",
    "cognition.",
    "mood.",
)


def fields(kind: str) -> list[Field]:
    inside = [field for group in KINDS[kind].groups for field in group.fields]
    return [*KINDS[kind].fields, *inside]


@every_form
def test_a_form_begun_at_a_door_is_sound_before_anything_is_asked(kind: str) -> None:
    assert asked_back(kind) == []
    assert told(KINDS[kind].check({})) != []


@every_form
def test_whoever_wrote_it_down_is_not_the_doctor_who_answers_for_it(kind: str) -> None:
    assert KINDS[kind].worker_path == "captured_by"
    confirmed = {"confirmed_by": DR_WANG, "confirmed_at": MORNING_MS + 1}
    assert asked_back(kind, **confirmed) == []
    assert asked_back(kind, confirmed_by=DR_WANG) == [("confirmed_at", "rule.confirmed_both")]
    assert asked_back(kind, **confirmed | {"confirmed_at": MORNING_MS - 1}) == [("at", "rule.confirmed_after")]
    for path in ("confirmed_by", "confirmed_at", "doctor_sign"):
        field = KINDS[kind].field_at(path)
        assert field
        assert [role for role in ROLES if may_write(role, field)] == ["doctor"]


@every_form
def test_nothing_in_it_is_neutral_and_no_vital_is_offered_again(kind: str) -> None:
    assert KINDS[kind].form()["neutral"] == {}
    for field in fields(kind):
        if field.path.startswith(("vitals.", *ASKED_AFRESH)):
            assert not field.lasting, field.path


@every_form
def test_what_is_measured_may_be_a_reason_instead(kind: str) -> None:
    for field in fields(kind):
        if field.type in ("integer", "decimal") and field.path.startswith("vitals."):
            assert field.measured, field.path
            assert KINDS[kind].field_at(f"{field.path}.unmeasured")


@every_form
def test_what_the_rules_worked_out_is_kept_and_never_asked(kind: str) -> None:
    outputs = json.dumps({"class": "2", "bmi": 24.8, "next_date": "2026-12-08"}, ensure_ascii=False)
    inputs = json.dumps({"age": 82, "vitals.sbp": 152, "danger": []}, ensure_ascii=False)
    results: dict[str, Any] = {
        "computed.rule_set": "NBPHS3_2017@1",
        "computed.outputs": outputs,
        "computed.inputs": inputs,
    }
    check = KINDS[kind].check
    assert check(a_form(kind) | results, MORNING_MS) == []
    long = "x" * (JSON_LENGTH_MAX + 1)
    assert told(check(a_form(kind) | {"computed.outputs": long[1:]})) == []
    assert told(check(a_form(kind) | {"computed.outputs": long})) == [("computed.outputs", "value.too_long")]
    assert told(check(a_form(kind) | {"computed.rule_set": "x" * 201})) == [("computed.rule_set", "value.too_long")]
    for path in results:
        field = KINDS[kind].field_at(path)
        assert field
        assert (field.computed, field.policy) == (True, "latest")
    form = drawn(kind)
    assert form["computed.outputs"]["computed"] is True
    assert form["computed.outputs"]["length_max"] == JSON_LENGTH_MAX
    assert form["computed.rule_set"]["length_max"] == 200


@every_form
def test_a_list_says_where_its_codes_come_from(kind: str) -> None:
    for field in fields(kind):
        if field.codes:
            assert field.codes.source, field.path


@every_form
def test_two_reports_about_one_form_are_settled_by_a_person_where_they_differ(kind: str) -> None:
    for field in fields(kind):
        wanted = "text" if field.type == "note" else "severest" if field.type == "choices" else "review"
        if not field.computed:
            assert field.policy == wanted, field.path


@pytest.mark.parametrize(
    ("kind", "decision"),
    [
        ("htn_follow_up", "class"),
        ("htn_follow_up", "next_measure"),
        ("htn_follow_up", "next_date"),
        ("t2dm_follow_up", "class"),
        ("self_care", "level"),
        ("ability", "level"),
        ("screening", "cognition.result"),
        ("screening", "mood.result"),
        ("check_up", "self_care_level"),
    ],
)
def test_whoever_decides_otherwise_than_proposed_can_say_why(kind: str, decision: str) -> None:
    reason = KINDS[kind].field_at(f"{decision}_reason")
    assert reason
    assert (reason.type, reason.required) == ("text", False)
    assert asked_back(kind, **{f"{decision}_reason": "家属要求转诊"}) == []


def test_a_stranger_to_the_form_is_kept_and_questioned() -> None:
    assert asked_back("self_care", total=12) == [("total", "value.unknown_field")]
    assert told(KINDS["self_care"].check(a_form("self_care", captured_by=LI_FANG.upper()))) == [
        ("captured_by", "value.ref")
    ]
