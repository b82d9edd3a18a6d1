"""Reminders become tasks: at the right time, once, in the right grid; and end when what they ask for was done."""

from __future__ import annotations

import threading
from datetime import date
from typing import Any

import pytest
from sqlalchemy import select, update

from schemas.care.dates import add_days
from server import erase
from server.care.plan import task_id
from server.care.remind import remind
from server.care.tasks import Done
from server.care.today import today
from server.clock import uuid_text
from server.database import db, writing
from server.models import Assignment, Community, Document, Grid, Record
from server.models.log import ERASED
from server.verify import Counts, verify
from tests.server.api.house import FIRST, RUYILI, SECOND, House
from tests.server.care.door import Door, ago, at, born

TODAY = today()


@pytest.fixture
def door(house: House) -> Door:
    return Door(house)


def run(house: House, day: str = TODAY) -> Done:
    with house.app.app_context():
        return remind(RUYILI, day)


def tasks(house: House, **having: Any) -> list[Record]:
    found = house.all(select(Record).where(Record.kind == "task").order_by(Record.document_id))
    return [one for one in found if all(one.values.get(path) == value for path, value in having.items())]


def open_rules(house: House) -> list[str]:
    return sorted(one.values["rule"] for one in tasks(house, status="open"))


def turning(years: int, on: str) -> str:
    """The birth date of whoever turns so many years old on a day."""
    day = date.fromisoformat(on)
    return (
        day.replace(year=day.year - years).isoformat()
        if (day.month, day.day) != (2, 29)
        else f"{day.year - years}-03-01"
    )


def test_sixty_days_before_somebody_turns_eighty_their_worker_is_asked_to_bring_the_papers(
    house: House, door: Door
) -> None:
    zhao = door.resident("赵大娘", birth_date="1947-03-20", resident_type="1")
    run(house, "2026-12-30")
    assert tasks(house, rule="AGE80") == []
    run(house, "2026-12-31")
    (task,) = tasks(house, rule="AGE80")
    values = task.values
    assert (values["rule"], values["period"], values["type"], values["status"]) == ("AGE80", "80", "errand", "open")
    # By the setting that is shipped, a birthday counts from the first of its month.
    assert values["due_on"] == "2027-03-01"
    assert "赵大娘" in values["title"]
    assert values["material.id_card.name"] == "身份证"
    assert values["material.id_card.ready"] is False
    assert (task.grid_id, task.subject_id) == (FIRST, zhao)
    assert task.problems == []


def test_twice_is_once_and_a_day_later_too(house: House, door: Door) -> None:
    door.resident(birth_date="1947-03-20")
    assert run(house, "2027-01-10").made == 1
    before = house.all(select(Document.heads).where(Document.kind == "task"))
    assert run(house, "2027-01-10").made == 0
    assert run(house, "2027-01-11") == Done()
    assert house.all(select(Document.heads).where(Document.kind == "task")) == before


def test_two_processes_at_once_make_nothing_twice(house: House, door: Door) -> None:
    for number in range(12):
        door.resident(f"老人{number}", birth_date=f"1947-03-{number + 1:02}")
    done: list[Done] = []
    start = threading.Barrier(2)

    def other() -> None:
        with house.app.app_context():
            start.wait()
            done.append(remind(RUYILI, "2027-01-10"))
            db.session.remove()

    both = [threading.Thread(target=other) for _ in range(2)]
    for one in both:
        one.start()
    for one in both:
        one.join()
    assert sum(one.made for one in done) == 12
    assert len(tasks(house)) == 12


def test_the_name_of_a_task_follows_from_its_rule_subject_and_period_under_the_communitys_secret(
    house: House, door: Door
) -> None:
    zhao = door.resident(birth_date="1947-03-20")
    run(house, "2027-01-10")
    (secret,) = house.all(select(Community.namespace).where(Community.id == RUYILI))
    (task,) = tasks(house)
    assert task.document_id == task_id(secret, "AGE80", zhao, "80")
    assert task.document_id != task_id(bytes(16), "AGE80", zhao, "80")


