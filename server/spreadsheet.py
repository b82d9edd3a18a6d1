"""The one place that writes Excel files. What is written as text stays text, whatever it begins with."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter  # type: ignore[import-untyped]

_NAME_CHARACTERS_MAX = 31
_CELL_CHARACTERS_MAX = 32_767
_UNFIT = re.compile(r"[\[\]:*?/\\]")
"""What Excel lets no sheet be named; a community names its forms as it likes."""


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet: headings and rows; ``widths`` in characters."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Any]]
    widths: Sequence[int] = ()


def write_sheet(
    path: Path, name: str, headings: Sequence[str], rows: Iterable[Sequence[Any]], widths: Sequence[int] = ()
) -> None:
    """Write one sheet. Numbers and yes or no stay what they are; everything else is text."""
    write_sheets(path, [Table(name, headings, rows, widths)])


def write_sheets(path: Path, tables: Iterable[Table]) -> None:
    """Write one sheet after the other; the rows of the second are asked for once the first stands."""
    # Constant memory: each row is on the disk before the next one is begun.
    with xlsxwriter.Workbook(str(path), {"constant_memory": True, "in_memory": False}) as book:
        bold = book.add_format({"bold": True})
        for table in tables:
            sheet = book.add_worksheet(_UNFIT.sub(" ", table.name)[:_NAME_CHARACTERS_MAX].strip("' ") or None)
            for place, width in enumerate(table.widths):
                sheet.set_column(place, place, width)
            for place, heading in enumerate(table.headings):
                sheet.write_string(0, place, heading, bold)
            sheet.freeze_panes(1, 1)
            for row, cells in enumerate(table.rows, start=1):
                _write_row(sheet, row, cells)


def _write_row(sheet: Any, row: int, cells: Sequence[Any]) -> None:
    for place, cell in enumerate(cells):
        if isinstance(cell, bool):
            sheet.write_boolean(row, place, cell)
        elif isinstance(cell, int | float):
            sheet.write_number(row, place, cell)
        elif cell is not None:
            # As a string: nothing that was typed at a door is ever a formula.
            sheet.write_string(row, place, cell[:_CELL_CHARACTERS_MAX])


def book(sheets: Mapping[str, Iterable[Sequence[str]]]) -> bytes:
    """A small workbook of texts, as whoever types it would save it: sheet by sheet, row by row."""
    out = BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as made:
        for name, rows in sheets.items():
            sheet = made.add_worksheet(name)
            for place, cells in enumerate(rows):
                for column, cell in enumerate(cells):
                    sheet.write_string(place, column, cell)
    return out.getvalue()
