"""What holds now: which consent, which colour, and who was seen at the window."""

from typing import Any

import pytest

from schemas.social.looks import looks
from schemas.social.standing import colour, consent_standing, in_force

# 2026-11-24 09:30 in China
MORNING_MS = 1_795_483_800_000
DAY_MS = 86_400_000


def consent(days_ago: float, **values: Any) -> dict[str, Any]:
    at = MORNING_MS - int(days_ago * DAY_MS)
    return {"purpose": "photo", "legal_basis": "consent", "answer": "agreed", "at": at} | values


@pytest.mark.parametrize(
    ("consents", "standing"),
    [
        ([], "unasked"),
        ([consent(1, purpose="voice")], "unasked"),
        ([consent(-1)], "unasked"),
        ([consent(1)], "agreed"),
        ([consent(0)], "agreed"),
        ([consent(1, answer=None)], "unasked"),
        ([consent(1, answer="refused")], "refused"),
        ([consent(9), consent(1, answer="refused")], "refused"),
        ([consent(9, answer="refused"), consent(1)], "agreed"),
        ([consent(1), consent(1, answer="refused")], "refused"),
        ([consent(9, withdrawn_at=MORNING_MS)], "withdrawn"),
        ([consent(9, withdrawn_at=MORNING_MS + 1)], "agreed"),
        ([consent(9, withdrawn_at="yesterday")], "withdrawn"),
        ([consent(9, withdrawn_at=MORNING_MS - DAY_MS), consent(0)], "agreed"),
        ([consent(9, valid_until="2026-11-24")], "agreed"),
        ([consent(9, valid_until="2026-11-23")], "expired"),
        ([consent(9, legal_basis="duty", answer=None)], "duty"),
        ([consent(9, legal_basis="duty", answer=None, withdrawn_at=MORNING_MS)], "withdrawn"),
        ([consent(1, at="today")], "unasked"),
    ],
)
def test_the_latest_word_about_a_purpose_holds(consents: list[dict[str, Any]], standing: str) -> None:
    assert consent_standing(consents, "photo", MORNING_MS) == standing
    assert consent_standing(consents[::-1], "photo", MORNING_MS) == standing
    assert in_force(consents, "photo", MORNING_MS) == (standing in ("agreed", "duty"))


def test_a_day_is_a_day_in_china() -> None:
    until = [consent(9, valid_until="2026-11-24")]
    last_minute_ms = MORNING_MS + int(14.5 * 3_600_000) - 60_000
    assert in_force(until, "photo", last_minute_ms)
    assert not in_force(until, "photo", last_minute_ms + 60_000)


def test_every_colour_that_was_ever_decided_is_kept_and_the_last_one_holds() -> None:
    decisions = [
        {"level": "blue", "at": MORNING_MS - 300 * DAY_MS},
        {"level": "red", "at": MORNING_MS - 20 * DAY_MS},
        {"level": "yellow", "at": MORNING_MS - DAY_MS},
    ]
    assert colour(decisions) == colour(decisions[::-1]) == "yellow"
    assert colour(decisions, MORNING_MS - 10 * DAY_MS) == "red"
    assert colour(decisions, MORNING_MS - 400 * DAY_MS) is None
    assert colour([*decisions, {"level": "none", "at": MORNING_MS}]) == "none"


def test_of_two_colours_of_one_moment_the_one_that_asks_for_more_holds() -> None:
    assert colour([{"level": "blue", "at": MORNING_MS}, {"level": "red", "at": MORNING_MS}]) == "red"


def test_what_is_no_colour_decides_nothing() -> None:
    assert colour([{"level": "green", "at": MORNING_MS}, {"level": 5, "at": 1}, {"level": "red", "at": None}]) is None


def test_who_was_seen_at_the_window_was_met_today() -> None:
    values = {
        "at": MORNING_MS,
        "window.a1.household": "home-501", "window.a1.state": "1",
        "window.b2.household": "home-502", "window.b2.state": "2", "window.b2.task": "task-1",
        "window.c3.household": "home-503", "window.c3.state": "3",
        "window.d4.household": "home-504",
        "window.e5.state": "1",
        "window.f6.household": 7, "window.f6.state": "1",
    }  # fmt: skip
    assert [(one.household, one.contact, one.task) for one in looks(values)] == [
        ("home-501", True, None),
        ("home-502", False, "task-1"),
        ("home-503", False, None),
    ]
