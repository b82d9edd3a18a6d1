"""A form that changes over the years: old records keep the version they were filled in with."""

from __future__ import annotations

from dataclasses import replace

from schemas.catalogue import Catalogue
from schemas.declaration import Declaration
from schemas.forms.versions import ended, follow, same
from schemas.kinds import KINDS, SHIPPED
from schemas.own_kinds import catalogue_with, own_kind
from schemas.plain import declaration_from, plain
from tests.forms.secretary import CHOICES, read, three_questions, workbook

HEADING = ("type", "name", "label", "required", "constraint")
SETTINGS = (("form_title", "form_id"), ("登记", "dengji"))
HEAD = {"captured_by": "00000000-0000-0000-0000-000000000001", "at": 1_790_000_000_000}


def _form(*survey: tuple[object, ...], choices: tuple[tuple[object, ...], ...] = tuple(CHOICES)) -> Declaration:
    return read(workbook((HEADING, *survey), choices, SETTINGS)).declaration


def _next(new: Declaration, before: Declaration) -> Declaration:
    following = follow(new, before, {})
    assert not following.faults
    return following.declaration


def _catalogue(*versions: Declaration) -> Catalogue:
    catalogue, unusable = catalogue_with(
        SHIPPED, {versions[0].name: [declaration_from(plain(one)) for one in versions]}
    )
    assert not unusable
    return catalogue


def _codes(catalogue: Catalogue, version: int, values: dict[str, object]) -> set[tuple[str, str]]:
    kind = catalogue.filled_in("x_dengji", version)
    assert kind is not None
    return {(problem.path, problem.code) for problem in kind.check({**HEAD, **values})}  # type: ignore[dict-item]


FIRST = _form(("text", "a", "甲", "yes"), ("integer", "b", "乙", "", ". <= 10"), ("select_one yes_no", "c", "丙"))


def test_an_old_record_is_checked_by_the_version_it_was_filled_in_with() -> None:
    second = _next(_form(("integer", "b", "乙", "", ". <= 5"), ("text", "d", "丁", "yes")), FIRST)
    catalogue = _catalogue(FIRST, second)
    assert _codes(catalogue, 1, {"x_a": "甲", "x_b": 7}) == set()
    assert _codes(catalogue, 1, {"x_b": 7}) == {("x_a", "value.required")}
    assert _codes(catalogue, 2, {"x_d": "丁", "x_b": 7}) == {("x_b", "value.range_hard")}
    assert _codes(catalogue, 2, {"x_b": 3}) == {("x_d", "value.required")}


def test_a_question_that_was_removed_stays_readable_and_is_never_demanded() -> None:
    second = _next(_form(("text", "d", "丁")), FIRST)
    kind = own_kind(second)
    gone = kind.field_at("x_a")
    assert gone is not None
    assert gone.retired
    assert not gone.required
    assert gone.label.zh == "甲"
    assert _codes(_catalogue(FIRST, second), 2, {"x_a": "早先的答案"}) == set()
    drawn = {field["path"]: field for field in kind.form()["sections"][-1]["parts"]}
    assert drawn["x_a"]["retired"] is True


def test_what_was_added_later_may_be_answered_in_an_old_record() -> None:
    second = _next(_form(("text", "a", "甲", "yes"), ("text", "d", "丁", "yes")), FIRST)
    catalogue = _catalogue(FIRST, second)
    assert _codes(catalogue, 1, {"x_a": "甲", "x_d": "补填的"}) == set()
    assert _codes(catalogue, 1, {"x_a": "甲", "x_d": 5}) == {("x_d", "value.type")}


def test_an_answer_taken_off_a_list_stays_right_and_readable_where_it_was_given() -> None:
    fewer = (CHOICES[0], CHOICES[1], ("yes_no", "maybe", "说不清", "Perhaps"))
    second = _next(_form(("select_one yes_no", "c", "丙"), choices=fewer), FIRST)
    field = own_kind(second).field_at("x_c")
    assert field is not None
    assert field.codes is not None
    assert {code.code: code.retired for code in field.codes.codes} == {"yes": False, "maybe": False, "no": True}
    catalogue = _catalogue(FIRST, second)
    for version in (1, 2):
        assert ("x_c", "value.code_unknown") not in _codes(catalogue, version, {"x_a": "甲", "x_c": "no"})
        assert ("x_c", "value.code_unknown") not in _codes(catalogue, version, {"x_a": "甲", "x_c": "maybe"})


