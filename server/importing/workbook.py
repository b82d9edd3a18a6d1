"""The one place that speaks to openpyxl: a workbook's cells as plain Python values, and a table filled in.

Sheets are streamed, so what a file says about its own size is never believed, and neither pictures, formulas nor links
are looked at. ``WorkSheetParser`` is not part of openpyxl's published face; its version is pinned, and it alone tells
merged cells and hidden rows while it streams.
"""

from __future__ import annotations

import warnings
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import reduce
from io import BytesIO
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.utils import get_column_letter
from openpyxl.worksheet._reader import FORMULA_TAG, WorkSheetParser

from schemas.limits import Limits
from server.importing.faults import FileFault, file_fault, too_large

_EXCEL_ROWS = 1_048_576
_LAST_COLUMN = 16_384
_TOTALS = frozenset({"合计", "总计", "共计", "合计：", "总计：", "合计:", "总计:"})
_WIDE = 24


@dataclass(frozen=True, slots=True)
class Unreadable:
    """Stands in a cell whose value cannot be had: ``formula`` was never worked out, ``error`` is #N/A and its like."""

    why: str


Value = str | int | float | bool | date | Unreadable


@dataclass(slots=True)
class Sheet:
    """One sheet: row → column → value, numbered from 1 as Excel does; empty cells are left out."""

    name: str
    hidden: bool = False
    rows: dict[int, dict[int, Value]] = field(default_factory=dict)
    hidden_rows: set[int] = field(default_factory=set)
    formulas: int = 0
    """Cells whose value was worked out by a formula: what Excel last saw is taken."""
    merges: dict[int, list[tuple[int, int, int]]] = field(default_factory=dict)
    """Column → (first row, last row, first column) of merged cells, by their first row."""

    def spanned(self, row: int, column: int) -> Value | None:
        """The value of a cell, or of the merged cell that it is part of."""
        own = self.rows.get(row, {}).get(column)
        if own is not None:
            return own
        ranges = self.merges.get(column, [])
        place = bisect_right(ranges, row, key=lambda merged: merged[0]) - 1
        if place < 0 or ranges[place][1] < row:
            return None
        first_row, _, first_column = ranges[place]
        return self.rows.get(first_row, {}).get(first_column)


def column_letter(column: int) -> str:
    """3 → "C", as Excel names it."""
    return get_column_letter(column) if 1 <= column <= _LAST_COLUMN else str(column)


def read_workbook(path: Path, limits: Limits) -> list[Sheet]:
    """The sheets with anything in them. Raises ``FileFault``. The file has passed ``check_container``."""
    with _damaged_otherwise(), path.open("rb") as file:
        book = load_workbook(file, read_only=True, data_only=True, keep_links=False, keep_vba=False)
        sheets = []
        cells_left = limits.import_elements_max
        for one in book.worksheets:
            sheet = Sheet(str(one.title), one.sheet_state != "visible")
            _read(one, sheet, limits, cells_left)
            cells_left -= sum(map(len, sheet.rows.values()))
            if sheet.rows:
                sheets.append(sheet)
        return sheets


