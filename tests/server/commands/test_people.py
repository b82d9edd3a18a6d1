"""The first day: a community, its grids, its people, their tablets; and what a keeper mistypes."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import pytest
import sqlalchemy as sa

from server.database import db, reading, writing
from server.models import AuditEvent, Conflict, Pairing, Record, ResidentEntry, ResidentKey, Throttle
from server.prune import prune
from tests.server.commands.world import World

if TYPE_CHECKING:
    from flask import Flask

Command = Callable[..., subprocess.CompletedProcess[str]]
_DAY_MS = 86_400_000


def test_the_first_day_of_a_community(flask_command: Command, app: Flask) -> None:
    flask_command("community", "add", "ruyili", "如意里社区")
    flask_command("grid", "add", "g1", "1网格")
    added = flask_command(
        "person", "add", "王芳", "--role", "grid_worker", "--grid", "1网格", "--login", "wangfang", "--password-stdin",
        "--json", stdin="correct horse\n",
    )  # fmt: skip
    assert json.loads(added.stdout)["grids"] == ["g1"]
    code = json.loads(flask_command("pair", "wangfang", "--origin", "https://mulin.local", "--json").stdout)
    assert code["uri"] == f"mulin:https://mulin.local#{code['code']}"
    tablet = app.test_client().post("/api/v1/enrol", json={"code": code["code"], "name": "7号平板"})
    assert tablet.status_code == 201
    body = tablet.get_json()
    assert [grid["id"] for grid in body["grids"]] == ["g1"]
    # It is lost; by name or by id, once or twice.
    assert json.loads(flask_command("revoke", "7号平板", "--json").stdout)["changed"] is True
    assert json.loads(flask_command("revoke", body["tablet"], "--json").stdout)["changed"] is False
    (row,) = json.loads(flask_command("tablet", "list", "--json").stdout)
    assert (row["name"], row["person"], row["revoked"]) == ("7号平板", "王芳", True)
    flask_command("verify")


def test_the_square_can_be_scanned(world: World, flask_command: Command) -> None:
    assert "█" in flask_command("pair", "王芳").stdout
    assert world.people


def test_assigning_twice_is_assigning_once(world: World, flask_command: Command) -> None:
    assert world.people

    def changed(*arguments: str) -> bool:
        return bool(json.loads(flask_command(*arguments, "--json").stdout)["changed"])

    assert not changed("assign", "王芳", "g1")
    assert changed("unassign", "王芳", "g1")
    assert not changed("unassign", "王芳", "g1")
    (wang,) = [one for one in json.loads(flask_command("person", "list", "--json").stdout) if one["name"] == "王芳"]
    assert wang["grids"] == ["g2"]
    assert changed("assign", "王芳", "g1")


@pytest.mark.parametrize(
    "arguments",
    [
        ["grid", "add", "g9", "九网格", "--community", "nowhere"],
        ["grid", "add", "g1", "又一个"],
        ["grid", "add", "../x", "坏编号"],
        ["community", "add", "ruyili", "又一个"],
        ["community", "add", "b", " "],
        ["person", "add", "甲", "--role", "doctor", "--grid", "nowhere"],
        ["person", "add", "甲", "--role", "doctor", "--login", "王芳", "--password-stdin"],
        ["person", "add", "甲", "--role", "doctor", "--login", "jia", "--password-stdin"],
        ["pair", "nobody"],
        ["revoke", "nothing"],
        ["assign", "王芳", "nowhere"],
        ["erase", "not-an-id", "--reason", "x", "--by", "李红", "--approved-by", "管理员"],
        ["export", "visit", "noending"],
        ["backup", "no/such/folder/x.zip"],
        ["restore", "no-such-file.zip"],
    ],
    ids=" ".join,
)
def test_a_mistake_is_answered_with_a_sentence(world: World, flask_command: Command, arguments: list[str]) -> None:
    done = flask_command(*arguments, stdin="short\n", expect=1)
    chinese, english, *_ = done.stderr.splitlines()
    assert any("\u4e00" <= letter <= "\u9fff" for letter in chinese)
    assert english.isascii() or any(name in english for name in ("王芳", "g1"))
    assert "Traceback" not in done.stderr
    with world.app.app_context(), reading() as session:
        assert len(session.execute(sa.text("SELECT id FROM person")).all()) == 4


def test_a_database_without_tables_is_said_so(empty_database_url: str, data: Any) -> None:
    from tests.servers.commands import run_flask  # noqa: PLC0415

    done = run_flask("person", "list", database_url=empty_database_url, data=data, expect=1)
    assert "db upgrade" in done.stderr
    assert "Traceback" not in done.stderr


def test_records_that_were_burnt_come_back(world: World, flask_command: Command) -> None:
    with world.app.app_context():
        with writing() as session:
            for table in (Record, Conflict, ResidentKey, ResidentEntry):
                session.execute(sa.delete(table))
        assert json.loads(flask_command("reconcile", "--json").stdout)["records"] == 5
        assert json.loads(flask_command("reconcile", "--json").stdout)["records"] == 0
        assert json.loads(flask_command("reconcile", "--all", "--json").stdout)["records"] == 5
    flask_command("verify")


def test_a_small_machine_is_told_apart_from_a_demo(world: World, flask_command: Command) -> None:
    """Where a community of one's own is, no demo is made beside it."""
    assert json.loads(flask_command("demo", "--json").stdout) == {"made": False, "community": None}
    assert world.people


def test_pruning_keeps_a_year_of_the_audit_log(world: World) -> None:
    from server.clock import now_ms  # noqa: PLC0415

    data = world.app.extensions["mulin"].data
    with world.app.app_context():
        with reading() as session:
            before = len(session.execute(sa.select(AuditEvent.id)).all())
        for days, removed in ((365, 0), (367, before)):
            with db.engine.begin() as connection:
                connection.execute(sa.update(AuditEvent).values(at_ms=now_ms() - days * _DAY_MS))
                connection.execute(sa.delete(Throttle))
                connection.execute(sa.insert(Throttle), {"key": "x", "since_ms": 5, "tries": 1})
            done = prune(data)
            assert done["audit_events"] == removed
            assert done["throttles"] == 1
        assert prune(data) == dict.fromkeys(done, 0)
        with reading() as session:
            assert session.execute(sa.select(Pairing.id)).all() == []
