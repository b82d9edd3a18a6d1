"""An Excel file becomes a form: every type that is supported, and every row that is not, by its number."""

from __future__ import annotations

import pytest

from schemas.declaration import Condition, Field, Group
from schemas.forms.faults import FormError
from schemas.kind import Kind
from schemas.kinds import KINDS
from schemas.own_kinds import extended, own_kind
from schemas.plain import declaration_from, plain
from tests.forms.secretary import TENANTS, read, read_own, refused, tenants, three_questions, workbook


def _fields(*survey: tuple[object, ...]) -> dict[str, Field]:
    return {field.path: field for field in read_own(*survey).fields}


def test_the_secretary_adds_three_questions_to_the_visit() -> None:
    draft = read(three_questions(), "visit")
    kind = extended(KINDS["visit"], draft.declaration)
    assert isinstance(kind, Kind)
    assert kind.paths()[: len(KINDS["visit"].paths()) - 3] == KINDS["visit"].paths()[:-3]
    asked = kind.field_at("x_paichong")
    assert asked is not None
    assert (asked.label.zh, asked.label.en, asked.required) == ("最近有没有上门推销", "Any doorstep selling?", True)
    times = kind.field_at("x_cishu")
    assert times is not None
    assert times.hard == (1, 50)
    assert times.help is not None
    assert times.help.zh == "大概就行"
    assert times.show_if == Condition("x_paichong", ("yes",))
    assert [path for path in kind.paths() if path.startswith("x_bangmang")] == [
        "x_bangmang.meals", "x_bangmang.bath", "x_bangmang.other", "x_bangmang_detail",
    ]  # fmt: skip
    detail = kind.field_at("x_bangmang_detail")
    assert detail is not None
    assert detail.show_if == Condition("x_bangmang.other", (True,))


def test_a_register_of_tenants_is_a_kind_of_its_own() -> None:
    draft = read(tenants())
    kind = own_kind(draft.declaration)
    assert kind.name == "x_zuhu_dengji"
    assert kind.label.zh == "租户登记"
    assert (kind.subject_path, kind.worker_path, kind.when_path) == ("household", "captured_by", "at")
    assert [section.label.zh for section in kind.sections] == ["基本情况", "房子", "租户登记"]
    (group,) = kind.groups
    assert isinstance(group, Group)
    assert group.path == "x_zuke"
    assert [field.path for field in group.fields] == ["name", "age"]
    assert kind.mask("x_zuke.7f3a.name", "欧阳小芳") != "欧阳小芳"
    born = kind.field_at("x_qizu")
    assert born is not None
    assert born.past
    assert kind.check({"x_zujin": 100_001})[0].code == "value.required"
    codes = {problem.code for problem in kind.check({"x_zujin": 100_001, "x_zuke.a.age": 130})}
    assert codes == {"value.required", "value.range_hard"}
    assert declaration_from(plain(kind)) == draft.declaration


def test_whoever_says_nothing_about_who_may_see_it_publishes_nothing() -> None:
    fields = {field.path: field for field in read(tenants()).declaration.fields}
    assert fields["x_fangdong"].sensitivity == "personal"
    assert fields["x_dianhua"].sensitivity == "identity"
    assert fields["x_gongkai"].sensitivity == "open"
    guessed = _fields(
        ("text", "a", "血压药叫什么"),
        ("text", "b", "身份证号"),
        ("integer", "c", "几口人"),
        ("text", "d", "Phone number"),
    )
    assert [guessed[f"x_{name}"].sensitivity for name in "abcd"] == ["health", "identity", "personal", "identity"]


def test_every_supported_type_becomes_what_it_says() -> None:
    fields = _fields(
        ("text", "a", "甲"),
        ("text", "b", "乙", "", "", "", "multiline"),
        ("integer", "c", "丙"),
        ("decimal", "d", "丁"),
        ("select_one yes_no", "e", "戊"),
        ("select_multiple help", "f", "己"),
        ("date", "g", "庚"),
        ("date", "h", "辛", "", "", "", "month-year"),
        ("dateTime", "i", "壬"),
        ("image", "j", "癸"),
        ("image", "k", "签名", "", "", "", "signature"),
        ("audio", "l", "录音"),
        ("acknowledge", "m", "知道了"),
        ("range", "n", "打分"),
    )
    types = {path: field.type for path, field in fields.items() if path.startswith("x_")}
    assert list(types.values()) == [
        "text", "note", "integer", "decimal", "code", "choices", "date", "month", "time", "attachment", "attachment",
        "attachment", "boolean", "integer",
    ]  # fmt: skip
    assert fields["x_n"].hard == (1, 10)
    assert fields["x_b"].policy == "text"


