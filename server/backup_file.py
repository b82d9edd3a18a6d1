"""What a backup is: one zip file with every table as lines of JSON, every attachment, and a manifest of hashes.

The manifest is written last: a file that was cut off has none. Tables that can be derived from others are left out, so
the same file goes into either kind of database.
"""

from __future__ import annotations

import json
import zipfile
from base64 import b64decode, b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import IO, Any

from sqlalchemy import JSON, LargeBinary, Table

from server.attachment_store import pieces
from server.database import Base

FORMAT = 1
MANIFEST = "manifest.json"
DERIVED = frozenset(
    {
        "record", "conflict", "resident_entry", "resident_key", "result", "due", "sighting", "due_state",
        "visit_rate", "visit_rate_state",
    }
)  # fmt: skip
_NEVER = frozenset({"throttle", "care_behind", "remind_run"})
"""Of the machine and the moment: counters of wrong tries, who runs what, and what a restore marks anew."""


class Damaged(Exception):
    """A file that is no whole backup; the message says what is wrong with it."""


def kept_tables() -> list[Table]:
    """The tables in a backup, those that others refer to first."""
    return [table for table in Base.metadata.sorted_tables if table.name not in DERIVED | _NEVER]


def member(table: Table) -> str:
    """Where a table's rows stand in the file."""
    return f"tables/{table.name}.jsonl"


def encode(table: Table, row: Any) -> bytes:
    """A row as one line."""
    values = {}
    for column in table.columns:
        value = row[column.name]
        if isinstance(column.type, LargeBinary) and value is not None:
            value = b64encode(value).decode()
        values[column.name] = value
    return json.dumps(values, ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def decode(table: Table, line: bytes) -> dict[str, Any]:
    """The row of a line; raises ``Damaged`` where it is not of the table's form."""
    try:
        values = json.loads(line)
        if set(values) != {column.name for column in table.columns}:
            raise Damaged(f"{table.name}: other columns than this version has")
        for column in table.columns:
            value = values[column.name]
            if isinstance(column.type, LargeBinary) and value is not None:
                values[column.name] = b64decode(value, validate=True)
            elif isinstance(column.type, JSON):
                continue
        return dict(values)
    except (ValueError, TypeError) as fault:
        raise Damaged(f"{table.name}: a line cannot be read") from fault


def checked(path: Path) -> dict[str, Any]:
    """The manifest of a backup in which every byte is as it was written; raises ``Damaged``."""
    try:
        with zipfile.ZipFile(path) as file:
            manifest = _manifest(file)
            names = [name for name in file.namelist() if name != MANIFEST]
            if sorted(names) != sorted(manifest["members"]):
                raise Damaged("its parts are not those that its manifest names")
            for name, said in manifest["members"].items():
                with file.open(name) as part:
                    _check(name, part, said)
            return manifest
    except (zipfile.BadZipFile, EOFError, NotImplementedError, RuntimeError) as fault:
        raise Damaged(str(fault)) from fault
    except FileNotFoundError as fault:
        raise Damaged("there is no such file") from fault
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as fault:
        raise Damaged(f"it cannot be read: {fault}") from fault
    except Exception as fault:  # zlib, lzma and their like, each with an error of its own
        if isinstance(fault, Damaged):
            raise
        raise Damaged(f"it cannot be read: {fault}") from fault


def _manifest(file: zipfile.ZipFile) -> dict[str, Any]:
    if MANIFEST not in file.namelist():
        raise Damaged("it has no manifest: it was cut off, or is no backup of Mulin")
    manifest: dict[str, Any] = json.loads(file.read(MANIFEST))
    sealed = manifest.pop("seal", None)
    if sealed != seal(manifest):
        raise Damaged("its manifest was changed")
    if manifest.get("format") != FORMAT:
        raise Damaged("it was made by another version of Mulin")
    return manifest


def seal(manifest: dict[str, Any]) -> str:
    """The hash by which a manifest is known to be whole."""
    return sha256(json.dumps(manifest, sort_keys=True).encode()).hexdigest()


def _check(name: str, part: IO[bytes], said: dict[str, Any]) -> None:
    found, size = sha256(), 0
    for piece in pieces(part):  # type: ignore[arg-type]
        found.update(piece)
        size += len(piece)
    if found.hexdigest() != said["sha256"] or size != said["bytes"]:
        raise Damaged(f"{name} is not as it was written")


def rows_in(file: zipfile.ZipFile, table: Table, page: int) -> Iterator[list[dict[str, Any]]]:
    """A table's rows, so many at a time."""
    with file.open(member(table)) as lines:
        rows: list[dict[str, Any]] = []
        for line in lines:
            rows.append(decode(table, line))
            if len(rows) == page:
                yield rows
                rows = []
        if rows:
            yield rows
