"""Whoever changes a rule set is told all that is wrong with it, with lines, before anybody is measured by it."""

from __future__ import annotations

import json

import pytest

from schemas.care.care_file import CareFileError
from schemas.care.evaluate import evaluate
from schemas.care.rule_set_file import paths_of, read_rule_set
from schemas.kinds import KINDS
from tests.vectors.shipped import shipped_rule_sets, shipped_text

FILE = """\
rule_set: MINE
version: 1
title: {zh: 我们的规则, en: Our rules}
status: reports
sources: {norms: 规范}
inputs:
  age: {context: age, type: integer, label: {zh: 年龄, en: Age}}
  sex: {context: sex, type: code, label: {zh: 性别, en: Sex}}
  date: {context: date, type: date, label: {zh: 日期, en: Date}}
  sbp: {path: vitals.sbp, type: integer, between: [50, 300], label: {zh: 高压, en: Systolic}}
  waist: {path: vitals.waist, type: decimal, label: {zh: 腰围, en: Waist}}
constants:
  crisis: {value: 180, unit: mmHg, source: norms}
  weeks: {value: 14, source: norms, mark: proposed}
tables:
  limit:
    by: age
    rows:
      - {sbp: 140}
      - {from: 65, sbp: 150}
  wide:
    by: sex
    rows:
      - {is: "1", waist: 90}
      - {is: "2", waist: 85.5}
parts:
  - kinds: [health_check]
    outputs:
      - name: high
        type: boolean
        label: {zh: 偏高, en: High}
        expression: sbp >= limit.sbp
        source: norms
      - name: step
        type: code
        codes: [wait, call]
        label: {zh: 下一步, en: Next}
        rows:
          - {when: sbp >= crisis, value: call}
          - {value: wait}
    cards:
      - id: call
        level: danger
        when: step == "call"
        text: {zh: "高压 {sbp}，达到 {crisis}", en: "{sbp} reaches {crisis}"}
"""
LINES = FILE.splitlines()


def told(text: str, **more: object) -> list[str]:
    with pytest.raises(CareFileError) as raised:
        read_rule_set(text, "mine.yaml", **more)  # type: ignore[arg-type]
    return [f"{fault.line}: {fault.reason.en}" for fault in raised.value.faults]


def line_of(piece: str) -> int:
    return next(number for number, line in enumerate(LINES, 1) if piece in line)


def test_a_sound_file_is_a_rule_set() -> None:
    rule_set = read_rule_set(FILE, "mine.yaml")
    assert (rule_set.reference, rule_set.kinds, rule_set.status) == ("MINE@1", ("health_check",), "reports")
    result = evaluate(rule_set, "health_check", {"vitals.sbp": 186}, {"age": 70})
    assert result.outputs == {"high": True, "step": "call"}
    assert result.inputs == {"age": 70, "sbp": 186}
    assert [card.text.zh for card in result.cards] == ["高压 186，达到 180"]


def test_what_tablets_get_is_json() -> None:
    plain = read_rule_set(FILE, "mine.yaml").plain()
    assert json.loads(json.dumps(plain)) == plain
    assert plain["tables"]["wide"]["columns"] == {"waist": "decimal"}
    assert plain["parts"][0]["outputs"][0]["rows"] == [{"when": None, "value": None, "expression": "sbp >= limit.sbp"}]


