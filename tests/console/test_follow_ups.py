"""A worker captured a follow-up at a door; a doctor decides otherwise with a reason, and answers for it."""

from __future__ import annotations

import uuid
from typing import Any

import pytest

from tests.console.browser import Browser, Page
from tests.console.office import FIRST, SECOND, Office
from tests.tablet.driver import TabletProcess

AT = 1_789_000_000_000
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


class Scene:
    """A worker with a tablet, a resident with hypertension, and a doctor's browser."""

    def __init__(self, office: Office, tablets: TabletProcess) -> None:
        self.office = office
        self.fang = office.person("王芳", "grid_worker", FIRST)
        self.doctor = office.desk("孙医生", "doctor", FIRST)
        self.tablet = office.in_hand(tablets, "7号平板", self.fang)
        resident = {
            "name": "赵大娘",
            "sex": "2",
            "status": "in",
            "birth_date": "1950-03-01",
            "disease.hypertension": True,
        }
        self.resident = self.tablet.create("resident", FIRST, resident)
        self.desk: Browser = office.browser(self.doctor)

    def follow_up(self, **values: Any) -> str:
        made = {"resident": self.resident, "captured_by": str(uuid.UUID(bytes=self.fang)), "at": AT, "method": "2",
                "vitals.sbp": 168, "vitals.dbp": 96, "vitals.pulse": 76, "source": "1", "adherence": "1", "adr": "1",
                "symptoms.none": True, "danger.none": True, "new_complication": False,
                "pregnant_or_lactating": False, **values}  # fmt: skip
        document = self.tablet.create("htn_follow_up", FIRST, made)
        self.tablet.sync()
        return document

    def open(self, document: str) -> Page:
        return self.desk.open(f"/console/follow-ups/{document}")


@pytest.fixture
def scene(office: Office, tablets: TabletProcess) -> Scene:
    return Scene(office, tablets)


def test_a_doctor_decides_otherwise_with_a_reason_and_confirms_in_one_change(scene: Scene) -> None:
    document = scene.follow_up()
    listed = scene.desk.open("/console/follow-ups")
    assert "赵大娘" in listed.text
    assert "控制不满意" in listed.text
    page = scene.desk.open(listed.link(document))
    assert "系统算出：" in page.text
    heads = len(scene.tablet.history(document))
    form = page.form(f"/console/follow-ups/{document}")
    said = {"answer:class": "1", "answer:class_reason": "家里自测一直正常，白大衣高血压", "answer:next_measure": "1"}
    done = scene.desk.press(page, form, **said, reason="")
    assert done.status == 200, done.text
    assert "已确认" in done.text
    scene.tablet.sync()
    told = scene.tablet.values(document)
    assert told["class"] == "1"
    assert told["class_reason"] == "家里自测一直正常，白大衣高血压"
    assert told["confirmed_by"] == str(uuid.UUID(bytes=scene.doctor))
    assert len(scene.tablet.history(document)) == heads + 1
    assert "没有待确认的表" in scene.desk.open("/console/follow-ups").text
    again = scene.open(document)
    assert "孙医生 已于" in again.text
    assert "白大衣高血压" in again.text
    assert len(scene.office.audited("record.confirm")) == 1


def test_what_a_rule_could_not_work_out_is_said_in_words(scene: Scene) -> None:
    said = " ".join(scene.open(scene.follow_up()).text.split())
    assert "基本公共卫生" in said
    assert "体质指数：算不出，缺 身高、体重" in said, said
    assert "height" not in said


def test_a_stale_page_confirms_nothing(scene: Scene) -> None:
    document = scene.follow_up()
    page = scene.open(document)
    scene.tablet.edit(document, {"vitals.sbp": 182})
    scene.tablet.sync()
    answer = scene.desk.press(page, page.form(f"/console/follow-ups/{document}"))
    assert answer.status == 409
    assert "182 mmHg" in answer.text
    assert scene.office.audited("record.confirm") == []
    page = scene.open(document)
    form = page.form(f"/console/follow-ups/{document}")
    assert [scene.desk.press(page, form).status for _ in range(2)] == [200, 409], "twice is once"
    assert len(scene.office.audited("record.confirm")) == 1


def test_an_emergency_stands_on_top(scene: Scene) -> None:
    document = scene.follow_up(**{"vitals.sbp": 190, "vitals.dbp": 115})
    assert "今天就要处理" in scene.open(document).text
    assert document in scene.desk.open("/console/follow-ups?emergency=true").html


def test_only_what_is_a_doctors_to_decide_is_written(scene: Scene) -> None:
    document = scene.follow_up()
    page = scene.open(document)
    form = page.form(f"/console/follow-ups/{document}")
    entry = {
        **dict(form.values),
        "answer:vitals.sbp": "120",
        "answer:grid": "elsewhere",
        "answer:review.state": "approved",
    }
    assert scene.desk.send(f"/console/follow-ups/{document}", {**entry, "answer:class": "77"}).status == 422
    assert scene.desk.send(f"/console/follow-ups/{document}", {**entry, "answer:next_date": "明天"}).status == 422
    assert scene.desk.send(f"/console/follow-ups/{document}", {**entry, "csrf": ""}).status == 403
    assert scene.desk.send(f"/console/follow-ups/{document}", entry).status == 200
    scene.tablet.sync()
    told = scene.tablet.values(document)
    assert (told["vitals.sbp"], told["grid"], "review.state" in told) == (168, FIRST, False)


def test_hostile_words_are_shown_and_never_run(scene: Scene) -> None:
    document = scene.follow_up(**{"medicine.a1.name": HOSTILE, "symptoms_detail": HOSTILE, "class_reason": HOSTILE,
                                  "class": "2", "note": HOSTILE})  # fmt: skip
    for address in ("/console/follow-ups", f"/console/follow-ups/{document}", "/console/overview"):
        page = scene.desk.open(address)
        assert page.status == 200
        assert page.handlers == []
        assert "<img" not in page.html


def test_what_is_not_ones_own_does_not_exist_and_only_doctors_confirm(scene: Scene) -> None:
    document = scene.follow_up()
    office = scene.office
    entry = dict(scene.open(document).form(f"/console/follow-ups/{document}").values)
    stranger = Office(office.app, office.url, office.folder, community=f"{office.community}-next")
    foreign = stranger.browser(stranger.desk("外医", "doctor", FIRST))
    for browser in (office.browser(office.desk("段医生", "doctor", SECOND)), foreign):
        listed = browser.open("/console/follow-ups")
        assert "赵大娘" not in listed.text
        assert browser.open(f"/console/follow-ups/{document}").status == 404
        csrf = dict(listed.form("/sign-out").values)["csrf"]
        assert browser.send(f"/console/follow-ups/{document}", {**entry, "csrf": csrf}).status == 404
    supervisor = office.browser(office.supervisor)
    csrf = dict(supervisor.open(f"/console/follow-ups/{document}").form("/sign-out").values)["csrf"]
    assert supervisor.send(f"/console/follow-ups/{document}", {**entry, "csrf": csrf}).status == 403
    assert office.browser(office.desk("管理员", "admin")).open("/console/follow-ups").status == 403
    assert office.audited("record.confirm") == []
