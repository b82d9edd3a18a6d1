"""Each reminder that Mulin brings along: when it asks for something, by which day, and when it does not."""

from __future__ import annotations

from typing import Any, NamedTuple

import pytest

from schemas.care.course import Recorded
from schemas.care.dates import add_days
from schemas.care.library import SHIPPED, understand
from schemas.care.reminders import Reminders
from schemas.care.subjects import certificate_facts, equipment_facts, resident_facts, window_facts
from schemas.care.wanted import PAST, Asked

MEMORY: Reminders = understand((SHIPPED / "MEMORY.yaml").read_text(encoding="utf-8"), "MEMORY.yaml").meaning
TODAY = "2026-11-24"
Values = dict[str, Any]


class Case(NamedTuple):
    """``values`` and ``records`` of a subject; ``due`` of what is asked; ``unless``: with these values it is not."""

    rule: str
    values: Values
    due: str
    unless: Values
    records: tuple[Recorded, ...] = ()
    unless_records: tuple[Recorded, ...] | None = None
    today: str = TODAY


def visit(day: str, **values: Any) -> Recorded:
    return Recorded("visit", day, {"result": "1", **values})


def form(kind: str, day: str, result: Values | None = None, emergency: bool = False, **values: Any) -> Recorded:
    return Recorded(kind, day, {path.replace("__", "."): value for path, value in values.items()}, result, emergency)


def paid(**values: Any) -> Recorded:
    return form("allowance_case", "2025-01-10", category="80", state="paying", **values)


OLD, DEAD = {"birth_date": "1944-03-05"}, {"status": "dead", "status_since": "2026-11-20", "birth_date": "1944-03-05"}
HIGH = form("health_check", "2026-11-20", None, True, vitals__sbp=190, vitals__dbp=100)
CASES = (
    Case("AGE80", {"birth_date": "1947-01-10"}, "2027-01-01", {"resident_type": "2"}),
    Case("AGE90", {"birth_date": "1937-01-10"}, "2027-01-01", {"resident_type": "2"}),
    Case("AGE100", {"birth_date": "1927-01-10"}, "2027-01-01", {"birth_date": "1930-01-10"}),
    Case("AGE65", {"birth_date": "1961-12-10"}, "2026-12-10", {"birth_date": "1961-05-10"}),
    Case("AGE60", {"birth_date": "1966-12-10"}, "2026-12-10", {"birth_date": "1965-12-10"}),
    Case("SURVIVAL_AUTH", OLD, "2026-12-01", {}, (paid(confirmed_on="2025-12-01"),), ()),
    Case("DEATH_STOP", DEAD, TODAY, {"status": "in"}, (paid(),)),
    Case("DEATH_RECORD", DEAD, TODAY, {"status": "moved"}),
    Case("DEATH_FOLLOW_UP", {**DEAD, "tags.htn": True}, TODAY, {"tags.htn": False}),
    Case("DEATH_RECOVERY", DEAD, "2026-12-24", {}, (paid(),), (paid(recovery__state="done"),)),
    Case("DEATH_CONFIRM", OLD, "2026-11-20", {}, (visit("2026-11-20", result="7"),), (visit("2026-11-20"),)),
    Case("MOVED_CONFIRM", OLD, "2026-11-27", {"status": "moved"}, (visit("2026-11-20", result="6"),)),
    Case("CLARIFY_BIRTH", {"birth_date": "1943-10-02", "id_number": "370822194410010003"}, "2026-12-24",
         {"birth_date": "1944-10-01"}),
    Case("FOLLOW_UP_HTN", OLD, "2026-12-01", {}, (form("htn_follow_up", "2026-09-01", next_measure="1",
         next_date="2026-12-01"),), ()),
    Case("RECHECK_HTN", OLD, "2026-11-30", {}, (form("htn_follow_up", "2026-11-16", {"next_measure": "2",
         "next_date": "2026-11-30"}),), ()),
    Case("FOLLOW_UP_T2DM", OLD, "2026-12-01", {}, (form("t2dm_follow_up", "2026-09-01", next_measure="1",
         next_date="2026-12-01"),), ()),
    Case("RECHECK_T2DM", OLD, "2026-11-30", {}, (form("t2dm_follow_up", "2026-11-16", next_measure="2",
         next_date="2026-11-30"),), ()),
    Case("REFERRAL_RESULT", OLD, "2026-12-04", {}, (form("htn_follow_up", "2026-11-20", next_measure="3"),),
         (form("htn_follow_up", "2026-11-20", next_measure="3", referral__result="1"),)),
    Case("CRISIS", OLD, "2026-11-20", {}, (HIGH,),
         (HIGH, form("health_check", "2026-11-21", vitals__sbp=150, vitals__dbp=80))),
    Case("EXAM_65", {"birth_date": "1944-12-05"}, "2026-12-31", {"birth_date": "1966-12-05"}),
    Case("BP_YEARLY", {"birth_date": "1980-12-01"}, "2026-12-31", {"tags.htn": True}),
    Case("BP_HIGH_RISK", {"birth_date": "1966-02-01"}, "2026-11-25", {"birth_date": "1986-02-01"},
         (form("health_check", "2026-05-25", vitals__sbp=120, vitals__dbp=70),)),
    Case("GLUCOSE_4", {**OLD, "tags.t2dm": True}, "2026-12-31", {"tags.t2dm": False},
         (form("health_check", "2026-03-01", vitals__glucose=6.1, vitals__glucose_kind="1"),), None, "2026-12-05"),
    Case("ASSESS_YEARLY", OLD, "2026-12-01", {"birth_date": "1966-02-01"}, (form("self_care", "2025-12-01"),)),
    Case("SCREEN_POSITIVE", OLD, "2026-12-04", {}, (form("screening", "2026-11-20", cognition__result="2"),),
         (form("screening", "2026-11-20", cognition__result="1"),)),
    Case("MOOD_LOW_TWICE", OLD, "2026-11-29", {}, (visit("2026-11-08", mood_state="3"),
         visit("2026-11-20", mood_state="3")),
         (visit("2026-11-08", mood_state="3"), visit("2026-11-20", mood_state="1"))),
    Case("HEALTH_URGENT", OLD, "2026-11-23", {}, (visit("2026-11-23", health_state="4"),),
         (visit("2026-11-23", health_state="3"),)),
    Case("NO_ANSWER_TWICE", {**OLD, "tags.alone": True}, "2026-11-20", {"tags.alone": False},
         (visit("2026-11-01", result="3"), visit("2026-11-20", result="3"))),
    Case("FAMILY_DUTY", OLD, "2026-12-04", {}, (visit("2026-11-20", family_support="3"),),
         (visit("2026-11-20", family_support="2"),)),
    Case("WINDOW", {"state": "2"}, "2026-11-23", {"task": "made on the tablet"}),
    Case("CERTIFICATE", {"issued_on": "2025-12-10"}, "2026-12-09", {"state": "left"}),
    Case("FIRE_SERVICE", {"type": "powder", "made": "2021-12"}, "2026-12-01", {"state": "scrapped"}),
    Case("FIRE_SCRAP", {"type": "co2", "made": "2014-12"}, "2026-12-01", {"state": "missing"}),
    Case("HOME_SCRAP", {"type": "gas_hose_rubber", "made": "2025-06"}, "2026-12-01", {"type": "powder"}),
    Case("FIRE_DEFECT", {"type": "hydrant", "defects.rust": True}, TODAY, {"defects.rust": False}),
)  # fmt: skip


