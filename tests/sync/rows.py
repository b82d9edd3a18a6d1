"""A saved document taken apart into its operations, and put together again from whatever they were turned into.

Made for documents by one author. Source: the Automerge binary format specification (document chunk).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from typing import Any

from schemas.limits import Limits
from sync.chunk import Columns, survey
from sync.column import Cursor, flags, numbers, strings, totals
from tests.sync.handmade import chunk, hash_of, signed, unsigned, with_columns

DELETE = 3


@dataclass(frozen=True)
class Operation:
    """One row. Names, texts and elements are counters: there is one actor."""

    name: int
    text: int | None
    element: int | None
    key: bytes | None
    insertion: bool
    action: int
    type: int
    raw: bytes
    successors: tuple[int, ...] = ()


@dataclass(frozen=True)
class Saved:
    """A document chunk: the author, what it says of its changes, its operations, and what follows its columns."""

    author: bytes
    heads: tuple[bytes, ...]
    changes: Columns
    rows: tuple[Operation, ...]
    tail: bytes

    def fitting(self) -> Saved:
        """With the head that its operations lead to, taken in the order of their names."""
        return replace(self, heads=(_head(self),))

    def chunk(self) -> bytes:
        """As bytes again, with a checksum that fits."""
        tables = [[(spec, data) for spec, data in table if data] for table in (self.changes, _columns(self.rows))]
        contents = b"\x01" + unsigned(len(self.author)) + self.author + b"\x01" + b"".join(self.heads)
        for table in tables:
            contents += unsigned(len(table)) + b"".join(unsigned(spec) + unsigned(len(data)) for spec, data in table)
        return chunk(0, contents + b"".join(data for table in tables for _, data in table) + self.tail)


def taken_apart(data: bytes) -> Saved:
    """A document chunk by one author with one head."""
    [(changes, operations)] = survey(data, Limits()).saved
    cursor = Cursor(data)
    cursor.take(9)
    cursor.unsigned()
    cursor.take(1)
    author = cursor.take(cursor.unsigned())
    cursor.take(1)
    heads = (cursor.take(32),)
    return Saved(author, heads, changes, _rows(dict(operations)), data[-1:])


def _rows(columns: dict[int, bytes]) -> tuple[Operation, ...]:
    names = totals(columns[0x23])

    def column(spec: int, read: Callable[[bytes], list[Any]]) -> list[Any]:
        found = read(columns.get(spec, b""))
        return found + [None] * (len(names) - len(found))

    texts, elements, keys = column(0x02, numbers), column(0x13, totals), column(0x15, strings)
    insertions, actions, types = column(0x34, flags), column(0x42, numbers), column(0x56, numbers)
    raw, following = Cursor(columns.get(0x57, b"")), iter(totals(columns.get(0x83, b"")))
    return tuple(
        Operation(
            name or 0, text, element, key, bool(insertion), action, kind, raw.take(kind >> 4),
            tuple(next(following) or 0 for _ in range(some)),
        )
        for name, text, element, key, insertion, action, kind, some in zip(
            names, texts, elements, keys, insertions, actions, types, column(0x80, numbers), strict=True
        )
    )  # fmt: skip


def _columns(rows: Sequence[Operation], last: tuple[int, int, int] = (0x80, 0x81, 0x83)) -> list[tuple[int, bytes]]:
    links = [[*row.successors] for row in rows]
    return [
        (0x01, _runs([None if row.text is None else 0 for row in rows], unsigned)),
        (0x02, _runs([row.text for row in rows], unsigned)),
        (0x11, _runs([0 if row.element else None for row in rows], unsigned)),
        (0x13, deltas([row.element for row in rows])),
        (0x15, _runs([row.key for row in rows], lambda key: unsigned(len(key)) + key)),
        (0x21, _runs([0] * len(rows), unsigned)),
        (0x23, deltas([row.name for row in rows])),
        (0x34, _booleans([row.insertion for row in rows])),
        (0x42, _runs([row.action for row in rows], unsigned)),
        (0x56, _runs([row.type for row in rows], unsigned)),
        (0x57, b"".join(row.raw for row in rows)),
        (last[0], _runs([len(link) for link in links], unsigned)),
        (last[1], _runs([0 for link in links for _ in link], unsigned)),
        (last[2], deltas([one for link in links for one in link])),
    ]


def _head(saved: Saved) -> bytes:
    """The hash of the last change, all of them written out as an honest author would have written them."""
    columns = dict(saved.changes)
    times = totals(columns.get(0x23, b""))
    before: list[bytes] = []
    waiting = _written(saved.rows)
    for number, end in enumerate(totals(columns[0x13])):
        assert end is not None
        own = [one for one in waiting if one.name <= end]
        waiting = waiting[len(own) :]
        table = [one for one in _columns(own, (0x70, 0x71, 0x73)) if one[0] not in (0x21, 0x23)]
        start = max(end - len(own) + 1, 0)
        change = with_columns(
            saved.author, table, seq=number + 1, start_op=start, deps=before, time=times[number] or 0
        )  # fmt: skip
        before = [hash_of(change)]
    return before[0]


def _written(rows: Sequence[Operation]) -> list[Operation]:
    """The operations as changes have them: with predecessors in the place of successors, and with the deletions."""
    names = {row.name for row in rows}
    overwritten: dict[int, list[Operation]] = {}
    for row in rows:
        for successor in row.successors:
            overwritten.setdefault(successor, []).append(row)

    def before(name: int) -> tuple[int, ...]:
        return tuple(row.name for row in overwritten.get(name, []))

    written = [replace(row, successors=before(row.name)) for row in rows]
    for name, [row, *_] in overwritten.items():
        if name not in names:
            element = None if row.text is None else row.name
            written.append(Operation(name, row.text, element, row.key, False, DELETE, 0, b"", before(name)))
    return sorted(written, key=lambda row: row.name)


def _runs(values: Sequence[Any], encoded: Callable[[Any], bytes]) -> bytes:
    if all(value is None for value in values):
        return b""
    column, singles = b"", []
    for value, same in groupby(values):
        count = len(list(same))
        if count == 1 and value is not None:
            singles.append(encoded(value))
            continue
        column += _literals(singles) + (b"\x00" + unsigned(count) if value is None else signed(count) + encoded(value))
        singles = []
    return column + _literals(singles)


def _literals(singles: Sequence[bytes]) -> bytes:
    return signed(-len(singles)) + b"".join(singles) if singles else b""


def deltas(values: Sequence[int | None]) -> bytes:
    """A delta column as Automerge itself writes it."""
    before, steps = 0, []
    for value in values:
        steps.append(None if value is None else value - before)
        before = before if value is None else value
    return _runs(steps, signed)


def _booleans(values: Sequence[bool]) -> bytes:
    groups = [(value, len(list(same))) for value, same in groupby(values)]
    column = b"\x00" if groups and groups[0][0] else b""
    return column + b"".join(unsigned(count) for _, count in groups)
