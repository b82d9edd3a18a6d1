"""The box died; yesterday's backup is on the stick."""

from __future__ import annotations

import errno
import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from server import backup as backing
from server import create_app
from server.backup_file import Damaged, checked
from server.database import db, reading
from server.models import Chunk, Community, Conflict, Document, Record, ResidentEntry, ResidentKey, Tablet
from server.restore import NotEmpty, restore
from server.settings import Settings
from tests.server.commands.world import COMMUNITY, World
from tests.servers.commands import close_app, environment, run_flask
from tests.servers.databases import Databases

Command = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def stick(tmp_path: Path) -> Path:
    folder = tmp_path / "stick"
    folder.mkdir()
    return folder


def _data(world: World) -> Path:
    data: Path = world.app.extensions["mulin"].data
    return data


def _backup(world: World, stick: Path) -> Path:
    with world.app.app_context():
        path, _ = backing.backup(_data(world), stick)
        return path


def _all(table: type) -> list[tuple[object, ...]]:
    with reading() as session:
        columns = table.__table__.columns  # type: ignore[attr-defined]
        return sorted(tuple(map(repr, row)) for row in session.execute(sa.select(*columns)))


def test_a_new_box_takes_the_place_of_the_one_that_died(
    world: World, stick: Path, databases: Databases, tmp_path: Path
) -> None:
    tables = (Chunk, Document, Record, Conflict, ResidentKey, ResidentEntry, Tablet)
    with world.app.app_context():
        before = {table: _all(table) for table in tables}
        log = db.session.get_one(Community, COMMUNITY).log
        db.session.rollback()
    path = _backup(world, stick)
    url, data = databases.empty(), tmp_path / "new box"
    try:
        said = run_flask("restore", str(path), database_url=url, data=data)
        assert "restored" in said.stdout
        run_flask("verify", database_url=url, data=data)
        app = create_app(Settings.from_environment(environment(database_url=url, data=data)))
        with app.app_context():
            assert {table: _all(table) for table in tables} == before
            # By this the tablets notice, and hand in again what came after the backup.
            assert db.session.get_one(Community, COMMUNITY).log != log
            db.session.rollback()
        close_app(app)
        assert len(list((data / "attachments").rglob("*/??/*"))) == 1
    finally:
        databases.drop(url)


def test_a_backup_goes_into_the_other_kind_of_database(
    world: World,
    stick: Path,
    _databases_by_kind: Callable[[str], Databases],  # noqa: PT019
    database_kind: str,
    tmp_path: Path,
) -> None:
    other = _databases_by_kind("sqlite" if database_kind == "postgresql" else "postgresql")
    url, data = other.fresh(), tmp_path / "other"
    try:
        run_flask("restore", str(_backup(world, stick)), database_url=url, data=data)
        said = json.loads(run_flask("verify", "--json", database_url=url, data=data).stdout)
        assert (said["findings"], said["documents"], said["attachments"]) == ([], 5, 1)
    finally:
        other.drop(url)


def test_restoring_over_data_asks_first_and_keeps_what_was_there(world: World, stick: Path) -> None:
    path = _backup(world, stick)
    with world.app.app_context():
        before = _all(Chunk)
        with pytest.raises(NotEmpty):
            restore(_data(world), path, replace=False)
        assert _all(Chunk) == before
        world.write("王芳", "later", "household", "g1", address_text="后来写的")
        done = restore(_data(world), path, replace=True)
        assert _all(Chunk) == before
        assert done.kept is not None
        assert done.findings == []
        # Twice: the same again, and what was kept brings back what came later.
        assert restore(_data(world), path, replace=True).findings == []
        assert restore(_data(world), done.kept, replace=True).findings == []
        assert len(_all(Chunk)) == len(before) + 1


def test_what_was_handed_in_after_the_backup_is_taken_again(world: World, stick: Path) -> None:
    """The tablet still holds it; after the restore it hands it in as if for the first time, and all is as before."""
    path = _backup(world, stick)
    with world.app.app_context():
        document = world.write("王芳", "later", "household", "g1", address_text="备份之后")
        with reading() as session:
            digest = session.scalars(sa.text("SELECT digest FROM grid WHERE id = 'g1'")).one()
        restore(_data(world), path, replace=True)
        assert world.hand_in("王芳", "later", document) == "merged"
        with reading() as session:
            assert bytes(session.scalars(sa.text("SELECT digest FROM grid WHERE id = 'g1'")).one()) == bytes(digest)


