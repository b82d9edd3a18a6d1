"""On paper: the forms as they look, four visits side by side, and a person's own file."""

from __future__ import annotations

from uuid import UUID

import pytest
from sqlalchemy import select

from server.clock import now_ms
from server.models import Approval
from tests.console.office import FIRST, SECOND, Office
from tests.console.test_giving import fetched
from tests.tablet.driver import Tablet, TabletProcess

NUMBER = "370822194001010003"


@pytest.fixture
def fang(office: Office, tablets: TabletProcess) -> Tablet:
    return office.in_hand(tablets, "王芳", office.person("王芳", "grid_worker", FIRST))


def _followed(tablet: Tablet) -> str:
    worker = tablet.status()["identity"]["person"]["id"]
    resident = tablet.create(
        "resident", FIRST, {"name": "陈桂兰", "sex": "2", "status": "in", "id_number": NUMBER, "phone": "13800001234"}
    )
    for number, pressure in enumerate((152, 148, 141), start=1):
        tablet.create(
            "htn_follow_up", FIRST,
            {"resident": resident, "captured_by": worker, "at": now_ms() - (4 - number) * 86_400_000, "method": "2",
             "vitals.sbp": pressure, "vitals.dbp": 90, "vitals.weight.unmeasured": "1", "medicine.a1.name": "氨氯地平"},
        )  # fmt: skip
    tablet.sync()
    return resident


def test_follow_ups_stand_side_by_side_as_on_paper(office: Office, fang: Tablet) -> None:
    chen = _followed(fang)
    browser = office.browser(office.supervisor)
    page = browser.open(f"/console/residents/{chen}/papers/htn_follow_up")
    assert page.status == 200
    assert "高血压患者随访服务记录表" in page.text
    assert page.handlers == []
    for said in ("152", "148", "141", "未测：本人拒绝", "氨氯地平", "陈桂兰"):
        assert said in page.text, said
    in_order = ("随访日期", "随访方式", "9 下肢水肿", "血压（mmHg）", "体质指数", "日吸烟量", "摄盐情况", "遵医行为",
                "服药依从性", "此次随访分类", "药物名称1", "机构及科别", "下次随访日期", "随访医生签名")  # fmt: skip
    assert sorted(in_order, key=page.text.index) == list(in_order), "the rows of the paper, in its order"
    assert page.html.count("1 门诊  2 家庭  3 电话") == 4, "four visits to a sheet, the last one empty"
    assert page.text.index("152") < page.text.index("148") < page.text.index("141")  # the first visit at the left
    assert page.html.count('<span class="box">2</span>') >= 3  # how: at home
    assert NUMBER not in page.html
    (event,) = office.audited("record.print")
    assert len(event.detail["documents"]) == 3
    assert "还没有填过这张表" in browser.open(f"/console/residents/{chen}/papers/check_up").text
    assert "还没有填过" in browser.open(f"/console/residents/{chen}/papers/htn_follow_up?year=1999").text
    whole = browser.open(f"/console/residents/{chen}/papers/resident")
    assert "个人基本信息表" in whole.text
    assert NUMBER not in whole.html
    for wrong in ("nothing", "household", "..%2f..%2fetc"):
        assert browser.open(f"/console/residents/{chen}/papers/{wrong}").status == 404
    theirs = office.browser(office.desk("段平", "supervisor", SECOND))
    assert theirs.open(f"/console/residents/{chen}/papers/resident").status == 404
    assert theirs.open(f"/console/residents/{chen}/own-file").status == 404


def test_a_person_gets_their_own_file_and_numbers_whole_by_two(office: Office, fang: Tablet) -> None:
    chen = _followed(fang)
    asker = office.browser(office.desk("孙医生", "doctor", FIRST))
    page = asker.open(f"/console/residents/{chen}/own-file")
    assert asker.press(page, page.form("/own-file", "masked"), reason="").status == 422
    mine = asker.press(page, page.form("/own-file", "masked"), reason="本人持身份证来取")
    assert "氨氯地平" in mine.text
    assert NUMBER not in mine.html
    (event,) = office.audited("resident.own_file")
    assert event.detail["reason"] == "本人持身份证来取"
    asked = asker.press(page, page.form("/whole"), reason="本人要办证", recipient="陈桂兰本人")
    assert "已提出" in asked.text
    second = office.browser(office.supervisor)
    waiting = second.open("/console/approvals")
    second.press(waiting, waiting.form("/approvals/"), ("granted", "true"))
    page = asker.open("/console/approvals")
    status, headers, data = fetched(asker, page, page.form("/take"))
    assert (status, headers["content-disposition"].startswith("attachment")) == (200, True)
    assert NUMBER in data.decode()
    assert "<script" not in data.decode()
    with office.looking() as session:
        used = session.scalars(select(Approval.used_ms).where(Approval.community_id == office.community)).one()
    assert used is not None
    assert {event.detail["recipient"] for event in office.audited("record.export")} == {"陈桂兰本人"}
    assert UUID(chen)
