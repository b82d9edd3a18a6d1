"""Patterns: what saved documents that are filled in alike have in common, and what is left to differ.

Records of one kind differ in who wrote them, when, and what was answered. All the rest of a saved document (which
fields, in which order, in how many changes, how long each answer is, how it is encoded) comes again, byte for byte: its
*pattern*. Here a saved document is split into its pattern and the rest, and a document of a known pattern is read.

Source: the Automerge binary format specification (document chunk, change chunk, columns).
"""

from __future__ import annotations

import math
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from hashlib import sha256
from typing import NamedTuple

from sync.chunk import DOCUMENT, MAGIC
from sync.column import Cursor, Truncated

Scalar = str | int | float | bool | None
Key = tuple[bytes, bytes, bytes, bytes]
"""The tables of columns, but for the length of the times; the columns before the times; those between times and values;
what follows the values."""

AUTHOR_BYTES = 24
TIME, VALUES = 0x23, 0x57
NULL, FALSE, TRUE, UNSIGNED, SIGNED, FLOAT, TEXT = range(7)
_AUTHOR, _HEAD, _TABLES = 13, 38, 70
"""Where they begin in a chunk whose length takes two bytes, with one author and one head."""
_ONE_BYTE = bytes(range(0x80))
_TIMES = range(1 << 27, 1 << 34)
"""Seconds since 1970 that take five bytes: 1974 to 2514."""
_STEP_MAX = 1 << 34


class Unusual(Exception):
    """Not as an honest library writes it, or nothing that is read here: to be opened by the library."""


class Parts(NamedTuple):
    """A saved document, split. Nothing of it is believed yet."""

    key: Key
    author: bytes
    head: bytes
    times: bytes
    """The column that says when each change was made."""
    raw: bytes
    """All values, one behind the other."""


class _Layout(NamedTuple):
    """Where times and values lie behind the tables, and the tables without the length of the times."""

    tables: bytes
    times: slice
    raw: slice


def split(data: bytes) -> Parts | None:
    """A document chunk by one author, with one head and no column deflated; None for everything else."""
    length = len(data) - 11
    if length < _TABLES or data[:4] != MAGIC or data[8] != DOCUMENT:
        return None
    if not (data[9] >= 0x80 > data[10] > 0 and data[9] & 0x7F | data[10] << 7 == length):
        return None
    if data[11] != 1 or data[12] != AUTHOR_BYTES or data[_HEAD - 1] != 1:
        return None
    operations = _TABLES + 1 + 2 * data[_TABLES]
    if operations >= len(data):
        return None
    start, end = operations + 1, operations + 1 + 2 * data[operations]
    while more := len(data[start:end].translate(None, _ONE_BYTE)):
        start, end = end, end + more  # a number of two bytes asks for one more
    layout = _layout(data[_TABLES:end])
    if layout is None:
        return None
    rest = data[end:]
    times, raw = layout.times, layout.raw
    key = layout.tables, rest[: times.start], rest[times.stop : raw.start], rest[raw.stop :]
    return Parts(key, data[_AUTHOR : _HEAD - 1], data[_HEAD:_TABLES], rest[times], rest[raw])


def is_whole(data: bytes) -> bool:
    """Whether the chunk's checksum fits."""
    return sha256(data[8:]).digest()[:4] == data[4:8]


@lru_cache(4096)
def _layout(tables: bytes) -> _Layout | None:
    cursor = Cursor(tables)
    places: list[tuple[int, int, int]] = []
    position = 0
    try:
        for _ in range(2):
            for _ in range(cursor.unsigned()):
                spec, at = cursor.unsigned(), cursor.position
                length = cursor.unsigned()
                places.append((spec, position, length))
                if spec == TIME and len(places) <= tables[0]:
                    time_at, after_time = at, cursor.position
                position += length
        if cursor.position != len(tables) or any(spec & 8 for spec, _, _ in places):
            return None
        [times] = [slice(at, at + length) for spec, at, length in places[: tables[0]] if spec == TIME]
        [raw] = [slice(at, at + length) for spec, at, length in places[tables[0] :] if spec == VALUES]
    except (Truncated, ValueError):
        return None
    return _Layout(tables[:time_at] + tables[after_time:], times, raw)


class Written(NamedTuple):
    """How one change is written: what stands before the hash of the one before it, and then, the author between them,
    before its time, before its values and at its end."""

    opening: bytes
    numbers: bytes
    columns: bytes
    values: tuple[slice, ...]
    end: bytes