def test_a_note_is_shown_as_help_of_the_question_after_it() -> None:
    fields = _fields(("note", "n", "先看一眼煤气表"), ("text", "a", "煤气表读数"))
    assert fields["x_a"].help is not None
    assert fields["x_a"].help.zh == "先看一眼煤气表"
    assert refused(("text", "a", "甲"), ("note", "n", "没有题了")) == {("survey", 3, "type"): "说明文字后面没有题"}


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("${a} = 'yes'", Condition("x_a", ("yes",))),
        ('${a}="yes"', Condition("x_a", ("yes",))),
        ("selected(${a}, 'no')", Condition("x_a", ("no",))),
        ("selected(${b},'bath')", Condition("x_b.bath", (True,))),
        ("${a} = 'yes' or ${a} = 'no'", Condition("x_a", ("yes", "no"))),
        ("(${c} = 3)", Condition("x_c", (3,))),
        ("${d} = true()", Condition("x_d", (True,))),
    ],
)
def test_simple_conditions_are_kept(written: str, expected: Condition) -> None:
    fields = _fields(
        ("text", "q", "看条件", written),
        ("select_one yes_no", "a", "甲"),
        ("select_multiple help", "b", "乙"),
        ("integer", "c", "丙"),
        ("acknowledge", "d", "丁"),
    )
    assert fields["x_q"].show_if == expected


@pytest.mark.parametrize(
    "written",
    [
        "count(${a}) > 1", "${a} != 'yes'", "${a} = 'yes' and ${c} = 1", "not(selected(${b}, 'bath'))", "${b} = 'bath'",
        "${a} = 'perhaps'", "${q} = 'yes'", "${a} = 'yes' or ${c} = 1", "true()", "'" * 600, "${t} = 'x'",
    ],
)  # fmt: skip
def test_a_condition_of_another_shape_is_named_and_never_guessed(written: str) -> None:
    found = refused(
        ("select_one yes_no", "q", "看条件", written),
        ("select_one yes_no", "a", "甲"),
        ("select_multiple help", "b", "乙"),
        ("integer", "c", "丙"),
        ("text", "t", "丁"),
    )
    assert list(found) == [("survey", 2, "relevant")]


def test_a_condition_may_name_a_question_of_the_visit() -> None:
    survey = (
        ("type", "name", "label", "relevant"),
        ("text", "why", "为什么没见到", "${result} = '4' or ${result} = '5'"),
    )
    (field,) = read(workbook(survey), "visit").declaration.fields
    assert field.show_if == Condition("result", ("4", "5"))
    with pytest.raises(FormError):
        read(workbook((survey[0], ("text", "why", "为什么", "${result} = '99'"))), "visit")
    with pytest.raises(FormError):
        read(workbook((survey[0], ("text", "why", "为什么", "${resutl} = '4'"))), "visit")


def test_a_condition_on_a_group_is_one_on_each_of_its_questions() -> None:
    fields = _fields(
        ("select_one yes_no", "a", "甲"),
        ("begin_group", "g", "组", "${a} = 'yes'"),
        ("text", "b", "乙"),
        ("text", "c", "丙"),
        ("end_group",),
        ("text", "d", "丁"),
    )
    shown = {path: field.show_if for path, field in fields.items() if path.startswith("x_")}
    condition = Condition("x_a", ("yes",))
    assert shown == {"x_a": None, "x_b": condition, "x_c": condition, "x_d": None}


@pytest.mark.parametrize(
    ("asked", "written", "hard"),
    [
        ("integer", ". >= 0", (0, 1_000_000_000)),
        ("integer", ".>0 and .<10", (1, 9)),
        ("decimal", ". >= 36.5 and . <= 42", (36.5, 42.0)),
        ("integer", "(. <= 7)", (-1_000_000_000, 7)),
    ],
)
def test_constraints_become_ranges(asked: str, written: str, hard: tuple[float, float]) -> None:
    assert _fields((asked, "a", "甲", "", written))["x_a"].hard == hard


@pytest.mark.parametrize(
    ("asked", "written"),
    [
        ("integer", ". >= 5 and . <= 5"), ("integer", ". >= 9 and . <= 1"), ("decimal", ". > 0"),
        ("text", "regex(., 'a')"),
        ("integer", ". mod 2 = 0"), ("integer", ". >= ${b}"), ("date", ". >= today()"), ("integer", ". >= 0 or . <= 3"),
    ],
)  # fmt: skip
def test_a_constraint_of_another_shape_is_named(asked: str, written: str) -> None:
    found = refused((asked, "a", "甲", "", written), ("integer", "b", "乙"))
    assert list(found) == [("survey", 2, "constraint")]


TRACKING = ("geopoint", "geotrace", "geoshape", "start-geopoint")


@pytest.mark.parametrize("tracking", TRACKING)
def test_nobodys_whereabouts_are_asked_for(tracking: str) -> None:
    found = refused((tracking, "a", "位置"))
    assert "不记录行踪" in found["survey", 2, "type"]


@pytest.mark.parametrize(
    "other",
    ["start", "end", "today", "deviceid", "username", "phonenumber", "audit", "calculate", "hidden", "time", "barcode",
     "video", "file", "rank help", "background-audio", "select_one_from_file a.csv", "xml-external", "osm", "dance"],
)  # fmt: skip
def test_what_cannot_be_asked_is_named_by_its_row(other: str) -> None:
    found = refused(("text", "before", "前一题"), (other, "audit" if other == "audit" else "a", "乙"))
    assert {place[:2] for place in found} == {("survey", 3)}, found


