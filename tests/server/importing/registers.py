"""Registers as communities have them: real Excel files, made anew for each test. Nobody in them exists."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import openpyxl

from schemas.id_number import check_digit

HEADINGS = ("姓名", "性别", "身份证号", "出生日期", "现住址", "电话", "与户主关系", "婚姻状况", "慢性病")


def number(born: str, sequence: str = "000", area: str = "370822") -> str:
    """An identity number that belongs to nobody."""
    first = f"{area}{born.replace('-', '')}{sequence}"
    return first + check_digit(first)


ZHANG, LI, WANG, ZHAO = (
    number("1940-02-29"),
    number("1944-10-01"),
    number("1950-06-15"),
    number("1952-06-30", area="370882"),
)


def save(path: Path, rows: Sequence[Sequence[Any]], headings: Sequence[str] = HEADINGS, sheet: str = "花名册") -> Path:
    """A plain register: one line of headings, then the rows."""
    book = openpyxl.Workbook()
    table = book.active
    assert table is not None
    table.title = sheet
    table.append(list(headings))
    for row in rows:
        table.append(list(row))
    book.save(path)
    return path


def person(name: str, id_number: str = "", **said: Any) -> list[Any]:
    """A row under HEADINGS."""
    by_heading = {"姓名": name, "身份证号": id_number or None, "性别": "女", **said}
    return [by_heading.get(heading) for heading in HEADINGS]


def real_register(path: Path) -> Path:
    """As they lie in the drawer: a title, two lines of headings, merged households, notes below, a hidden sheet."""
    book = openpyxl.Workbook()
    table = book.active
    assert table is not None
    table.title = "2025年"
    table["A1"] = "如意里社区居民花名册"
    table.merge_cells("A1:N1")
    table["A2"] = "填表单位：如意里社区居委会"
    said = "序号 网格 户主姓名 姓　名 与户主\n关系 性别 出生年月 身份证号码（必填） 民族 家庭住址 慢性病种类 独居"
    for column, heading in zip("ABCDEFGHIJMN", said.split(" "), strict=True):
        table[f"{column}3"] = heading
    # The contact's heading spans two columns, each with a second line of its own.
    table["K3"], table["K4"], table["L4"] = "联系人", "姓名", "电话"
    table.merge_cells("K3:L3")
    for column in "ABCDEFGHIJMN":
        table.merge_cells(f"{column}3:{column}4")
    rows: list[list[Any]] = [
        [1, "1网格", "张 守信", "张　守信", "户主", "男", "1940.2.29", ZHANG, "汉", "睦邻苑3号楼2单元501",
         "张小芳", "138 1234 5678", "高血压、糖尿病", None],
        [2, None, None, "李秀英 ", "之妻", "女", "1944年10月1日", "３７０８２２１９４４１００１０００３", "汉族", None,
         None, None, "无", None],
        [],
        [3, "g1", "王桂兰", "王桂兰", "户主", "女", 18429, number("1950-06-15").lower(), "回", "睦邻苑3-2-502",
         "邻居刘姐", "13812345679、05371234567", "腰椎间盘突出", "√"],
    ]  # fmt: skip
    rows[1][4] = "妻"
    for place, row in enumerate(rows, 5):
        for column, value in enumerate(row, 1):
            table.cell(place, column, value)
    for merged in ("B5:B6", "C5:C6", "J5:J6"):
        table.merge_cells(merged)
    table["A10"] = "注：本表由网格员每月核对一次。"
    table["A11"] = "合计"
    table["D11"] = 3
    old = book.create_sheet("去年的")
    old.append(list(HEADINGS))
    old.append(person("旧人", number("1930-01-01")))
    old.sheet_state = "hidden"
    book.save(path)
    return path