@dataclass(frozen=True, slots=True)
class Pattern:
    """What a document of this pattern says, with the places of what differs.

    Places are slices of all values, one behind the other.
    """

    operations: int
    changes: tuple[Written, ...]
    answers: dict[str, Scalar]
    """Every field in order; those that the pattern does not tell are None."""
    strings: tuple[tuple[str, slice], ...]
    numbers: tuple[tuple[str, int, slice], ...]
    """With their types."""
    texts: tuple[tuple[str, tuple[slice, ...]], ...]
    unseen: tuple[tuple[int, slice], ...]
    """Types and places of what was overwritten or taken away."""
    counters: dict[str, int]
    """For each field, the number of the operation that its answer comes from."""

    def head(self, parts: Parts) -> bytes:
        """The hash of the last change, if the document's changes are those of the pattern; raises ``Unusual``."""
        author, raw, before = b"\x18" + parts.author, parts.raw, b""
        moment, written = 0, b""
        moments = times(parts.times)
        if len(moments) != len(self.changes):
            raise Unusual
        for (opening, numbers, columns, places, end), time in zip(self.changes, moments, strict=True):
            if time != moment or not written:
                moment, written = time, _time(time)
            values = raw[places[0]] if len(places) == 1 else b"".join([raw[place] for place in places])
            change = b"".join((opening, before, author, numbers, written, columns, values, end))
            before = sha256(change).digest()
        return before

    def values(self, raw: bytes) -> dict[str, Scalar]:
        """Path → answer, in the order of paths; raises ``Unusual`` for what is no value of its type."""
        found = self.answers.copy()
        try:
            for path, place in self.strings:
                found[path] = raw[place].decode()
            for path, places in self.texts:
                found[path] = "".join([raw[place].decode() for place in places])
        except UnicodeDecodeError as fault:
            raise Unusual from fault
        for path, kind, place in self.numbers:
            found[path] = value(kind, raw[place])
        for kind, place in self.unseen:
            value(kind, raw[place])
        return found


def value(kind: int, raw: bytes) -> Scalar:
    """One value as an honest library writes it; raises ``Unusual`` for any other."""
    if kind in (SIGNED, UNSIGNED):
        return number(raw, 0, signed=kind == SIGNED, end=len(raw))[0]
    if kind == TEXT:
        try:
            return raw.decode()
        except UnicodeDecodeError as fault:
            raise Unusual from fault
    if kind == FLOAT and len(raw) == 8:
        real: float = struct.unpack("<d", raw)[0]
        if math.isfinite(real):
            return real
    elif kind in (NULL, FALSE, TRUE) and not raw:
        return None if kind == NULL else kind == TRUE
    raise Unusual


def number(data: bytes, start: int, signed: bool, end: int | None = None) -> tuple[int, int]:
    """A LEB128 number of at most 63 bits, written as short as can be, and where it ends: at ``end``, if given."""
    total, place = 0, start
    try:
        if data[start] < 0x40 and end is None:
            return data[start], start + 1
        while (byte := data[place]) >= 0x80:
            total |= (byte & 0x7F) << 7 * (place - start)
            place += 1
    except IndexError as fault:
        raise Unusual from fault
    shift = 7 * (place - start)
    total |= byte << shift
    if signed and byte & 0x40:
        total -= 1 << shift + 7
    if place > start and (byte == 0 or byte == 0x7F) and signed:
        before = data[place - 1] & 0x40
        if bool(before) == bool(byte):
            raise Unusual
    elif place > start and byte == 0:
        raise Unusual
    if shift > 56 or (end is not None and place + 1 != end):
        raise Unusual
    return total, place + 1


def times(column: bytes) -> Sequence[int]:
    """The times of all changes, in seconds, out of a column as an honest library writes it; raises ``Unusual``."""
    found: list[int] = []
    total, place, step = 0, 0, None
    singly = False
    while place < len(column):
        run, place = number(column, place, signed=True)
        if -len(column) <= run < 0 and not singly:
            for _ in range(-run):
                before = step
                step, place = number(column, place, signed=True)
                if step == before or abs(step) > _STEP_MAX:
                    raise Unusual
                found.append(total := total + step)
        elif 2 <= run <= _STEP_MAX:
            before = step
            step, place = number(column, place, signed=True)
            if step == before or abs(step) > _STEP_MAX or len(found) + run > _CHANGES_MAX:
                raise Unusual
            found += [total + step * one for one in range(1, run + 1)]
            total += step * run
        else:
            raise Unusual
        singly = run < 0
    return found


_CHANGES_MAX = 2000


def _time(seconds: int) -> bytes:
    if seconds not in _TIMES:
        raise Unusual
    return bytes(
        (
            seconds & 0x7F | 0x80,
            seconds >> 7 & 0x7F | 0x80,
            seconds >> 14 & 0x7F | 0x80,
            seconds >> 21 & 0x7F | 0x80,
            seconds >> 28,
        )
    )