def test_who_has_an_allowance_case_need_not_be_asked_and_a_task_made_before_is_ended_with_the_reason(
    house: House, door: Door
) -> None:
    zhao = door.resident(birth_date="1947-03-20")
    run(house, "2027-01-10")
    door.about("allowance_case", zhao, TODAY, worker=door.worker, category="80", state="collecting")
    (task,) = tasks(house, rule="AGE80")
    assert task.values["status"] == "cancelled"
    assert "津贴档" in task.values["cancel_reason"]
    assert run(house, "2027-01-11").made == 0
    assert task.problems == []


def test_what_a_worker_finished_stays_finished(house: House, door: Door) -> None:
    zhao = door.resident(birth_date=turning(80, add_days(TODAY, 20)))
    run(house)
    (task,) = tasks(house, rule="AGE80")
    held = house.all(select(Document).where(Document.id == task.document_id))
    assert held
    with house.app.app_context():
        finish(door, task.document_id)
    assert tasks(house, rule="AGE80")[0].values["status"] == "done"
    door.about("allowance_case", zhao, TODAY, worker=door.worker, category="80", state="paying")
    for day in (TODAY, add_days(TODAY, 1), add_days(TODAY, 40)):
        run(house, day)
    (task,) = tasks(house, rule="AGE80")
    assert task.values["status"] == "done"
    assert "cancel_reason" not in task.values


def finish(door: Door, task: bytes) -> None:
    """As the tablet that carries the task does it."""
    from server.documents import find, load  # noqa: PLC0415
    from sync.document import Document as Opened  # noqa: PLC0415

    with writing() as session:
        stored = find(session, RUYILI, [task])
        load(session, RUYILI, stored.values())
        door.opened[task] = Opened.open(stored[task].data)
    door.change(task, status="done", done_by=door.worker, done_at=at(TODAY), outcome="办好了")


def test_a_finish_that_comes_in_after_the_centre_ended_the_task_stands(house: House, door: Door) -> None:
    zhao = door.resident(birth_date=turning(80, add_days(TODAY, 20)))
    run(house)
    (task,) = tasks(house, rule="AGE80")
    from server.documents import find, load  # noqa: PLC0415
    from sync.document import Document as Opened  # noqa: PLC0415

    with house.app.app_context(), writing() as session:
        stored = find(session, RUYILI, [task.document_id])
        load(session, RUYILI, stored.values())
        door.opened[task.document_id] = Opened.open(stored[task.document_id].data)
    door.about("allowance_case", zhao, TODAY, worker=door.worker, category="80", state="paying")
    assert tasks(house, rule="AGE80")[0].values["status"] == "cancelled"
    # The tablet had no network: it never saw that.
    door.change(task.document_id, status="done", done_by=door.worker, done_at=at(TODAY))
    assert tasks(house, rule="AGE80")[0].values["status"] == "done"


def test_a_death_stops_payments_and_follow_ups_at_once(house: House, door: Door) -> None:
    zhao = door.resident(birth_date=born(83, TODAY), tags__htn=True)
    door.about("allowance_case", zhao, ago(TODAY, 400), worker=door.worker, category="80", state="paying")
    door.follow_up(zhao, ago(TODAY, 90), 130, 80)
    run(house)
    assert "FOLLOW_UP_HTN" in open_rules(house)
    door.change(zhao, status="dead", status_since=ago(TODAY, 2))
    assert open_rules(house) == ["DEATH_FOLLOW_UP", "DEATH_RECORD", "DEATH_RECOVERY", "DEATH_STOP"]
    (ended,) = tasks(house, rule="FOLLOW_UP_HTN")
    assert (ended.values["status"], ended.values["cancel_reason"]) == ("cancelled", "居民已去世")
    (stop,) = tasks(house, rule="DEATH_STOP")
    assert (stop.values["priority"], stop.values["due_on"]) == ("urgent", TODAY)
    assert ago(TODAY, 2) in stop.values["why"]
    assert run(house).made == 0


