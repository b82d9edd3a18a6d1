"""Learning a pattern from a document that is open: how each change is written, and where each value lies.

The document was found canonical (``sync.canonical``) and is saved to the bytes that came, so what its columns say is
what its changes say.
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field

from sync.change import Change
from sync.chunk import DEFLATED_CHANGE, Columns, unsigned_bytes
from sync.column import Cursor, Truncated, numbers, strings, totals
from sync.document import Document
from sync.pattern import AUTHOR_BYTES, FALSE, NULL, TEXT, TRUE, VALUES, Pattern, Scalar, Unusual, Written

OPERATIONS_MAX = 400
"""What is longer is rarely filled in alike."""
_MAKE_TEXT = 4
_TIME_BYTES = 5
_HOLDER, _KEY, _OWN, _ACTION, _TYPE, _SUCCESSORS = 0x02, 0x15, 0x23, 0x42, 0x56, 0x80


def pattern_of(operations: Columns, document: Document) -> Pattern | None:
    """The pattern of an open, canonical document with these columns; None where none can be told."""
    try:
        rows = _rows(dict(operations))
        if len(rows) > OPERATIONS_MAX:
            return None
        told = _Told()
        for row in rows:
            told.take(row)
        return Pattern(
            operations=len(rows),
            changes=tuple(_written(change, rows) for change in document.changes()),
            answers=told.answers,
            strings=tuple(told.strings),
            numbers=tuple(told.numbers),
            texts=tuple((path, tuple(places)) for path, places in told.texts.values()),
            unseen=tuple(told.unseen),
            counters=told.counters,
        )
    except (Unusual, Truncated, ValueError):
        return None


@dataclass(frozen=True, slots=True)
class _Row:
    """One operation that left a row."""

    counter: int
    text: int | None
    """Where it is a character: the operation that made its text."""
    path: str
    makes_text: bool
    kind: int
    place: slice
    """Of its value, among all values."""
    shown: bool
    """Nothing took its place."""


def _rows(columns: dict[int, bytes]) -> list[_Row]:
    own, keys = totals(columns[_OWN]), strings(columns[_KEY])
    actions, described = numbers(columns[_ACTION]), numbers(columns[_TYPE])
    successors = numbers(columns[_SUCCESSORS])
    texts = numbers(columns.get(_HOLDER, b"")) or [None] * len(own)
    rows, end = [], 0
    for counter, key, text, action, kind, some in zip(own, keys, texts, actions, described, successors, strict=True):
        if counter is None or kind is None:
            raise Unusual
        start, end = end, end + (kind >> 4)
        path = "" if key is None else key.decode()
        rows.append(_Row(counter, text, path, action == _MAKE_TEXT, kind & 15, slice(start, end), some == 0))
    return rows


@dataclass(slots=True)
class _Told:
    """What the rows taken so far say of the answers; see ``Pattern``."""

    answers: dict[str, Scalar] = field(default_factory=dict)
    strings: list[tuple[str, slice]] = field(default_factory=list)
    numbers: list[tuple[str, int, slice]] = field(default_factory=list)
    texts: dict[int, tuple[str, list[slice]]] = field(default_factory=dict)
    """By the operation that made them."""
    unseen: list[tuple[int, slice]] = field(default_factory=list)
    counters: dict[str, int] = field(default_factory=dict)

    def take(self, row: _Row) -> None:
        if row.text is not None:
            self._take_character(row, row.text)
        elif row.shown:
            self._take_answer(row)
        else:
            self.unseen.append((row.kind, row.place))

    def _take_character(self, row: _Row, text: int) -> None:
        if row.shown and row.kind != TEXT:
            raise Unusual
        if row.shown and text in self.texts:
            self.texts[text][1].append(row.place)
        else:
            self.unseen.append((row.kind, row.place))

    def _take_answer(self, row: _Row) -> None:
        self.counters[row.path] = row.counter
        self.answers[row.path] = row.kind == TRUE if row.kind in (TRUE, FALSE) else None
        if row.makes_text:
            self.texts[row.counter] = row.path, []
        elif row.kind == TEXT:
            self.strings.append((row.path, row.place))
        elif row.kind not in (NULL, TRUE, FALSE):
            self.numbers.append((row.path, row.kind, row.place))


def _written(change: Change, rows: list[_Row]) -> Written:
    contents = _contents(change.raw)
    cursor = Cursor(contents)
    before = cursor.unsigned()
    cursor.take(32 * before)
    if before > 1 or cursor.unsigned() != AUTHOR_BYTES:
        raise Unusual
    cursor.take(AUTHOR_BYTES)
    start = cursor.position
    cursor.unsigned()
    cursor.unsigned()
    time_at = cursor.position
    cursor.signed()
    after_time = cursor.position
    if after_time - time_at != _TIME_BYTES:
        raise Unusual
    cursor.take(cursor.unsigned())  # message
    if cursor.unsigned():
        raise Unusual  # other authors
    values = _place_of_values(cursor)
    return Written(
        opening=b"\x01" + unsigned_bytes(len(contents)) + bytes([before]),
        numbers=contents[start:time_at],
        columns=contents[after_time : values.start],
        values=_places(change, rows),
        end=contents[values.stop :],
    )


def _contents(raw: bytes) -> bytes:
    cursor = Cursor(raw)
    cursor.take(8)
    kind = cursor.take(1)[0]
    contents = cursor.take(cursor.unsigned())
    return zlib.decompress(contents, -15) if kind == DEFLATED_CHANGE else contents


def _place_of_values(cursor: Cursor) -> slice:
    """Where the values lie in a change, read up to its table of columns; at the end where it has none."""
    table = [(cursor.unsigned(), cursor.unsigned()) for _ in range(cursor.unsigned())]
    position = cursor.position
    for spec, length in table:
        if spec == VALUES:
            return slice(position, position + length)
        position += length
    return slice(position, position)


def _places(change: Change, rows: list[_Row]) -> tuple[slice, ...]:
    """The values that a change wrote, in the order of its operations; neighbours as one."""
    own = sorted((row for row in rows if change.start_op <= row.counter <= change.max_op), key=lambda row: row.counter)
    places: list[slice] = []
    for row in own:
        if places and places[-1].stop == row.place.start:
            places[-1] = slice(places[-1].start, row.place.stop)
        elif row.place.start != row.place.stop:
            places.append(row.place)
    return tuple(places)
