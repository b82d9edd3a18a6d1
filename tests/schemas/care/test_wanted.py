"""What a reminders file asks for, on which day, and for how long."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.care.care_file import CareFileError
from schemas.care.facts import FACTS, SUBJECTS
from schemas.care.library import SHIPPED, understand
from schemas.care.reminders import Reminders
from schemas.care.subjects import certificate_facts, equipment_facts, resident_facts
from schemas.care.wanted import Asked, Wanted, step

MEMORY: Reminders = understand((SHIPPED / "MEMORY.yaml").read_text(encoding="utf-8"), "MEMORY.yaml").meaning
FILE = """reminders: TEST
version: 1
title: {zh: 测试, en: Test}
rules:
  ONE:
    about: resident
    title: {zh: "{name}", en: "{name}"}
    why: {zh: 因为, en: because}
    type: visit
    role: grid_worker
    needed: age >= 80
    due: year_end
"""


def faults(text: str) -> list[tuple[int, str]]:
    with pytest.raises(CareFileError) as raised:
        understand(text, "test.yaml")
    return [(fault.line, fault.reason.en) for fault in raised.value.faults]


def asked(values: dict[str, Any], today: str, files: Reminders = MEMORY) -> dict[str, Wanted]:
    facts = resident_facts(values, [], today)
    return {one.rule.id: one for one in Asked([files], "resident", facts).wanted()}


@pytest.mark.parametrize(
    ("entitled_from", "due"), [("day", "2027-03-20"), ("month", "2027-03-01"), ("next_month", "2027-04-01")]
)
def test_from_when_a_birthday_counts_is_a_setting(entitled_from: str, due: str) -> None:
    text = (SHIPPED / "MEMORY.yaml").read_text(encoding="utf-8")
    file = understand(text.replace("entitled_from: month", f"entitled_from: {entitled_from}"), "m.yaml").meaning
    wanted = asked({"birth_date": "1947-03-20", "name": "赵大娘"}, "2027-01-10", file)["AGE80"]
    assert wanted.due_on == due
    assert wanted.title.zh == "赵大娘 满80周岁，上门代办高龄津贴"


@pytest.mark.parametrize(
    ("years", "rule"), [(60, "AGE60"), (65, "AGE65"), (80, "AGE80"), (90, "AGE90"), (100, "AGE100")]
)
def test_each_age_asks_for_what_it_brings(years: int, rule: str) -> None:
    found = asked({"birth_date": f"{2026 - years}-12-10"}, "2026-11-24")
    assert {one for one in found if one.startswith("AGE")} == {rule}


def test_a_task_is_there_from_its_first_lead_and_not_made_any_more_when_it_is_long_past() -> None:
    wanted = asked({"birth_date": "1947-03-20"}, "2027-01-10")["AGE80"]
    assert wanted.steps == ("2026-12-31", "2027-01-30", "2027-03-01")
    made = [
        day for day in ("2026-12-30", "2026-12-31", "2027-03-01", "2027-06-29", "2027-06-30") if wanted.to_be_made(day)
    ]
    assert made == ["2026-12-31", "2027-03-01", "2027-06-29"]


@pytest.mark.parametrize(
    ("today", "lead"),
    [("2026-12-30", None), ("2026-12-31", 60), ("2027-01-30", 30), ("2027-02-28", 30), ("2027-03-02", 0)],
)
def test_it_is_brought_to_mind_again_as_the_day_comes_nearer(today: str, lead: int | None) -> None:
    assert step("2027-03-01", (60, 30, 0), today) == lead


def test_a_leap_day_child_turns_eighty_on_the_first_of_march() -> None:
    file = understand(
        FILE.replace("needed: age >= 80\n    due: year_end", "needed: turning == 81\n    due: birthday"), "t"
    )
    assert asked({"birth_date": "1944-02-29"}, "2025-02-10", file.meaning)["ONE"].due_on == "2025-03-01"


@pytest.mark.parametrize(
    "values", [{}, {"lunar_birthday": "腊月初八"}, {"birth_date": "1944-02-30"}, {"birth_date": "1744-01-01"}]
)
def test_whose_age_nobody_knows_is_asked_nothing_that_needs_it(values: dict[str, Any]) -> None:
    assert {rule for rule in asked(values, "2026-11-24") if rule not in ("CLARIFY_BIRTH",)} == set()


def test_a_certificate_is_good_for_a_year_less_a_day_unless_it_says_otherwise() -> None:
    assert certificate_facts({"issued_on": "2026-02-28"}, "2026-11-24")["expires_on"] == "2027-02-27"
    assert certificate_facts({"issued_on": "2024-02-29"}, "2026-11-24")["expires_on"] == "2025-02-27"
    assert certificate_facts({"issued_on": "2026-03-01", "expires_on": "2026-08-31"}, "2026-11-24")["expires_on"] == (
        "2026-08-31"
    )
    assert "expires_on" not in certificate_facts({"issued_on": "2026-02-30"}, "2026-11-24")


def test_what_stands_in_no_table_asks_for_nothing() -> None:
    facts = equipment_facts({"type": "hydrant", "made": "2001-01", "state": "good"}, "2026-11-24")
    assert list(Asked([MEMORY], "fire_equipment", facts).wanted()) == []


def test_every_fact_has_one_type_wherever_it_stands() -> None:
    assert all(FACTS[name] == type_ for facts in SUBJECTS.values() for name, type_ in facts.items())


def test_a_sound_file_is_read() -> None:
    assert [rule.id for rule in understand(FILE, "test.yaml").meaning.rules] == ["ONE"]


@pytest.mark.parametrize(
    ("wrong", "right", "line", "says"),
    [
        ("needed: age >= 80", "needed: age", 11, "boolean"),
        ("needed: age >= 80", "needed: shoe_size > 3", 11, "no “shoe_size”"),
        ("needed: age >= 80", "needed: age >=", 11, "character"),
        ("due: year_end", "due: age", 12, "date"),
        ("due: year_end", "due: year_end\n    lead_days: [-1]", 13, "days"),
        ("due: year_end", "due: year_end\n    statuses: [asleep]", 13, "must be of"),
        ("due: year_end", "due: year_end\n    colour: red", 13, "not a known key"),
        ("about: resident", "about: dog", 6, "must be one of"),
        ('"{name}", en', '"{naem}", en', 7, "no fact “naem”"),
        ("  ONE:", "  1 2:", 6, "id"),
        ("version: 1", "version: 0", 2, "from 1"),
        ("version: 1\n", "", 1, "“version” is missing"),
    ],
)
def test_a_mistake_is_told_with_its_line(wrong: str, right: str, line: int, says: str) -> None:
    found = faults(FILE.replace(wrong, right, 1))
    assert any(at == line and says in reason for at, reason in found), found


def test_rows_of_a_table_have_the_same_columns_of_the_same_types() -> None:
    rows = "      water: {scrap: 6}\n      foam: {scrap: six}\n      co2: {}\n"
    tables = f"tables:\n  t:\n    key: equipment\n    rows:\n{rows}"
    found = faults(FILE.replace("rules:", f"{tables}rules:"))
    assert {line for line, _ in found} == {9, 10}
