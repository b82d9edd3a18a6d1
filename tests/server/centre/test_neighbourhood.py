"""What a neighbourhood's office keeps, from the tablet to the ledger; and what becomes of it where two wrote apart."""

from __future__ import annotations

import csv
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import sqlalchemy as sa

from schemas.kinds import KINDS
from server import erase
from server.models import Record
from server.views import view_name
from tests.schemas.social.births import BIRTHS, MORNING_MS
from tests.server.centre.conftest import MakeTablet
from tests.stories.cast import COMMUNITY, GRIDS, Cast
from tests.stories.model_tablet import ModelTablet

Command = Callable[..., subprocess.CompletedProcess[str]]
# What the office reads in its ledger: its own words, and nobody's name.
LEDGER = {
    "care_level": {"关爱颜色": "红色", "评定理由": "*******"},
    "consent": {"用途": "健康快检", "答复": "同意"},
    "certificate": {"持证人姓名": "王*丽", "到期日期": "2027-03-01"},
    "fire_equipment": {"类型": "干粉灭火器", "楼栋": "3号楼", "具体位置": "********"},
    "allowance_case": {"档次": "80至89周岁", "材料清单（条数）": "0"},
    "task": {"任务类型": "代办", "要办的事": "******"},
    "visit_call": {"因为什么": "极端天气", "到哪天为止": "2026-11-26"},
    "window_check": {"早晚": "早上（看窗帘拉开没有）", "楼栋": "3号楼", "窗户（条数）": "0"},
}
every_kind = pytest.mark.parametrize("kind", sorted(BIRTHS))


def _record(cast: Cast, document: bytes) -> dict[str, Any]:
    with cast.looking() as session:
        values: dict[str, Any] = session.get_one(Record, (COMMUNITY, document)).values
        return values


def _born(tablet: ModelTablet, kind: str, **changes: Any) -> bytes:
    dotted = {path.replace("__", "."): value for path, value in changes.items()}
    return tablet.born(kind, GRIDS[0], {**BIRTHS[kind], "at": tablet.clock_ms, **dotted})


def _pair(tablet_of: MakeTablet, kind: str, **changes: Any) -> tuple[ModelTablet, ModelTablet, bytes]:
    """Two tablets that hold the same document and go out of reach of the network."""
    one, other = tablet_of("王芳"), tablet_of("李强")
    document = _born(one, kind, **changes)
    one.sync()
    other.sync()
    return one, other, document


def _meet(cast: Cast, one: ModelTablet, other: ModelTablet, document: bytes) -> dict[str, Any]:
    for tablet in (one, other, one, other):
        tablet.sync()
    assert one.sync().agreed
    assert other.sync().agreed
    shown = _record(cast, document)
    assert {path: value for path, value in one.values(document).items() if path in shown} == shown
    return shown


@every_kind
def test_from_the_tablet_to_the_record_the_report_and_the_ledger(
    cast: Cast, tablet_of: MakeTablet, flask_command: Command, tmp_path: Path, kind: str
) -> None:
    tablet = tablet_of("王芳")
    document = _born(tablet, kind)
    told = tablet.sync(twice=True)
    assert told.agreed
    with cast.looking() as session:
        [record] = session.scalars(sa.select(Record)).all()
        assert (record.document_id, record.kind, record.when_ms) == (document, kind, tablet.clock_ms)
        assert (record.problems, record.conflicts) == ([], 0)
        assert record.values == {**BIRTHS[kind], "at": tablet.clock_ms}
        [row] = session.execute(sa.text(f"SELECT * FROM {view_name(kind)}")).mappings()
    for column in KINDS[kind].columns():
        if column.sql == "text" and column.path in BIRTHS[kind]:
            name = column.name if column.name != "status" else "status_answer"
            assert row[name] == BIRTHS[kind][column.path]
    flask_command("export", kind, str(tmp_path / "ledger.csv"))
    with (tmp_path / "ledger.csv").open(encoding="utf-8-sig", newline="") as file:
        [line] = csv.DictReader(file)
    assert line["文档编号"] == str(UUID(bytes=document))
    assert line["待处理冲突"] == "0"
    assert {heading: line[heading] for heading in LEDGER[kind]} == LEDGER[kind]


def test_a_task_done_out_of_reach_and_cancelled_at_the_office_loses_neither(cast: Cast, tablet_of: MakeTablet) -> None:
    """Wang Fang takes the papers to the street; the same morning the office cancels it, having heard of a move."""
    wang, office, task = _pair(tablet_of, "task")
    me, them = str(UUID(bytes=wang.enrolled.person_id)), str(UUID(bytes=office.enrolled.person_id))
    office.edit(task, "status", "cancelled")
    office.edit(task, "cancelled_by", them)
    office.edit(task, "cancelled_at", office.clock_ms)
    office.note(task, "cancel_reason", "听说要搬走")
    wang.edit(task, "status", "done")
    wang.edit(task, "done_by", me)
    wang.edit(task, "done_at", wang.clock_ms)
    wang.note(task, "outcome", "材料已交街道")
    shown = _meet(cast, office, wang, task)
    assert (shown["status"], shown["done_by"], shown["outcome"]) == ("done", me, "材料已交街道")
    assert (shown["cancelled_by"], shown["cancel_reason"]) == (them, "听说要搬走")
    assert cast.disputes() == []
    with cast.looking() as session:
        problems = session.get_one(Record, (COMMUNITY, task)).problems
    assert [(one["code"], one["severity"]) for one in problems] == [("rule.task_done_and_cancelled", "soft")]


