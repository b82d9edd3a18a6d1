"""Automerge chunks as bytes: what can be known, and must be bounded, before the library opens them.

A few hundred bytes may stand for millions of operations (run lengths, deflate). This module reads the framing and the
column headers only, counts what the columns claim, and raises ``Refusal`` before anything is expanded.

Source: the Automerge binary format specification (chunk header, change chunk, document chunk, columns).
"""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from hashlib import sha256

from schemas.limits import Limits
from sync.column import Cursor, Truncated, distinct, run_lengths, signed_values, within
from sync.outcome import Refusal

MAGIC = b"\x85\x6f\x4a\x83"
DOCUMENT, CHANGE, DEFLATED_CHANGE = 0, 1, 2
_DEFLATE_BIT = 8
_CHANGE_ACTOR_COLUMN = 0x01
_KEY_COLUMN = 0x15
_ACTION_COLUMN = 0x42
_VALUE_TYPES_COLUMN = 0x56
_VALUES_COLUMN = 0x57
_VALUE_TYPES = {0, 1, 2, 3, 4, 5, 6, 7, 9}
"""null, false, true, unsigned, signed, float, text, bytes, timestamp; 8 is the counter, 10 to 15 are reserved."""
_TIME = 9
_TIMES_MS = range(-30_610_224_000_000, 253_402_300_800_000)
"""The years 1000 to 9999: the binding cannot read a document in which a field of the root holds another moment."""
_ACTIONS = {0, 1, 2, 3, 4, 6, 7}
"""make map, set, make list, delete, make text, make table, mark; 5 increments a counter."""


Columns = tuple[tuple[int, bytes], ...]
"""Specification and raw bytes of each, in the order in which they stand."""


@dataclass(frozen=True, slots=True)
class ChangeHead:
    """The header of one change chunk."""

    hash: bytes
    actor: bytes
    seq: int
    deps: tuple[bytes, ...]
    columns: Columns
    """Of its operations."""
    actors: tuple[bytes, ...]
    """The table that actor numbers in the columns point into: the author first."""
    start_op: int = 0


@dataclass(slots=True)
class Survey:
    """What a hand-in says of itself before it is opened."""

    changes: list[ChangeHead] = field(default_factory=list)
    documents: int = 0
    document_changes: int = 0
    """Changes inside document chunks."""
    actors: set[bytes] = field(default_factory=set)
    operations: int = 0
    inflated_bytes: int = 0
    keys: list[bytes] = field(default_factory=list)
    """The columns that name the fields of the root which the operations write."""
    saved: list[tuple[Columns, Columns]] = field(default_factory=list)
    """The columns of the changes and of the operations of each document chunk."""

    @property
    def outside(self) -> set[bytes]:
        """Hashes that the change chunks build on and that are not among them."""
        own = {change.hash for change in self.changes}
        return {dep for change in self.changes for dep in change.deps} - own

    @property
    def frontier(self) -> set[bytes]:
        """Hashes of change chunks that no other chunk of the hand-in builds on."""
        built_on = {dep for change in self.changes for dep in change.deps}
        return {change.hash for change in self.changes} - built_on


def survey(data: bytes, limits: Limits) -> Survey:
    """Read the framing of concatenated chunks; raise ``Refusal`` for what must not be opened.

    >>> survey(b"", Limits())
    Traceback (most recent call last):
    ...
    sync.outcome.Refusal: bytes.empty
    """
    if not data:
        raise Refusal("bytes.empty")
    if len(data) > limits.hand_in_bytes_max:
        raise Refusal("hand_in.too_large")
    found = Survey()
    cursor = Cursor(data)
    try:
        while cursor.position < len(data):
            _survey_chunk(cursor, found, limits)
        _bound_fields(found, limits)
    except Truncated as fault:
        raise Refusal("bytes.not_automerge") from fault
    return found


def chunk_type(data: bytes) -> int:
    """The type of the first chunk: ``DOCUMENT``, ``CHANGE`` or ``DEFLATED_CHANGE``."""
    return data[8]


def read_changes(data: bytes) -> list[ChangeHead]:
    """The headers of trusted change chunks, one after the other."""
    cursor = Cursor(data)
    found = []
    while cursor.position < len(data):
        kind, contents, _ = _frame(cursor)
        found.append(_change_head(zlib.decompress(contents, -15) if kind == DEFLATED_CHANGE else contents))
    return found


def _frame(cursor: Cursor) -> tuple[int, bytes, bytes]:
    if cursor.take(4) != MAGIC:
        raise Refusal("bytes.not_automerge")
    checksum = cursor.take(4)
    kind = cursor.take(1)[0]
    return kind, cursor.take(cursor.unsigned()), checksum


def _survey_chunk(cursor: Cursor, found: Survey, limits: Limits) -> None:
    kind, contents, checksum = _frame(cursor)
    if kind == DEFLATED_CHANGE:
        contents = _inflate(contents, limits.hand_in_inflated_bytes_max - found.inflated_bytes)
        kind = CHANGE
    found.inflated_bytes += len(contents)
    if kind == CHANGE:
        change = _change_head(contents)
        if change.hash[:4] != checksum:
            raise Refusal("bytes.not_automerge")
        found.changes.append(change)
        found.actors.add(change.actor)
        _count_operations(change.columns, found, limits)
        if len(found.changes) > limits.hand_in_changes_max:
            raise Refusal("hand_in.too_many_changes")
    elif kind == DOCUMENT:
        if sha256(b"\x00" + unsigned_bytes(len(contents)) + contents).digest()[:4] != checksum:
            raise Refusal("bytes.not_automerge")
        _survey_document(contents, found, limits)
    else:
        raise Refusal("chunk.unknown_type")
    if found.operations > limits.hand_in_operations_max:
        raise Refusal("hand_in.too_many_operations")