def wanted(rule: str, values: Values, records: tuple[Recorded, ...], today: str = TODAY) -> dict[str, str]:
    """Rule to day of all that is asked, of the subject that the rule is about."""
    about = next(one.about for one in MEMORY.rules if one.id == rule)
    facts = {
        "resident": lambda: resident_facts(values, records, today),
        "certificate": lambda: certificate_facts(values, today),
        "fire_equipment": lambda: equipment_facts(values, today),
        "window": lambda: window_facts(values, "2026-11-23", records, today),
    }[about]()
    return {one.rule.id: one.due_on for one in Asked([MEMORY], about, facts).wanted() if one.to_be_made(today)}


@pytest.mark.parametrize("case", CASES, ids=[case.rule for case in CASES])
def test_it_asks_for_what_it_is_for_and_for_nothing_else(case: Case) -> None:
    assert wanted(case.rule, case.values, case.records, case.today).get(case.rule) == case.due
    without = case.records if case.unless_records is None else case.unless_records
    assert case.rule not in wanted(case.rule, {**case.values, **case.unless}, without, case.today)


def test_no_reminder_is_without_its_story() -> None:
    assert sorted(case.rule for case in CASES) == sorted(rule.id for rule in MEMORY.rules)


@pytest.mark.parametrize(
    ("type_", "made", "first", "scrap"),
    [
        ("water", "2023-12", "2026-12-01", "2029-12-01"),
        ("powder", "2021-12", "2026-12-01", "2031-12-01"),
        ("clean_gas", "2021-12", "2026-12-01", "2031-12-01"),
        ("co2", "2021-12", "2026-12-01", "2033-12-01"),
    ],
)
def test_an_extinguisher_goes_by_its_type(type_: str, made: str, first: str, scrap: str) -> None:
    facts = equipment_facts({"type": type_, "made": made}, TODAY)
    due = {one.rule.id: one.due_on for one in Asked([MEMORY], "fire_equipment", facts).wanted()}
    assert due == {"FIRE_SERVICE": first, "FIRE_SCRAP": scrap}


def test_somebody_old_whose_pressure_nobody_ever_took_is_not_forgotten() -> None:
    assert wanted("BP_YEARLY", {"birth_date": "1956-12-01"}, ())["BP_YEARLY"] == "2026-12-31"


@pytest.mark.parametrize(
    ("rule", "born", "first"), [("EXAM_65", 1944, "2026-02-03"), ("BP_YEARLY", 1980, "2026-02-19")]
)
def test_what_is_done_once_a_year_is_there_from_the_birthday_and_late_only_when_the_year_is_over(
    rule: str, born: int, first: str
) -> None:
    file = {"birth_date": f"{born}-03-05"}
    assert rule not in wanted(rule, file, (), add_days(first, -1))
    for today in (first, "2026-03-05", "2026-11-24", "2026-12-31"):
        assert wanted(rule, file, (), today)[rule] == "2026-12-31"
    # In January nobody is asked for last year's, and whose it was reads that it is past, not that it was done.
    in_january = Asked([MEMORY], "resident", resident_facts(file, (), "2027-01-02"))
    assert all(not one.to_be_made("2027-01-02") for one in in_january.wanted() if one.rule.id == rule)
    assert in_january.over(rule, "2026") == PAST
    assert in_january.over(rule, "2027") is None