def test_a_tablet_that_was_revoked_after_the_backup_stays_revoked(world: World, stick: Path) -> None:
    path = _backup(world, stick)
    with world.app.app_context():
        with db.engine.begin() as connection:
            connection.execute(sa.update(Tablet).where(Tablet.name == "张强的平板").values(revoked_ms=5))
        restore(_data(world), path, replace=True)
        with reading() as session:
            assert session.scalars(sa.select(Tablet.name).where(Tablet.revoked_ms == 5)).all() == ["张强的平板"]


@pytest.mark.parametrize("cut", [1, 30, 50, 90, 99])
def test_a_file_that_was_cut_off_is_refused(world: World, stick: Path, cut: int) -> None:
    path = _backup(world, stick)
    whole = path.read_bytes()
    path.write_bytes(whole[: len(whole) * cut // 100])
    _refused_untouched(world, path)


def test_a_flipped_bit_anywhere_is_found(world: World, stick: Path) -> None:
    path = _backup(world, stick)
    whole = path.read_bytes()
    with world.app.app_context():
        before = _all(Community)
    harmless = 0
    for at in range(7, len(whole), max(len(whole) // 120, 1)):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 4]) + whole[at + 1 :])
        try:
            checked(path)
        except Damaged:
            continue
        # Dates and the like in the zip's own headers; what the members hold is as it was.
        harmless += 1
        with zipfile.ZipFile(path) as file:
            assert file.testzip() is None
    assert harmless < 30
    with world.app.app_context():
        assert _all(Community) == before


@pytest.mark.parametrize("change", ["a row less", "a part less", "a part more", "no zip", "other columns"])
def test_a_file_that_somebody_edited_is_refused(world: World, stick: Path, change: str) -> None:
    path = _backup(world, stick)
    with zipfile.ZipFile(path) as file:
        parts = {name: file.read(name) for name in file.namelist()}
    if change == "a row less":
        parts["tables/chunk.jsonl"] = parts["tables/chunk.jsonl"].partition(b"\n")[2]
    elif change == "a part less":
        del parts["tables/document.jsonl"]
    elif change == "a part more":
        parts["tables/extra.jsonl"] = b""
    elif change == "other columns":
        parts["manifest.json"] = parts["manifest.json"].replace(b'"format": 1', b'"format": 2')
    with zipfile.ZipFile(path, "w") as file:
        for name, content in parts.items():
            file.writestr(name, content)
    if change == "no zip":
        path.write_bytes(b"not a backup")
    _refused_untouched(world, path)


def _refused_untouched(world: World, path: Path) -> None:
    with world.app.app_context():
        before = _all(Community), _all(Chunk)
        with pytest.raises(Damaged):
            restore(_data(world), path, replace=True)
        assert (_all(Community), _all(Chunk)) == before


def test_the_keeper_reads_a_sentence(world: World, stick: Path, flask_command: Command) -> None:
    assert world.documents
    done = flask_command("backup", str(stick / "nowhere" / "x.zip"), expect=1)
    assert "USB" in done.stderr
    (stick / "bad.zip").write_bytes(b"x")
    done = flask_command("restore", str(stick / "bad.zip"), "--replace", expect=1)
    assert "Nothing was changed" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_stick_that_is_full_leaves_nothing_half_done(
    world: World, stick: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good = _backup(world, stick)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(backing.os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        _backup(world, stick)
    assert list(stick.iterdir()) == [good]


def test_the_oldest_backups_go(world: World, stick: Path, flask_command: Command) -> None:
    _backup(world, stick)
    _backup(world, stick)
    (stick / "holiday.zip").write_bytes(b"mine")
    said = json.loads(flask_command("backup", str(stick), "--keep", "2", "--json").stdout)
    assert len(said["removed"]) == 1
    assert len(list(stick.glob("mulin-*.zip"))) == 2
    assert (stick / "holiday.zip").exists()
