"""Who is to be visited by when, in the cases that both sides must answer alike."""

from __future__ import annotations

from typing import Any

import pytest

from schemas.care.contact import contact_of, sighting
from schemas.care.days import date_text
from schemas.care.library import newest_shipped
from schemas.care.place import place_key
from tests.vectors.due_cases import VECTORS, audience, day, due_answer, facts, rate_answer


def _named(cases: list[dict[str, Any]]) -> Any:
    return pytest.mark.parametrize("case", cases, ids=[case["name"] for case in cases])


@_named(VECTORS["due"])
def test_who_is_due(case: dict[str, Any]) -> None:
    answer = due_answer(case)
    assert [one[:3] for one in answer["due"]] == case["due"]
    if "reasons" in case:
        assert [one[1] for one in answer["card"]["reasons"]] == case["reasons"]
    if "overdue_days" in case:
        assert answer["card"]["overdue_days"] == case["overdue_days"]


@_named(VECTORS["rates"])
def test_how_many_were_visited(case: dict[str, Any]) -> None:
    assert rate_answer(case) == case["rates"]


@_named(VECTORS["contacts"])
def test_what_counts_as_a_contact(case: dict[str, Any]) -> None:
    found = contact_of(case["kind"], case["method"], case["result"], case["when_ms"], case["known_ms"])
    assert (found and [date_text(found.day), found.method, found.outcome]) == case["contact"]


def test_a_window_as_agreed_counts_and_another_is_an_attempt() -> None:
    assert [sighting(state, 0, 0).outcome for state in ("1", "2", "3", None)] == ["met", "tried", "tried", "tried"]


def test_doors_come_in_the_order_in_which_they_are_passed() -> None:
    keys = [place_key(household, resident).encode() for household, resident in VECTORS["places"]]
    assert keys == sorted(keys)
    assert len(set(keys)) == len(keys)


def test_the_vectors_hold_the_programmes_that_are_shipped() -> None:
    shipped = {key[1]: one.content for key, one in newest_shipped().items() if key[0] == "programme"}
    assert {"SANSAN", "THREE_COLOURS", "CURTAIN"} == set(shipped)
    for code, content in shipped.items():
        assert VECTORS["programmes"][code] == content


def test_a_kept_answer_holds_until_the_day_it_says() -> None:
    """What is due is kept and not worked out every day: it changes by itself only where it was said that it would."""
    for case in VECTORS["due"]:
        crowd, resident, today = audience(case["programmes"]), facts(case["resident"]), day(case["today"])
        change = crowd.changes_on(resident, today)
        for later in (1, 5, 40, 400):
            if (change is not None and today + later >= change) or case["calls"] or _ahead(case, today, later):
                continue
            moved = {**case, "today": date_text(today + later)}
            assert due_answer(moved)["due"] == due_answer(case)["due"], case["name"]


def _ahead(case: dict[str, Any], today: int, later: int) -> bool:
    return any(today < day(when) <= today + later for when, _, _ in case["contacts"])