@contextmanager
def _damaged_otherwise() -> Iterator[None]:
    """Whatever a library makes of a file that is wrong somewhere, to the clerk it is a damaged file."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    except (FileFault, OSError, MemoryError):
        raise
    except Exception as fault:
        raise file_fault("file.entities" if _was_refused(fault) else "file.damaged") from fault


def _was_refused(fault: BaseException | None) -> bool:
    """Whether defusedxml would not go on: openpyxl wraps what it says."""
    while fault is not None:
        if type(fault).__module__.startswith("defusedxml"):
            return True
        fault = fault.__cause__ or fault.__context__
    return False


class _Parser(WorkSheetParser):  # type: ignore[misc]
    """Tells a formula that was never worked out from an empty cell."""

    formulas = 0

    def parse_cell(self, element: Any) -> dict[str, Any]:
        found: dict[str, Any] = super().parse_cell(element)
        if element.find(FORMULA_TAG) is not None:
            self.formulas += 1
            if found["value"] is None:
                found["value"] = Unreadable("formula")
        if found["data_type"] == "e":
            found["value"] = Unreadable("error")
        return found


def _read(one: Any, sheet: Sheet, limits: Limits, cells_left: int) -> None:
    book = one.parent
    with one._get_source() as source:
        parser = _Parser(
            source,
            one._shared_strings,
            data_only=True,
            epoch=book.epoch,
            date_formats=book._date_formats,
            timedelta_formats=book._timedelta_formats,
        )
        for count, (number, cells) in enumerate(parser.parse()):
            if count > _EXCEL_ROWS:
                raise too_large("file.rows", "行数", "rows", _EXCEL_ROWS)
            row = {cell["column"]: value for cell in cells if (value := _plain(cell["value"])) is not None}
            if not row:
                continue
            cells_left -= len(row)
            if len(sheet.rows) >= limits.import_rows_max:
                raise too_large("file.rows", "有内容的行数", "rows with anything in them", limits.import_rows_max)
            if max(row) > limits.import_columns_max:
                raise too_large("file.columns", "列数", "columns", limits.import_columns_max)
            if cells_left < 0:
                raise too_large("file.elements", "单元格数", "cells", limits.import_elements_max)
            sheet.rows[number] = row
    sheet.formulas = parser.formulas
    sheet.hidden_rows = {
        int(number) for number, about in parser.row_dimensions.items() if about.get("hidden") in ("1", "true")
    }
    sheet.hidden_rows &= sheet.rows.keys()
    sheet.merges = _merges(parser, limits)


def _merges(parser: WorkSheetParser, limits: Limits) -> dict[int, list[tuple[int, int, int]]]:
    merges: dict[int, list[tuple[int, int, int]]] = {}
    for merged in parser.merged_cells.mergeCell if parser.merged_cells else ():
        left, top, right, bottom = merged.bounds
        for column in range(left, min(right, limits.import_columns_max) + 1):
            merges.setdefault(column, []).append((top, bottom, left))
    for ranges in merges.values():
        ranges.sort()
    return merges


def _plain(value: Any) -> Value | None:
    if isinstance(value, datetime):
        return value.date()
    if value is None or isinstance(value, (str, bool, int, float, date, Unreadable)):
        return value if value != "" else None
    if isinstance(value, (time, timedelta)):
        return Unreadable("error")  # a number that was dressed up as a time of day
    return str(value)


@dataclass(frozen=True, slots=True)
class Footing:
    """What stands below a table's rows and beside it: cells of a row of totals, and a sheet of numbers of its own.

    Not ``always``: only where the street's own table has such a row.
    """

    cells: Mapping[int, Any]
    always: bool
    label: str
    sheet: str
    lines: Sequence[Sequence[Any]]


def fill(
    file: bytes,
    sheet: str,
    heading_row: int,
    rows: Sequence[Mapping[int, Any]],
    words: Mapping[str, str],
    footing: Footing | None = None,
) -> bytes:
    """A workbook with ``rows`` (column → value) below its heading, dressed as its first row; what is below moves on.

    ``words`` are put in their places wherever the street left them open. What was typed stays text, whatever it begins
    with.
    The file has passed ``check_container``.
    """
    with _damaged_otherwise():
        book = load_workbook(BytesIO(file), keep_links=False, keep_vba=False)
        table = book[sheet]
        for cells in table.iter_rows():
            for cell in cells:
                if isinstance(cell.value, str):
                    _set(cell, reduce(lambda text, word: text.replace(*word), words.items(), cell.value))
        first = heading_row + 1
        has_totals = _totals_row(table, first) is not None
        added = int(footing is not None and footing.always and not has_totals)
        _make_room(table, first, len(rows) + added)
        styles = {cell.column: copy(cell._style) for cell in table[first]}
        for number, row in enumerate(rows, start=first):
            for column, style in styles.items():
                table.cell(number, column)._style = copy(style)
            for column, value in row.items():
                _set(table.cell(number, column), value)
        if footing is not None:
            _foot(book, table, first + len(rows), styles, footing)
        target = BytesIO()
        book.save(target)
        return target.getvalue()


def _foot(book: Any, table: Any, after: int, styles: Mapping[int, Any], footing: Footing) -> None:
    """Fill in the street's own row of totals, or add one; the numbers by answer stand on a sheet beside."""
    number = _totals_row(table, after)
    if number is None and footing.always:
        number = after
        for column, style in styles.items():
            table.cell(number, column)._style = copy(style)
        _set(table.cell(number, min(styles, default=1)), footing.label)
    for column, value in footing.cells.items() if number is not None else ():
        if table.cell(number, column).value is None:
            _set(table.cell(number, column), value)
    if footing.always and footing.sheet not in book.sheetnames:
        beside = book.create_sheet(footing.sheet)
        for line, cells in enumerate(footing.lines, start=1):
            for column, value in enumerate(cells, start=1):
                _set(beside.cell(line, column), value)
        beside.column_dimensions["A"].width = beside.column_dimensions["B"].width = _WIDE


def _totals_row(table: Any, first: int) -> int | None:
    """The row that a street has for its totals: one that says so in a cell of its own."""
    for number in range(first, table.max_row + 1):
        said = {"".join(cell.value.split()) for cell in table[number] if isinstance(cell.value, str)}
        if said & _TOTALS:
            return number
    return None


def _make_room(table: Any, first: int, count: int) -> None:
    """Move what stands below the rows that are free (who filled it in, a seal's place) out of the way."""
    below = next((n for n in range(first, table.max_row + 1) if any(cell.value is not None for cell in table[n])), None)
    if below is None or below - first >= count:
        return
    by = count - (below - first)
    merged = [one for one in table.merged_cells.ranges if one.min_row >= below]
    for one in merged:
        table.merged_cells.remove(one)
    last = f"{get_column_letter(table.max_column)}{table.max_row}"
    table.move_range(f"A{below}:{last}", rows=by)
    for one in merged:
        one.shift(row_shift=by)
        table.merged_cells.add(one)


def _set(cell: Any, value: Any) -> None:
    if isinstance(cell, MergedCell):
        return
    cell.value = value
    if isinstance(value, str):
        # openpyxl takes what begins with "=" for a formula; nobody at a door types one.
        cell.data_type = "s"
