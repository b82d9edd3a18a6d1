"""A community reads, changes and loads its care files; a mistake is told by its line, and changes nothing."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from schemas.care.library import newest_shipped, shipped, understand
from server.care import files
from server.database import reading, writing
from server.models import CareFile
from server.restore import restore
from tests.server.api.house import RUYILI, Caller, House, code
from tests.server.commands.world import COMMUNITY, build

OWN = """reminders: RUYILI
version: {version}
title: {{zh: 如意里的提醒, en: Reminders of Ruyili}}
rules:
  BOILER:
    about: resident
    title: {{zh: "{{name}}家检查煤炉", en: "Stove of {{name}}"}}
    why: {{zh: {why}, en: winter}}
    type: visit
    role: grid_worker
    needed: alone
    due: year_end
"""


def own(version: int = 1, why: str = "入冬") -> str:
    return OWN.format(version=version, why=why)


def put(caller: Caller, text: str, **more: Any) -> Any:
    return caller.post("/care", {"name": "ruyili.yaml", "text": text, **more})


def in_force(caller: Caller) -> dict[str, Any]:
    body: dict[str, Any] = caller.get("/care").json
    return body


def test_every_file_that_mulin_brings_along_is_without_a_mistake() -> None:
    from schemas.care.library import SHIPPED  # noqa: PLC0415

    paths = sorted(SHIPPED.glob("*.yaml"))
    assert paths
    read = [understand(path.read_text(encoding="utf-8"), path.name) for path in paths]
    assert len(shipped()) == len(read)
    assert ("reminders", "MEMORY") in newest_shipped()


def test_a_tablet_and_its_worker_get_what_is_in_force_and_ask_again_for_nothing(house: House) -> None:
    _, token = house.tablet(house.fang)
    first = house.with_token(token).get("/care")
    assert first.status_code == 200
    assert set(first.json) == {"version", "rule_sets", "programmes", "reminders"}
    assert "AGE80" in first.json["reminders"]["MEMORY"]["rules"]
    again = house.with_token(token).get("/care", headers={
        "Authorization": f"Bearer {token}", "If-None-Match": first.headers["ETag"],
    })  # fmt: skip
    assert again.status_code == 304
    assert house.browser(house.fang).get("/care").json == first.json


def test_a_supervisor_loads_a_file_and_it_counts_from_then_on_in_their_community_alone(house: House) -> None:
    before = in_force(house.browser(house.fang))["version"]
    answer = put(house.browser(house.qiao), own())
    assert answer.json == {"sort": "reminders", "id": "RUYILI", "version": 1, "outcome": "loaded"}
    now = in_force(house.browser(house.fang))
    assert set(now["reminders"]) == {"MEMORY", "RUYILI"}
    assert now["version"] != before
    assert "RUYILI" not in in_force(house.browser(house.stranger))["reminders"]
    event = house.audited("care.load")[-1]
    assert event.person_id == house.qiao
    assert (event.detail["file"], event.detail["version"]) == ("RUYILI", 1)


def test_loading_the_same_twice_changes_nothing(house: House) -> None:
    qiao = house.browser(house.qiao)
    put(qiao, own())
    assert put(qiao, own()).json["outcome"] == "same"
    assert len(house.all(select(CareFile))) == 1
    assert len(house.audited("care.load")) == 1


def test_a_version_number_stands_for_one_text_for_ever(house: House) -> None:
    qiao = house.browser(house.qiao)
    put(qiao, own())
    taken = put(qiao, own(why="另一个理由"))
    assert code(taken) == (422, "care.faulty")
    (fault,) = taken.json["faults"]
    assert fault["line"] == 2
    assert "2" in fault["zh"]
    put(qiao, own(2, "另一个理由"))
    back = put(qiao, own())
    assert code(back) == (422, "care.faulty")
    assert in_force(qiao)["reminders"]["RUYILI"]["version"] == 2


def test_a_shipped_file_is_replaced_by_the_communitys_own_under_a_higher_version(house: House) -> None:
    qiao = house.browser(house.qiao)
    text = newest_shipped()["reminders", "MEMORY"].text
    assert put(qiao, text).json["outcome"] == "same"
    other = text.replace("entitled_from: month", "entitled_from: next_month")
    assert code(put(qiao, other)) == (422, "care.faulty")
    version = newest_shipped()["reminders", "MEMORY"].version + 1
    lines = [f"version: {version}" if line.startswith("version:") else line for line in other.split("\n")]
    assert put(qiao, "\n".join(lines)).json["outcome"] == "loaded"
    assert in_force(qiao)["reminders"]["MEMORY"]["entitled_from"] == "next_month"
    versions = qiao.get("/care/MEMORY").json["versions"]
    assert [(one["shipped"], one["in_force"]) for one in versions] == [(True, False), (False, True)]
    assert versions[1]["text"] == "\n".join(lines)


def test_every_mistake_is_told_with_its_line_and_nothing_is_changed(house: House) -> None:
    qiao = house.browser(house.qiao)
    put(qiao, own())
    wrong = own(2).replace("alone", "aloneness").replace("year_end", "year + 1").replace("{name}家", "{nome}家")
    answer = put(qiao, wrong)
    assert code(answer) == (422, "care.faulty")
    assert [one["line"] for one in answer.json["faults"]] == [7, 11, 12]
    assert {one["file"] for one in answer.json["faults"]} == {"ruyili.yaml"}
    assert all(one["zh"] and one["en"] for one in answer.json["faults"])
    assert in_force(qiao)["reminders"]["RUYILI"]["version"] == 1


def test_a_dry_run_tells_the_same_and_loads_nothing(house: House) -> None:
    qiao = house.browser(house.qiao)
    assert put(qiao, own(), dry_run=True).json["outcome"] == "sound"
    assert house.all(select(CareFile)) == []
    put(qiao, own())
    assert code(put(qiao, own(why="又一个"), dry_run=True)) == (422, "care.faulty")


@pytest.mark.parametrize("who", ["fang", "doctor"])
def test_whoever_is_not_responsible_changes_no_rules(house: House, who: str) -> None:
    assert code(put(house.browser(getattr(house, who)), own())) == (403, "role.not_allowed")
    assert code(house.browser(getattr(house, who)).get("/care/MEMORY")) == (403, "role.not_allowed")


def test_a_stored_file_that_this_version_cannot_understand_keeps_nobody_from_anything(house: House) -> None:
    qiao = house.browser(house.qiao)
    put(qiao, own())
    with house.writing() as session:
        session.execute(update(CareFile).values(text="rule of an older Mulin"))
    assert "MEMORY" in in_force(qiao)["reminders"]
    assert "RUYILI" not in in_force(qiao)["reminders"]


Command = Callable[..., subprocess.CompletedProcess[str]]


def test_the_keeper_checks_loads_shows_and_lists_at_the_box(
    make_app: Callable[..., Flask], flask_command: Command, tmp_path: Path
) -> None:
    build(make_app())
    good, bad, missing = tmp_path / "good.yaml", tmp_path / "bad.yaml", tmp_path / "latin.yaml"
    good.write_text(own(), encoding="utf-8")
    bad.write_text(own(2).replace("needed: alone", "needed: alone +"), encoding="utf-8")
    missing.write_bytes(b"reminders: A\nversion: 1\ntitle: \xe9\n")
    assert flask_command("care", "check", str(good)).returncode == 0
    refused = flask_command("care", "load", str(good), str(bad), str(missing), expect=1)
    assert refused.returncode == 1
    assert f"{bad}:11: " in refused.stderr
    assert f"{missing}:3: " in refused.stderr
    listed = json.loads(flask_command("care", "list", "--json").stdout)
    assert {(one["id"], one["own"]) for one in listed} >= {("MEMORY", False), ("RUYILI", True)}
    assert flask_command("care", "show", "RUYILI").stdout == own()
    again = json.loads(flask_command("care", "load", str(good), "--json").stdout)
    assert again["files"][0]["outcome"] == "same"
    history = json.loads(flask_command("care", "history", "RUYILI", "--json").stdout)
    assert [(one["version"], one["in_force"]) for one in history] == [(1, True)]
    assert flask_command("care", "show", "NONE", expect=1).stderr


def test_a_backup_carries_what_the_community_loaded(
    make_app: Callable[..., Flask], flask_command: Command, data: Path, tmp_path: Path
) -> None:
    app = make_app()
    build(app)
    path = tmp_path / "own.yaml"
    path.write_text(own(), encoding="utf-8")
    flask_command("care", "load", str(path))
    flask_command("backup", str(tmp_path / "backup.zip"))
    with app.app_context():
        with writing() as session:
            session.execute(update(CareFile).values(text="gone", version=9))
        assert restore(data, tmp_path / "backup.zip", replace=True).findings == []
        with reading() as session:
            assert files.in_force(session, COMMUNITY).files["reminders", "RUYILI"].text == own()
    assert RUYILI == COMMUNITY


def norms(version: int, crisis: int = 180, sbp: str = "vitals.sbp") -> str:
    """The shipped rule set with a higher version, another threshold, or another path."""
    return (
        newest_shipped()["rule_set", "NBPHS3_2017"]
        .text.replace("version: 1", f"version: {version}", 1)
        .replace("crisis_sbp: {value: 180,", f"crisis_sbp: {{value: {crisis},", 1)
        .replace("path: vitals.sbp,", f"path: {sbp},", 1)
    )


def test_a_changed_threshold_reaches_the_tablets_as_data(house: House) -> None:
    assert put(house.browser(house.qiao), norms(2, crisis=175)).json["outcome"] == "loaded"
    got = in_force(house.browser(house.fang))["rule_sets"]["NBPHS3_2017"]
    assert (got["version"], got["constants"]["crisis_sbp"]["value"]) == (2, 175)
    assert got["parts"][0]["outputs"][0]["rows"][0]["expression"] == "sbp >= crisis_sbp || dbp >= crisis_dbp"


def test_a_rule_set_that_asks_for_what_no_form_asks_is_refused_with_its_lines(house: House) -> None:
    before = in_force(house.browser(house.fang))["version"]
    answer = put(house.browser(house.qiao), norms(2, sbp="vitals.spb"))
    assert code(answer) == (422, "care.faulty")
    faults = answer.json["faults"]
    assert {fault["en"].rpartition(": ")[2] for fault in faults} == {
        f"{kind} has no “vitals.spb”" for kind in ("health_check", "htn_follow_up", "t2dm_follow_up")
    }
    assert all(fault["file"] == "ruyili.yaml" and fault["line"] > 1 for fault in faults)
    assert in_force(house.browser(house.fang))["version"] == before
