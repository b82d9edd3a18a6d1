"""What happens at doors, and what the checks say about it.

Li Fang (李芳) is the grid worker, Zhang Guifang (张桂芳) the resident, Dr Wang her doctor.
"""

from typing import Any

import pytest

from schemas.kinds import KINDS

HOUSEHOLD, RESIDENT, VISIT, CHECK = (KINDS[name] for name in ("household", "resident", "visit", "health_check"))
GUIFANG = "5c1d7c3e-0f3a-4d55-9a07-0d2d3f6f1a01"
LI_FANG = "5c1d7c3e-0f3a-4d55-9a07-0d2d3f6f1a02"
DR_WANG = "5c1d7c3e-0f3a-4d55-9a07-0d2d3f6f1a03"
# 2026-11-24 09:30 in China
MORNING_MS = 1_795_483_800_000


def codes(kind_check: list[Any]) -> list[tuple[str, str]]:
    return [(problem.path, problem.code) for problem in kind_check]


def guifang(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "resident",
        "grid": "g1",
        "kind_version": 1,
        "name": "张桂芳",
        "id_number": "370822194410010003",
        "sex": "2",
        "birth_date": "1944-10-01",
        "status": "in",
    } | changes


def a_visit(**changes: Any) -> dict[str, Any]:
    return {
        "kind": "visit",
        "grid": "g1",
        "kind_version": 1,
        "resident": GUIFANG,
        "worker": LI_FANG,
        "at": MORNING_MS,
        "method": "1",
        "result": "1",
    } | changes


def a_check(**vitals: Any) -> dict[str, Any]:
    return {
        "kind": "health_check",
        "grid": "g1",
        "kind_version": 1,
        "resident": GUIFANG,
        "worker": LI_FANG,
        "at": MORNING_MS,
        "source": "1",
    } | {f"vitals.{name.replace('__', '.')}": value for name, value in vitals.items()}


def test_everything_as_usual_in_one_tap_leaves_the_vitals_alone() -> None:
    neutral = VISIT.form()["neutral"]
    assert VISIT.check(a_visit(quick=True, **neutral), MORNING_MS) == []
    assert neutral["health_state"] == "1"
    assert neutral["safety.gas"] == "1"
    assert neutral["fraud_alert"] is False
    assert neutral["medication_ok"] == "9"
    assert CHECK.form()["neutral"] == {}


def test_the_first_visit_with_half_the_answers_missing_says_which_are_needed() -> None:
    assert codes(VISIT.check({"resident": GUIFANG, "note": "没人应门"})) == [
        ("at", "value.required"),
        ("method", "value.required"),
        ("result", "value.required"),
        ("worker", "value.required"),
    ]


def test_an_unanswered_question_and_an_empty_one_are_the_same() -> None:
    assert codes(VISIT.check(a_visit(method=""))) == [("method", "value.code_unknown"), ("method", "value.required")]
    assert codes(VISIT.check(a_visit(method=None))) == [("method", "value.required")]


def test_nobody_met_needs_a_reason_only_where_there_is_one_to_know() -> None:
    assert VISIT.check(a_visit(result="3")) == []
    assert codes(VISIT.check(a_visit(result="5"))) == [("absence_reason", "rule.absence_reason")]
    assert VISIT.check(a_visit(result="5", absence_reason="住院，县医院")) == []


def test_who_was_not_met_cannot_have_signed() -> None:
    assert codes(VISIT.check(a_visit(result="7", resident_sign="a" * 64))) == [
        ("resident_sign", "rule.result_person_not_met")
    ]


def test_a_programme_of_the_community_is_welcome() -> None:
    assert VISIT.check(a_visit(program="HONGMAO")) == []
    assert codes(VISIT.check(a_visit(program="x" * 65))) == [("program", "value.too_long")]
    assert codes(VISIT.check(a_visit(method="9"))) == [("method", "value.code_unknown")]


def test_six_photos_are_enough() -> None:
    photos = {f"photo.p{number}.file": "0" * 64 for number in range(6)}
    assert VISIT.check(a_visit(**photos)) == []
    photos["photo.p6.file"] = "0" * 64
    assert codes(VISIT.check(a_visit(**photos))) == [("photo", "group.too_many")]


def test_a_photo_without_a_file_is_not_one() -> None:
    assert codes(VISIT.check(a_visit(**{"photo.p1.caption": "楼道堆物"}))) == [("photo.p1.file", "value.required")]


