"""Whatever a care file may say, server and tablet make the same of it: tried with expressions and records by chance."""

from __future__ import annotations

import os
import random
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import HealthCheck, given, reject, settings
from hypothesis import strategies as st

from schemas.care.chain import Kept, worked_out
from schemas.care.evaluate import evaluate, plain_found
from schemas.care.expression import Expression
from schemas.care.grammar import ExpressionFault
from schemas.care.rule_set_file import read_rule_set
from schemas.care.value_types import BOOLEAN, DATE, DECIMAL, INTEGER, TEXT, TEXTS
from tests.schemas.care.engines import TabletEngine, tablet_engine
from tests.vectors.shipped import shipped_rule_sets, shipped_text

NAMES = {
    "n": INTEGER, "m": INTEGER, "x": DECIMAL, "y": DECIMAL, "a": BOOLEAN, "b": BOOLEAN, "t": TEXT, "u": TEXT,
    "d": DATE, "e": DATE, "l": TEXTS,
}  # fmt: skip
# Bounded, so that the house's tests stay quick; raise it by hand to look harder.
EXAMPLES = 250


@pytest.fixture(scope="module")
def tablet(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TabletEngine]:
    with tablet_engine(tmp_path_factory.mktemp("answer")) as engine:
        for rule_set in shipped_rule_sets().values():
            assert engine.ask({"load": rule_set.plain()}) == "loaded"
        yield engine


# Texts that the two languages store, compare and measure in different ways.
TEXT_VALUES = st.sampled_from(["", "1", "7.0", "none", "中", "中文", "😀", "é", "e\u0301", "\uffee", "ß", "İ", "true"])
WHOLE = st.one_of(st.integers(-200, 200), st.sampled_from([0, 2**53 - 1, -(2**53) + 1, 2**31, 2**32]))
POINT = st.one_of(
    st.integers(-400, 4000).map(lambda tenths: tenths / 10),
    st.sampled_from([0.0, 0.1 + 0.2, 1e-9, 1e15, 9007199254740992.0, 1e300, 24.95, 2.675]),
)
DAYS = st.dates().filter(lambda day: 1800 <= day.year <= 2199).map(lambda day: day.isoformat())
VALUES = st.fixed_dictionaries(
    {},
    optional={
        "n": WHOLE, "m": WHOLE, "x": POINT, "y": POINT, "a": st.booleans(), "b": st.booleans(),
        "t": TEXT_VALUES, "u": TEXT_VALUES, "d": DAYS, "e": DAYS, "l": st.lists(TEXT_VALUES, max_size=4),
    },
)  # fmt: skip


def _literal(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str):
        return f'"{value}"'
    return f"{value:.6f}" if isinstance(value, float) else str(value)


def _binary(left: st.SearchStrategy[str], operators: list[str], right: st.SearchStrategy[str]) -> Any:
    return st.tuples(left, st.sampled_from(operators), right).map(lambda parts: f"({' '.join(parts)})")


