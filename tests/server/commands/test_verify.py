"""“Has anybody been at the data?” Verify names the very row, whatever was changed in it."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
import sqlalchemy as sa

from server.attachment_store import Store
from server.database import db, reading
from server.finding import Finding
from server.models import Chunk, Conflict, Document, Grid, Record, ResidentEntry, ResidentKey
from server.verify import Counts, verify
from tests.server.commands.world import COMMUNITY, World

Command = Callable[..., subprocess.CompletedProcess[str]]

TABLES = (Chunk, Document, Record, Grid, Conflict, ResidentKey, ResidentEntry)
# Names of things: nothing is derived from them.
FREE = {("grid", "name"), ("grid", "closed_ms")}


def findings() -> list[Finding]:
    with reading() as session:
        return list(verify(session, Counts()))


def test_all_is_well(world: World, flask_command: Command) -> None:
    with world.app.app_context():
        assert findings() == []
    said = json.loads(flask_command("verify", "--json").stdout)
    assert said["findings"] == []
    assert (said["grids"], said["documents"], said["attachments"]) == (2, 5, 1)
    assert "All is well" in flask_command("verify").stdout


def test_every_column_of_every_row_is_guarded(world: World) -> None:
    """One bit, or one step, in any column of any row: the first finding names that row."""
    with world.app.app_context():
        missed, tried = [], 0
        for table in TABLES:
            for row in _all_rows(table):
                for column in table.__table__.columns:
                    if (table.__tablename__, column.name) in FREE:
                        continue
                    for tampered in _tampered(row[column.name]):
                        tried += 1
                        wrong = _with(table, row, column.name, tampered)
                        if wrong is not None and not _names(wrong, table, row, column.name):
                            missed.append((table.__tablename__, column.name, row[column.name], tampered, wrong[:2]))
        assert tried > 150
        assert missed == []
        assert findings() == []


@pytest.mark.parametrize("table", [Chunk, Document, Record], ids=lambda table: table.__tablename__)
def test_a_row_that_is_gone_is_missed(world: World, table: Any) -> None:
    with world.app.app_context():
        for row in _all_rows(table):
            with _unguarded() as connection:
                connection.execute(sa.delete(table).where(*_key(table, row)))
                connection.commit()
            try:
                assert findings(), row
            finally:
                with _unguarded() as connection:
                    connection.execute(sa.insert(table), [row])
                    connection.commit()


def test_the_keeper_is_told_which_row_and_what_to_do(world: World, flask_command: Command) -> None:
    with world.app.app_context():
        (row,) = [one for one in _all_rows(Chunk) if one["grid_id"] == "g2" and one["seq"] == 1]
        with _unguarded() as connection:
            connection.execute(
                sa.update(Chunk).where(*_key(Chunk, row)).values(data=row["data"][:-1] + bytes([row["data"][-1] ^ 1]))
            )
            connection.commit()
    done = flask_command("verify", expect=1)
    assert "网格 g2，第 1 条" in done.stdout
    assert "grid g2, seq 1" in done.stdout
    assert len(done.stdout.splitlines()) == 2
    assert "backup" not in done.stdout
    assert "restore the last good backup" in done.stderr
    assert len(flask_command("verify", "--all-faults", expect=1).stdout.splitlines()) > 2


def test_a_photo_that_rotted_is_found(world: World) -> None:
    with world.app.app_context():
        (photo,) = (world.app.extensions["mulin"].data / "attachments").rglob("*/??/*")
        whole = photo.read_bytes()
        photo.write_bytes(whole[:-1] + b"x")
        (wrong,) = findings()
        assert (wrong.table, wrong.document) == ("attachment", world.documents["visit"])
        Store().remove(COMMUNITY, bytes.fromhex(photo.name))
        (gone,) = findings()
        assert gone.found == "no bytes"


def _all_rows(table: Any) -> list[dict[str, Any]]:
    columns = table.__table__.columns
    with reading() as session:
        rows = session.execute(sa.select(*columns).order_by(*table.__table__.primary_key.columns)).mappings().all()
    return [{column.name: row[column] for column in columns} for row in rows]


def _tampered(value: Any) -> list[Any]:
    """What a flipped bit or a busy hand makes of a value."""
    if isinstance(value, bool):
        return [not value]
    if isinstance(value, bytes):
        at = len(value) // 2
        return [value[:at] + bytes([value[at] ^ 1]) + value[at + 1 :]] if value else [b"\x00"]
    if isinstance(value, str):
        return [value[:-1] + chr(ord(value[-1]) ^ 1)] if value else ["x"]
    if isinstance(value, int):
        return [value ^ 1]
    if isinstance(value, dict):
        return [{**value, "name": "甲"}, {}] if value else [{"name": "甲"}]
    if isinstance(value, list):
        return [[*value, 1], []] if value else [[1]]
    return [b"0123456789abcdef"]


def _with(table: Any, row: dict[str, Any], column: str, tampered: Any) -> list[Finding] | None:
    """What verify finds while ``column`` of ``row`` holds something else; the row is as it was afterwards."""
    if isinstance(table.__table__.columns[column].type, sa.BigInteger | sa.Integer) and isinstance(tampered, bytes):
        tampered = 7
    now = {**row, column: tampered}
    with _unguarded() as connection:
        try:
            connection.execute(sa.update(table).where(*_key(table, row)).values({column: tampered}))
        except sa.exc.IntegrityError:
            return None  # the database itself does not let it stand
        connection.commit()
    try:
        return findings()
    finally:
        with _unguarded() as connection:
            connection.execute(sa.update(table).where(*_key(table, now)).values({column: row[column]}))
            connection.commit()


def _unguarded() -> sa.Connection:
    """A connection that does not look after foreign keys: whoever tampers with a file has no use for them."""
    connection = db.engine.connect()
    if db.engine.dialect.name == "sqlite":
        connection.connection.driver_connection.execute("PRAGMA foreign_keys=OFF")  # type: ignore[union-attr]
    else:
        connection.execute(sa.text("SET session_replication_role = replica"))
    return connection


def _key(table: Any, row: dict[str, Any]) -> list[Any]:
    return [column == row[column.name] for column in table.__table__.primary_key.columns]


def _names(wrong: list[Finding], table: Any, row: dict[str, Any], column: str) -> bool:
    """Whether something that was found is about this row; where its key was changed, about the gap it left."""
    name = table.__tablename__
    keys = {one.name for one in table.__table__.primary_key.columns}
    if column in keys:
        return bool(wrong)
    if not wrong:
        return False
    if name == "chunk":
        return any(one.table == "chunk" and (one.grid, one.seq) == (row["grid_id"], row["seq"]) for one in wrong)
    if name == "grid":
        return any(one.table == "grid" and one.grid == row["id"] for one in wrong)
    document = row.get("document_id", row.get("id"))
    return any(one.table == name and one.document == document for one in wrong)
