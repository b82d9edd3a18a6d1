"""What a neighbourhood's office writes down, and what the checks say about it.

Li Fang (李芳) is the grid worker, Zhang Guifang (张桂芳) lives at 3-2-501, Qiao Lan (乔岚) runs the community.
"""

from typing import Any

import pytest

from schemas.kind import Kind
from schemas.kinds import KINDS
from tests.schemas.social.births import BIRTHS, GUIFANG, HOME_501, LI_FANG, MORNING_MS, QIAO_LAN

MINUTE_MS = 60_000


def found(kind: str, **changes: Any) -> list[tuple[str, str, str]]:
    """What is wrong with the usual record of a kind once it is changed; a double underscore is a dot."""
    dotted = {path.replace("__", "."): value for path, value in changes.items()}
    values = {"kind": kind, "grid": "g1", "kind_version": 1, "at": MORNING_MS} | BIRTHS[kind] | dotted
    return [(problem.path, problem.code, problem.severity) for problem in KINDS[kind].check(values, MORNING_MS)]


@pytest.mark.parametrize("kind", sorted(BIRTHS))
def test_the_usual_record_is_in_order(kind: str) -> None:
    assert found(kind) == []


@pytest.mark.parametrize("kind", sorted(BIRTHS))
def test_every_answer_that_is_required_is_missed(kind: str) -> None:
    declared = {field.path for field in KINDS[kind].fields if field.required and field.show_if is None}
    assert {"at"} <= declared
    for path in declared:
        assert (path, "value.required", "hard") in found(kind, **{path.replace(".", "__"): None})


@pytest.mark.parametrize("kind", sorted(BIRTHS))
def test_whoever_is_forgotten_takes_along_what_is_about_them(kind: str) -> None:
    """Erasing finds documents by their subject: a kind that refers to a resident names it as its subject."""
    declared = KINDS[kind]
    inside = [field for group in declared.groups for field in group.fields]
    referring = [field.path for field in (*declared.fields, *inside) if field.refers_to == "resident"]
    assert referring == ([declared.subject_path] if declared.subject_path else [])


# 三色关爱


@pytest.mark.parametrize("level", ["red", "yellow", "blue", "none"])
def test_a_colour_is_set_by_a_person_who_says_why(level: str) -> None:
    assert found("care_level", level=level, suggested="yellow") == []
    assert found("care_level", level=level, reason="") == [("reason", "value.required", "hard")]
    assert found("care_level", level=level, decided_by=None) == [("decided_by", "value.required", "hard")]


def test_green_is_no_colour_here() -> None:
    assert found("care_level", level="green") == [("level", "value.code_unknown", "hard")]


# 同意书


def test_a_spoken_consent_names_its_witness() -> None:
    spoken = {"how_given": "verbal", "sign": None}
    assert found("consent", **spoken) == [("witness", "rule.consent_witness", "rule")]
    assert found("consent", **spoken, witness="王大妈") == []


def test_a_signature_that_is_missing_is_asked_for() -> None:
    assert found("consent", sign=None) == [("sign", "rule.consent_signed", "soft")]


def test_nobody_agrees_without_having_been_told() -> None:
    assert found("consent", told=False) == [("told", "rule.consent_told", "soft")]


def test_the_duty_to_visit_needs_a_notice_and_no_answer() -> None:
    assert found("consent", purpose="visit", legal_basis="duty", answer=None, how_given=None, sign=None) == []


def test_a_refusal_needs_no_signature() -> None:
    assert found("consent", answer="refused", how_given=None, sign=None) == []


def test_a_daughter_who_answers_is_named() -> None:
    assert found("consent", given_by="family") == [("guardian.name", "rule.consent_guardian", "soft")]
    assert found("consent", given_by="family", guardian__name="张敏") == []


def test_a_consent_is_taken_back_after_it_was_given() -> None:
    assert found("consent", withdrawn_at=MORNING_MS, withdrawn_by="self") == []
    assert found("consent", withdrawn_at=MORNING_MS - 1, withdrawn_by="self") == [
        ("at", "rule.consent_withdrawn_after", "rule")
    ]
    assert found("consent", withdrawn_at=MORNING_MS) == [("withdrawn_by", "rule.consent_withdrawn_both", "soft")]


# 健康证


def test_a_cook_who_does_not_live_here_has_a_certificate_all_the_same() -> None:
    assert found("certificate", resident=None) == []


def test_a_certificate_does_not_run_out_before_it_is_issued() -> None:
    assert found("certificate", expires_on="2026-03-02") == [("issued_on", "rule.certificate_order", "rule")]


def test_the_names_of_a_certificate_are_masked_in_lists() -> None:
    kind = KINDS["certificate"]
    assert kind.mask("holder.name", "王小丽") == "王*丽"
    assert kind.mask("holder.phone", "13800001234") == "138****1234"