def _all_sorts(depth: int) -> dict[str, st.SearchStrategy[str]]:
    """Expressions of each type, that deep at most."""
    leaves = {
        "integer": st.one_of(st.sampled_from(["n", "m"]), st.integers(0, 200).map(str)),
        "decimal": st.one_of(st.sampled_from(["x", "y"]), st.integers(0, 400).map(lambda i: _literal(i / 10))),
        "boolean": st.sampled_from(["a", "b", "true", "false"]),
        "text": st.one_of(st.sampled_from(["t", "u"]), TEXT_VALUES.map(_literal)),
        "date": st.one_of(st.sampled_from(["d", "e"]), DAYS.map(_literal)),
        "texts": st.one_of(st.just("l"), st.lists(TEXT_VALUES.map(_literal), max_size=3).map(_listed)),
    }
    if depth == 0:
        return leaves
    inner = _all_sorts(depth - 1)
    whole, point, yes, text, day, texts = inner.values()
    compare = ["<", "<=", ">", ">=", "==", "!="]
    choice = {
        sort: st.tuples(yes, one, one).map(lambda parts: f"({parts[0]} ? {parts[1]} : {parts[2]})")
        for sort, one in inner.items()
    }
    more: dict[str, list[Any]] = {
        "integer": [
            _binary(whole, ["+", "-", "*"], whole),
            whole.map(lambda one: f"(-{one})"),
            st.tuples(day, day).map(lambda pair: f"days({pair[0]}, {pair[1]})"),
            st.tuples(day, day).map(lambda pair: f"years({pair[0]}, {pair[1]})"),
            texts.map(lambda one: f"size({one})"),
        ],
        "decimal": [
            _binary(point, ["+", "-", "*", "/"], point),
            point.map(lambda one: f"(-{one})"),
            whole.map(lambda one: f"double({one})"),
            st.tuples(point, st.integers(0, 7)).map(lambda pair: f"round({pair[0]}, {pair[1]})"),
        ],
        "boolean": [
            _binary(yes, ["||", "&&", "==", "!="], yes),
            yes.map(lambda one: f"!{one}"),
            _binary(whole, compare, whole),
            _binary(point, compare, point),
            _binary(whole, compare[:4], point),
            _binary(point, compare[:4], whole),
            _binary(text, ["==", "!="], text),
            _binary(day, compare, day),
            _binary(text, ["in"], texts),
            st.tuples(whole, whole, whole).map(lambda three: f"({three[0]} in [{three[1]}, {three[2]}])"),
            st.tuples(texts, st.sampled_from(["exists", "all"]), text).map(
                lambda three: f"{three[0]}.{three[1]}(it, it == {three[2]} || it in l)"
            ),
        ],
        "text": [],
        "date": [
            st.tuples(day, whole).map(lambda pair: f"add_days({pair[0]}, {pair[1]})"),
            st.tuples(day, whole).map(lambda pair: f"add_months({pair[0]}, {pair[1]})"),
        ],
        "texts": [],
    }
    return {sort: st.one_of(leaf, choice[sort], *more[sort]) for sort, leaf in leaves.items()}


def _listed(items: list[str]) -> str:
    return f"[{', '.join(items)}]"


EXPRESSIONS = st.one_of(*_all_sorts(3).values())


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(text=EXPRESSIONS, values=VALUES)
def test_an_expression_gives_the_same_on_both_sides(text: str, values: dict[str, Any], tablet: TabletEngine) -> None:
    try:
        compiled = Expression.compile(text, NAMES)
    except ExpressionFault:
        reject()
    here = plain_found(compiled.value(values))
    there = tablet.value(text, {name: (str(NAMES[name]), value) for name, value in values.items()})
    assert here == there
    assert isinstance(here, bool) == isinstance(there, bool)


HOSTILE = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-5, 400),
    st.integers(-(2**60), 2**60),
    st.integers(0, 4000).map(lambda tenths: tenths / 10),
    st.sampled_from(
        ["", "0", "1", "2", "3", "4", "5", "7", "10", "186", "hi", "lo", "none", "alone", "中", "😀", "\ud800"]
    ),
    st.sampled_from(["2026-11-24", "2026-02-30", "1944-02-29", "20261124"]),
    st.lists(st.sampled_from(["htn", "alone", "dibao", ""]), max_size=3),
    st.just({}),
    st.fixed_dictionaries({"class": st.sampled_from(["1", "2", "3", "4", "9", None, 1])}),
)


def _record(rule_set: Any, kind: str) -> st.SearchStrategy[tuple[dict[str, Any], dict[str, Any]]]:
    """Mostly sensible answers, some hostile, some missing."""
    values: dict[str, Any] = {}
    context: dict[str, Any] = {"previous": HOSTILE}
    for name in rule_set.of_kind(kind).inputs:
        asked = rule_set.inputs[name]
        if asked.type == "choices":
            values |= {
                f"{asked.key}.{code}": st.booleans() for code in ("none", "headache", "headache_dizzy", "头晕😀")
            }
            continue
        low, high = asked.between or (0, 3)
        sensible = {
            "integer": st.integers(int(low), int(high)),
            "decimal": st.integers(int(low) * 10, int(high) * 10).map(lambda tenths: tenths / 10),
            "score": st.sampled_from(asked.codes or ("0", "1", "2", "3")),
            "code": st.sampled_from(asked.codes or ("1", "2")),
            "boolean": st.booleans(),
            "date": DAYS,
            "texts": st.lists(st.sampled_from(["htn", "alone", "dibao"]), max_size=3),
        }[asked.type]
        (values if asked.origin == "path" else context)[asked.key] = st.one_of(sensible, sensible, sensible, HOSTILE)
        if asked.only_if:
            values[asked.only_if.path] = st.sampled_from(["1", "2", 1, True])
    return st.tuples(st.fixed_dictionaries({}, optional=values), st.fixed_dictionaries({}, optional=context))