def test_a_kind_without_rules_has_no_result_and_no_fault() -> None:
    result = evaluate(read_rule_set(FILE, "mine.yaml"), "visit", {"vitals.sbp": 186}, {})
    assert (result.outputs, result.cards, result.inputs) == ({}, (), {})


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        # The frame.
        ("rule_set: MINE", "rule_set: mine", "an id is upper-case"),
        ("version: 1", "version: one", "a whole number belongs here"),
        ("version: 1", "version: 0", "a version is 1, 2, 3"),
        ("title: {zh: 我们的规则, en: Our rules}", "title: {zh: 我们的规则}", "“en” is missing"),
        ("title: {zh: 我们的规则, en: Our rules}", "title: {en: Our rules}", "“zh” is missing"),
        ("status: reports", "status: draft", "should be one of reports, target"),
        ("status: reports", "status: reports\ncolour: red", "“colour” is not a known key"),
        # Inputs.
        ("{path: vitals.waist, type: decimal,", "{path: vitals.waist, type: number,", "should be one of integer"),
        ("{path: vitals.waist, type: decimal,", "{type: decimal,", "needs one of path, context, previous"),
        ("{path: vitals.waist,", "{path: vitals.waist, context: waist,", "needs one of path, context, previous"),
        ("between: [50, 300]", "between: [300, 50]", "should be [lowest, highest]"),
        ("between: [50, 300]", "between: [50]", "should be [lowest, highest]"),
        ("{context: sex, type: code,", "{context: sex, type: code, between: [0, 9],", "goes with numbers only"),
        ("{context: sex, type: code,", "{context: sex, type: code, codes: [1, 2],", "put quotes around a number"),
        ("{context: date, type: date,", "{context: date, type: date, when_none: 2026-02-30,", "a date is written like"),
        ("{context: age,", "{context: age, when_none: none,", "a whole number belongs here"),
        ("{context: age,", '{context: age, only_if: {path: sex, any_of: ["1"]},', "goes with path only"),
        ("  waist: {path", "  Waist: {path", "“Waist” is no name"),
        ("  waist: {path", "  days: {path", "“days” is no name"),
        ("  waist: {path", "  in: {path", "“in” is no name"),
        # Constants.
        ("crisis: {value: 180,", "crisis: {valu: 180,", "“value” is missing"),
        ("mark: proposed", "mark: maybe", "should be unverified or proposed"),
        ("  weeks: {value", "  age: {value", "the name “age” is taken"),
        # Tables.
        ("- {from: 65, sbp: 150}", "- {sbp: 150}", "this row needs from"),
        ("- {from: 65, sbp: 150}", "- {from: 65.5, sbp: 150}", "a whole number belongs here"),
        ("- {from: 65, sbp: 150}", "- {from: 65, sbp: high}", "is of another type than in the rows above"),
        ("- {from: 65, sbp: 150}", "- {from: 65, dbp: 90}", "every row needs the same columns"),
        ("- {sbp: 140}", "- {from: 70, sbp: 140}", "or they overlap"),
        ("- {sbp: 140}", "- {from: 0, to: 60, sbp: 140}", "a gap between 60 and 65"),
        ("- {sbp: 140}", "- {from: 0, to: 65, sbp: 140}", "overlaps with the row before"),
        ("- {from: 65, sbp: 150}", "- {from: 65, to: 60, sbp: 150}", "to lies below from"),
        ("    by: age", "    by: ages", "should name an input or output"),
        ("    by: age", "    by: date", "should name an input or output"),
        ('- {is: "2", waist: 85.5}', '- {is: "1", waist: 85.5}', "the code “1” stands here twice"),
        ('- {is: "2", waist: 85.5}', "- {from: 2, waist: 85.5}", "in every row"),
        # Outputs.
        ("sbp >= limit.sbp", "sbp >= limit.spb", "no column “spb”"),
        ("sbp >= limit.sbp", "sbp >= limits.sbp", "there is no “limits”"),
        ("sbp >= limit.sbp", "sbp >=", "at character 7: the expression ends too early"),
        ("sbp >= limit.sbp", "sbp >= limit.sbp && weight > 1", "at character 21: there is no “weight”"),
        ("sbp >= limit.sbp", "max(sbp, 1) > 1", "there is no function “max”"),
        ("sbp >= limit.sbp", 'step == "call"', "“step” is not worked out above this"),
        ("sbp >= limit.sbp", "high", "“high” is not worked out above this"),
        ("sbp >= limit.sbp", "sbp + 1", "should give boolean, not integer"),
        ("sbp >= limit.sbp", "waist == sbp", "between decimal and integer"),
        ("sbp >= limit.sbp", "sex == 1", "between text and integer"),
        ("      - name: step", "      - name: high", "“high” stands here twice"),
        ("      - name: step", "      - name: crisis", "the name “crisis” is taken"),
        ("value: call}", "value: cal}", "“cal” is not among the codes"),
        ("value: call}", "value: 1}", "text belongs here"),
        ("          - {value: wait}", "          - {when: sbp < crisis, value: wait}", "except the last"),
        ("- {when: sbp >= crisis, value: call}", "- {value: call}", "except the last"),
        ("- {when: sbp >= crisis, value: call}", "- {when: sbp >= crisis}", "needs either a value or an expression"),
        ("        expression: sbp >= limit.sbp\n", "", "needs either an expression or rows"),
        ("        source: norms\n      - name: step", "        needs: [dbp]\n      - name: step", "there is no “dbp”"),
        ("        type: code", "        type: colour", "should be one of boolean"),
        # Cards.
        ("level: danger", "level: red", "should be one of danger, warn, advice"),
        ('when: step == "call"', "when: step", "should give boolean, not text"),
        ('en: "{sbp} reaches {crisis}"', 'en: "{sbp} reaches {limit}"', "not row of a table"),
        ('en: "{sbp} reaches {crisis}"', 'en: "{sbp} reaches {crises}"', "there is no “crises”"),
        ('en: "{sbp} reaches {crisis}"', 'en: "{sbp} reaches"', "both languages should use the same"),
        ('en: "{sbp} reaches {crisis}"', 'en: "{sbp} reaches {crisis"', "a brace without its partner"),
        ('en: "{sbp} reaches {crisis}"', 'en: "{sbp + 1} reaches {crisis}"', "should hold a name"),
        ('en: "{sbp} reaches {crisis}"', 'en: "{high} reaches {crisis}"', "not boolean"),
        (', en: "{sbp} reaches {crisis}"}', "}", "“en” is missing"),
        ("  - kinds: [health_check]", "  - kinds: []", "should list kinds of record"),
        ("  - kinds: [health_check]", "  - kinds: [health_check, health_check]", "each once"),
    ],
)
def test_a_mistake_is_refused_with_its_line(old: str, new: str, reason: str) -> None:
    assert old in FILE
    changed = FILE.replace(old, new, 1)
    found = told(changed)
    assert any(reason in fault for fault in found), found
    first = changed.splitlines()
    lines = {number for number, line in enumerate(first, 1) if line not in LINES} or set(range(1, len(first) + 1))
    near = {int(fault.split(":")[0]) for fault in found if reason in fault}
    # At the line that was changed, or at the beginning of what it belongs to.
    assert any(min(lines) - 6 <= line <= max(lines) + 6 for line in near), (found, lines)


