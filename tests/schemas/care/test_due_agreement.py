"""Server and tablet say the same of any resident: cases by chance, put to both, in one process of each."""

from __future__ import annotations

import json
import os
import random
import subprocess
from datetime import date, timedelta
from typing import Any

from tests.house.source import ROOT
from tests.vectors.due_cases import VECTORS, due_answer, rate_answer

CASES, RATES, SECONDS = 600, 60, 60
FIRST = date(2026, 9, 1)
METHODS = ("home", "phone", "video", "window", "neighbour", "wechat", "check", "unheard_of")
OUTCOMES = ("met", "met", "met", "tried", "tried", "gone")
TAGS = ("alone", "empty_nest", "left_behind", "disabled_care", "fp_special", "renter")


def test_server_and_tablet_say_the_same() -> None:
    seed = os.environ.get("SEED", "due")
    print("SEED", seed)
    chance = random.Random(seed)
    asked = {
        "programmes": VECTORS["programmes"],
        "due": [_case(chance) for _ in range(CASES)] + VECTORS["due"],
        "rates": [_rate(chance) for _ in range(RATES)] + VECTORS["rates"],
    }
    done = subprocess.run(
        ["node", "static/tablet/test/care/due_answers.mjs"],
        input=json.dumps(asked), capture_output=True, text=True, cwd=ROOT, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)
    for case, answer in zip(asked["due"], answers["due"], strict=True):
        assert due_answer(case) == answer, json.dumps(case, ensure_ascii=False)
    for case, answer in zip(asked["rates"], answers["rates"], strict=True):
        assert rate_answer(case) == answer, json.dumps(case, ensure_ascii=False)
    # A test in which nobody was ever due would agree as well.
    assert sum(bool(one["due"]) for one in answers["due"]) > CASES // 2
    assert {one["due"][0][1] for one in answers["due"] if one["due"]} == {"contact", "home", "trigger", "confirm"}


def _case(chance: random.Random) -> dict[str, Any]:
    today = FIRST + timedelta(days=chance.randint(150, 700))
    programmes = chance.sample(sorted(VECTORS["programmes"]), chance.randint(1, 5))
    calls = [
        [trigger, str(today - timedelta(days=chance.randint(-3, 20))), chance.choice([None, str(today)])]
        for trigger in chance.sample(["extreme_weather", "festival", "major_change"], chance.choice([0, 0, 1, 2]))
    ]
    return {
        "programmes": programmes, "today": str(today), "resident": _resident(chance, today), "calls": calls,
        "contacts": _contacts(chance, today, chance.choice([3, 40, 150])),
    }  # fmt: skip


def _rate(chance: random.Random) -> dict[str, Any]:
    day = FIRST + timedelta(days=chance.randint(150, 700))
    people = [{**_resident(chance, day), "contacts": _contacts(chance, day, 20)} for _ in range(12)]
    return {"programmes": ["MONTHLY", "SANSAN", "THREE_COLOURS", "BY_AGE"], "day": str(day), "people": people}


def _resident(chance: random.Random, today: date) -> dict[str, Any]:
    values: dict[str, Any] = {f"tags.{tag}": chance.random() < 0.8 for tag in chance.sample(TAGS, 2)}
    values["tags.alone"] = chance.random() < 0.7
    if chance.random() < 0.7:
        values["birth_date"] = f"{today.year - chance.choice([60, 80, 81, 90])}-{today:%m}-{chance.randint(1, 31):02d}"
    if chance.random() < 0.3:
        values["id_number"] = f"370822{chance.randint(1929, 1950)}0229000{chance.choice('0123456789X')}"
    if chance.random() < 0.2:
        values["status"] = chance.choice(["in", "moved", "dead", "lost", "refused", "?"])
        values["status_since"] = str(today + timedelta(days=chance.randint(-20, 20)))
    if chance.random() < 0.2:
        values["visit_consent"] = chance.choice(["1", "2", "9"])
    if chance.random() < 0.05:
        values["same_as"] = "x"
    values["living_state"], values["sex"] = chance.choice("12"), chance.choice("12")
    return {
        "values": values, "joined": str(today - timedelta(days=chance.choice([0, 3, 28, 31, 59, 365]))),
        "colour": chance.choice(["", "none", "red", "red", "yellow", "blue"]),
        "colour_since": chance.choice([None, str(today - timedelta(days=chance.randint(0, 60)))]),
    }  # fmt: skip


def _contacts(chance: random.Random, today: date, back: int) -> list[list[str]]:
    return [
        [str(today - timedelta(days=chance.randint(-2, back))), chance.choice(METHODS), chance.choice(OUTCOMES)]
        for _ in range(chance.choice([0, 1, 2, 6]))
    ]
