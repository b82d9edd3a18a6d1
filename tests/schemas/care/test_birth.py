"""When somebody was born, where paper, card and memory disagree."""

from __future__ import annotations

import pytest

from schemas.care.birth import birth_of
from schemas.care.subjects import birthday, resident_facts

TODAY = "2026-11-24"
BORN_1941 = "370822194410010003"


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        ({"birth_date": "1941-03-05"}, ("1941-03-05", "")),
        ({"id_number": BORN_1941}, ("1944-10-01", "")),
        ({"id_number": BORN_1941, "birth_date": "1944-10-01"}, ("1944-10-01", "")),
        # The number decides where its check digit is right; somebody is asked.
        ({"id_number": BORN_1941, "birth_date": "1944-10-02"}, ("1944-10-01", "differ")),
        # An old number of 15 digits says the same.
        ({"id_number": "370822401001000", "birth_date": "1940-10-02"}, ("1940-10-01", "differ")),
        # One digit off: the number says nothing, what was typed counts.
        ({"id_number": "370822194410010004", "birth_date": "1941-03-05"}, ("1941-03-05", "number_wrong")),
        # 30 February with a correct check digit.
        ({"id_number": "370822194502300008", "birth_date": "1945-02-28"}, ("1945-02-28", "number_wrong")),
        ({"id_number": "370822194502300008"}, ("", "number_wrong")),
        ({"birth_date": "1944-02-30"}, ("", "typed_impossible")),
        ({"birth_date": "1945-02-29"}, ("", "typed_impossible")),
        ({"birth_date": "1944-02-30", "id_number": BORN_1941}, ("1944-10-01", "typed_impossible")),
        ({"birth_date": "2031-01-01"}, ("", "typed_impossible")),
        # A lunar birthday never counts.
        ({"lunar_birthday": "三月初五"}, ("", "lunar_only")),
        ({"lunar_birthday": "三月初五", "birth_date": "1941-03-31"}, ("1941-03-31", "")),
        ({}, ("", "unknown")),
        ({"birth_date": 19410305, "id_number": True}, ("", "unknown")),
    ],
)
def test_which_date_counts_and_what_is_to_be_cleared_up(values: dict[str, object], expected: tuple[str, str]) -> None:
    assert tuple(birth_of(values, TODAY)) == expected


@pytest.mark.parametrize(
    ("born", "today", "age", "turning", "on"),
    [
        ("1946-11-25", "2026-11-24", 79, 80, "2026-11-25"),
        ("1946-11-25", "2026-11-25", 80, 80, "2026-11-25"),
        ("1946-11-25", "2026-12-01", 80, 80, "2026-11-25"),
        # Over the turn of the year, ahead and behind.
        ("1947-01-10", "2026-11-24", 79, 80, "2027-01-10"),
        ("1946-12-20", "2027-01-05", 80, 80, "2026-12-20"),
        # 29 February is 1 March where there is none.
        ("1944-02-29", "2027-02-28", 82, 83, "2027-03-01"),
        ("1944-02-29", "2027-03-01", 83, 83, "2027-03-01"),
        ("1944-02-29", "2028-02-29", 84, 84, "2028-02-29"),
    ],
)
def test_a_birthday_is_prepared_and_remembered(born: str, today: str, age: int, turning: int, on: str) -> None:
    facts = resident_facts({"birth_date": born}, [], today)
    assert (facts["age"], facts["turning"], facts["birthday"]) == (age, turning, on)


def test_whose_birth_nobody_knows_has_no_age() -> None:
    facts = resident_facts({"lunar_birthday": "正月初一"}, [], TODAY)
    assert not {"age", "turning", "birthday", "birth_date"} & set(facts)


def test_the_birthday_of_a_leap_day_falls_on_the_first_of_march() -> None:
    assert (birthday("1940-02-29", 2025), birthday("1940-02-29", 2024)) == ("2025-03-01", "2024-02-29")