def _change_head(contents: bytes) -> ChangeHead:
    cursor = Cursor(contents)
    deps = tuple(cursor.take(32) for _ in range(cursor.count(32)))
    actor = cursor.take(cursor.unsigned())
    seq = cursor.unsigned()
    start_op = cursor.unsigned()
    cursor.signed()  # the author's time: a claim, read through the library where people want to see it
    cursor.take(cursor.unsigned())  # message
    others = tuple(cursor.take(cursor.unsigned()) for _ in range(cursor.count(1)))
    columns = _columns(cursor, _column_table(cursor))
    digest = sha256(b"\x01" + unsigned_bytes(len(contents)) + contents).digest()
    return ChangeHead(digest, actor, seq, deps, columns, (actor, *others), start_op)


def _survey_document(contents: bytes, found: Survey, limits: Limits) -> None:
    cursor = Cursor(contents)
    found.actors.update([cursor.take(cursor.unsigned()) for _ in range(cursor.count(1))])
    cursor.take(32 * cursor.count(32))  # heads; the library recomputes and checks them
    change_table, operation_table = _column_table(cursor), _column_table(cursor)
    changes = _inflated_columns(_columns(cursor, change_table), found, limits)
    operations = _inflated_columns(_columns(cursor, operation_table), found, limits)
    found.documents += 1
    found.saved.append((changes, operations))
    _bound(changes, limits.hand_in_changes_max, "hand_in.too_many_changes")
    authors = next((data for spec, data in changes if spec == _CHANGE_ACTOR_COLUMN), b"")
    found.document_changes += _bounded(distinct(authors, limits.hand_in_changes_max))[0]
    _count_operations(operations, found, limits)


def _column_table(cursor: Cursor) -> list[tuple[int, int]]:
    """Specification and length of each column."""
    count = cursor.count(2)
    small = cursor.data[cursor.position : cursor.position + 2 * count]
    if small.isascii():
        # One byte for each number, as in every small document.
        cursor.position += 2 * count
        return list(zip(small[::2], small[1::2], strict=True))
    return [(cursor.unsigned(), cursor.unsigned()) for _ in range(count)]


def _columns(cursor: Cursor, table: list[tuple[int, int]]) -> Columns:
    data, position = cursor.data, cursor.position
    columns = []
    for spec, length in table:
        columns.append((spec, data[position : position + length]))
        position += length
    if position > len(data):
        raise Truncated
    cursor.position = position
    return tuple(columns)


def _inflated_columns(columns: Columns, found: Survey, limits: Limits) -> Columns:
    if not any(spec & _DEFLATE_BIT for spec, _ in columns):
        return columns
    inflated = []
    for spec, data in columns:
        if spec & _DEFLATE_BIT:
            data = _inflate(data, limits.hand_in_inflated_bytes_max - found.inflated_bytes)
            found.inflated_bytes += len(data)
            spec &= ~_DEFLATE_BIT
        inflated.append((spec, data))
    return tuple(inflated)


def _count_operations(columns: Columns, found: Survey, limits: Limits) -> None:
    """Count the rows, once all columns are known to be bounded and of types that the protocol carries."""
    rows_max = limits.hand_in_operations_max
    _bound(columns, rows_max, "hand_in.too_many_operations")
    for spec, data in columns:
        if spec == _VALUE_TYPES_COLUMN:
            _, types = _bounded(distinct(data, rows_max))
            kinds = {kind & 15 for kind in types}
            if not _VALUE_TYPES.issuperset(kinds):
                raise Refusal("value.unsupported")
            raw = next((values for spec, values in columns if spec == _VALUES_COLUMN), b"")
            if _TIME in kinds and any(moment not in _TIMES_MS for moment in signed_values(data, raw, _TIME)):
                raise Refusal("value.unsupported", "A moment before the year 1000 or after 9999.")
        elif spec == _ACTION_COLUMN:
            rows, actions = _bounded(distinct(data, rows_max))
            found.operations += rows
            if not _ACTIONS.issuperset(actions):
                raise Refusal("value.unsupported")
        elif spec == _KEY_COLUMN:
            found.keys.append(data)


def _bound_fields(found: Survey, limits: Limits) -> None:
    """Bound the writes to any one field: to open them takes the library time that grows with their square."""
    most = limits.hand_in_writes_per_field_max
    if found.operations <= most:
        return
    writes: dict[bytes, int] = {}
    for column in found.keys:
        for key, rows in run_lengths(column):
            writes[key] = total = writes.get(key, 0) + rows
            if total > most:
                raise Refusal("hand_in.too_many_operations", f"More than {most} writes to one field at once.")


def _bounded(counted: tuple[int, frozenset[int]] | None) -> tuple[int, frozenset[int]]:
    if counted is None:
        raise Refusal("hand_in.too_many_operations")
    return counted


def _bound(columns: Columns, rows_max: int, code: str) -> None:
    for spec, data in columns:
        if not within(spec & 7, data, rows_max):
            raise Refusal(code)


def _inflate(data: bytes, bytes_max: int) -> bytes:
    stream = zlib.decompressobj(-15)
    try:
        inflated = stream.decompress(data, max(bytes_max, 1))
    except zlib.error as fault:
        raise Refusal("bytes.not_automerge") from fault
    if stream.unconsumed_tail or len(inflated) >= bytes_max:
        # The library may still hold a little that did not fit, and what is not seen here must not be opened elsewhere.
        raise Refusal("hand_in.too_large")
    if not stream.eof:
        raise Refusal("bytes.not_automerge")
    return inflated


def unsigned_bytes(value: int) -> bytes:
    """A number as unsigned LEB128."""
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    encoded.append(value)
    return bytes(encoded)
