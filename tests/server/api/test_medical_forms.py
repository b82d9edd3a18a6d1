"""A follow-up from the door to the doctor: handed in over the wire, read over the API, reported, and confirmed."""

from __future__ import annotations

import csv
import io
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, text

from schemas.kinds import KINDS
from schemas.problems import WRITER_PROBLEM
from server import reconcile as reconciling
from server.database import reading
from server.export import Wanted
from server.export import write as export
from server.models import Conflict, Record
from server.verify import Counts, verify
from tests.server.api.house import FIRST, RUYILI, House
from tests.server.api.house import text as uuid_text
from tests.stories.cast import Enrolled
from tests.stories.model_tablet import ModelTablet
from tests.stories.network import in_process

AT = 1_789_000_000_000
ELDER = "5b0c0f9e-1111-4000-8000-000000000001"
MakeTablet = Callable[[bytes], ModelTablet]


@pytest.fixture
def tablet_of(house: House) -> MakeTablet:
    """A tablet of a person, handing in over `/sync`."""

    def make(person: bytes) -> ModelTablet:
        identity, token = house.tablet(person)
        enrolled = Enrolled(identity, token, person, "7号平板")
        return ModelTablet(enrolled, in_process(house.app.test_client()), random.Random(identity))

    return make


def a_follow_up(house: House, **answers: Any) -> dict[str, Any]:
    return {
        "resident": ELDER, "captured_by": uuid_text(house.fang), "at": AT, "method": "2", "source": "1",
        "vitals.sbp": 152, "vitals.dbp": 86, "symptoms.headache_dizzy": True, "danger.none": True,
        "medicine.a1.name": "氨氯地平", "class": "2", "next_measure": "2", "next_date": "2026-10-01",
    } | answers  # fmt: skip


def confirmation(house: House) -> dict[str, Any]:
    return {"confirmed_by": uuid_text(house.doctor), "confirmed_at": AT + 60_000}


def flagged(house: House, document: bytes) -> list[str]:
    wanted = select(Conflict.path).where(Conflict.document_id == document, Conflict.code == WRITER_PROBLEM)
    return sorted(house.all(wanted))


def problems(house: House, document: bytes) -> list[tuple[str, str]]:
    [found] = house.all(select(Record.problems).where(Record.document_id == document))
    return [(one["path"], one["code"]) for one in found]


def verified(house: House) -> list[str]:
    with house.app.app_context(), reading() as session:
        return [f"{one.table} {one.column}: {one.expected} / {one.found}" for one in verify(session, Counts())]


def test_a_follow_up_comes_from_the_door_into_records_reports_and_tables(
    house: House, tablet_of: MakeTablet, tmp_path: Path
) -> None:
    tablet = tablet_of(house.fang)
    document = tablet.born("htn_follow_up", FIRST, a_follow_up(house))
    for _ in range(2):
        assert tablet.sync().agreed
    qiao = house.program(house.qiao)
    [listed] = qiao.get("/records?kind=htn_follow_up").json["records"]
    assert (listed["id"], listed["worker"]["name"]) == (uuid_text(document), "王芳")
    assert listed["values"]["medicine.a1.name"] == "氨氯地平"
    assert problems(house, document) == []
    with house.app.app_context(), reading() as session:
        rows = session.execute(text("SELECT vitals_sbp, class, next_date FROM report_htn_follow_up")).all()
        draft, exported = export(session, Wanted(RUYILI, KINDS["htn_follow_up"]), "csv", tmp_path / "f.csv")
    assert [(int(row[0]), row[1], str(row[2])) for row in rows] == [(152, "2", "2026-10-01")]
    assert exported == [document]
    [row] = csv.DictReader(io.StringIO(draft.read_text(encoding="utf-8-sig")))
    assert (row["高压（收缩压）（mmHg）"], row["此次随访分类"], row["危急情况：都没有"]) == ("152", "控制不满意", "是")
    assert row["用药情况（条数）"] == "1"


def test_tablets_fetch_every_medical_form(house: House) -> None:
    fetched = house.program(house.qiao).get("/kinds").json
    for name in ("htn_follow_up", "t2dm_follow_up", "check_up", "self_care", "screening", "ability"):
        assert fetched["kinds"][name]["fingerprint"] == KINDS[name].fingerprint
    assert fetched["problems"][WRITER_PROBLEM]["zh"]