def test_one_name_never_means_two_types() -> None:
    for other in (("integer", "a", "甲"), ("select_one yes_no", "a", "甲"), ("date", "a", "甲")):
        following = follow(_form(other), FIRST, {"x_a": 2})
        assert [(fault.row, fault.column) for fault in following.faults] == [(2, "type")]
    second = _next(_form(("text", "z", "己")), FIRST)
    assert follow(_form(("date", "a", "甲")), second, {}).faults, "nor after it was retired"
    grouped = follow(_form(("begin_repeat", "r", "甲"), ("text", "n", "名"), ("end_repeat",)), None, {}).declaration
    changed = follow(_form(("begin_repeat", "r", "甲"), ("date", "n", "名"), ("end_repeat",)), grouped, {"x_r": 2})
    assert [fault.row for fault in changed.faults] == [2]


def test_the_same_form_twice_is_the_same_form_and_one_that_comes_back_asks_again() -> None:
    assert same(_next(FIRST, FIRST), FIRST)
    second = _next(_form(("text", "d", "丁")), FIRST)
    assert same(_next(_form(("text", "d", "丁")), second), second)
    third = _next(FIRST, second)
    back = own_kind(third).field_at("x_a")
    assert back is not None
    assert not back.retired
    assert back.required


def test_a_retired_form_begins_no_record_and_keeps_those_it_has() -> None:
    second = ended(FIRST, own_kind=True)
    kind = own_kind(second)
    assert kind.form()["retired"] is True
    assert _codes(_catalogue(FIRST, second), 1, {"x_a": "甲"}) == set()
    added = read(three_questions(), "visit").declaration
    over = ended(added, own_kind=False)
    catalogue, _ = catalogue_with(SHIPPED, {"visit": [added, over]})
    visit = catalogue.named("visit")
    assert visit is not None
    asked = visit.field_at("x_paichong")
    assert asked is not None
    assert asked.retired
    assert same(ended(over, own_kind=False), over)


def test_a_visit_from_before_the_three_questions_lacks_nothing() -> None:
    added = read(three_questions(), "visit").declaration
    catalogue, _ = catalogue_with(SHIPPED, {"visit": [added]})
    old, new = catalogue.filled_in("visit", 1), catalogue.filled_in("visit", 1001)
    assert old is not None
    assert new is not None
    values = {
        "resident": HEAD["captured_by"],
        "worker": HEAD["captured_by"],
        "at": HEAD["at"],
        "method": "1",
        "result": "1",
    }
    assert old.check(values) == []
    assert {problem.path for problem in new.check(values)} == {"x_paichong"}
    assert old.check({**values, "x_paichong": "yes"}) == []
    assert new.version == 1000 + KINDS["visit"].version


def test_an_update_of_mulin_takes_no_version_from_a_document() -> None:
    added = read(three_questions(), "visit").declaration
    later = Catalogue({**KINDS, "visit": replace(KINDS["visit"], version=3)})
    catalogue, _ = catalogue_with(later, {"visit": [added]})
    for version in (1, 2, 3, 1001, 1002, 1003, 77_777):
        kind = catalogue.filled_in("visit", version)
        assert kind is not None
        required = kind.field_at("x_paichong")
        assert required is not None
        assert required.required == (version > 3)


def test_a_stored_form_that_cannot_be_used_any_more_takes_nothing_else_away() -> None:
    broken = replace(FIRST, title=("nowhere",))
    catalogue, unusable = catalogue_with(
        SHIPPED, {"x_dengji": [broken], "visit": [read(three_questions(), "visit").declaration]}
    )
    assert [one.name for one in unusable] == ["x_dengji"]
    assert catalogue.named("x_dengji") is None
    assert catalogue.named("visit") is not KINDS["visit"]
    assert catalogue.named("resident") is KINDS["resident"]
