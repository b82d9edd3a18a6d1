"""A box that nobody looks after reminds by itself, once a day, whichever of its processes is there."""

from __future__ import annotations

import json
import subprocess
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select, update

from server.care import daily
from server.care.tasks import Done
from server.clock import now_ms
from server.database import db, writing
from server.models import Record, RemindRun
from tests.server.api.house import CHAOYANG, RUYILI, House
from tests.server.care.door import Door


@pytest.fixture
def five(make_app: Callable[..., Flask]) -> House:
    """Where reminders run from one in the morning on."""
    return House(make_app({"MULIN_REMIND_HOUR": "1"}))


def at_hour(monkeypatch: pytest.MonkeyPatch, hour: int) -> None:
    monkeypatch.setattr(daily, "hour", lambda: hour)


def run(house: House) -> dict[str, Done]:
    with house.app.app_context():
        return daily.run_if_due()


def test_it_waits_for_its_hour_and_then_runs_once(five: House, monkeypatch: pytest.MonkeyPatch) -> None:
    Door(five).resident(birth_date="1944-02-30")
    at_hour(monkeypatch, 0)
    assert run(five) == {}
    at_hour(monkeypatch, 1)
    done = run(five)
    assert set(done) == {RUYILI, CHAOYANG}
    assert done[RUYILI].made == 1
    assert run(five) == {}


def test_the_next_day_it_runs_again(five: House, monkeypatch: pytest.MonkeyPatch) -> None:
    at_hour(monkeypatch, 12)
    assert run(five)
    monkeypatch.setattr(daily, "today", lambda: "2099-01-01")
    assert run(five)
    assert run(five) == {}


def test_of_many_processes_one_runs(five: House, monkeypatch: pytest.MonkeyPatch) -> None:
    at_hour(monkeypatch, 12)
    ran: list[str] = []
    monkeypatch.setattr(daily, "remind", lambda community: ran.append(community) or Done())
    start = threading.Barrier(4)

    def process() -> None:
        start.wait()
        with five.app.app_context():
            daily.run_if_due()
            db.session.remove()

    processes = [threading.Thread(target=process) for _ in range(4)]
    for one in processes:
        one.start()
    for one in processes:
        one.join()
    assert sorted(ran) == [CHAOYANG, RUYILI]


def test_a_process_that_died_is_waited_for_and_then_replaced(five: House, monkeypatch: pytest.MonkeyPatch) -> None:
    at_hour(monkeypatch, 12)
    with five.app.app_context():
        assert daily.take(RUYILI, daily.today()) is not None
        assert daily.take(RUYILI, daily.today()) is None
    assert set(run(five)) == {CHAOYANG}
    with five.writing() as session:
        session.execute(update(RemindRun).where(RemindRun.community_id == RUYILI).values(lease_ms=now_ms() - 1))
    assert set(run(five)) == {RUYILI}


def test_one_communitys_trouble_is_not_the_next_ones(five: House, monkeypatch: pytest.MonkeyPatch) -> None:
    at_hour(monkeypatch, 12)

    def remind(community: str) -> Done:
        if community == CHAOYANG:
            raise RuntimeError("a fault")
        return Done()

    monkeypatch.setattr(daily, "remind", remind)
    assert set(run(five)) == {RUYILI}
    rows = {row.community_id: row.day for row in five.all(select(RemindRun))}
    assert rows == {CHAOYANG: "", RUYILI: daily.today()}


def test_who_lost_the_lease_does_not_say_that_it_is_done(five: House) -> None:
    with five.app.app_context():
        slow = daily.take(RUYILI, "2026-11-24")
        assert slow is not None
        with writing() as session:
            session.execute(update(RemindRun).values(lease_ms=0))
        assert daily.take(RUYILI, "2026-11-24") is not None
        daily.finish(RUYILI, "2026-11-24", slow)
    assert [row.day for row in five.all(select(RemindRun))] == [""]


def test_the_keeper_runs_it_by_hand_for_any_day(
    house: House, flask_command: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    Door(house).resident(birth_date="1947-03-20")
    done = json.loads(flask_command("remind", "--today", "2027-01-10", "--json").stdout)
    assert done[RUYILI] == {"made": 1, "ended": 0, "moved": 0}
    assert json.loads(flask_command("remind", "--today", "2027-01-10", "--json").stdout)[RUYILI]["made"] == 0
    assert flask_command("remind", "--today", "2027-02-30", expect=1).stderr


def test_a_running_server_does_it_without_being_asked(house: House, start_server: Callable[..., Any]) -> None:
    Door(house).resident(birth_date="1944-02-30")
    start_server(workers=2, settings={"MULIN_REMIND_HOUR": "0", "MULIN_REMIND_EVERY_SECONDS": "1"})
    ends = time.monotonic() + 60
    while time.monotonic() < ends and not house.all(select(Record).where(Record.kind == "task")):
        time.sleep(0.2)
    (task,) = house.all(select(Record).where(Record.kind == "task"))
    assert task.values["rule"] == "CLARIFY_BIRTH"