@pytest.mark.parametrize("kind", ["htn_follow_up", "health_check"])
def test_a_doctor_confirms_on_her_own_tablet(house: House, tablet_of: MakeTablet, kind: str) -> None:
    door, clinic = tablet_of(house.fang), tablet_of(house.doctor)
    begun = a_follow_up(house) if kind == "htn_follow_up" else {"at": AT, "vitals.sbp": 152, "vitals.dbp": 86}
    document = door.born(kind, FIRST, begun)
    door.sync()
    clinic.sync()
    for path, value in confirmation(house).items():
        clinic.edit(document, path, value)
    if kind == "htn_follow_up":
        clinic.edit(document, "adjust.b1.name", "缬沙坦")
    assert clinic.sync().agreed
    assert flagged(house, document) == []


def test_a_worker_who_confirms_as_a_doctor_is_flagged_and_loses_nothing(house: House, tablet_of: MakeTablet) -> None:
    door = tablet_of(house.fang)
    document = door.born("htn_follow_up", FIRST, a_follow_up(house) | confirmation(house) | {"adjust.b1.dose": 2})
    for _ in range(2):
        assert door.sync().agreed
    assert flagged(house, document) == ["adjust.b1.dose", "confirmed_at", "confirmed_by"]
    assert ("confirmed_by", WRITER_PROBLEM) in problems(house, document)
    listed = house.program(house.qiao).get("/conflicts?type=inconsistent").json["conflicts"]
    assert {one["path"]: one["zh"] for one in listed}["confirmed_by"].startswith("写这一项的人没有这个权限")
    [record] = house.all(select(Record).where(Record.document_id == document))
    assert record.values["confirmed_by"] == uuid_text(house.doctor)
    assert verified(house) == []
    # The doctor takes it away and writes it herself: putting the value that stands there already writes nothing.
    clinic = tablet_of(house.doctor)
    clinic.sync()
    for path, value in confirmation(house).items():
        clinic.edit(document, path, None)
        clinic.edit(document, path, value)
    clinic.edit(document, "adjust.b1.dose", 1)
    clinic.edit(document, "adjust.b1.name", "缬沙坦")
    clinic.sync()
    assert flagged(house, document) == []


def test_a_worker_who_becomes_a_doctor_is_not_flagged_and_a_doctor_who_leaves_stays_right(
    house: House, tablet_of: MakeTablet
) -> None:
    """The role that somebody has by now, or once had, is what counts: an assignment may be made a day late."""
    door, clinic = tablet_of(house.fang), tablet_of(house.doctor)
    too_early = door.born("health_check", FIRST, {"at": AT, **confirmation(house)})
    in_time = clinic.born("health_check", FIRST, {"at": AT, **confirmation(house)})
    door.sync()
    clinic.sync()
    assert (flagged(house, too_early), flagged(house, in_time)) == (["confirmed_at", "confirmed_by"], [])
    admin = house.program(house.admin)
    for _ in range(2):
        assert admin.call("PATCH", f"/people/{uuid_text(house.fang)}", {"role": "doctor"}).status_code == 200
        assert admin.call("PATCH", f"/people/{uuid_text(house.doctor)}", {"role": "supervisor"}).status_code == 200
    assert (flagged(house, too_early), flagged(house, in_time)) == ([], [])
    assert verified(house) == []
    with house.app.app_context():
        reconciling.rebuild(RUYILI)
    assert (flagged(house, too_early), flagged(house, in_time)) == ([], [])


def test_nobody_is_asked_for_where_nobody_confirmed(house: House, tablet_of: MakeTablet) -> None:
    """Visits and checks without a confirmation cost not one look at who wrote them."""
    door = tablet_of(house.fang)
    for _ in range(3):
        door.born("health_check", FIRST, {"at": AT, "vitals.sbp": 152, "vitals.dbp": 86})
        door.born("visit", FIRST, {"at": AT, "method": "1", "result": "1"})
    with house.counting() as quiet:
        door.sync()
    door.born("health_check", FIRST, {"at": AT, **confirmation(house)})
    with house.counting() as busy:
        door.sync()
    asking = "former_roles"
    assert not [one for one in quiet if asking in one]
    assert len([one for one in busy if asking in one]) == 1