# 消防设施


def test_an_extinguisher_without_a_date_is_for_scrap_and_says_so() -> None:
    assert found("fire_equipment", made=None) == [("made", "rule.equipment_made_or_defect", "soft")]
    assert found("fire_equipment", made=None, defects__no_date=True) == []
    assert found("fire_equipment", defects__no_date=True) == [("made", "rule.equipment_made_and_defect", "rule")]


def test_a_community_keeps_equipment_that_nobody_thought_of() -> None:
    assert found("fire_equipment", type="sprinkler") == []


def test_no_years_of_any_type_stand_in_the_form() -> None:
    """They are the reminders file's; the one number here is the one on an appliance's own label."""
    numbers = [field.hard for field in KINDS["fire_equipment"].fields if field.hard]
    assert numbers == [(1, 30)]


# 高龄津贴


def test_from_the_first_paper_to_the_first_month() -> None:
    papers = {"material__a1__name": "身份证", "material__a1__ready": True, "material__a2__name": "银行卡"}
    assert found("allowance_case", **papers) == []
    assert found("allowance_case", state="submitted", submitted_on="2026-11-23") == []
    assert found("allowance_case", state="paying") == [("start_month", "rule.allowance_paying_from", "soft")]
    assert found("allowance_case", state="paying", start_month="2026-12") == []


def test_a_death_stops_the_allowance_and_asks_what_was_paid_too_much() -> None:
    paid = {"state": "stop_due", "start_month": "2024-11"}
    assert found("allowance_case", **paid) == [("stop_reason", "rule.allowance_stop_why", "rule")]
    died = paid | {"stop_reason": "death", "stop_due_month": "2026-09"}
    assert found("allowance_case", **died) == [("death_date", "rule.allowance_death_date", "soft")]
    stopped = died | {"state": "stopped", "death_date": "2026-08-20"}
    assert found("allowance_case", **stopped) == [("stop_month", "rule.allowance_stopped_from", "soft")]
    stopped |= {"stop_month": "2026-12", "recovery__state": "due"}
    assert found("allowance_case", **stopped) == [("recovery.months", "rule.allowance_recovery", "soft")]
    assert found("allowance_case", **stopped, recovery__months=3, recovery__amount=300.0) == []


def test_ninety_stops_the_old_band_and_opens_the_new_one() -> None:
    old = {"state": "closed", "start_month": "2016-11", "stop_reason": "band", "stop_month": "2026-12"}
    assert found("allowance_case", **old, recovery__state="none") == []
    assert found("allowance_case", category="90", previous=GUIFANG, start_month="2026-12", state="paying") == []


def test_no_amount_is_ours_and_every_amount_names_its_paper() -> None:
    kind = KINDS["allowance_case"]
    assert kind.form()["neutral"] == {}
    assert found("allowance_case", monthly_amount=100.5) == [("amount_source", "rule.allowance_amount_source", "soft")]
    assert found("allowance_case", monthly_amount=100.555, amount_source="某文件")[0][1] == "value.decimals"


def test_the_state_nearer_to_stopping_holds() -> None:
    state = KINDS["allowance_case"].field_at("state")
    assert state
    assert state.policy == "severest"
    order = list(state.severity)
    assert order.index("paying") < order.index("stop_due") < order.index("stopped") < order.index("closed")


# 任务


def test_an_errand_has_its_papers_ticked_off() -> None:
    assert found("task", material__a1__name="户口簿", material__a1__ready=True) == []
    assert found("task", material__a1__ready=True) == [("material.a1.name", "value.required", "hard")]


def test_who_finishes_a_task_is_named() -> None:
    assert found("task", status="done") == [("done_by", "rule.task_done_by", "soft")]
    assert found("task", status="done", done_by=LI_FANG, done_at=MORNING_MS) == []
    assert found("task", status="done", done_by=LI_FANG, done_at=MORNING_MS - MINUTE_MS) == [
        ("at", "rule.task_done_after", "soft")
    ]


def test_who_cancels_a_task_says_why() -> None:
    cancelled = {"status": "cancelled", "cancelled_by": QIAO_LAN, "cancelled_at": MORNING_MS}
    assert found("task", **cancelled) == [("cancel_reason", "rule.task_cancelled_by", "soft")]
    assert found("task", **cancelled, cancel_reason="老人已去世") == []


def test_a_task_that_was_done_and_cancelled_is_pointed_out_and_disputes_nothing() -> None:
    both = {"status": "done", "done_by": LI_FANG, "done_at": MORNING_MS, "cancel_reason": "重复"}
    assert found("task", **both) == [("cancel_reason", "rule.task_done_and_cancelled", "soft")]


