"""A community's own form, from the secretary's Excel file to the door and back: real tablets, a real server."""

from __future__ import annotations

import http.client
import json
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from flask import Flask
from sqlalchemy import select, text

from server.clock import fresh_id, now_ms
from server.database import writing
from server.models import ApiToken, Record
from server.tokens import token_hash
from tests.forms.secretary import tenants, three_questions
from tests.servers.running import RunningServer
from tests.stories.cast import GRIDS, Cast
from tests.stories.truth import check_everything
from tests.tablet.driver import Tablet, TabletProcess

Command = Callable[..., subprocess.CompletedProcess[str]]
NOW_MS = 1_790_000_000_000
LOOKS = 40
"""Requests that find both workers of the server, and then some."""
GOOD_ANSWERS: dict[str, Any] = {
    "text": "钱多多", "decimal": 1200, "integer": 3, "date": "2026-03-01", "phone": "13812345678", "time": NOW_MS,
}  # fmt: skip


@pytest.fixture
def process() -> Iterator[TabletProcess]:
    with TabletProcess() as running:
        yield running


def _fields(form: dict[str, Any]) -> list[dict[str, Any]]:
    return [part for section in form["sections"] for part in section["parts"] if "group" not in part]


def _filled_in(form: dict[str, Any], person: str) -> dict[str, Any]:
    """Answers to every question of a form, found in the form alone, as a tablet that draws it would."""
    values: dict[str, Any] = {}
    for field in _fields(form):
        if field["path"].startswith("computed.") or field.get("retired"):
            continue
        if field["type"] == "code":
            values[field["path"]] = field["codes"][0]["code"]
        elif field["type"] == "choices":
            values[field["options"][0]["path"]] = True
        elif field["type"] == "person":
            values[field["path"]] = person
        elif field["type"] in GOOD_ANSWERS and field["path"].startswith(("x_", form["when_path"])):
            values[field["path"]] = GOOD_ANSWERS[field["type"]]
    return values


def _tablet(server: RunningServer, process: TabletProcess, cast: Cast, folder: Path) -> tuple[Tablet, str]:
    person = cast.person("王芳", "grid_worker", GRIDS[0])
    tablet = process.tablet(cast.community, folder / cast.community, durable=False)
    told = tablet.enrol(server.url, cast.pairing_code(person), "王芳的平板")
    return tablet, str(told["person"]["id"])


def test_a_form_goes_from_excel_to_the_door_and_back(
    app: Flask, running_server: RunningServer, process: TabletProcess, flask_command: Command, tmp_path: Path
) -> None:
    cast, neighbours = Cast(app), Cast(app, "chaoyang", seed=2)
    tablet, person = _tablet(running_server, process, cast, tmp_path)
    other, _ = _tablet(running_server, process, neighbours, tmp_path)
    before = tablet.kinds()
    assert before["changed"]
    assert other.kinds()["version"] == before["version"]
    own = tmp_path / "租户.xlsx"
    own.write_bytes(tenants())
    flask_command("form", "load", str(own), "--community", cast.community)
    own.write_bytes(three_questions())
    flask_command("form", "load", str(own), "--extend", "visit", "--community", cast.community)

    fetched = [tablet.kinds() for _ in range(LOOKS)]
    assert [one["changed"] for one in fetched] == [True] + [False] * (LOOKS - 1), "both workers know it, at once"
    assert fetched[0]["version"] != before["version"]
    assert not other.kinds()["changed"], "a neighbour's form is nobody else's"
    forms = fetched[0]["kinds"]

    # From here on there is no network: what the tablet knows of the forms is what it fetched.
    tenant, visit = forms["x_zuhu_dengji"], forms["visit"]
    answers = _filled_in(tenant, person) | {"x_zuke.7f3a.name": "孙小宝", "x_zuke.7f3a.age": 31}
    registered = tablet.create("x_zuhu_dengji", GRIDS[0], answers, kind_version=tenant["version"])
    visited = tablet.create("visit", GRIDS[0], _filled_in(visit, person), kind_version=visit["version"])
    foreign = other.create("x_zuhu_dengji", GRIDS[0], answers, kind_version=tenant["version"])

    told = tablet.sync()
    assert told["outcomes"] == {"merged": 2}
    assert all(proof["equal"] for proof in told["proofs"].values())
    assert other.sync()["outcomes"] == {"merged": 1}
    _look_at_the_centre(cast, neighbours, registered, visited, foreign)
    check_everything(cast)
    check_everything(neighbours)
    flask_command("verify")


def _look_at_the_centre(cast: Cast, neighbours: Cast, registered: str, visited: str, foreign: str) -> None:
    with cast.looking() as session:
        records = {row.document_id.hex(): row for row in session.scalars(select(Record))}
        found = {name: records[name.replace("-", "")] for name in (registered, visited, foreign)}
        session.expunge_all()
        view = session.execute(text("SELECT x_zujin, x_fangdong, community_id FROM report_ruyili__x_zuhu_dengji"))
        assert [tuple(row) for row in view] == [(1200, "钱多多", cast.community)]
        asked = session.execute(text("SELECT x_paichong FROM report_ruyili__visit")).scalars().all()
        assert list(asked) == ["yes"]
    assert found[registered].problems == []
    assert found[registered].values["x_zuke.7f3a.name"] == "孙小宝"
    own = [problem for problem in found[visited].problems if problem["path"].startswith("x_")]
    assert own == []
    assert found[foreign].community_id == neighbours.community
    assert [problem["code"] for problem in found[foreign].problems] == ["kind.unknown"], "kept, and flagged"


def test_a_program_reads_own_answers_as_its_role_may(
    app: Flask, running_server: RunningServer, process: TabletProcess, flask_command: Command, tmp_path: Path
) -> None:
    """Over the API a supervisor sees the answers with phones masked; the form is told apart by its community."""
    cast = Cast(app)
    tablet, person = _tablet(running_server, process, cast, tmp_path)
    own = tmp_path / "租户.xlsx"
    own.write_bytes(tenants())
    flask_command("form", "load", str(own))
    form = tablet.kinds()["kinds"]["x_zuhu_dengji"]
    document = tablet.create("x_zuhu_dengji", GRIDS[0], _filled_in(form, person), kind_version=form["version"])
    tablet.sync()
    with app.app_context(), writing() as session:
        session.add(
            ApiToken(community_id=cast.community, id=fresh_id(), person_id=cast.supervisor, name="台账",
                     token_hash=token_hash("secret-of-the-ledger"), created_ms=now_ms())
        )  # fmt: skip
    record = _get(running_server, f"/api/v1/records/{document}", "secret-of-the-ledger")
    assert record["kind"] == "x_zuhu_dengji"
    assert record["values"]["x_fangdong"] == "钱多多"
    assert record["values"]["x_dianhua"] != "13812345678"
    assert record["masked"] == ["x_dianhua"]
    steps = _get(running_server, f"/api/v1/records/{document}/history", "secret-of-the-ledger")["steps"]
    assert "13812345678" not in json.dumps(steps)
    assert "钱多多" in json.dumps(steps, ensure_ascii=False)


def _get(server: RunningServer, path: str, token: str) -> Any:
    address = urlsplit(server.url)
    assert address.hostname
    connection = http.client.HTTPConnection(address.hostname, address.port, timeout=60)
    try:
        connection.request("GET", path, headers={"Authorization": f"Bearer {token}"})
        reply = connection.getresponse()
        body = json.loads(reply.read())
        assert reply.status == 200, body
        return body
    finally:
        connection.close()
