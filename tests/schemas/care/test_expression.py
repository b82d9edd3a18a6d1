"""An expression says what it gives, what it lacks, and where it is wrong; it never stops anybody's work."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from schemas.care.expression import Expression, NotComputable
from schemas.care.grammar import ExpressionFault
from schemas.care.value_types import BOOLEAN, DATE, DECIMAL, INTEGER, TEXT, TEXTS, row_of

NAMES = {
    "sbp": INTEGER,
    "glucose": DECIMAL,
    "sex": TEXT,
    "born": DATE,
    "danger": TEXTS,
    "limit": row_of({"sbp": INTEGER}),
    "pregnant": BOOLEAN,
}


def test_it_is_true_as_soon_as_one_side_is_whatever_else_is_unknown() -> None:
    crisis = Expression.compile("sbp >= 180 || dbp >= 110")
    assert crisis.value({"dbp": 110}) is True
    assert crisis.value({"sbp": 186, "dbp": None}) is True
    assert crisis.value({"sbp": 120}) == NotComputable(("dbp",))
    assert crisis.value({}) == NotComputable(("dbp", "sbp"))


def test_it_knows_its_names_and_no_others() -> None:
    compiled = Expression.compile('danger.exists(d, d != "none") && sbp > limit.sbp', NAMES)
    assert compiled.names == ("danger", "limit", "sbp")
    assert compiled.type == BOOLEAN


def test_people_born_on_29_february_are_a_year_older_on_1_march() -> None:
    age = Expression.compile("years(born, on)")
    assert age.value({"born": "1944-02-29", "on": "2024-02-28"}) == 79
    assert age.value({"born": "1944-02-29", "on": "2024-02-29"}) == 80
    assert age.value({"born": "1944-02-29", "on": "2025-02-28"}) == 80
    assert age.value({"born": "1944-02-29", "on": "2025-03-01"}) == 81


def test_dates_are_counted_by_the_calendar() -> None:
    assert Expression.compile("add_days(on, 14)").value({"on": "2026-12-25"}) == "2027-01-08"
    assert Expression.compile("add_months(on, 3)").value({"on": "2026-11-30"}) == "2027-02-28"
    assert Expression.compile("add_months(on, -12)").value({"on": "2024-02-29"}) == "2023-02-28"
    assert Expression.compile("days(on, '2026-12-25')").value({"on": "2026-12-24"}) == 1


def test_values_without_an_answer_have_none() -> None:
    for text, values in [
        ("1.0 / x", {"x": 0.0}),
        ("add_days(x, 99999)", {"x": "2026-12-25"}),
        ("years(x, '2026-01-01')", {"x": "2026-02-30"}),
        ("x * x * x * x", {"x": 2**50}),
        ("x > 1", {"x": "text"}),
        ("x > 1", {"x": object()}),
        ("x > 1", {"x": "\ud800"}),
        ("x > 1", {"x": []}),
    ]:
        found = Expression.compile(text).value(values)
        assert isinstance(found, NotComputable), text


def test_a_slip_of_a_function_is_not_logged_with_what_it_was_given(caplog: pytest.LogCaptureFixture) -> None:
    Expression.compile("years(x, '2026-01-01')").value({"x": "secret"})
    assert caplog.records == []


@pytest.mark.parametrize(
    ("text", "at", "reason"),
    [
        ("", 1, "ends too early"),
        ("sbp >= ", 8, "ends too early"),
        ("sbp >> 1", 6, "“>” is not expected"),
        ("sbp = 1", 5, "“=” cannot stand here"),
        ("spb >= 180", 1, "there is no “spb”"),
        ("sbp >= 180 && age(born)", 15, "no function “age”"),
        ("days(born)", 1, "takes 2, not 1"),
        ("days(born, sbp)", 12, "date belongs here, not integer"),
        ("sbp == 180.0", 5, "integer and decimal"),
        ("sbp + glucose > 1", 5, "integer and decimal"),
        ("sbp / 2 > 1", 5, "does not work on integer"),
        ("sex > '1'", 5, "does not work on text"),
        ("sbp && pregnant", 1, "boolean belongs here"),
        ("sex == 1", 5, "text and integer"),
        ("danger == danger", 8, "does not work on list of text"),
        ("1 in danger", 6, "list of integer belongs here"),
        ("limit.dbp > 1", 7, "no column “dbp”"),
        ("danger.filter(d, true)", 8, "no “.filter()”"),
        ("danger.exists(d, sbp + 1 > 2)", 22, "only compare"),
        ("danger.exists(d, d != 'x' && days(born, born) > 2)", 30, "only compare"),
        ("danger.exists(d, danger.all(e, e == d))", 25, "only compare"),
        ("danger.exists(sbp, true)", 8, "already means something"),
        ("pregnant ? 1 : 'a'", 1, "differ in type"),
        ("[1, 'a']", 1, "differ in type"),
        ("sex.size() > 1", 5, "no “.size()”"),
        ("null == sex", 1, "reserved word"),
        ("sbp > 99999999999999999", 7, "too large"),
        ("(" * 60 + "1" + ")" * 60, 42, "nested too deeply"),
        ("!" * 60 + "pregnant", 42, "nested too deeply"),
        ("pregnant" + " || pregnant" * 60, 490, "too many terms"),
        ("x" * 1001, 1, "too long"),
        ("sex == '中\n'", 8, "cannot stand here"),
    ],
)
def test_a_mistake_is_told_with_its_place(text: str, at: int, reason: str) -> None:
    with pytest.raises(ExpressionFault) as raised:
        Expression.compile(text, NAMES)
    assert (raised.value.at, reason in raised.value.reason.en) == (at, True), raised.value.reason.en
    assert raised.value.reason.zh.startswith(f"第 {at} 个字符处")


@given(st.text(alphabet="ab.()[]!&|<>=+-*/?:,'\"1 xin", max_size=60))
def test_any_text_compiles_or_is_a_fault(text: str) -> None:
    try:
        compiled = Expression.compile(text)
    except ExpressionFault:
        return
    compiled.value(dict.fromkeys(compiled.names, 1))
