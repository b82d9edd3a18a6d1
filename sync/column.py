"""Automerge columns: run-length, delta and boolean encodings, read without expanding them.

Source: the Automerge binary format specification (column types, RLE, delta, boolean, value metadata).
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

_GROUP, _ACTOR, _UNSIGNED, _DELTA, _BOOLEAN, _TEXT, _VALUE_TYPES, _RAW = range(8)
_LEB_BYTES_MAX = 10
_SMALL_COUNT_MAX = 127
_CACHED_COLUMNS = 4096
_CACHED_BYTES_MAX = 512
_CONTINUATION, _SIGN = 0x80, 0x40
_CONTINUES = [0] * _CONTINUATION + [1] * _CONTINUATION


class Truncated(Exception):
    """The bytes end, or a number runs on, where the format says something follows."""


class Cursor:
    """A place in bytes that moves forward as numbers and runs of bytes are read."""

    __slots__ = ("data", "position")

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.position = 0

    def take(self, length: int) -> bytes:
        """The next ``length`` bytes."""
        end = self.position + length
        if end > len(self.data):
            raise Truncated
        taken = self.data[self.position : end]
        self.position = end
        return taken

    def count(self, bytes_each: int) -> int:
        """A count of things of at least ``bytes_each`` bytes: never more than can follow."""
        number = self.unsigned()
        if number * bytes_each > len(self.data) - self.position:
            raise Truncated
        return number

    def unsigned(self) -> int:
        """An unsigned LEB128 number of at most 64 bits."""
        data, position = self.data, self.position
        try:
            byte = data[position]
            if byte < 0x80:
                self.position = position + 1
                return byte
            value, shift = byte & 0x7F, 7
            for place in range(position + 1, position + _LEB_BYTES_MAX):
                byte = data[place]
                value |= (byte & 0x7F) << shift
                if byte < 0x80:
                    self.position = place + 1
                    return value
                shift += 7
        except IndexError:
            pass
        raise Truncated

    def skip(self, count: int) -> None:
        """Move past so many numbers."""
        data, position = self.data, self.position
        end = position + count
        while True:
            # As many bytes as numbers still missing: each byte with the continuation bit asks for one more.
            more = sum(map(_CONTINUES.__getitem__, data[position:end]))
            if end > len(data):
                raise Truncated
            if not more:
                break
            position, end = end, end + more
        self.position = end

    def signed(self) -> int:
        """A signed LEB128 number of at most 64 bits."""
        start = self.position
        if start < len(self.data) and (byte := self.data[start]) < _CONTINUATION:
            self.position = start + 1
            return byte if byte < _SIGN else byte - _CONTINUATION
        value = self.unsigned()
        bits = 7 * (self.position - start)
        return value - (1 << bits) if value >> (bits - 1) else value


def within(kind: int, data: bytes, rows_max: int) -> bool:
    """Whether a column of type ``kind`` claims at most ``rows_max`` rows, those that a group column groups included."""
    if kind == _RAW:
        return True
    # Records of one kind are filled in alike, so their small columns come again and again, byte for byte.
    return (_within_again if len(data) <= _CACHED_BYTES_MAX else _within)(kind, data, rows_max)


def _within(kind: int, data: bytes, rows_max: int) -> bool:
    # Where no byte has the continuation bit, no count exceeds 127 and the length alone bounds the rows. Most columns
    # are so, and this test costs next to nothing.
    if data.isascii() and len(data) * (_SMALL_COUNT_MAX**2 if kind == _GROUP else _SMALL_COUNT_MAX) <= rows_max:
        return True
    cursor = Cursor(data)
    end = len(data)
    rows = grouped = 0
    while cursor.position < end:
        run = 0 if kind == _BOOLEAN else cursor.signed()
        rows += abs(run) if run else cursor.unsigned()
        if rows <= rows_max and run:
            grouped += _skip_values(cursor, kind, run)
        if rows > rows_max or grouped > rows_max:
            return False
    return True


def _skip_values(cursor: Cursor, kind: int, run: int) -> int:
    """Move past the values of a run; the rows they group, for a group column."""
    count = 1 if run > 0 else -run
    if kind == _TEXT:
        for _ in range(count):
            cursor.take(cursor.unsigned())
        return 0
    if kind == _GROUP:
        return sum([cursor.unsigned() for _ in range(count)]) * max(run, 1)
    cursor.skip(count)
    return 0


_within_again = lru_cache(_CACHED_COLUMNS)(_within)


def distinct(data: bytes, rows_max: int) -> tuple[int, frozenset[int]] | None:
    """Rows and distinct values of a run-length column of unsigned numbers; None if it claims over ``rows_max`` rows."""
    return (_distinct_again if len(data) <= _CACHED_BYTES_MAX else _distinct)(data, rows_max)


def _distinct(data: bytes, rows_max: int) -> tuple[int, frozenset[int]] | None:
    cursor = Cursor(data)
    end = len(data)
    small = data.isascii()  # then every number is one byte, and a run of them a slice
    rows = 0
    seen: set[int] = set()
    while cursor.position < end:
        run = cursor.signed()
        rows += abs(run) if run else cursor.unsigned()
        if rows > rows_max:
            return None
        if run > 0:
            seen.add(cursor.unsigned())
        elif run < 0:
            seen.update(cursor.take(-run) if small else [cursor.unsigned() for _ in range(-run)])
    return rows, frozenset(seen)


_distinct_again = lru_cache(_CACHED_COLUMNS)(_distinct)


def run_lengths(data: bytes) -> Iterator[tuple[bytes, int]]:
    """The texts in a run-length column as they are encoded, each with how often it stands there one after the other."""
    cursor, end = Cursor(data), len(data)
    while cursor.position < end:
        run = cursor.signed()
        if run == 0:
            cursor.unsigned()
        for _ in range(1 if run > 0 else -run):
            yield cursor.take(cursor.unsigned()), max(run, 1)


def signed_values(types: bytes, raw: bytes, kind: int) -> Iterator[int]:
    """The values of one signed type in a value column whose rows are known to be bounded."""
    cursor, values = Cursor(types), Cursor(raw)
    while cursor.position < len(types):
        run = cursor.signed()
        if run == 0:
            cursor.unsigned()
            continue
        for _ in range(1 if run > 0 else -run):
            described = cursor.unsigned()
            for _ in range(max(run, 1)):
                value = values.take(described >> 4)
                if described & 15 == kind:
                    yield Cursor(value).signed()


def texts(data: bytes) -> list[str | None]:
    """A run-length text column expanded; only for chunks that were surveyed before."""
    cursor = Cursor(data)
    expanded: list[str | None] = []
    while cursor.position < len(data):
        run = cursor.signed()
        if run == 0:
            expanded.extend([None] * cursor.unsigned())
        elif run > 0:
            expanded.extend([cursor.take(cursor.unsigned()).decode("utf-8", "replace")] * run)
        else:
            expanded.extend(cursor.take(cursor.unsigned()).decode("utf-8", "replace") for _ in range(-run))
    return expanded


def numbers(data: bytes) -> list[int | None]:
    """A run-length column of unsigned numbers expanded; only for chunks that were surveyed before."""
    cursor = Cursor(data)
    expanded: list[int | None] = []
    while cursor.position < len(data):
        run = cursor.signed()
        if run == 0:
            expanded.extend([None] * cursor.unsigned())
        elif run > 0:
            expanded.extend([cursor.unsigned()] * run)
        else:
            expanded.extend(cursor.unsigned() for _ in range(-run))
    return expanded


def totals(data: bytes) -> list[int | None]:
    """A delta column expanded; only for chunks that were surveyed before."""
    cursor, total = Cursor(data), 0
    expanded: list[int | None] = []
    while cursor.position < len(data):
        run = cursor.signed()
        if run == 0:
            expanded.extend([None] * cursor.unsigned())
            continue
        step = cursor.signed() if run > 0 else 0
        for _ in range(abs(run)):
            total += step if run > 0 else cursor.signed()
            expanded.append(total)
    return expanded


def flags(data: bytes) -> list[bool]:
    """A boolean column expanded; only for chunks that were surveyed before."""
    cursor, value = Cursor(data), False
    expanded: list[bool] = []
    while cursor.position < len(data):
        expanded.extend([value] * cursor.unsigned())
        value = not value
    return expanded


def strings(data: bytes) -> list[bytes | None]:
    """A run-length text column expanded, its texts as they are encoded; only for chunks that were surveyed before."""
    cursor = Cursor(data)
    expanded: list[bytes | None] = []
    while cursor.position < len(data):
        run = cursor.signed()
        if run == 0:
            expanded.extend([None] * cursor.unsigned())
        elif run > 0:
            expanded.extend([cursor.take(cursor.unsigned())] * run)
        else:
            expanded.extend(cursor.take(cursor.unsigned()) for _ in range(-run))
    return expanded
