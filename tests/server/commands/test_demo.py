"""The demo community: made once, whole, and a place in which everything that Mulin knows can be seen."""

from __future__ import annotations

import json
import subprocess
from collections import Counter
from collections.abc import Callable
from uuid import UUID

import pytest
import sqlalchemy as sa
from flask import Flask

from schemas.care.library import newest_shipped
from schemas.kinds import KINDS
from server.clock import now_ms
from server.database import reading
from server.demo.calendar import Calendar
from server.demo.making import Making
from server.demo.people import GRIDS
from server.models import Due, Record, Result

Command = Callable[..., subprocess.CompletedProcess[str]]
# Of these there are some at any time of the year.
_REMINDED = {
    "AGE80", "AGE90", "AGE100", "AGE65", "DEATH_STOP", "DEATH_RECORD", "DEATH_FOLLOW_UP", "SURVIVAL_AUTH",
    "CERTIFICATE",
    "FIRE_SERVICE", "FIRE_SCRAP", "HOME_SCRAP", "FIRE_DEFECT", "FOLLOW_UP_HTN", "RECHECK_HTN", "REFERRAL_RESULT",
    "CRISIS", "ASSESS_YEARLY", "SCREEN_POSITIVE", "WINDOW", "NO_ANSWER_TWICE", "CLARIFY_BIRTH",
}  # fmt: skip


# Half a year of a community's work, made and looked through: on a busy machine that takes minutes.
@pytest.mark.timeout(600)
def test_the_demo_is_made_once_is_whole_and_shows_all_of_it(flask_command: Command, app: Flask) -> None:
    first = json.loads(flask_command("demo", "--json").stdout)
    again = json.loads(flask_command("demo", "--json").stdout)
    assert first["made"] is True
    assert again["made"] is False
    assert first["people"] == again["people"]
    assert {one["role"] for one in first["people"]} == {"grid_worker", "doctor", "supervisor", "admin"}
    said = json.loads(flask_command("verify", "--json").stdout)
    assert said["findings"] == []
    assert said["documents"] == first["documents"] > 2000
    with app.app_context(), reading() as session:
        wrong = session.scalars(sa.text("SELECT count(*) FROM conflict WHERE type = 'inconsistent'")).one()
        disputed = session.scalars(sa.text("SELECT count(*) FROM conflict WHERE type = 'disputed'")).one()
        assert (wrong, disputed > 0) == (0, True)
        _all_of_it_is_there(session)
    enrolled = app.test_client().post("/api/v1/enrol", json={"code": again["code"], "name": "演示"})
    assert enrolled.status_code == 201


def _all_of_it_is_there(session: sa.orm.Session) -> None:
    records = session.scalars(sa.select(Record)).all()
    of = {kind: [one for one in records if one.kind == kind] for kind in KINDS}
    assert [kind for kind, found in of.items() if not found] == []
    # Nobody is real: the sequence 000 is given to no one.
    numbers = [one.values.get("id_number", "") for one in of["resident"]]
    assert {number[14:17] for number in numbers if number} == {"000"}
    months = {one.when_ms // (30 * 86_400_000) for one in of["visit"] if one.when_ms}
    assert len(months) >= 6
    tasks = Counter(one.values["rule"] for one in of["task"])
    assert set(tasks) >= _REMINDED
    assert {one.values["status"] for one in of["task"]} == {"open", "done"}
    assert any(one.values.get("material.id_card.name") for one in of["task"])
    assert {one.values["category"] for one in of["allowance_case"]} == {"80", "90", "100"}
    assert {one.values["level"] for one in of["care_level"]} == {"red", "yellow", "blue"}
    assert all(one.values["reason"] for one in of["care_level"])
    assert any(one.values.get("withdrawn_at") for one in of["consent"])
    assert any(path.endswith("tuixiao") for one in of["visit"] for path in one.values), "the community's own question"
    assert any(one.values.get("class_reason") for one in of["htn_follow_up"])
    results = session.scalars(sa.select(Result).where(Result.status == "reports")).all()
    follow_ups = [one for one in results if one.kind == "htn_follow_up"]
    assert {one.level for one in follow_ups} >= {"1", "2"}
    assert {one.waiting for one in follow_ups} == {True, False}
    assert any(one.emergency for one in results)
    assert any(one.values.get("next_date") for one in of["t2dm_follow_up"])
    today = now_ms() // 86_400_000
    due = [one.due_day for one in session.scalars(sa.select(Due)) if one.due_day is not None]
    assert any(day < today for day in due)
    assert any(day > today for day in due)


def test_what_stands_in_it_depends_on_the_seed_and_the_day_alone() -> None:
    rule_sets = [one.meaning for key, one in newest_shipped().items() if key[0] == "rule_set"]
    once, again = (
        [
            (one.id, one.kind, one.values)
            for making in [Making(UUID(int=1), Calendar(1_795_483_800_000), rule_sets, ["a", "b"])]
            for number in range(len(GRIDS))
            for one in making.grid(number, bytes([number]) * 16)
        ]
        for _ in range(2)
    )
    assert once == again
    assert all(values.get("at", 0) <= 1_795_483_800_000 for _, _, values in once)
    names = {values["name"] for _, kind, values in once if kind == "resident"}
    assert len(names) > 150
