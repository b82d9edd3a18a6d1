"""The cases of `due.json` as the Python side takes them; `static/tablet/test/care/due_cases.ts` is its twin."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from schemas.care.contact import Contact
from schemas.care.days import date_text, day_of
from schemas.care.due import Call, Due, reckon
from schemas.care.due_card import card
from schemas.care.programme import Audience, Programme
from schemas.care.programme_file import read_programme
from schemas.care.resident_facts import Facts, facts_of
from schemas.care.visit_rate import visit_rate

VECTORS: Mapping[str, Any] = json.loads(Path(__file__).with_name("due.json").read_text(encoding="utf-8"))


def day(text: str) -> int:
    found = day_of(text)
    assert found is not None, text
    return found


def text(number: int | None) -> str | None:
    return None if number is None else date_text(number)


@cache
def programme(code: str) -> Programme:
    # JSON is YAML: what tablets get as data is read here as a community's file would be.
    return read_programme(json.dumps(VECTORS["programmes"][code], ensure_ascii=False), code)


def audience(codes: Iterable[str]) -> Audience:
    return Audience([programme(code) for code in codes])


def facts(resident: Mapping[str, Any]) -> Facts:
    since = resident["colour_since"]
    return facts_of(resident["values"], day(resident["joined"]), resident["colour"], since and day(since))


def contacts(rows: Iterable[tuple[str, str, Any]]) -> list[Contact]:
    return [Contact(day(when), method, outcome) for when, method, outcome in rows]


def due_answer(case: Mapping[str, Any]) -> dict[str, Any]:
    """Everything that both sides say about a case, as JSON."""
    calls = [Call(trigger, day(since), until and day(until)) for trigger, since, until in case["calls"]]
    today = day(case["today"])
    resident = facts(case["resident"])
    dues = reckon(resident, contacts(case["contacts"]), calls, audience(case["programmes"]), today)
    shown = card(dues, today)
    return {
        "due": [_due(one) for one in dues],
        "card": shown
        and {
            "due": text(shown.due),
            "overdue_days": shown.overdue_days,
            "last": text(shown.last),
            "reasons": [
                [one.code, one.sentence.zh, one.sentence.en, list(one.programmes), text(one.due)]
                for one in shown.reasons
            ],
        },
    }


def rate_answer(case: Mapping[str, Any]) -> list[list[Any]]:
    people = [(facts(one), contacts(one["contacts"])) for one in case["people"]]
    rates = visit_rate(people, audience(case["programmes"]), day(case["day"]))
    return [[one.programme, one.group, one.residents, one.met, one.tried, one.refused, one.permille] for one in rates]


def _due(one: Due) -> list[Any]:
    counts = [[text(each.due), text(each.last), *each[2:]] for each in (one.contact, one.home)]
    return [one.programme, one.what, text(one.due), one.trigger, one.tries, text(one.tried), *counts]