def test_a_death_without_its_date_is_not_forgotten(house: House, door: Door) -> None:
    zhao = door.resident(birth_date=born(83, TODAY))
    door.change(zhao, status="dead")
    assert "DEATH_STOP" in open_rules(house)


def test_a_crisis_at_the_door_is_there_for_everybody_at_once_and_ends_when_measured_again(
    house: House, door: Door
) -> None:
    zhao = door.resident(birth_date=born(70, TODAY))
    door.check(zhao, ago(TODAY, 1), vitals__sbp=186, vitals__dbp=102)
    assert "CRISIS" in open_rules(house)
    door.check(zhao, TODAY, vitals__sbp=142, vitals__dbp=82)
    run(house)
    (task,) = tasks(house, rule="CRISIS")
    assert task.values["status"] == "cancelled"


def test_nobody_answers_twice_at_the_door_of_somebody_who_lives_alone(house: House, door: Door) -> None:
    alone = door.resident("独居", birth_date=born(75, TODAY), tags__alone=True)
    family = door.resident("同住", birth_date=born(75, TODAY), living_state="3")
    for who in (alone, family):
        door.visit(who, ago(TODAY, 3), result="3")
    assert tasks(house, rule="NO_ANSWER_TWICE") == []
    for who in (alone, family):
        door.visit(who, ago(TODAY, 1), result="3")
    (task,) = tasks(house, rule="NO_ANSWER_TWICE")
    assert (task.subject_id, task.values["priority"], task.values["period"]) == (alone, "urgent", ago(TODAY, 3))
    # A third time it is the same task; once somebody is met it is over.
    door.visit(alone, TODAY, result="3")
    assert len(tasks(house, rule="NO_ANSWER_TWICE")) == 1
    door.visit(alone, TODAY, result="1", hour=11)
    run(house)
    assert tasks(house, rule="NO_ANSWER_TWICE")[0].values["status"] == "cancelled"


def test_red_is_as_good_as_alone(house: House, door: Door) -> None:
    red = door.resident("红色", birth_date=born(75, TODAY), living_state="3")
    door.about("care_level", red, ago(TODAY, 9), level="red", reason="出院", decided_by=door.worker)
    for days in (2, 1):
        door.visit(red, ago(TODAY, days), result="3")
    assert len(tasks(house, rule="NO_ANSWER_TWICE")) == 1


def test_low_in_mood_twice_asks_for_a_screening_and_ends_with_it(house: House, door: Door) -> None:
    zhao = door.resident(birth_date=born(70, TODAY))
    for days in (20, 6):
        door.visit(zhao, ago(TODAY, days), mood_state="3")
    assert len(tasks(house, rule="MOOD_LOW_TWICE", status="open")) == 1
    door.about("screening", zhao, TODAY, captured_by=door.worker, mood__result="1")
    assert len(tasks(house, rule="MOOD_LOW_TWICE", status="cancelled")) == 1


def test_an_unusual_window_sends_somebody_there(house: House, door: Door) -> None:
    home = door.write("household", address_text="睦邻苑1号楼")
    zhao = door.resident(birth_date=born(80, TODAY), household=uuid_text(home))
    look = {"worker": door.worker, "round": "morning", "address__building": "1号楼"}
    window = {"window__a__household": uuid_text(home), "window__a__state": "2"}
    door.write("window_check", at=at(TODAY, 7), **look, **window)
    (task,) = tasks(house, rule="WINDOW")
    assert (task.values["household"], task.values["priority"]) == (uuid_text(home), "urgent")
    door.write("window_check", at=at(TODAY, 8), **look, **window)
    assert len(tasks(house, rule="WINDOW")) == 1
    door.visit(zhao, TODAY, result="1")
    run(house)
    assert tasks(house, rule="WINDOW")[0].values["status"] == "cancelled"


