"""What the centre makes of follow-ups, in whichever order they come in, and who decided otherwise."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from schemas.care.library import newest_shipped
from server.care.today import today
from server.clock import uuid_text
from server.models import CareBehind, CareFile, Record, Result
from tests.server.api.house import FIRST, SECOND, House, code
from tests.server.care.door import Door, ago, born

TODAY = today()


def of(house: House, record: bytes, rule_set: str = "NBPHS3_2017", who: str = "doctor") -> dict[str, Any]:
    answer = house.browser(getattr(house, who)).get(f"/records/{uuid_text(record)}/results")
    assert answer.status_code == 200, answer.text
    (found,) = [one for one in answer.json["results"] if one["rule_set"] == rule_set]
    return found


def all_rows(house: House) -> list[tuple[Any, ...]]:
    """Every result, as it can be compared."""
    rows = house.all(select(Result).order_by(Result.document_id, Result.rule_set))
    names = [column.name for column in Result.__table__.columns]
    return [tuple(json.dumps(getattr(row, name), default=repr, sort_keys=True) for name in names) for row in rows]


@pytest.fixture
def door(house: House) -> Door:
    return Door(house)


def test_a_second_unsatisfied_follow_up_is_referred(house: House, door: Door) -> None:
    zhao = door.resident(birth_date=born(70, TODAY), tags__htn=True)
    first = door.follow_up(zhao, ago(TODAY, 20), 152, 80)
    second = door.follow_up(zhao, ago(TODAY, 6), 152, 80)
    one, two = of(house, first), of(house, second)
    assert (one["level"], one["outputs"]["next_measure"]) == ("2", "2")
    assert (two["level"], two["outputs"]["next_measure"]) == ("2", "3")
    assert two["version"] == newest_shipped()["rule_set", "NBPHS3_2017"].version
    assert two["waiting"] is True
    assert two["inputs"]["age"] == 70


def test_what_comes_in_late_changes_what_follows_from_it(house: House, door: Door) -> None:
    zhao = door.resident(birth_date=born(70, TODAY), tags__htn=True)
    second = door.follow_up(zhao, ago(TODAY, 6), 152, 80)
    assert of(house, second)["outputs"]["next_measure"] == "2"
    door.follow_up(zhao, ago(TODAY, 20), 152, 80)
    assert of(house, second)["outputs"]["next_measure"] == "3"


def test_what_a_person_decided_counts_for_the_next_and_is_shown_with_who_and_why(house: House, door: Door) -> None:
    zhao = door.resident(birth_date=born(70, TODAY), tags__htn=True)
    first = door.follow_up(
        zhao, ago(TODAY, 20), 152, 80, **{"class": "1"}, class_reason="刚爬完楼，休息后正常", next_measure="1",
    )  # fmt: skip
    second = door.follow_up(zhao, ago(TODAY, 6), 152, 80)
    found = of(house, first)
    override = found["overrides"]["class"]
    assert (override["computed"], override["decided"], override["reason"]) == ("2", "1", "刚爬完楼，休息后正常")
    assert override["by"] == {"id": uuid_text(house.fang), "name": "王芳"}
    assert found["level"] == "1"
    assert of(house, second)["outputs"]["next_measure"] == "2"


def test_without_an_age_nothing_is_guessed(house: House, door: Door) -> None:
    zhao = door.resident(lunar_birthday="正月初八", tags__htn=True)
    record = door.follow_up(zhao, ago(TODAY, 6), 145, 80)
    found = of(house, record)
    assert "class" not in found["outputs"]
    assert found["missing"]["class"] == ["age"]
    assert found["level"] is None
    # Once somebody knows it, it is worked out.
    door.change(zhao, birth_date=born(70, TODAY))
    assert of(house, record)["level"] == "1"


def test_the_version_that_a_tablet_named_is_the_one_it_is_worked_out_with(house: House, door: Door) -> None:
    zhao = door.resident(birth_date=born(70, TODAY), tags__htn=True)
    outputs = json.dumps({"class": "1"})
    record = door.follow_up(
        zhao, ago(TODAY, 6), 145, 80, computed__rule_set="NBPHS3_2017@1", computed__outputs=outputs,
        computed__inputs="{}",
    )  # fmt: skip
    before = door.follow_up(zhao, ago(TODAY, 5), 145, 80)
    text = newest_shipped()["rule_set", "NBPHS3_2017"].text
    stricter = text.replace("version: 1", "version: 2", 1).replace("sbp: 150", "sbp: 140")
    assert stricter.count("sbp: 140") > text.count("sbp: 140")
    loaded = house.browser(house.qiao).post("/care", {"name": "strict.yaml", "text": stricter})
    assert loaded.json["outcome"] == "loaded", loaded.text
    after = door.follow_up(zhao, ago(TODAY, 4), 145, 80)
    assert (of(house, record)["version"], of(house, record)["level"]) == (1, "1")
    assert of(house, record)["shown"] == {"rule_set": "NBPHS3_2017@1", "outputs": {"class": "1"}}
    # In force when it came is what counts, and not what is in force now.
    assert (of(house, before)["version"], of(house, before)["level"]) == (1, "1")
    assert (of(house, after)["version"], of(house, after)["level"]) == (2, "2")


def test_results_can_be_burnt_and_made_again_equal(
    house: House, door: Door, flask_command: Callable[..., subprocess.CompletedProcess[str]]
) -> None:
    for name in ("赵大娘", "钱大爷"):
        who = door.resident(name, birth_date=born(70, TODAY), tags__htn=True)
        for days in (60, 40, 20):
            door.follow_up(who, ago(TODAY, days), 138 + days // 4, 80)
        door.check(who, ago(TODAY, 3), vitals__sbp=182, vitals__dbp=90)
    door.followed()
    before = all_rows(house)
    assert len(before) >= 8
    with house.writing() as session:
        session.execute(update(Result).values(level="9", outputs={}))
        session.execute(delete(Result).where(Result.rule_set == "HTN_PRIMARY_2025"))
    flask_command("reconcile", "--all")
    assert all_rows(house) == before
    assert house.all(select(CareBehind)) == []


def test_a_record_put_right_belongs_to_whom_it_is_about_now(house: House, door: Door) -> None:
    zhao, qian = (
        door.resident("赵大娘", birth_date=born(70, TODAY)),
        door.resident("钱大爷", birth_date=born(60, TODAY)),
    )
    record = door.follow_up(zhao, ago(TODAY, 6), 145, 80)
    assert of(house, record)["level"] == "1"
    door.change(record, resident=uuid_text(qian))
    assert of(house, record)["level"] == "2"
    assert [row.subject_id for row in house.all(select(Result).where(Result.status == "reports"))] == [qian]


def test_a_doctor_finds_what_waits_for_them_and_what_cannot_wait(house: House, door: Door) -> None:
    zhao = door.resident(birth_date=born(70, TODAY), tags__htn=True)
    calm = door.follow_up(zhao, ago(TODAY, 20), 130, 80, confirmed_by=uuid_text(house.doctor), confirmed_at=1)
    crisis = door.follow_up(zhao, ago(TODAY, 6), 186, 102)
    doctor = house.browser(house.doctor)
    urgent = doctor.get("/results?emergency=true&rule_set=NBPHS3_2017").json
    assert [one["document"] for one in urgent["results"]] == [uuid_text(crisis)]
    assert urgent["results"][0]["cards"]
    waiting = doctor.get("/results?waiting=true&rule_set=NBPHS3_2017").json["results"]
    assert [one["document"] for one in waiting] == [uuid_text(crisis)]
    everything = doctor.get("/results?rule_set=NBPHS3_2017&limit=1").json
    assert [one["document"] for one in everything["results"]] == [uuid_text(crisis)]
    rest = doctor.get(f"/results?rule_set=NBPHS3_2017&limit=1&cursor={everything['next']}").json
    assert [one["document"] for one in rest["results"]] == [uuid_text(calm)]


def test_nobody_sees_results_of_a_grid_that_is_not_theirs(house: House, door: Door) -> None:
    other = Door(house, SECOND)
    chen = other.resident("陈大爷", birth_date=born(70, TODAY))
    record = other.follow_up(chen, ago(TODAY, 6), 186, 102)
    zhao = door.resident(birth_date=born(70, TODAY))
    door.follow_up(zhao, ago(TODAY, 6), 186, 102)
    found = house.browser(house.doctor).get("/results?emergency=true").json["results"]
    assert {one["grid"] for one in found} == {FIRST}
    assert code(house.browser(house.doctor).get(f"/records/{uuid_text(record)}/results")) == (404, "not_found")
    assert house.browser(house.admin).get("/results").status_code == 403
    assert house.browser(house.stranger).get("/results").json["results"] == []


def test_a_plain_visit_costs_one_small_row_and_nothing_else(house: House, door: Door) -> None:
    zhao = door.resident(birth_date=born(70, TODAY))
    door.followed()
    door.visit(zhao, ago(TODAY, 1))
    with house.counting() as first:
        door.visit(zhao, TODAY)
    assert [one for one in first if " result" in one.lower() or "care_file" in one.lower()] == []
    assert len([row for row in house.all(select(CareBehind)) if row.resident_id == zhao]) == 2


def test_a_rule_set_that_is_broken_in_the_database_stops_nobody(house: House, door: Door) -> None:
    text = newest_shipped()["rule_set", "NBPHS3_2017"].text.replace("version: 1", "version: 2", 1)
    house.browser(house.qiao).post("/care", {"name": "two.yaml", "text": text})
    with house.writing() as session:
        session.execute(update(CareFile).values(text="rule_set: of another time"))
    zhao = door.resident(birth_date=born(70, TODAY))
    record = door.follow_up(zhao, ago(TODAY, 6), 145, 80)
    assert of(house, record)["version"] == 1
    assert house.all(select(Record).where(Record.document_id == record))
