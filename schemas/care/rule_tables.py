"""The tables of a rule set file: bands of numbers, or one row a code."""

from collections.abc import Mapping

from schemas.care.care_file import Node
from schemas.care.rule_reading import NAME, NOTE_KEYS, Reading
from schemas.care.rule_set import Scalar, Table, TableRow
from schemas.care.value_types import DECIMAL, INTEGER, TEXT

_PLACES = ("from", "to", "is")


def read_tables(node: Node, reading: Reading) -> None:
    """Fill `reading.tables`. The outputs' types have to be known, since tables may be found by them."""
    for name, entry in node.entries().items():
        table = _table(name, entry, reading)
        if table and reading.name(name, entry):
            reading.tables[name] = table


def _table(name: str, node: Node, reading: Reading) -> Table | None:
    fields = node.fields(required=("by", "rows"), optional=NOTE_KEYS)
    note = reading.note(fields)
    if "by" not in fields or "rows" not in fields:
        return None
    by = fields["by"].text()
    type = (reading.known_types() | reading.output_types).get(by or "")
    if by is None or type not in (INTEGER, DECIMAL, TEXT):
        fields["by"].wrong(
            "应是一个输入或结果的名称，类型为数字或代码", "should name an input or output that is a number or a code"
        )
        return None
    rows = fields["rows"].items()
    exact = type == TEXT
    columns = _columns(rows)
    starts = _codes(rows) if exact else _bands(rows, whole=type == INTEGER)
    if columns is None or starts is None:
        return None
    values = [_values(row, columns) for row in rows]
    end = _end(rows[-1]) if rows and not exact else None
    return Table(name, by, exact, columns, tuple(map(TableRow, starts, values)), end, note)


def _columns(rows: tuple[Node, ...]) -> Mapping[str, str] | None:
    """The columns with their types, which all rows share; whole numbers among decimals are decimals."""
    found: dict[str, str] = {}
    sound = bool(rows)
    for row in rows:
        cells = {key: cell for key, cell in row.entries().items() if key not in _PLACES}
        if (found and set(cells) != set(found)) or not cells:
            row.wrong("每行的栏目应当一样", "every row needs the same columns")
            sound = False
        for column, cell in cells.items():
            type = _type_of(cell)
            sound = sound and type is not None
            if type is None or not NAME.fullmatch(column):
                cell.wrong("应是数字或文字，栏名用小写英文", "should be a number or text, under a lower-case name")
            elif {type, found.setdefault(column, type)} == {"integer", "decimal"}:
                found[column] = "decimal"
            elif type != found[column]:
                cell.wrong("与上面的行类型不同", "is of another type than in the rows above")
                sound = False
    return found if sound else None


def _type_of(cell: Node) -> str | None:
    return {bool: "boolean", int: "integer", float: "decimal", str: "text"}.get(type(cell.value))


def _values(row: Node, columns: Mapping[str, str]) -> dict[str, Scalar]:
    cells = row.entries()
    return {
        column: float(cells[column].value) if type == "decimal" else cells[column].value  # type: ignore[arg-type, misc]
        for column, type in columns.items()
    }


def _codes(rows: tuple[Node, ...]) -> list[Scalar | None] | None:
    found: list[Scalar | None] = []
    for row in rows:
        entries = row.entries()
        code = entries["is"].text() if "is" in entries else None
        if "is" not in entries or "from" in entries or "to" in entries:
            row.wrong('按代码查的表，每行写 is: "代码"', 'a table by code has is: "code" in every row')
            return None
        if code in found:
            row.wrong(f"代码“{code}”写了两次", f"the code “{code}” stands here twice")
            return None
        found.append(code)
    return None if None in found else found


def _bands(rows: tuple[Node, ...], *, whole: bool) -> list[Scalar | None] | None:
    """Where each band starts: ascending, without gap or overlap."""
    found: list[Scalar | None] = []
    sound = True
    for index, row in enumerate(rows):
        entries = row.entries()
        if "is" in entries:
            row.wrong("按数字查的表，每行写 from，不写 is", "a table by number has from, not is")
            return None
        start = _number(entries.get("from"), whole)
        if start is None and ("from" in entries or index > 0):
            row.wrong("这一行要写 from: 数字", "this row needs from: a number")
            return None
        if index > 0:
            sound = _joins(rows[index - 1], found[-1], row, start, whole=whole) and sound
        found.append(start)
    last = _end(rows[-1]) if rows else None
    if last is not None and found[-1] is not None and last < found[-1]:  # type: ignore[operator]
        rows[-1].wrong("to 比 from 小", "to lies below from")
        sound = False
    return found if sound else None


def _joins(before: Node, first: Scalar | None, row: Node, start: Scalar | None, *, whole: bool) -> bool:
    """Whether a band begins where the one before it ends; a `to` that is written must say the same."""
    if first is not None and start <= first:  # type: ignore[operator]
        row.wrong("from 应比上一行大，不然就重叠", "from should be above the row before, or they overlap")
        return False
    if "to" not in before.entries():
        return True
    end = _end(before)
    if not whole or end is None:
        before.wrong("小数的分段只写 from，一直到下一行", "bands of decimals have from only, up to the next row")
        return False
    if end + 1 < start:  # type: ignore[operator]
        row.wrong(f"{end} 与 {start} 之间有空缺", f"there is a gap between {end} and {start}")
    elif end + 1 > start:  # type: ignore[operator]
        row.wrong("与上一行重叠", "overlaps with the row before")
    return end + 1 == start


def _number(node: Node | None, whole: bool) -> int | float | None:
    if node is None:
        return None
    return node.integer() if whole else node.number()


def _end(row: Node) -> int | float | None:
    entries = row.entries()
    return entries["to"].number() if "to" in entries else None