def test_the_worse_of_two_findings_weighs_more() -> None:
    health, hazard = VISIT.field_at("health_state"), VISIT.field_at("safety.gas")
    need, fraud = VISIT.field_at("needs.meal"), VISIT.field_at("fraud_alert")
    assert health
    assert hazard
    assert need
    assert fraud
    assert (health.policy, health.severity) == ("severest", ("1", "2", "3", "4"))
    assert hazard.severity == ("1", "3", "2")
    assert (need.type, need.policy, need.severity) == ("boolean", "severest", (False, True))
    assert fraud.severity == (False, True)


def test_a_tablet_clock_may_run_five_minutes_ahead_and_no_more() -> None:
    five_minutes_ms = 300_000
    assert VISIT.check(a_visit(at=MORNING_MS + five_minutes_ms), received_ms=MORNING_MS) == []
    assert codes(VISIT.check(a_visit(at=MORNING_MS + five_minutes_ms + 1), received_ms=MORNING_MS)) == [
        ("at", "value.future")
    ]
    assert VISIT.check(a_visit(at=MORNING_MS + five_minutes_ms + 1)) == []


def test_a_clock_that_fell_back_to_1970_is_noticed() -> None:
    assert codes(VISIT.check(a_visit(at=86_400_000))) == [("at", "value.range_hard")]


def test_blood_pressure_comes_in_pairs_and_the_right_way_round() -> None:
    assert CHECK.check(a_check(sbp=142, dbp=88)) == []
    assert codes(CHECK.check(a_check(sbp=142))) == [("vitals.dbp", "rule.bp_both")]
    assert codes(CHECK.check(a_check(dbp=88))) == [("vitals.sbp", "rule.bp_both")]
    assert codes(CHECK.check(a_check(sbp=88, dbp=102))) == [("vitals.dbp", "rule.bp_order")]
    assert codes(CHECK.check(a_check(sbp=88, dbp=88))) == [("vitals.dbp", "rule.bp_order")]


def test_what_was_not_measured_has_a_reason_instead_of_a_number() -> None:
    assert CHECK.check(a_check(sbp__unmeasured="1", dbp__unmeasured="1")) == []
    assert codes(CHECK.check(a_check(temp=36.5, temp__unmeasured="2"))) == [("vitals.temp", "value.and_reason")]
    assert codes(CHECK.check(a_check(temp__unmeasured="6"))) == [("vitals.temp.unmeasured", "value.code_unknown")]


def test_a_glucose_beyond_the_meter_is_recorded_as_the_meter_shows_it() -> None:
    assert CHECK.check(a_check(glucose_beyond="hi", glucose_kind="3")) == []
    assert codes(CHECK.check(a_check(glucose_beyond="hi", glucose=33.3, glucose_kind="3"))) == [
        ("vitals.glucose", "rule.glucose_once"),
        ("vitals.glucose", "value.range_soft"),
    ]
    assert codes(CHECK.check(a_check(glucose=6.1))) == [("vitals.glucose_kind", "rule.glucose_kind")]


def test_only_a_doctor_confirms_and_not_before_the_measurement() -> None:
    confirmed = {"confirmed_by": DR_WANG, "confirmed_at": MORNING_MS + 1}
    field = CHECK.field_at("confirmed_by")
    assert field
    assert field.writers == ("doctor",)
    assert CHECK.check(a_check(sbp=142, dbp=88) | confirmed) == []
    assert codes(CHECK.check(a_check() | confirmed | {"confirmed_at": MORNING_MS - 1})) == [
        ("at", "rule.confirmed_after")
    ]