def test_a_window_for_which_the_tablet_made_a_task_itself_gets_no_second(house: House, door: Door) -> None:
    home = door.write("household", address_text="睦邻苑1号楼")
    own = door.write("task", type="window", title="上门", status="open", at=at(TODAY), rule="window")
    door.write(
        "window_check", at=at(TODAY, 7), worker=door.worker, round="morning", address__building="1号楼",
        window__a__household=uuid_text(home), window__a__state="2", window__a__task=uuid_text(own),
    )  # fmt: skip
    run(house)
    assert tasks(house, rule="WINDOW") == []
    assert len(tasks(house, status="open")) == 1


@pytest.mark.parametrize(("left", "made"), [(31, 0), (30, 1), (15, 1), (0, 1), (-170, 1), (-200, 0)])
def test_a_certificate_that_runs_out(house: House, door: Door, left: int, made: int) -> None:
    issued = date.fromisoformat(add_days(TODAY, left + 1))
    issued = issued.replace(year=issued.year - 1)
    door.write(
        "certificate", shop="老王面馆", holder__name="小王", issued_on=issued.isoformat(), worker=door.worker,
        at=at(TODAY),
    )  # fmt: skip
    assert run(house).made == made
    if made:
        (task,) = tasks(house, rule="CERTIFICATE")
        assert task.values["due_on"] == add_days(TODAY, left)
        assert "老王面馆" in task.values["title"]


def test_a_renewed_certificate_ends_its_task(house: House, door: Door) -> None:
    paper = door.write("certificate", shop="老王面馆", holder__name="小王", issued_on="2025-12-10",
                       expires_on="2026-12-09", worker=door.worker, at=at(TODAY))  # fmt: skip
    run(house, "2026-12-01")
    assert len(tasks(house, status="open")) == 1
    door.change(paper, state="renewed")
    assert run(house, "2026-12-02").ended == 1


@pytest.mark.parametrize(
    ("type_", "made", "rule", "due"),
    [
        ("water", "2023-12", "FIRE_SERVICE", "2026-12-01"),
        ("powder", "2021-12", "FIRE_SERVICE", "2026-12-01"),
        ("co2", "2021-12", "FIRE_SERVICE", "2026-12-01"),
        ("water", "2020-12", "FIRE_SCRAP", "2026-12-01"),
        ("powder", "2016-12", "FIRE_SCRAP", "2026-12-01"),
        ("clean_gas", "2016-12", "FIRE_SCRAP", "2026-12-01"),
        ("co2", "2014-12", "FIRE_SCRAP", "2026-12-01"),
        ("gas_hose_rubber", "2025-06", "HOME_SCRAP", "2026-12-01"),
        ("smoke_alarm", "2016-12", "HOME_SCRAP", "2026-12-01"),
    ],
)  # fmt: skip
def test_equipment_is_serviced_and_scrapped_by_its_type(
    house: House, door: Door, type_: str, made: str, rule: str, due: str
) -> None:
    door.write("fire_equipment", type=type_, place="楼道", made=made, state="good", worker=door.worker, at=at(TODAY))
    run(house, "2026-11-24")
    assert [one.values["due_on"] for one in tasks(house, rule=rule)] == [due]


def test_a_serviced_extinguisher_is_due_again_and_a_label_goes_before_the_table(house: House, door: Door) -> None:
    item = {"type": "powder", "state": "good", "worker": door.worker, "at": at(TODAY)}
    door.write("fire_equipment", place="一楼", made="2020-01", last_service="2024-12-05", **item)
    door.write("fire_equipment", place="二楼", made="2018-12", label_years=8, last_service="2026-10-01", **item)
    run(house, "2026-11-24")
    assert {(one.values["rule"], one.values["due_on"]) for one in tasks(house)} == {
        ("FIRE_SERVICE", "2026-12-05"), ("FIRE_SCRAP", "2026-12-01"),
    }  # fmt: skip