def test_a_task_that_two_did_names_one_of_them_and_keeps_both_their_words(cast: Cast, tablet_of: MakeTablet) -> None:
    wang, li, task = _pair(tablet_of, "task")
    for number, (tablet, words) in enumerate(((wang, "上门看过"), (li, "电话里说好"))):
        tablet.edit(task, "status", "done")
        tablet.edit(task, "done_by", str(UUID(bytes=tablet.enrolled.person_id)))
        tablet.edit(task, "done_at", tablet.clock_ms + number)
        tablet.note(task, "outcome", words)
    shown = _meet(cast, wang, li, task)
    assert shown["status"] == "done"
    assert shown["done_by"] == str(UUID(bytes=li.enrolled.person_id))
    assert shown["done_at"] == li.clock_ms + 1
    assert "上门看过" in shown["outcome"]
    assert "电话里说好" in shown["outcome"]
    assert cast.disputes() == []


def test_papers_ticked_off_by_two_are_all_there(cast: Cast, tablet_of: MakeTablet) -> None:
    lists = {"material__a__name": "身份证", "material__b__name": "银行卡", "material__c__name": "照片"}
    one, other, case = _pair(tablet_of, "allowance_case", **lists)
    one.edit(case, "material.a.ready", True)
    other.edit(case, "material.a.ready", False)
    other.edit(case, "material.b.ready", True)
    shown = _meet(cast, one, other, case)
    assert (shown["material.a.ready"], shown["material.b.ready"]) == (True, True)
    assert cast.disputes() == []


def test_an_allowance_to_be_stopped_is_not_paid_on_because_somebody_had_not_heard(
    cast: Cast, tablet_of: MakeTablet
) -> None:
    one, other, case = _pair(tablet_of, "allowance_case", state="submitted")
    one.edit(case, "state", "stop_due")
    one.edit(case, "stop_reason", "death")
    other.edit(case, "state", "paying")
    other.edit(case, "start_month", "2026-12")
    shown = _meet(cast, one, other, case)
    assert (shown["state"], shown["stop_reason"], shown["start_month"]) == ("stop_due", "death", "2026-12")
    assert cast.disputes() == []


def test_a_consent_taken_back_at_one_door_stays_taken_back(cast: Cast, tablet_of: MakeTablet) -> None:
    one, other, consent = _pair(tablet_of, "consent")
    one.edit(consent, "withdrawn_at", one.clock_ms)
    one.edit(consent, "withdrawn_by", "self")
    other.note(consent, "note", "女儿在场")
    shown = _meet(cast, one, other, consent)
    assert (shown["withdrawn_at"], shown["note"]) == (one.clock_ms, "女儿在场")


def test_two_who_pass_the_same_building_looked_twice(cast: Cast, tablet_of: MakeTablet) -> None:
    home = "5c1d7c3e-0f3a-4d55-9a07-0d2d3f6f1b01"
    window = {f"window__{home}__household": home}
    one, other = tablet_of("王芳"), tablet_of("李强")
    first = _born(one, "window_check", **window, **{f"window__{home}__state": "2"})
    second = _born(other, "window_check", **window, **{f"window__{home}__state": "1"})
    for tablet in (one, other, one):
        assert tablet.sync().agreed
    assert _record(cast, first)[f"window.{home}.state"] == "2"
    assert _record(cast, second)[f"window.{home}.state"] == "1"
    assert cast.disputes() == []


def test_a_resident_who_is_forgotten_takes_along_all_that_is_about_them(cast: Cast, tablet_of: MakeTablet) -> None:
    tablet = tablet_of("王芳")
    resident = tablet.born("resident", GRIDS[0], {"name": "张桂芳", "sex": "2", "status": "in"})
    subject = str(UUID(bytes=resident))
    theirs = {_born(tablet, kind, resident=subject) for kind in BIRTHS if KINDS[kind].subject_path == "resident"}
    others = {_born(tablet, kind) for kind in BIRTHS if KINDS[kind].subject_path is None}
    assert (len(theirs), len(others)) == (6, 2)
    tablet.sync()
    with cast.app.app_context():
        assert set(erase.about(COMMUNITY, resident)) == {resident, *theirs}


def test_every_colour_is_a_record_of_its_own(cast: Cast, tablet_of: MakeTablet) -> None:
    tablet = tablet_of("王芳")
    for number, level in enumerate(("blue", "yellow", "red")):
        _born(tablet, "care_level", level=level, at=MORNING_MS + number)
    tablet.sync()
    with cast.looking() as session:
        statement = f"SELECT level FROM {view_name('care_level')} ORDER BY when_ms"
        assert [row[0] for row in session.execute(sa.text(statement))] == ["blue", "yellow", "red"]