def test_a_referral_is_followed_until_it_is_known_who_arrived() -> None:
    sent = {"type": "referral", "referral__to": "hospital", "referral__target": "九一医院心内科",
            "referral__sent_on": "2026-11-10"}  # fmt: skip
    assert found("task", **sent) == []
    assert found("task", **sent, referral__arrived="2") == []
    assert found("task", **sent, referral__arrived="3") == [("referral.arrived", "value.code_unknown", "hard")]


def test_a_reminder_of_the_communitys_own_makes_tasks_of_its_own_type() -> None:
    assert found("task", type="heating_check", rule="heating", period="2026-W47") == []


# 看窗


def windows(count: int, state: str = "1") -> dict[str, Any]:
    homes = [f"5c1d7c3e-0f3a-4d55-9a07-{number:012x}" for number in range(count)]
    return {f"window__{home}__household": home for home in homes} | {f"window__{home}__state": state for home in homes}


def test_ten_windows_are_two_answers_each() -> None:
    assert found("window_check", **windows(10)) == []


def test_a_window_without_a_finding_is_half_a_look() -> None:
    assert found("window_check", window__a1__household=HOME_501) == [("window.a1.state", "value.required", "hard")]


def test_a_building_ends_at_two_hundred_windows() -> None:
    assert found("window_check", **windows(200)) == []
    assert found("window_check", **windows(201)) == [("window", "group.too_many", "hard")]


def test_a_look_names_homes_and_says_nothing_about_anybody() -> None:
    kind = KINDS["window_check"]
    inside = [field for group in kind.groups for field in group.fields]
    assert not [
        field.path for field in (*kind.fields, *inside) if field.type == "note" or field.refers_to == "resident"
    ]
    assert kind.subject_path is None


# What was there before, completed


def resident(**changes: Any) -> list[tuple[str, str]]:
    dotted = {path.replace("__", "."): value for path, value in changes.items()}
    values = {"name": "张桂芳", "sex": "2", "status": "in", "id_missing_reason": "2"} | dotted
    kind: Kind = KINDS["resident"]
    return [(problem.path, problem.code) for problem in kind.check(values, MORNING_MS)]


def test_what_the_office_must_know_for_the_allowance_and_the_emergency_card() -> None:
    assert resident(
        hukou_area="province", resident_type="1", disability__limbs=True, disability_level="2", children=2,
        nearest_child="away", children_away_since="2026-02", event__a1__type="discharge",
        event__a1__happened_on="2026-11-20", contact__a1__name="张敏", contact__a1__emergency=True,
        contact__a1__has_key=True, family_doctor="王医生", family_doctor_phone="0537-3412345",
        change_reason="changed", neighbour_note="家里有狗",
    ) == []  # fmt: skip


@pytest.mark.parametrize("status", ["moved", "dead", "lost", "refused"])
def test_whoever_is_off_the_register_is_so_from_a_day_on(status: str) -> None:
    assert resident(status=status) == [("status_since", "rule.status_since")]
    assert resident(status=status, status_since="2026-11-01") == []


def test_every_tag_of_an_elder_can_be_given() -> None:
    tags = [
        "alone", "empty_nest", "left_behind", "disabled_care", "severe_disability", "fp_special", "aged_80", "aged_90",
        "aged_100", "dibao", "dibao_edge", "tekun", "orphan_elder", "htn", "t2dm", "copd", "smi", "tb", "veteran",
        "party_member", "renter", "mobile_pop",
    ]  # fmt: skip
    for tag in tags:
        assert KINDS["resident"].field_at(f"tags.{tag}"), tag


def test_a_visit_says_for_what_it_was_made_and_what_its_programme_asked() -> None:
    values = {
        "resident": GUIFANG, "worker": LI_FANG, "at": MORNING_MS, "method": "1", "result": "1", "task": HOME_501,
        "occasion": "window", "visitor_role": "building_head", "checklist": "SANSAN@1",
        "item.a1.question": "取暖设备看了吗", "item.a1.answer": "2", "companion.c1.name": "赵会计",
        "companion.c1.role": "volunteer", "voice_note": "b" * 64, "voice_seconds": 41,
    }  # fmt: skip
    assert KINDS["visit"].check(values, MORNING_MS) == []
    too_long = KINDS["visit"].check(values | {"voice_seconds": 61}, MORNING_MS)
    assert [(problem.path, problem.code) for problem in too_long] == [("voice_seconds", "value.range_hard")]


def test_a_window_is_found_from_below() -> None:
    values = {"address_text": "如意里3-2-501", "curtain.watch": True, "curtain.floor": 5, "curtain.column": 3,
              "curtain.look_from": "花坛边"}  # fmt: skip
    assert KINDS["household"].check(values) == []