def test_all_mistakes_are_told_at_once() -> None:
    text = (
        FILE.replace("crisis: {value: 180,", "crisis: {value: 180, colour: red,")
        .replace("sbp >= limit.sbp", "sbp >> 1")
        .replace("level: danger", "level: red")
    )
    found = told(text)
    assert [int(fault.split(":")[0]) for fault in found] == [
        line_of("crisis: {value"),
        line_of("sbp >= limit.sbp"),
        line_of("level: danger"),
    ]


def test_a_source_that_is_not_told_is_missed_wherever_it_is_named() -> None:
    found = told(FILE.replace("sources: {norms: 规范}", "sources: {norm: 规范}"))
    assert [int(fault.split(":")[0]) for fault in found] == [
        line_of("crisis: {value"),
        line_of("weeks: {value"),
        line_of("        source: norms"),
    ]
    assert all("there is no “norms” among the sources" in fault for fault in found)


def test_a_card_id_twice_is_told() -> None:
    card = FILE[FILE.index("      - id: call") :]
    assert told(FILE + card) == [f"{len(LINES) + 1}: parts.cards.id: “call” stands here twice"]


def test_a_reader_of_another_sort_is_no_rule_set() -> None:
    assert told("programme: X\nversion: 1\n") == ["1: this is no rule set"]


def test_answers_that_a_form_does_not_ask_for_are_told() -> None:
    paths = {"health_check": {"vitals.sbp"}}
    assert read_rule_set(FILE, "mine.yaml", paths)
    changed = FILE.replace("sbp >= limit.sbp", "waist > 90.0")
    assert told(changed, paths=paths) == [
        f"{line_of('sbp >= limit.sbp')}: parts.outputs.expression: health_check has no “vitals.waist”"
    ]
    assert told(FILE, paths={"visit": set()}) == [
        f"{line_of('kinds: [health')}: parts.kinds: there is no kind “health_check”"
    ]


@pytest.mark.parametrize("id", shipped_rule_sets())
def test_what_comes_with_mulin_asks_only_for_what_the_forms_ask(id: str) -> None:
    rule_set = read_rule_set(shipped_text(id), id, paths_of(KINDS))
    for kind in rule_set.kinds:
        fields = {field.path: field for field in KINDS[kind].fields}
        for asked in (rule_set.inputs[name] for name in rule_set.of_kind(kind).inputs):
            if asked.origin != "path":
                continue
            field = fields[asked.key]
            if field.hard and asked.type in ("integer", "decimal"):
                assert asked.between == field.hard, asked.name
            if field.codes and asked.codes:
                assert {code.code for code in field.codes.codes} == set(asked.codes), asked.name
            wanted = {"score": "code"}.get(asked.type, asked.type)
            assert field.type == wanted, asked.name


def test_every_number_has_a_source_or_a_mark() -> None:
    for rule_set in shipped_rule_sets().values():
        for part in (*rule_set.constants.values(), *rule_set.tables.values()):
            assert part.note.source, part.name
        for output in (output for part in rule_set.parts for output in part.outputs):
            assert output.note.source, output.name