def test_a_month_of_manufacture_that_does_not_exist_asks_for_nothing(house: House, door: Door) -> None:
    door.write("fire_equipment", type="powder", place="楼道", made="2021-13", state="good", worker=door.worker, at=1)
    door.write("certificate", shop="面馆", holder__name="王", issued_on="2025-02-30", worker=door.worker, at=1)
    assert run(house, "2026-02-20") == Done()


def test_a_referral_is_asked_after_and_an_examination_ends_the_reminder(house: House, door: Door) -> None:
    zhao = door.resident(birth_date=born(70, TODAY), tags__htn=True)
    for days in (20, 6):
        door.follow_up(zhao, ago(TODAY, days), 152, 80)
    (task,) = tasks(house, rule="REFERRAL_RESULT", status="open")
    assert task.values["due_on"] == add_days(TODAY, 8)
    exams = tasks(house, rule="EXAM_65", status="open")
    run(house)
    exams = tasks(house, rule="EXAM_65", status="open")
    if exams:  # by the resident's birthday, which may be far off
        door.about("check_up", zhao, TODAY, captured_by=door.worker)
        assert tasks(house, rule="EXAM_65", status="open") == []


def test_birth_dates_that_disagree_are_cleared_up_by_somebody_who_asks(house: House, door: Door) -> None:
    zhao = door.resident(birth_date="1944-10-02", id_number="370822194410010003")
    run(house)
    (task,) = tasks(house, rule="CLARIFY_BIRTH")
    assert "1944-10-01" in task.values["why"]
    door.change(zhao, birth_date="1944-10-01")
    assert run(house).ended == 1


def test_tasks_move_with_the_resident_and_go_with_them(house: House, door: Door) -> None:
    zhao = door.resident(birth_date=turning(80, add_days(TODAY, 20)))
    run(house)
    with house.writing() as session:
        session.add(Assignment(community_id=RUYILI, person_id=house.qiao, grid_id=SECOND, since_ms=0))
    answer = house.browser(house.qiao).post(f"/documents/{uuid_text(zhao)}/move", {"grid": SECOND, "reason": "搬家"})
    assert answer.status_code == 200, answer.text
    assert {(one.grid_id, one.values["status"]) for one in tasks(house)} == {(SECOND, "open")}
    with house.app.app_context():
        from server.audit import Someone  # noqa: PLC0415
        from server.database import reading  # noqa: PLC0415

        with reading() as session:
            assert list(verify(session, Counts())) == []
        data = house.app.extensions["mulin"].data
        erase.erase(Someone(RUYILI, house.qiao), erase.about(RUYILI, zhao), data)
    assert tasks(house) == []
    assert run(house) == Done()
    assert {one.state for one in house.all(select(Document).where(Document.kind == "task"))} == {ERASED}


def test_a_closed_grid_gets_no_tasks_that_would_wait_for_nobody(house: House, door: Door) -> None:
    door.resident(birth_date=turning(80, add_days(TODAY, 20)))
    with house.writing() as session:
        session.execute(update(Grid).where(Grid.community_id == RUYILI, Grid.id == FIRST).values(closed_ms=1))
    assert run(house).made == 0


def test_who_is_linked_to_another_file_is_reminded_of_once(house: House, door: Door) -> None:
    kept = door.resident("赵大娘", birth_date=turning(80, add_days(TODAY, 20)))
    other = door.resident("赵大娘", birth_date=turning(80, add_days(TODAY, 20)))
    answer = house.browser(house.qiao).post(
        f"/residents/{uuid_text(other)}/link", {"other": uuid_text(kept), "reason": "同一个人"}
    )
    assert answer.status_code == 200, answer.text
    run(house)
    assert [one.subject_id for one in tasks(house, rule="AGE80")] == [kept]