def test_everything_that_is_wrong_is_told_at_once() -> None:
    found = refused(
        ("text", "租金", "租金"),
        ("geopoint", "where", "在哪"),
        ("text", "a", "甲"),
        ("text", "a", "甲又一次"),
        ("select_one nowhere", "b", "乙"),
        (None, "c", "丙"),
        ("text", "d", None),
        ("text", None, "丁"),
        ("integer", "e", "戊", "${gone} = 1"),
        ("text", "f", "己", "", "", "maybe"),
        ("text", "g", "庚", "", "", "", "", "secret"),
        ("begin_repeat", "r", "空的"),
        ("end_repeat",),
        ("text", "select", "好的"),
    )
    assert sorted(place[:2] for place in found) == [("survey", row) for row in (2, 3, 5, 6, 7, 8, 9, 10, 11, 12, 13)]
    assert all(any("\u4e00" <= letter <= "\u9fff" for letter in reason) for reason in found.values())


def test_a_group_that_is_not_closed_is_named() -> None:
    found = refused(("begin_group", "g", "组"), ("text", "a", "甲"))
    assert ("survey", 2, "") in {(sheet, row, "") for sheet, row, _ in found}


def test_the_keeper_may_leave_out_what_cannot_be_asked_but_not_what_is_wrong() -> None:
    survey = (*TENANTS, ("geopoint", "where", "在哪", ""), ("start", "start"))
    data = workbook(survey, settings=(("form_id",), ("zu",)))
    with pytest.raises(FormError) as fault:
        read(data)
    assert [one.row for one in fault.value.faults] == [13, 14]
    assert all(one.unsupported for one in fault.value.faults)
    draft = read(data, skip_unsupported=True)
    assert [one.row for one in draft.skipped] == [13, 14]
    assert not [path for path in own_kind(draft.declaration).paths() if "where" in path]
    with pytest.raises(FormError):
        read(workbook((*survey, ("text", "坏", "坏")), settings=(("form_id",), ("zu",))), skip_unsupported=True)


def test_a_form_needs_a_name_of_its_own() -> None:
    for name in ("", "租户", "a b", "select;drop", "a" * 40, "a__b", "1a"):
        with pytest.raises(FormError) as fault:
            read(workbook(TENANTS, settings=(("form_id",), (name or None,))))
        assert {one.sheet for one in fault.value.faults} == {"settings"}


def test_no_shipped_name_can_ever_meet_a_communitys_own() -> None:
    for kind in KINDS.values():
        assert not kind.name.startswith("x_")
        assert "__" not in kind.name
        assert not [column.name for column in kind.columns() if column.name.startswith("x_")]
        assert not [group.path for group in kind.groups if group.path.startswith("x_")]


def test_names_that_would_become_one_column_are_told_apart() -> None:
    found = refused(("select_multiple help", "a", "甲"), ("text", "a_meals", "乙"))
    assert set(found) == {("survey", 2, "name"), ("survey", 3, "name")}
    found = refused(("text", "A-b", "甲"), ("text", "a_b", "乙"))
    assert {row for _, row, _ in found} == {3}


def test_words_of_one_language_serve_both_readers() -> None:
    fields = _fields(("text", "a", "只有中文"))
    assert (fields["x_a"].label.zh, fields["x_a"].label.en) == ("只有中文", "只有中文")
    survey = (("type", "name", "label::Uyghur (ug)", "label::English (en)"), ("text", "a", "ئا", "Only English"))
    draft = read(workbook(survey, settings=(("form_id",), ("a",))))
    (label,) = [field.label for field in draft.declaration.fields if field.path == "x_a"]
    assert (label.zh, label.en) == ("Only English", "Only English")
    assert "Uyghur" in draft.notices[0].reason.en


def test_a_register_stays_on_the_tablets_unless_its_writer_says_otherwise() -> None:
    assert own_kind(read(tenants()).declaration).on_tablets == "always"
    settings = (("form_id", "mulin_on_tablets"), ("zu", "recent"))
    assert own_kind(read(workbook(TENANTS, settings=settings)).declaration).on_tablets == "recent"
    with pytest.raises(FormError) as fault:
        read(workbook(TENANTS, settings=(("form_id", "mulin_on_tablets"), ("zu", "2 years"))))
    assert fault.value.faults[0].column == "mulin_on_tablets"


def test_a_form_may_be_about_a_resident_a_home_or_nobody() -> None:
    for said, subject in (("", "resident"), ("household", "household"), ("none", None)):
        settings = (("form_id", "mulin_about"), ("zu", said or None))
        kind = own_kind(read(workbook(TENANTS, settings=settings)).declaration)
        assert kind.subject_path == subject
        assert kind.title == ((subject, "at") if subject else ("at",))
