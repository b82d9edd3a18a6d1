"""What is told of an import: to the clerk on the screen and as a list to work off in Excel, to a program as JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from schemas.declaration import Label
from server.importing.cells import text
from server.importing.headings import SURENESS, Column
from server.importing.issues import FATES, REASONS, Issue
from server.importing.people import masked
from server.importing.register import Register, Taken, counts_of
from server.importing.targets import IGNORE
from server.importing.workbook import column_letter
from server.spreadsheet import write_sheet

_HEADINGS = ("行号", "列", "表里填的（已打码）", "结果", "原因", "Result", "Reason")
_WIDTHS = (8, 20, 24, 20, 60, 20, 60)
_SAMPLE_ROWS = 20
_PLACEHOLDER = re.compile(r"\{\w+\}")

TOLD: dict[str, Label] = {
    "file.macros": Label(
        "文件里有宏，没有运行，只读了单元格。", "There are macros in the file; they were not run, only cells were read."
    ),
    "file.links": Label(
        "文件里有指向别的文件的链接，没有打开。", "The file refers to other files; they were not opened."
    ),
    "file.hidden_sheets": Label(
        "文件里有隐藏的工作表，没有读；要读就用 --sheet。",
        "There are hidden sheets; none was read unless named, --sheet.",
    ),
    "file.hidden_rows": Label(
        "有被筛选或隐藏的行，也一并读了。", "Some rows are hidden or filtered out; they were read all the same."
    ),
    "file.formulas": Label(
        "有公式，用的是 Excel 上次算好的结果。", "There are formulas; what Excel last worked out is taken."
    ),
}


def mapping_rows(register: Register) -> list[dict[str, Any]]:
    """Each column: its letter, heading, a masked sample, the proposed field, and how sure that is."""
    return [
        {
            "column": column_letter(column.number),
            "heading": column.heading,
            "sample": _sample(register, column),
            "field": column.target.path,
            "label": column.target.label.zh,
            "sureness": column.sureness,
        }
        for column in register.table.columns
    ]


def _sample(register: Register, column: Column) -> str:
    sheet, first = register.table.sheet, register.table.first_row
    rows = sorted(row for row in sheet.rows if row >= first)[:_SAMPLE_ROWS]
    said = next((found for row in rows if (found := text(sheet.rows[row].get(column.number)))), "")
    return masked(column.target.path, said)


def mapping_lines(register: Register) -> Iterator[str]:
    """The mapping for a person."""
    for row in mapping_rows(register):
        sure = SURENESS[row["sureness"]]
        place = f"  {row['column']:>2}  {row['heading']}  [{row['sample']}]"
        yield f"{place}  →  {row['label']}（{row['field']}）  {sure.zh} {sure.en}"


def issue_bodies(issues: Iterable[Issue]) -> list[dict[str, Any]]:
    """Each issue for a program."""
    return [
        {
            "row": issue.row,
            "column": issue.column,
            "value": issue.shown,
            "fate": issue.fate,
            "code": issue.code,
            "zh": issue.words.zh,
            "en": issue.words.en,
        }
        for issue in issues
    ]


def issue_lines(issues: Iterable[Issue]) -> Iterator[str]:
    """Each issue in one line for a person."""
    for issue in issues:
        place = f"第 {issue.row} 行" + (f" {issue.column}" if issue.column else "")
        value = f" [{issue.shown}]" if issue.shown else ""
        yield f"  {place}{value}：{FATES[issue.fate].zh}。{issue.words.zh} / {issue.words.en}"


def body(register: Register, taken: Taken, dry: bool) -> dict[str, Any]:
    """All of it for a program."""
    return {
        "sheet": register.table.sheet.name,
        "first_row": register.table.first_row,
        "dry_run": dry,
        "told": register.told,
        "mapping": mapping_rows(register),
        "counts": dict(counts_of(taken)),
        "documents": taken.documents,
        "longest_ms": taken.longest_ms,
        "passed_over": register.passed_over,
        "issues": issue_bodies(taken.run.issues),
    }


def summary_lines(register: Register, taken: Taken, dry: bool) -> Iterator[str]:
    """What became of the register, in a few lines."""
    counts = taken.run.counts
    yield (
        f"{'试运行，什么都没有写。' if dry else ''}共 {counts.rows} 行：新建 {counts.new}，补充 {counts.filled}，"
        f"没有变化 {counts.unchanged}，没有导入 {counts.refused}，在别的网格 {counts.elsewhere}；"
        f"其中 {counts.differing} 行与档案有不同。住户新建 {counts.households_new}，补充 {counts.households_filled}。"
    )
    yield (
        f"{'Dry run, nothing was written. ' if dry else ''}{counts.rows} rows: {counts.new} new, "
        f"{counts.filled} filled in, {counts.unchanged} unchanged, {counts.refused} refused, "
        f"{counts.elsewhere} in other grids; {counts.differing} differ. "
        f"Households: {counts.households_new} new, {counts.households_filled} filled in."
    )
    if register.passed_over:
        rows = "、".join(map(str, register.passed_over[:10])) + ("…" if len(register.passed_over) > 10 else "")
        count = len(register.passed_over)
        yield f"不是人的行（说明、合计、重复的表头）：{rows}。 {count} rows passed over as notes or headings."
    ignored = sum(column.target.path == IGNORE for column in register.table.columns)
    if ignored:
        yield f"有 {ignored} 列不导入。 {ignored} columns were not taken."
    for words, number in Counter(_in_general(issue) for issue in taken.run.issues).most_common():
        yield f"  {number} × {words.zh} / {words.en}"


def _in_general(issue: Issue) -> Label:
    """Why, without what is one row's own."""
    if issue.code == "id.wrong":
        return issue.words
    reason = REASONS[issue.code]
    return Label(*(_PLACEHOLDER.sub("…", words) for words in (reason.zh, reason.en)))


def write_report(path: Path, taken: Taken) -> None:
    """The list for the clerk to work off, as an Excel file; nothing in it is ever a formula."""
    rows = (
        (
            issue.row, issue.column, issue.shown, FATES[issue.fate].zh, issue.words.zh, FATES[issue.fate].en,
            issue.words.en,
        )
        for issue in taken.run.issues
    )  # fmt: skip
    write_sheet(path, "导入清单", _HEADINGS, rows, _WIDTHS)
