"""A community that is at work takes a new version: what it holds is the same before and after, and all is well."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import Any

import sqlalchemy as sa

from server.database import db, reading
from server.models import Record
from tests.server.commands.world import World

Command = Callable[..., subprocess.CompletedProcess[str]]


def _records() -> list[Any]:
    with reading() as session:
        return [dict(row) for row in session.execute(sa.select(*Record.__table__.columns)).mappings()]


def test_back_to_the_version_before_and_forth_again(world: World, flask_command: Command) -> None:
    with world.app.app_context():
        before = sorted(_records(), key=lambda row: row["document_id"])
        assert before
        db.session.remove()
        db.engine.dispose()
    flask_command("db", "downgrade", "0009")
    flask_command("db", "upgrade")
    with world.app.app_context():
        after = _records()
        if db.engine.dialect.name == "sqlite":
            assert [row["received_ms"] for row in after] == sorted(row["received_ms"] for row in after)
        assert sorted(after, key=lambda row: row["document_id"]) == before
        with reading() as session:
            assert session.execute(sa.text("SELECT count(*) FROM report_visit")).scalar_one() == 2
    assert json.loads(flask_command("verify", "--json").stdout)["findings"] == []
