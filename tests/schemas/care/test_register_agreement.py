"""From the same documents, server and tablet make the same register, due lists and rates: put to both by chance."""

from __future__ import annotations

import json
import os
import random
import subprocess
from typing import Any

from schemas.care.days import date_text, day_of
from schemas.care.due import reckon
from schemas.care.register import Held, Person, register
from schemas.care.visit_rate import visit_rate
from tests.house.source import ROOT
from tests.vectors.due_cases import VECTORS, audience

TODAY, SECONDS, TOWNS = "2026-11-24", 60, 60
NOW_MS, DAY_MS = 1_795_483_800_000, 86_400_000
PROGRAMMES = ("CURTAIN", "MONTHLY", "SANSAN", "THREE_COLOURS")


def test_server_and_tablet_make_the_same_register() -> None:
    seed = os.environ.get("SEED", "register")
    print("SEED", seed)
    chance = random.Random(seed)
    towns = [_town(chance) for _ in range(TOWNS)]
    asked = {"programmes": {code: VECTORS["programmes"][code] for code in PROGRAMMES}, "towns": towns, "today": TODAY}
    done = subprocess.run(
        ["node", "static/tablet/test/care/due_answers.mjs"],
        input=json.dumps(asked), capture_output=True, text=True, cwd=ROOT, timeout=SECONDS, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    answers = json.loads(done.stdout)["towns"]
    for town, answer in zip(towns, answers, strict=True):
        assert _answer(town) == answer, json.dumps(town, ensure_ascii=False)
    everybody = [one for answer in answers for one in answer["people"].values()]
    # A town in which nothing happened would agree as well.
    assert {one["colour"] for one in everybody} == {"", "red", "yellow", "blue"}
    assert {row[1] for one in everybody for row in one["due"]} == {"contact", "home", "trigger", "confirm"}
    assert any(contact[1] == "window" for one in everybody for contact in one["contacts"])


def _answer(town: list[dict[str, Any]]) -> dict[str, Any]:
    held = [Held(one["document"], one["kind"], one["grid"], one["values"], one["touchedMs"]) for one in town]
    found, crowd = register(held), audience(PROGRAMMES)
    today = day_of(TODAY)
    assert today is not None
    people = {identity: _person(one, crowd, today) for identity, one in found.items()}
    month = [(one.facts, [each for each in one.contacts if today - 23 <= each.day <= today]) for one in found.values()]
    rates = [
        [one.programme, one.group, one.residents, one.met, one.tried, one.refused, one.permille]
        for one in visit_rate(month, crowd, today)
    ]
    return {"people": people, "rates": rates}


def _person(one: Person, crowd: Any, today: int) -> dict[str, Any]:
    dues = reckon(one.facts, one.contacts, one.calls, crowd, today)
    return {
        "joined": date_text(one.facts.joined),
        "colour": one.facts.colour,
        "colour_since": None if one.facts.colour_since is None else date_text(one.facts.colour_since),
        "contacts": sorted([date_text(each.day), each.method, each.outcome] for each in one.contacts),
        "calls": sorted([each.trigger, date_text(each.since), date_text(each.until or 0)] for each in one.calls),
        "due": [[each.programme, each.what, date_text(each.due), each.trigger, each.tries] for each in dues],
    }


def _town(chance: random.Random) -> list[dict[str, Any]]:
    homes = [f"h{number}" for number in range(3)]
    people = [f"r{number}" for number in range(4)]
    town = [_document(chance, one, "resident", _resident(chance, homes)) for one in people]
    for number in range(chance.choice([0, 4, 12])):
        kind = chance.choice(["visit", "visit", "visit", "health_check", "care_level", "window_check", "visit_call"])
        values = _VALUES[kind](chance, people, homes)
        town.append(_document(chance, f"d{number}", kind, values))
    return town


def _document(chance: random.Random, identity: str, kind: str, values: dict[str, Any]) -> dict[str, Any]:
    known = NOW_MS - chance.randint(0, 40) * DAY_MS - chance.randint(0, DAY_MS)
    if chance.random() < 0.9:
        values.setdefault("at", known - chance.randint(-3, 60) * DAY_MS)
    return {
        "document": identity, "kind": kind, "grid": chance.choice(["g1", "g1", "g2"]), "touchedMs": known,
        "values": {path: value for path, value in values.items() if chance.random() < 0.95},
    }  # fmt: skip


def _resident(chance: random.Random, homes: list[str]) -> dict[str, Any]:
    values: dict[str, Any] = {"status": "in", "household": chance.choice([*homes, "", 7]), "tags.alone": True}
    if chance.random() < 0.5:
        values["registered_on"] = chance.choice(["2026-03-01", "2026-11-01", "2027-01-01", "2026-02-30", 5])
    for entry in chance.sample(["a1", "b2", "?"], chance.choice([0, 0, 1, 2])):
        values[f"event.{entry}.type"] = chance.choice(["discharge", "hospital", "fall", 4])
        values[f"event.{entry}.happened_on"] = chance.choice(["2026-11-23", "2026-10-01", "2026-12-01", ""])
    return values


def _visit(chance: random.Random, people: list[str], _: list[str]) -> dict[str, Any]:
    return {"resident": chance.choice(people), "method": chance.choice("1234567"), "result": chance.choice("11123467")}


def _level(chance: random.Random, people: list[str], _: list[str]) -> dict[str, Any]:
    return {
        "resident": chance.choice(people), "level": chance.choice(["red", "yellow", "blue", "none", "green", 3]),
        "occasion": chance.choice(["discharge", "bereavement", "routine"]),
    }  # fmt: skip


def _look(chance: random.Random, _: list[str], homes: list[str]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for entry in chance.sample(["a1b2", "c3d4", "X!", ""], 2):
        found |= {f"window.{entry}.household": chance.choice(homes), f"window.{entry}.state": chance.choice("123")}
    return found


def _call(chance: random.Random, people: list[str], _: list[str]) -> dict[str, Any]:
    return {
        "cause": chance.choice(["extreme_weather", "festival", "major_change", "sale"]),
        "since": chance.choice(["2026-11-20", "2026-11-24", "2026-10-01", "soon"]),
        "until": chance.choice(["2026-11-23", "2026-12-24", ""]), "resident": chance.choice([*people, ""]),
    }  # fmt: skip


_VALUES = {
    "visit": _visit, "health_check": _visit, "care_level": _level, "window_check": _look, "visit_call": _call,
}  # fmt: skip
