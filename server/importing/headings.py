"""Where the table begins, and what each of its columns seems to mean.

Above it there are titles, over several columns merged; the headings themselves may take two or three lines. The lines
in which most headings are known are taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from schemas.declaration import Label
from server.importing.cells import text
from server.importing.faults import FileFault
from server.importing.targets import CONTACT, IGNORE, TARGETS, Target, option_named
from server.importing.words import WORDS, heading_key
from server.importing.workbook import Sheet

Sureness = Literal["sure", "likely", "content", "remembered", "set", "unknown"]

SURENESS: dict[Sureness, Label] = {
    "sure": Label("确定", "sure"),
    "likely": Label("可能，请核对", "likely, please check"),
    "content": Label("看内容猜的，请核对", "from its content, please check"),
    "remembered": Label("上次用过", "as last time"),
    "set": Label("您指定的", "as you said"),
    "unknown": Label("不认识，不导入", "not known, not taken"),
}
_LOOKED_AT_ROWS = 40
_HEADING_LINES_MAX = 3
_HEADINGS_MIN = 2
_HEADING_CHARACTERS_MAX = 40
_SAMPLE_ROWS = 30
_ID_SHAPE = re.compile(r"\d{17}[\dXx]|\d{15}")
_LIKELY_WORD_CHARACTERS_MIN = 2


@dataclass(slots=True)
class Column:
    """One column of the table and where its values go."""

    number: int
    heading: str
    target: Target
    sureness: Sureness


@dataclass(slots=True)
class Table:
    """A register within a sheet: its columns, and the first row below the headings."""

    sheet: Sheet
    columns: list[Column]
    first_row: int

    @property
    def headings(self) -> list[str]:
        """The headings, in the order of the columns."""
        return [column.heading for column in self.columns]

    def column_for(self, path: str) -> Column | None:
        """The column that is mapped to ``path``."""
        return next((column for column in self.columns if column.target.path == path), None)


def choose_table(sheets: list[Sheet], wanted: str | None) -> Table:
    """The register: in the sheet of that name, or in the only visible one that holds a register."""
    if wanted is not None:
        named = [sheet for sheet in sheets if sheet.name.strip() == wanted.strip()]
        if not named:
            raise _no_sheet(f"没有工作表“{wanted}”。", f"There is no sheet {wanted!r}.", sheets)
        table = find_table(named[0])
        if table is None:
            raise _no_table()
        return table
    found = [table for sheet in sheets if not sheet.hidden and (table := find_table(sheet))]
    if not found:
        raise _no_table()
    if len(found) > 1:
        names = [table.sheet for table in found]
        raise _no_sheet(
            "有几张表像花名册，请用 --sheet 指明。", "Several sheets hold a register: name one, --sheet.", names
        )
    return found[0]


def _no_sheet(zh: str, en: str, sheets: Iterable[Sheet]) -> FileFault:
    names = "、".join(sheet.name for sheet in sheets)
    return FileFault("sheet.which", Label(f"{zh} 有：{names}", f"{en} There are: {names}"))


def _no_table() -> FileFault:
    return FileFault(
        "sheet.no_headings",
        Label(
            "没有找到表头：要有“姓名”，最好还有“身份证号”。",
            "No headings were found: 姓名 at least, and best 身份证号.",
        ),
        Label("检查表头那一行；花名册在别的工作表就用 --sheet", "check the headings, or name the sheet with --sheet"),
    )


def find_table(sheet: Sheet) -> Table | None:
    """The table of a sheet, if it has headings that are known."""
    rows = sorted(sheet.rows)[:_LOOKED_AT_ROWS]
    best: tuple[tuple[int, int], Table] | None = None
    for first in rows:
        for lines in range(1, _HEADING_LINES_MAX + 1):
            table = _table_at(sheet, first, lines)
            if table is None or table.column_for("name") is None:
                continue
            _look_at_content(table)
            known = _score(table)
            score = known, -lines  # of two that are as good, the one without the title above it
            if known >= _HEADINGS_MIN * 2 and (best is None or score > best[0]):
                best = score, table
    return None if best is None else best[1]


def _score(table: Table) -> int:
    """Known headings, each counted once, those known for sure twice."""
    sure = {column.target.path for column in table.columns if column.sureness in ("sure", "content")}
    likely = {column.target.path for column in table.columns if column.sureness == "likely"} - sure
    return 2 * len(sure) + len(likely)


def _table_at(sheet: Sheet, first: int, lines: int) -> Table | None:
    span = range(first, first + lines)
    if any(_is_data(sheet, row) for row in span):
        return None
    numbers = sorted({column for row in span for column in sheet.rows.get(row, ())} | _merged_columns(sheet, span))
    columns: list[Column] = []
    for number in numbers:
        said: list[str] = []
        for row in span:
            line = text(sheet.spanned(row, number)).replace(" ", "")
            if line and (not said or said[-1] != line):
                said.append(line)
        if not said or max(map(len, said)) > _HEADING_CHARACTERS_MAX:
            continue
        target, sureness = _meaning(said, columns)
        columns.append(Column(number, "".join(said), target, sureness))
    return Table(sheet, columns, first + lines)


def _merged_columns(sheet: Sheet, span: range) -> set[int]:
    return {
        column
        for column, ranges in sheet.merges.items()
        for top, bottom, _ in ranges
        if top < span.stop and bottom >= span.start
    }


def _is_data(sheet: Sheet, row: int) -> bool:
    """Whether something stands in the row that no heading is: a date, an ID number."""
    return any(
        isinstance(value, date) or bool(_ID_SHAPE.fullmatch(text(value))) for value in sheet.rows.get(row, {}).values()
    )


def _meaning(said: list[str], before: list[Column]) -> tuple[Target, Sureness]:
    """What a heading of one or several lines means: whole, by its last line, by a part of it."""
    whole, last = heading_key("".join(said)), heading_key(said[-1])
    after_contact = bool(before) and before[-1].target.path.startswith(CONTACT)
    for key in dict.fromkeys((whole, last)):
        path = WORDS.headings.get(key)
        if path is None:
            continue
        # 联系人 | 电话: whose phone it is is said by the column before.
        if after_contact and path in ("phone", "relation_to_head"):
            inside = CONTACT + ("phone" if path == "phone" else "relation")
            if all(column.target.path != inside for column in before):
                path = inside
        if path != IGNORE and any(column.target.path == path for column in before):
            return TARGETS[IGNORE], "unknown"  # one field, one column: which other it is must be said
        return TARGETS[path], "sure"
    option = option_named(said[-1]) or option_named("".join(said))
    if option is not None:
        return option, "sure"
    return _likely(whole, before)


def _likely(whole: str, before: list[Column]) -> tuple[Target, Sureness]:
    taken = {column.target.path for column in before}
    parts = [word for word in WORDS.headings if len(word) >= _LIKELY_WORD_CHARACTERS_MIN and word in whole]
    if parts:
        path = WORDS.headings[max(parts, key=len)]
        if path not in taken:
            return TARGETS[path], "unknown" if path == IGNORE else "likely"
    return TARGETS[IGNORE], "unknown"


def _look_at_content(table: Table) -> None:
    """Identity numbers are known by their looks, whatever stands above them."""
    if table.column_for("id_number") is not None:
        return
    rows = [row for row in sorted(table.sheet.rows) if row >= table.first_row][:_SAMPLE_ROWS]
    for column in table.columns:
        if column.target.path != IGNORE:
            continue
        said = [text(table.sheet.rows[row].get(column.number)) for row in rows]
        there = [one for one in said if one]
        if there and 2 * sum(bool(_ID_SHAPE.fullmatch(one)) for one in there) > len(there):
            column.target, column.sureness = TARGETS["id_number"], "content"
            return
