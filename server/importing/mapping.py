"""The mapping of columns to fields as an office clerk edits it: one line a column, 现住址 = 现住址, in Notepad.

A line names a column by its heading, or by its letter where two have the same ("F列"), and a field by its Chinese
name or its path. "#" begins a remark.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from hashlib import sha256

from schemas.declaration import Label
from server.importing.faults import FileFault
from server.importing.headings import Column, Sureness, Table
from server.importing.targets import IGNORE, TARGETS, target_named
from server.importing.words import heading_key
from server.importing.workbook import column_letter

_LETTER = re.compile(r"([A-Za-z]{1,3})列?")
_LINES_MAX = 500


def header_id(table: Table) -> bytes:
    """32 bytes that stand for these headings in this order."""
    return sha256(json.dumps(table.headings, ensure_ascii=False).encode("utf-8", "replace")).digest()


def remembered(table: Table) -> dict[str, str]:
    """What to remember of a mapping: place among the columns → path."""
    return {str(place): column.target.path for place, column in enumerate(table.columns)}


def recall(table: Table, paths: Mapping[str, str]) -> None:
    """Map columns as they were mapped last time; what is no field any more is proposed anew."""
    for place, column in enumerate(table.columns):
        target = TARGETS.get(paths.get(str(place), ""))
        if target is not None:
            column.target, column.sureness = target, "remembered"


def apply(table: Table, lines: Iterable[str], source: str) -> None:
    """Map columns as the clerk says; raises ``FileFault`` naming the line that cannot be followed."""
    for number, line in enumerate(lines, 1):
        said = line.split("#", 1)[0].strip()
        if not said:
            continue
        if number > _LINES_MAX:
            raise _fault(source, number, "行数太多", "too many lines")
        heading, equals, field = said.replace("＝", "=").partition("=")
        if not equals:
            raise _fault(source, number, "要写成“表头 = 项目”", "write it as HEADING = FIELD")
        target = target_named(field)
        if target is None:
            raise _fault(source, number, f"没有“{field.strip()}”这个项目", f"there is no field {field.strip()!r}")
        column = _column(table, heading.strip(), source, number)
        for other in table.columns:
            if other is not column and other.target is target and target.path != IGNORE:
                other.target, other.sureness = TARGETS[IGNORE], "unknown"
        column.target, column.sureness = target, "set"


def _column(table: Table, heading: str, source: str, number: int) -> Column:
    named = [column for column in table.columns if heading_key(column.heading) == heading_key(heading)]
    if not named and (letter := _LETTER.fullmatch(heading)):
        named = [column for column in table.columns if column_letter(column.number) == letter[1].upper()]
    if len(named) == 1:
        return named[0]
    if not named:
        raise _fault(source, number, f"表里没有“{heading}”这一列", f"there is no column {heading!r}")
    letters = "、".join(f"{column_letter(column.number)}列" for column in named)
    raise _fault(
        source, number, f"有几列都叫“{heading}”，请写列号：{letters}", f"several columns are {heading!r}: {letters}"
    )


def _fault(source: str, number: int, zh: str, en: str) -> FileFault:
    return FileFault("mapping.invalid", Label(f"{source}第 {number} 行：{zh}。", f"{source}, line {number}: {en}."))


def lines_of(data: bytes) -> list[str]:
    """The lines of a text file as Notepad saves it: UTF-8 with or without its mark, or the old Chinese encoding."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding).splitlines()
        except UnicodeDecodeError:
            continue
    raise FileFault("mapping.invalid", Label("对应表不是文本文件。", "The mapping is no text file."))


def as_text(table: Table) -> str:
    """The mapping as a file that ``apply`` takes."""
    keys = [heading_key(column.heading) for column in table.columns]
    lines = ["# 左边是表头，右边是项目；不要的写“不导入”。 Heading = field.\n"]
    for column, key in zip(table.columns, keys, strict=True):
        name = column.heading if keys.count(key) == 1 and key else f"{column_letter(column.number)}列"
        lines.append(f"{name} = {column.target.label.zh if _is_clear(column) else column.target.path}\n")
    return "".join(lines)


def _is_clear(column: Column) -> bool:
    found = target_named(column.target.label.zh)
    return found is not None and found.path == column.target.path


UNSURE: frozenset[Sureness] = frozenset({"likely", "content"})
"""What the clerk should look at before the real run."""
