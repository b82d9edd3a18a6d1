"""What is wrong with which record, for both sides: `checks.json`, said by people, and as many more as are asked for,
made by chance from the declarations of every kind there is and of kinds that a community brings itself.

    python -m tests.vectors.check_cases SEED COUNT

prints JSON, one line each: first the forms and sentences as tablets get them, then {kind, values, now, problems}, where
a problem is [path, code, severity, sentence in Chinese, in English] as the centre tells it.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from schemas.catalogue import Catalogue
from schemas.declaration import Declaration, Field
from schemas.kind import Kind
from schemas.kinds import SHIPPED
from schemas.own_kinds import catalogue_with
from schemas.paths import group_fields, ordinary_fields
from schemas.plain import declaration_from
from schemas.problems import Problem, sentence

VECTORS: Mapping[str, Any] = json.loads(Path(__file__).with_name("checks.json").read_text(encoding="utf-8"))
NOW_MS = 1_795_000_000_000
_UUID = "11111111-1111-4111-8111-111111111111"
_STRANGE: tuple[Any, ...] = (
    None, True, False, 0, 1, -1, 0.1, 5.5, 2**52, "", " ", "0", "1", "none", "😀", "\ud800", "\x00", "x" * 201,
    "x" * 65, "2026-02-29", "2024-02-29", "1941-03-07", "2199-12-31", "2026-13", "2019-05", "20260301", "13812345678",
    "0537-3412345", "12345", "37088219410307234X", "370882410307234", "37088219410307234x", "37088219410307234é",
    "３７０８８２１９４１０３０７２３４X", "370882194102302345", "999999220002291234", _UUID, _UUID.upper(), "a" * 64,
    NOW_MS, 86_400_000,
)  # fmt: skip


def visible(problems: list[Problem]) -> list[list[str]]:
    return [[one.path, one.code, one.severity] for one in problems]


def merged(story: Mapping[str, Any]) -> dict[str, Any]:
    """The record of a story: the sound one of its kind, with what the story changes."""
    values = {**VECTORS["sound"][story["kind"]], **story["values"]}
    return {path: value for path, value in values.items() if value is not None}


@cache
def catalogue() -> Catalogue:
    """What Mulin ships, with a form and with questions of a community's own."""
    forms = {"x_tenants": [_declaration("x_tenants", "who")], "visit": [_declaration("visit", "x_rent")]}
    made, unusable = catalogue_with(SHIPPED, forms)
    assert not unusable, unusable
    return made


def cases(seed: int, count: int) -> Iterator[dict[str, Any]]:
    """Records made by chance, with what the centre says about them."""
    chance = random.Random(seed)
    kinds = sorted(catalogue().kinds.values(), key=lambda kind: kind.name)
    for number in range(count):
        kind = kinds[number % len(kinds)]
        values, now = _record(kind, chance), chance.choice((None, NOW_MS))
        told = [
            [one.path, one.code, one.severity, sentence(one, "zh"), sentence(one, "en")]
            for one in kind.check(values, now)
        ]
        yield {"kind": kind.name, "values": values, "now": now, "problems": told}


def _record(kind: Kind, chance: random.Random) -> dict[str, Any]:
    values: dict[str, Any] = {}
    share = chance.choice((0.05, 0.3, 0.9))
    for path, field in ordinary_fields(kind).items():
        if chance.random() < share:
            values[path] = _value(field, chance)
    for group in kind.groups:
        for entry in range(chance.choice((0, 0, 1, 2, group.entries_max, group.entries_max + 1))):
            for path, field in group_fields(group).items():
                if chance.random() < share:
                    values[f"{group.path}.e{entry}.{path}"] = _value(field, chance)
    if chance.random() < 0.1:
        unknown = ("horoscope", "vitals", "contact.", "contact.a", "😀.b.c", "~", "\ue000.x")
        values |= dict.fromkeys(unknown, "?")
    return values


def _value(field: Field, chance: random.Random) -> Any:
    if chance.random() < 0.15:
        return chance.choice(_STRANGE)
    if field.type in ("integer", "decimal"):
        return _number(field, chance)
    if field.type in ("boolean", "choices"):
        return chance.random() < 0.5
    if field.type == "code" and field.codes:
        return chance.choice(field.codes.codes).code
    likely: Mapping[str, tuple[Any, ...]] = {
        "date": ("1941-03-07", "2026-11-18", "2026-11-30", "2027-01-01", "2000-02-30"),
        "month": ("2019-05", "2026-11", "2026-12", "2019-00"),
        "time": (NOW_MS, NOW_MS - 1, NOW_MS + 300_001, NOW_MS + 300_000, 0),
        "id_number": (
            "37088219410307234X",
            "370882410307234",
            "370882194103072355",
            "37088220991231234X",
            "37088219410307234Y",
            "370882194102302342",
        ),
        "phone": ("13812345678", "05373412345", "12345"),
        "attachment": ("a" * 64, "A" * 64),
        "ref": (_UUID, "1"),
        "person": (_UUID, "1"),
    }
    return chance.choice(likely.get(field.type, ("好", "王桂兰", "")))


def _number(field: Field, chance: random.Random) -> Any:
    step = 10**-field.decimals
    edges = [edge for limits in (field.hard, field.soft) if limits for edge in limits] or [0]
    value = chance.choice(edges) + chance.choice((-step, 0, step, 3 * step, step / 10))
    # JavaScript has one sort of number, and writes 36.0 as 36.
    exact = round(value, field.decimals + 1)
    return int(exact) if exact == int(exact) else exact


def _declaration(name: str, start: str) -> Declaration:
    yes = {
        "name": "yes",
        "codes": [{"code": "1", "label": _words("是", "Yes")}, {"code": "2", "label": _words("否", "No")}],
    }
    questions = [
        _asked(f"{start}", "text", length_max=5, required=name.startswith("x_")),
        _asked("x_paid", "code", codes=yes),
        _asked("x_amount", "decimal", decimals=2, hard=[0, 9999.99], soft=[100, 3000],
               show_if={"path": "x_paid", "any_of": ["1"]}, required=True),
        _asked("x_needs", "choices", codes=yes),
        _asked("x_since", "month", past=True),
        {"path": "x_tenant", "label": _words("租客", "Tenants"), "entries_max": 2,
         "fields": [_asked("name", "text", required=True), _asked("age", "integer", hard=[0, 130]),
                    _asked("pays", "choices", codes=yes)]},
    ]  # fmt: skip
    return declaration_from(
        {"name": name, "version": 1, "label": _words("租住", "Tenants"), "title": [start],
         "sections": [{"label": _words("租住", "Tenants"), "parts": questions}]}
    )  # fmt: skip


def _asked(path: str, type: str, **more: Any) -> dict[str, Any]:
    return {"path": path, "type": type, "label": _words("问题", "Question"), **more}


def _words(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def main(arguments: list[str]) -> None:
    print(json.dumps(catalogue().declarations))
    for case in cases(int(arguments[0]), int(arguments[1])):
        print(json.dumps(case))


if __name__ == "__main__":
    main(sys.argv[1:])
