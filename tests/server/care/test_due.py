"""The due list: who is to be visited by when, kept up with every hand-in, each in their own grids."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import select

from schemas.care.days import date_text, day_of, last_day, month_of, month_text
from server import erase
from server.audit import Someone
from server.care import due
from server.care.follow import follow
from server.care.today import today
from server.clock import fresh_id, now_ms, uuid_text
from server.models import Due, Record, Sighting
from server.reconcile import rebuild
from tests.server.api.house import FIRST, RUYILI, SECOND, House
from tests.server.care.door import Door, ago, at, born

TODAY = today()
WEEKLY = """programme: WEEKLY
version: {version}
title: {{zh: 每周一访, en: Weekly}}
status: confirmed
target: '{target}'
methods: [home, phone, window]
frequency:
  - gap_days_max: {gap}
triggers:
  - {{on: extreme_weather, within_days: 1}}
groups: [alone]
"""


@pytest.fixture
def door(house: House) -> Door:
    weekly(house)
    return Door(house)


def weekly(house: House, target: str = '"alone" in tags', gap: int = 7, version: int = 1) -> None:
    text = WEEKLY.format(target=target, gap=gap, version=version)
    answer = house.browser(house.qiao).post("/care", {"name": "weekly.yaml", "text": text})
    assert answer.status_code == 200, answer.json


def listed(house: House, asking: str = "programme=WEEKLY", person: bytes | None = None) -> dict[str, Any]:
    body = house.browser(person or house.fang).get(f"/due?{asking}").json
    return {one["resident"]["name"]: one for one in body["due"]}


def kept(house: House) -> list[tuple[Any, ...]]:
    rows = house.all(select(Due).order_by(Due.resident_id))
    seen = house.all(select(Sighting).order_by(Sighting.home_id, Sighting.document_id))
    windows = [(one.home_id, one.document_id, one.day, one.outcome) for one in seen]
    return [(one.resident_id, one.grid_id, one.due_day, one.changes_day, one.dues) for one in rows] + windows


def test_whoever_was_not_visited_for_too_long_is_overdue_until_somebody_goes(house: House, door: Door) -> None:
    zhao, qian = door.resident("赵大娘", tags__alone=True), door.resident("钱大爷", tags__alone=True)
    door.visit(zhao, ago(TODAY, 12))
    door.visit(qian, ago(TODAY, 2))
    door.resident("孙大娘")
    found = listed(house)
    assert list(found) == ["赵大娘", "钱大爷"]
    assert (found["赵大娘"]["due_on"], found["赵大娘"]["overdue_days"]) == (ago(TODAY, 5), 5)
    assert [one["zh"] for one in found["赵大娘"]["reasons"]] == ["已12天未访"]
    assert list(listed(house, "programme=WEEKLY&overdue=true")) == ["赵大娘"]
    assert list(listed(house, "programme=WEEKLY&ahead_days=4")) == ["赵大娘"]
    door.visit(zhao, TODAY)
    assert listed(house, "programme=WEEKLY&overdue=true") == {}
    assert listed(house)["赵大娘"]["last_on"] == TODAY


def test_what_arrives_late_or_is_put_right_changes_what_is_due(house: House, door: Door) -> None:
    zhao = door.resident("赵大娘", tags__alone=True)
    visit = door.visit(zhao, ago(TODAY, 2))
    assert listed(house)["赵大娘"]["overdue_days"] == 0
    door.visit(zhao, ago(TODAY, 30))
    assert listed(house)["赵大娘"]["overdue_days"] == 0
    door.change(visit, result="3")
    assert listed(house)["赵大娘"]["overdue_days"] == 23
    door.change(zhao, status="dead", status_since=ago(TODAY, 1))
    assert listed(house) == {}


def test_a_window_counts_for_whoever_lives_behind_it(house: House, door: Door) -> None:
    home, other = fresh_id(), fresh_id()
    for name, where in (("赵大娘", home), ("老赵", home), ("钱大爷", other)):
        resident = door.resident(name, tags__alone=True, household=uuid_text(where))
        door.visit(resident, ago(TODAY, 12))
    look = {
        f"window__{place}__{path}": value
        for place, where, state in (("a1", home, "1"), ("b2", other, "2"))
        for path, value in (("household", uuid_text(where)), ("state", state))
    }
    check = door.write(
        "window_check", address__building="3", round="morning", worker=door.worker, at=at(TODAY, 1), **look
    )
    late = listed(house, "programme=WEEKLY&overdue=true")
    assert list(late) == ["钱大爷"]
    assert late["钱大爷"]["reasons"][-1]["code"] == "tried"
    # The worker had mistaken one window for the other, and puts it right.
    door.change(check, window__a1__state="2", window__b2__state="1")
    assert sorted(listed(house, "programme=WEEKLY&overdue=true")) == ["老赵", "赵大娘"]


def test_bad_weather_calls_for_everybody_of_a_grid(house: House, door: Door) -> None:
    zhao = door.resident("赵大娘", tags__alone=True)
    door.visit(zhao, ago(TODAY, 1))
    assert listed(house)["赵大娘"]["reasons"][0]["code"] == "not_met"
    call = door.write("visit_call", cause="extreme_weather", since=TODAY, raised_by=door.worker, at=at(TODAY, 1))
    assert listed(house)["赵大娘"]["reasons"][0]["code"] == "called"
    door.change(call, since=ago(TODAY, 9), until=ago(TODAY, 5))
    assert listed(house)["赵大娘"]["reasons"][0]["code"] == "not_met"


def test_a_supervisor_calls_for_visits_in_their_grids_and_twice_is_once(
    house: House, door: Door, flask_command: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    door.visit(door.resident("赵大娘", tags__alone=True), ago(TODAY, 1))
    body = {"cause": "extreme_weather", "since": TODAY, "until": ago(TODAY, -2), "note": "寒潮"}
    boss = house.browser(house.qiao)
    assert boss.post("/visit-calls", body).json == {"called": 1}
    assert boss.post("/visit-calls", body).json == {"called": 0}
    assert listed(house)["赵大娘"]["reasons"][0]["code"] == "called"
    assert [one.grid_id for one in house.all(select(Record).where(Record.kind == "visit_call"))] == [FIRST]
    assert boss.post("/visit-calls", {**body, "grids": [SECOND]}).status_code == 403
    assert boss.post("/visit-calls", {**body, "since": "2026-02-30"}).status_code == 422
    assert boss.post("/visit-calls", {**body, "until": ago(TODAY, 3)}).status_code == 422
    assert house.browser(house.fang).post("/visit-calls", body).status_code == 403
    said = json.loads(
        flask_command("call", "extreme_weather", "--since", TODAY, "--community", RUYILI, "--json").stdout
    )
    assert said["called"] == 1


def test_another_programme_is_another_list_at_once(house: House, door: Door) -> None:
    zhao, qian = door.resident("赵大娘", tags__alone=True), door.resident("钱大爷", tags__dibao=True)
    for one in (zhao, qian):
        door.visit(one, ago(TODAY, 5))
    assert list(listed(house)) == ["赵大娘"]
    weekly(house, target='"dibao" in tags', gap=3, version=2)
    assert {name: one["overdue_days"] for name, one in listed(house).items()} == {"钱大爷": 2}


def test_a_birthday_puts_somebody_on_the_list_without_anything_having_happened(
    house: House, door: Door, monkeypatch: pytest.MonkeyPatch
) -> None:
    weekly(house, target="age >= 80", version=2)
    tomorrow = ago(TODAY, -1)
    birthday = f"{int(tomorrow[:4]) - 80}{tomorrow[4:]}"
    zhao = door.resident("赵大娘", birth_date=birthday if not birthday.endswith("02-29") else f"{birthday[:4]}-03-01")
    door.visit(zhao, ago(TODAY, 12))
    assert listed(house) == {}
    later = now_ms() + 2 * 86_400_000
    monkeypatch.setattr("server.care.due.now_ms", lambda: later)
    assert list(listed(house)) == ["赵大娘"]


def test_burnt_and_made_again_it_is_the_same(house: House, door: Door) -> None:
    home = fresh_id()
    for number in range(12):
        one = door.resident(
            f"居民{number}", tags__alone=number % 3 > 0, household=uuid_text(home), birth_date=born(80, TODAY)
        )
        door.visit(one, ago(TODAY, number * 3))
        door.about("care_level", one, ago(TODAY, number), level="red", reason="独居", decided_by=door.worker)
    door.write(
        "window_check", address__building="3", round="morning", worker=door.worker, at=at(ago(TODAY, 1)),
        window__a1__household=uuid_text(home), window__a1__state="1",
    )  # fmt: skip
    listed(house)
    before = kept(house)
    assert any(row[2] for row in before)
    with house.app.app_context():
        rebuild(RUYILI)
        due.burn(RUYILI)
        assert kept(house) == []
        follow(RUYILI)
        due.bring_up(RUYILI)
    assert kept(house) == before
    # Twice is once.
    with house.app.app_context():
        follow(RUYILI)
        due.bring_up(RUYILI)
    assert kept(house) == before


def test_nobody_sees_who_is_due_in_another_grid(house: House, door: Door) -> None:
    door.visit(door.resident("赵大娘", tags__alone=True), ago(TODAY, 12))
    other = Door(house, SECOND)
    other.visit(other.resident("陈大爷", tags__alone=True), ago(TODAY, 12))
    assert list(listed(house)) == ["赵大娘"]
    assert list(listed(house, person=house.lan)) == ["陈大爷"]
    assert listed(house, f"grid={SECOND}") == listed(house, person=house.admin) == {}
    assert listed(house, person=house.stranger) == {}
    with_tablet = house.with_token(other.token).get("/due?programme=WEEKLY").json
    assert [one["resident"]["name"] for one in with_tablet["due"]] == ["陈大爷"]
    rates = house.with_token(other.token).get("/visit-rate").json["rates"]
    assert {one["grid"] for one in rates} == {None, SECOND}
    assert house.with_token("x" * 43).get("/due").status_code == 401


def test_the_list_comes_page_by_page(house: House, door: Door) -> None:
    for number in range(5):
        door.visit(door.resident(f"居民{number}", tags__alone=True), ago(TODAY, 20 - number))
    browser, names, cursor = house.browser(house.fang), [], ""
    while cursor is not None:
        page = browser.get(f"/due?programme=WEEKLY&limit=2{cursor and f'&cursor={cursor}'}").json
        names += [one["resident"]["name"] for one in page["due"]]
        cursor = page["next"]
    assert names == [f"居民{number}" for number in range(5)]
    assert (page["total"], page["overdue"]) == (5, 5)
    assert browser.get("/due?ahead_days=-1").status_code == browser.get("/due?cursor=x").status_code == 422


def test_visits_and_tasks_about_one_resident_are_one_card(house: House, door: Door) -> None:
    zhao = door.resident("赵大娘", tags__alone=True)
    door.visit(zhao, ago(TODAY, 12))
    door.write(
        "task", type="errand", title="高龄津贴代办", status="open", resident=uuid_text(zhao), due_on=ago(TODAY, -9),
        at=at(TODAY, 1),
    )  # fmt: skip
    (card,) = house.browser(house.fang).get("/tasks").json["cards"]
    assert (card["name"], card["overdue_days"]) == ("赵大娘", 5)
    assert card["visits"]["reasons"][0]["zh"] == "已12天未访"
    assert [one["title"] for one in card["tasks"]] == ["高龄津贴代办"]


def test_the_month_s_rate_counts_residents_in_each_grid_and_by_tag(house: House, door: Door) -> None:
    month = month_text(month_of(day_of(TODAY) or 0) - 1)
    inside = date_text(last_day(month_of(day_of(f"{month}-01") or 0)) - 5)
    before = ago(inside, 40)
    people = [door.resident(f"居民{number}", tags__alone=True, registered_on=before) for number in range(3)]
    people.append(door.resident("拒访", tags__alone=True, registered_on=before, visit_consent="2"))
    door.visit(people[0], inside)
    door.visit(people[0], ago(inside, 1))
    door.visit(people[1], inside, result="3")
    answer = house.browser(house.qiao).get(f"/visit-rate?month={month}").json
    assert (answer["month"], answer["day"][:7]) == (month, month)
    rows = [one for one in answer["rates"] if one["programme"] == "WEEKLY"]
    assert [(one["grid"], one["group"]) for one in rows] == [(None, ""), (None, "alone"), (FIRST, ""), (FIRST, "alone")]
    for one in rows:
        assert (one["residents"], one["met"], one["tried"], one["refused"], one["permille"]) == (3, 1, 1, 1, 333)
    assert rows[1]["group_title"]["zh"] == "独居"
    assert house.browser(house.qiao).get("/visit-rate?month=2026-13").status_code == 422


def test_nothing_is_kept_of_whoever_was_erased(house: House, door: Door, tmp_path: Any) -> None:
    zhao = door.resident("赵大娘", tags__alone=True)
    door.visit(zhao, ago(TODAY, 12))
    listed(house)
    assert kept(house)
    with house.app.app_context():
        erase.erase(Someone(RUYILI), erase.about(RUYILI, zhao), tmp_path)
    assert listed(house) == {}
    assert kept(house) == []


def test_the_box_prints_the_same_list_and_the_rate(
    door: Door, flask_command: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    door.visit(door.resident("赵大娘", tags__alone=True), ago(TODAY, 12))
    printed = flask_command("due", "--community", RUYILI, "--overdue", "--programme", "WEEKLY").stdout
    assert "赵大娘  已12天未访" in printed
    body = json.loads(flask_command("due", "--community", RUYILI, "--json").stdout)
    assert [one["resident"]["name"] for one in body["due"]] == ["赵大娘"]
    rates = json.loads(flask_command("visit-rate", "--community", RUYILI, "--json").stdout)["rates"]
    assert {"WEEKLY", "SANSAN"} <= {one["programme"] for one in rates}
    assert "每周一访" in flask_command("visit-rate", "--community", RUYILI).stdout
    wrong = flask_command("visit-rate", "--community", RUYILI, "--month", "2026-13", expect=1)
    assert "月份不对" in wrong.stderr
