"""Files made to do harm, and files that Excel made by accident: refused at a bounded cost, with a reason."""

from __future__ import annotations

import io
import time
import zipfile
from dataclasses import replace

import pytest

from schemas.forms.declare import read_form
from schemas.forms.faults import FormError
from schemas.limits import DEFAULT_LIMITS
from tests.forms.secretary import TENANT_SETTINGS, TENANTS, read, refused, tenants, workbook

HEADING = ("type", "name", "label")
SETTINGS = (("form_id",), ("a",))
SECONDS_MAX = 20


def _with_part(name: str, content: bytes, compress: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A good file in which one part is another."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(tenants())) as good, zipfile.ZipFile(out, "w", compress) as bad:
        for part in good.namelist():
            bad.writestr(part, content if part == name else good.read(part))
        if name not in good.namelist():
            bad.writestr(name, content)
    return out.getvalue()


def _sheet(rows: str) -> bytes:
    return (
        '<?xml version="1.0"?><worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f'<dimension ref="A1:XFD1048576"/><sheetData>{rows}</sheetData></worksheet>'
    ).encode()


SURVEY = "xl/worksheets/sheet1.xml"
BOMB = _with_part(SURVEY, _sheet("<row/>" * 10_000_000))
LAUGHS = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><worksheet>&b;</worksheet>'
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a SYSTEM "file:///etc/passwd">]><worksheet>&a;</worksheet>'
CELL = '<c r="XFD{0}" t="inlineStr"><is><t>a</t></is></c>'
WIDE = _sheet("".join(f'<row r="{row}">{CELL.format(row)}</row>' for row in (1, 1048576)))


@pytest.mark.parametrize(
    "data",
    [
        b"", b"PK\x03\x04", b"\xd0\xcf\x11\xe0old excel", b"type,name,label\ntext,a,A\n", tenants()[:-200],
        BOMB,
        _with_part(SURVEY, LAUGHS),
        _with_part(SURVEY, OUTSIDE),
        _with_part(SURVEY, ("<?xml version='1.0' encoding='utf-16'?>" + LAUGHS.decode()).encode("utf-16")),
        _with_part("xl/sharedStrings.xml", LAUGHS),
        _with_part(SURVEY, WIDE),
        _with_part(SURVEY, b"<worksheet>"),
        _with_part("xl/workbook.xml", b"<nothing/>"),
        _with_part("[Content_Types].xml", b"<Types/>"),
    ],
    ids=["empty", "cut off", "old excel", "csv", "end missing", "bomb", "laughs", "outside", "utf-16", "strings",
         "wide", "not closed", "no workbook", "no types"],
)  # fmt: skip
def test_a_file_that_is_no_form_is_refused_in_words(data: bytes) -> None:
    begun = time.monotonic()
    with pytest.raises(FormError) as fault:
        read(data)
    assert fault.value.faults
    assert all(one.reason.zh and one.reason.en for one in fault.value.faults)
    assert "passwd" not in str(fault.value)
    assert time.monotonic() - begun < SECONDS_MAX


def test_a_file_beyond_a_limit_is_refused_before_it_is_read() -> None:
    for name in ("form_file_bytes_max", "form_inflated_bytes_max", "form_elements_max", "form_rows_max"):
        with pytest.raises(FormError):
            read_form(tenants(), replace(DEFAULT_LIMITS, **{name: 3}))


def test_more_questions_answers_or_letters_than_a_form_has_are_named() -> None:
    limits = replace(DEFAULT_LIMITS, form_questions_max=7)
    assert read_form(tenants(), limits)
    with pytest.raises(FormError, match="7 questions"):
        read_form(tenants(("text", "more", "又一题")), limits)
    many = (("list_name", "name", "label"), *(("long", f"a{number}", f"第{number}") for number in range(301)))
    assert ("choices", 0, "long") in refused(("select_one long", "a", "甲"), choices=many)
    assert ("survey", 2, "label") in refused(("text", "a", "长" * 201))


def test_a_formula_is_text_and_its_answer_is_what_is_read() -> None:
    draft = read(workbook((HEADING, ("text", "a", "=HYPERLINK(1)")), settings=SETTINGS))
    (field,) = [one for one in draft.declaration.fields if one.path == "x_a"]
    assert field.label.zh == "=HYPERLINK(1)"


@pytest.mark.parametrize(
    "name", ["a; DROP TABLE record;--", "a'b", 'a"b', "a b", "../a", "$x", "名", "é", "a__b", "_a", "a" * 61, "ｚ"]
)
def test_odd_names_are_refused(name: str) -> None:
    assert {place[:2] for place in refused(("text", name, "甲"))} == {("survey", 2)}


@pytest.mark.parametrize("name", ["select", "group", "kind", "grid", "review", "note", "community_id", "status", "at"])
def test_words_that_are_taken_elsewhere_do_no_harm(name: str) -> None:
    draft = read(workbook((HEADING, ("text", name, "甲")), settings=SETTINGS))
    assert f"x_{name}" in draft.rows


def test_letters_that_cannot_be_seen_are_refused() -> None:
    """A mark that turns the reading direction makes a question look like another."""
    assert ("survey", 2, "label") in refused(("text", "a", "甲\u202e乙"))
    assert ("choices", 2, "label") in refused(
        ("select_one l", "a", "甲"),
        choices=(("list_name", "name", "label"), ("l", "a", "甲\u202e乙"), ("l", "b", "丙")),
    )


def test_a_thousand_wrong_rows_are_told_in_bounded_time() -> None:
    begun = time.monotonic()
    rows = tuple(("text", "same", f"第{number}题") for number in range(1000))
    with pytest.raises(FormError) as fault:
        read(workbook((HEADING, *rows), settings=SETTINGS))
    assert 10 < len(fault.value.faults) <= 200
    assert time.monotonic() - begun < SECONDS_MAX


def test_a_heading_that_stands_twice_is_named() -> None:
    with pytest.raises(FormError):
        read(workbook((("type", "name", "label", "label"), ("text", "a", "甲", "乙")), settings=SETTINGS))
    with pytest.raises(FormError):
        read(workbook((("题型", "名称", "题目"), ("text", "a", "甲")), settings=SETTINGS))
    assert read(workbook(TENANTS, settings=TENANT_SETTINGS))