KINDS = [(id, kind) for id, rule_set in shipped_rule_sets().items() for kind in rule_set.kinds]


@settings(max_examples=EXAMPLES, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data(), which=st.sampled_from(KINDS))
def test_a_record_gives_the_same_on_both_sides(
    data: st.DataObject, which: tuple[str, str], tablet: TabletEngine
) -> None:
    id, kind = which
    rule_set = shipped_rule_sets()[id]
    values, context = data.draw(_record(rule_set, kind))
    here = evaluate(rule_set, kind, values, context).plain()
    there = tablet.ask({"rule_set": id, "kind": kind, "values": values, "context": context})
    assert here == there


def test_one_changed_threshold_changes_both(tablet: TabletEngine) -> None:
    """A secretary moves one number in the file; server and tablet find a crisis where there was none."""
    text, id = shipped_text("NBPHS3_2017"), "NBPHS3_2017"
    changed = text.replace("crisis_sbp: {value: 180,", "crisis_sbp: {value: 175,", 1)
    assert changed != text
    record = {"kind": "health_check", "values": {"vitals.sbp": 176, "vitals.dbp": 80}, "context": {}}
    try:
        for file, crisis in ((text, False), (changed, True)):
            rules = read_rule_set(file, id)
            assert tablet.ask({"load": rules.plain()}) == "loaded"
            there = tablet.ask({"rule_set": id, **record})
            here = evaluate(rules, record["kind"], record["values"], record["context"]).plain()
            assert here == there
            assert here["outputs"]["bp_crisis"] is crisis
            assert any("175" in card["zh"] for card in there["cards"]) is crisis
    finally:
        tablet.ask({"load": shipped_rule_sets()[id].plain()})


_CHAIN = ("health_check", "htn_follow_up", "self_care", "t2dm_follow_up", "care_level")


def test_what_came_before_counts_the_same_on_both_sides(tablet: TabletEngine) -> None:
    seed = os.environ.get("SEED", "chain")
    print("SEED", seed)
    chance = random.Random(seed)
    rule_sets = [one for _, one in sorted(shipped_rule_sets().items())]
    told = set()
    for _ in range(150):
        resident = {"birth_date": chance.choice(["1944-02-29", "1961-05-01", "2030-01-01", "?"]), "sex": "2",
                    "tags.htn": True, "tags.alone": chance.random() < 0.5}  # fmt: skip
        records = [_chained(chance, number) for number in range(chance.randint(1, 6))]
        *before, form = records
        kept = [Kept(one["document"], one["kind"], one["day"], one["values"]) for one in records]
        here = [
            worked.result.plain()
            for worked in worked_out(resident, kept, lambda one: [set_ for set_ in rule_sets if one.kind in set_.kinds])
            if worked.record.id == form["document"]
        ]
        asked = {"kind": form["kind"], "answers": form["values"], "resident": resident, "at": form["values"]["at"],
                 "document": form["document"], "records": chance.sample(records, len(records))}  # fmt: skip
        assert tablet.ask({"form": asked}) == here, before
        told |= {str(one["outputs"].get(name)) for one in here for name in ("next_measure", "suggested")}
    # Referred only after two that were not satisfied, red only after a crisis: what came before was looked at.
    assert {"2", "3", "red"} <= told


def _chained(chance: random.Random, number: int) -> dict[str, Any]:
    kind, day = chance.choice(_CHAIN), f"2026-11-{number * 4 + 1:02d}"
    pressure = {"vitals.sbp": chance.choice([128, 155, 190]), "vitals.dbp": 80}
    values: dict[str, Any] = {
        "danger.none": True, "adr": "1", "new_complication": False, "pregnant_or_lactating": False,
        "eating": chance.choice("035"), "grooming": "1", "dressing": "3", "toilet": "5", "moving": chance.choice("05"),
        **pressure,
    }  # fmt: skip
    if chance.random() < 0.2:
        values["class"] = chance.choice("123")
    if chance.random() < 0.1:
        del values["adr"]
    at = 1_793_505_600_000 + number * 4 * 86_400_000
    return {"document": f"d{number}", "kind": kind, "grid": "g", "day": day, "touchedMs": at + 1000,
            "values": {**values, "at": at}}  # fmt: skip