def test_guifang_is_entered_from_her_identity_card() -> None:
    assert RESIDENT.check(guifang(), MORNING_MS) == []


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"birth_date": "1944-10-02"}, [("birth_date", "rule.id_birth", "soft")]),
        ({"sex": "1"}, [("sex", "rule.id_sex", "soft")]),
        ({"sex": "9"}, []),
        ({"birth_date": None}, []),
        ({"id_number": "370822194410010004"}, [("id_number", "id_number.checksum", "hard")]),
        (
            {"id_number": "370822194410010004", "birth_date": "1950-01-01", "sex": "1"},
            [("id_number", "id_number.checksum", "hard")],
        ),
        ({"id_number": "370822401001000", "birth_date": "1940-10-01"}, []),
        ({"id_number": None}, [("id_number", "rule.id_or_reason", "soft")]),
        ({"id_number": None, "id_missing_reason": "2"}, []),
        ({"id_missing_reason": "2"}, [("id_missing_reason", "rule.id_and_reason", "rule")]),
        ({"phone": "13800001234"}, []),
        ({"phone": "0537-3412345"}, []),
        ({"phone": "12345"}, [("phone", "phone.format", "soft")]),
        (
            {"birth_date": "2026-11-25", "id_number": None, "id_missing_reason": "3"},
            [("birth_date", "value.future", "soft")],
        ),
        ({"birth_date": "2026-11-24", "id_number": None, "id_missing_reason": "3"}, []),
        ({"disease.none": True}, []),
        ({"disease.none": True, "disease.stroke": False}, []),
        ({"disease.none": True, "disease.stroke": True}, [("disease.stroke", "rule.disease_none", "rule")]),
        ({"disease.hypertension": True, "disease_since.hypertension": "2012-05"}, []),
        ({"disease_since.hypertension": "2012-13"}, [("disease_since.hypertension", "value.month", "hard")]),
        ({"tags.alone": True}, [("contact", "rule.alone_contact", "soft")]),
        ({"tags.alone": True, "contact.7f3a.name": "张敏"}, []),
        ({"contact.7f3a.phone": "13900001234"}, [("contact.7f3a.name", "value.required", "hard")]),
        ({"status": "dead"}, [("status_since", "rule.status_since", "soft")]),
        ({"status": "dead", "status_since": "1944-09-30"}, [("birth_date", "rule.born_before_change", "rule")]),
        ({"ethnic": "03"}, []),
        ({"household": GUIFANG.upper()}, [("household", "value.ref", "hard")]),
    ],
)
def test_what_is_asked_back_about_guifang(changes: dict[str, Any], expected: list[tuple[str, str, str]]) -> None:
    found = RESIDENT.check(guifang(**changes), MORNING_MS)
    assert [(problem.path, problem.code, problem.severity) for problem in found] == expected


def test_today_is_the_day_it_is_in_china() -> None:
    half_past_seven_ms = MORNING_MS - 2 * 3_600_000
    born_today = guifang(id_number=None, id_missing_reason="3", birth_date="2026-11-24")
    assert RESIDENT.check(born_today, half_past_seven_ms) == []
    yesterday_ms = half_past_seven_ms - 8 * 3_600_000
    assert codes(RESIDENT.check(born_today, yesterday_ms)) == [("birth_date", "value.future")]


@pytest.mark.parametrize(
    ("written", "right"),
    [
        ("2024-02-29", True),
        ("2026-02-28", True),
        ("1800-01-01", True),
        ("2199-12-31", True),
        ("2026-02-29", False),
        ("2026-00-10", False),
        ("2026-11-31", False),
        ("20261124", False),
        ("2026-W09-7", False),
        ("2026-W091", False),
        ("2026-328", False),
        ("2026-1-2", False),
        ("1799-12-31", False),
        ("2200-01-01", False),
        ("２０２６-11-24", False),
        ("2026-11-24\n", False),
        ("2026-11-24T00:00", False),
        ("", False),
    ],
)
def test_a_date_is_written_one_way(written: str, right: bool) -> None:
    found = codes(VISIT.check(a_visit(next_visit_due=written)))
    assert found == ([] if right else [("next_visit_due", "value.date")])


def test_a_newborn_with_tomorrows_number_was_typed_wrongly() -> None:
    tomorrow = guifang(id_number="370812202611250000", birth_date=None)
    found = {problem.code for problem in RESIDENT.check(tomorrow, MORNING_MS)}
    assert "id_number.future" in found


def test_two_residents_are_linked_by_a_supervisor_alone() -> None:
    field = RESIDENT.field_at("same_as")
    assert field
    assert (field.type, field.refers_to, field.writers) == ("ref", "resident", ("supervisor",))


def test_a_household_needs_no_more_than_its_address() -> None:
    assert HOUSEHOLD.check({"address_text": "如意里小区3号楼2单元501"}) == []
    assert codes(HOUSEHOLD.check({"address.estate": "如意里"})) == [("address_text", "value.required")]


@pytest.mark.parametrize(
    ("path", "value", "own_grid", "shown"),
    [
        ("id_number", "370822194410010003", True, "370822********0003"),
        ("id_number", "370822194410010003", False, "3708**********0003"),
        ("id_number", "370822401001000", True, "370822*****1000"),
        ("id_number", "3708", True, "****"),
        ("id_number", 12, True, ""),
        ("phone", "13800001234", True, "138****1234"),
        ("phone", "05373412345", True, "*******2345"),
        ("phone", "110", True, "***"),
        ("contact.7f3a.phone", "13900001234", True, "139****1234"),
        ("contact.7f3a.name", "张敏", True, "张*"),
        ("name", "张桂芳", True, "张*芳"),
        ("name", "买买提·吐尔逊", True, "买*****逊"),
        ("name", "张", True, "*"),
        ("disability_number", "37082219441001000342", True, "********"),
        ("nothing", "secret", True, "*"),
    ],
)
def test_what_a_list_shows_of_guifang(path: str, value: object, own_grid: bool, shown: str) -> None:
    assert RESIDENT.mask(path, value, own_grid) == shown
