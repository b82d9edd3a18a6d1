"""Automerge change chunks made by hand, byte by byte: what no honest library would write, with checksums that fit.

Source: the Automerge binary format specification.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import groupby

NULL, FALSE, TRUE, UNSIGNED, SIGNED, FLOAT, TEXT, BYTES, COUNTER, TIME = range(10)
SET, INCREMENT = 1, 5
MAGIC = b"\x85\x6f\x4a\x83"


@dataclass(frozen=True)
class Row:
    """One operation on a field of the root."""

    key: str
    type: int
    raw: bytes = b""
    action: int = SET


def unsigned(value: int) -> bytes:
    """Unsigned LEB128."""
    encoded = bytearray()
    while value > 0x7F:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*encoded, value])


def signed(value: int) -> bytes:
    """Signed LEB128."""
    encoded = bytearray()
    while not -64 <= value <= 63:
        encoded.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*encoded, value & 0x7F])


def chunk(kind: int, contents: bytes) -> bytes:
    """Contents in a frame whose checksum fits."""
    header = bytes([kind]) + unsigned(len(contents))
    return MAGIC + sha256(header + contents).digest()[:4] + header + contents


def refitted(data: bytes) -> bytes:
    """One chunk, changed on the way by somebody who knows how checksums are made."""
    return data[:4] + sha256(data[8:]).digest()[:4] + data[8:]


def text(value: str) -> bytes:
    """A string as it stands in a column."""
    return unsigned(len(value.encode())) + value.encode()


def runs(values: Sequence[bytes]) -> bytes:
    """A run-length column as Automerge itself writes it: equal neighbours as a run, others as they are."""
    groups = [(value, len(list(same))) for value, same in groupby(values)]
    column, singles = b"", []
    for value, count in [*groups, (b"", 0)]:
        if count == 1:
            singles.append(value)
            continue
        if singles:
            column += signed(-len(singles)) + b"".join(singles)
            singles = []
        if count:
            column += signed(count) + value
    return column


def literals(values: Sequence[bytes]) -> bytes:
    """The same column as Automerge never writes it: it reads so, and is another after it was saved."""
    return signed(-len(values)) + b"".join(values)


def change(
    actor: bytes, rows: Sequence[Row], *, seq: int = 1, start_op: int = 1, deps: Sequence[bytes] = (), time: int = 0,
    column: Callable[[Sequence[bytes]], bytes] = runs,
) -> bytes:  # fmt: skip
    """One change chunk."""
    count = len(rows)
    columns = [
        (0x15, column([text(row.key) for row in rows])),
        (0x34, unsigned(count)),
        (0x42, column([unsigned(row.action) for row in rows])),
        (0x56, column([unsigned(len(row.raw) << 4 | row.type) for row in rows])),
        (0x57, b"".join(row.raw for row in rows)),
        (0x70, column([b"\x00"] * count)),
    ]
    return with_columns(actor, columns, seq=seq, start_op=start_op, deps=deps, time=time)


def with_columns(
    actor: bytes,
    columns: Sequence[tuple[int, bytes]],
    *,
    seq: int = 1,
    start_op: int = 1,
    deps: Sequence[bytes] = (),
    time: int = 0,
) -> bytes:
    """One change chunk with columns as they are given, whatever they claim."""
    kept = [(spec, data) for spec, data in columns if data]
    contents = (
        unsigned(len(deps)) + b"".join(sorted(deps)) + unsigned(len(actor)) + actor + unsigned(seq) + unsigned(start_op)
        + signed(time) + b"\x00\x00" + unsigned(len(kept))
        + b"".join(unsigned(spec) + unsigned(len(data)) for spec, data in kept)
        + b"".join(data for _, data in kept)
    )  # fmt: skip
    return chunk(1, contents)


def hash_of(data: bytes) -> bytes:
    """The hash that names a change chunk."""
    return sha256(data[8:]).digest()


def birth(actor: bytes, grid: str, *more: Row, kind: str = "visit") -> bytes:
    """The change that gives birth to a document."""
    return change(
        actor,
        [
            *sorted(
                [
                    Row("grid", TEXT, grid.encode()),
                    Row("kind", TEXT, kind.encode()),
                    Row("kind_version", SIGNED, b"\x01"),
                    *more,
                ],
                key=lambda row: row.key,
            )
        ],
    )
