"""What the secretary of a community types into Excel: an XLSForm file, row by row."""

from __future__ import annotations

import io
from collections.abc import Sequence

import pytest
import xlsxwriter  # type: ignore[import-untyped]

from schemas.declaration import Declaration
from schemas.forms.declare import Draft, read_form
from schemas.forms.faults import FormError
from schemas.kinds import KINDS
from schemas.limits import DEFAULT_LIMITS

Rows = Sequence[Sequence[object]]

CHOICES: Rows = (
    ("list_name", "name", "label::中文(zh)", "label::English"),
    ("yes_no", "yes", "有", "Yes"),
    ("yes_no", "no", "没有", "No"),
    ("help", "meals", "送餐", "Meals"),
    ("help", "bath", "助浴", "Bath"),
)
THREE_QUESTIONS: Rows = (
    ("type", "name", "label::中文(zh)", "label::English", "required", "relevant", "constraint", "hint"),
    ("select_one yes_no", "paichong", "最近有没有上门推销", "Any doorstep selling?", "yes"),
    ("integer", "cishu", "来了几次", "How often?", "", "${paichong} = 'yes'", ". >= 1 and . <= 50", "大概就行"),
    ("select_multiple help or_other", "bangmang", "想要什么帮助", "Help wanted"),
)
TENANTS: Rows = (
    ("type", "name", "label", "label::English", "required", "constraint", "mulin_sensitivity", "mulin_type"),
    ("begin_group", "fangzi", "房子", "The home"),
    ("text", "fangdong", "房东姓名", "Landlord", "yes"),
    ("text", "dianhua", "房东电话", "Landlord's phone", "", "", "", "phone"),
    ("decimal", "zujin", "月租（元）", "Rent", "", ". >= 0 and . <= 100000"),
    ("date", "qizu", "从哪天起租", "Since", "", ". <= today()"),
    ("end_group",),
    ("begin_repeat", "zuke", "租客", "Tenants"),
    ("text", "name", "姓名", "Name", "yes"),
    ("integer", "age", "年龄", "Age", "", ". >= 0 and . <= 120"),
    ("end_repeat",),
    ("select_one yes_no", "gongkai", "愿意上光荣榜吗", "On the board?", "", "", "公开"),
)
TENANT_SETTINGS: Rows = (("form_title", "form_id", "mulin_about"), ("租户登记", "zuhu_dengji", "household"))


def workbook(survey: Rows, choices: Rows = CHOICES, settings: Rows = ()) -> bytes:
    """The file that Excel would save."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        for name, rows in (("survey", survey), ("choices", choices), ("settings", settings)):
            if not rows:
                continue
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                for column, value in enumerate(row):
                    if isinstance(value, str):
                        sheet.write_string(place, column, value)
                    elif value is not None:
                        sheet.write(place, column, value)
    return out.getvalue()


def tenants(*more: Sequence[object]) -> bytes:
    return workbook((*TENANTS, *more), settings=TENANT_SETTINGS)


def three_questions(*more: Sequence[object]) -> bytes:
    return workbook((*THREE_QUESTIONS, *more))


def read(data: bytes, extends: str | None = None, skip_unsupported: bool = False) -> Draft:
    return read_form(data, DEFAULT_LIMITS, KINDS[extends] if extends else None, skip_unsupported=skip_unsupported)


def read_own(*survey: Sequence[object], choices: Rows = CHOICES) -> Declaration:
    """A form of these questions, under a usual first row."""
    heading = ("type", "name", "label", "relevant", "constraint", "required", "appearance", "mulin_sensitivity")
    settings = (("form_title", "form_id"), ("试一试", "shi"))
    return read(workbook((heading, *survey), choices, settings)).declaration


def refused(*survey: Sequence[object], choices: Rows = CHOICES) -> dict[tuple[str, int, str], str]:
    """What is wrong with a form of these questions: place → the Chinese reason."""
    with pytest.raises(FormError) as fault:
        read_own(*survey, choices=choices)
    assert all(one.reason.en for one in fault.value.faults)
    return {(one.sheet, one.row, one.column): one.reason.zh for one in fault.value.faults}
