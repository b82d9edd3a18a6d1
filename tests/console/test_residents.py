"""A supervisor looks after the register: finds people, puts files together, notes deaths, hands people over."""

from __future__ import annotations

import re
from uuid import UUID

import pytest

from server.care.today import today
from server.clock import now_ms
from server.models import Record
from tests.console.browser import Browser, Page
from tests.console.office import FIRST, SECOND, Office
from tests.tablet.driver import Tablet, TabletProcess

NUMBER = "370822194001010003"


@pytest.fixture
def fang(office: Office, tablets: TabletProcess) -> Tablet:
    return office.in_hand(tablets, "王芳", office.person("王芳", "grid_worker", FIRST))


def _resident(tablet: Tablet, name: str, grid: str = FIRST, **values: object) -> str:
    return tablet.create("resident", grid, {"name": name, "sex": "2", "status": "in", **values})


def _file(browser: Browser, resident: str) -> Page:
    return browser.open(f"/console/residents/{resident}")


def _values(office: Office, resident: str) -> dict[str, object]:
    with office.looking() as session:
        record = session.get_one(Record, (office.community, UUID(resident).bytes))
        return {**record.values, "_grid": record.grid_id}


def test_people_are_found_as_a_desk_asks_for_them(office: Office, fang: Tablet) -> None:
    home = fang.create(
        "household", FIRST,
        {"address_text": "如意里3号楼2单元501", "address.building": "3", "address.unit": "2", "address.room": "501"},
    )  # fmt: skip
    chen = _resident(fang, "陈桂兰", id_number=NUMBER, phone="13800001234", household=home, **{"tags.alone": True})
    _resident(fang, "李秀英", live_address="朝阳街12号")
    gone = _resident(fang, "赵大爷")
    fang.sync()
    browser = office.browser(office.supervisor)
    for asked, there, absent in (
        ("q=桂", ["陈桂兰"], ["李秀英"]),
        ("q=3-2-501", ["陈桂兰"], ["李秀英"]),
        ("q=0003", ["陈桂兰"], ["李秀英"]),
        ("q=1234", ["陈桂兰"], ["李秀英"]),
        ("q=朝阳街", ["李秀英"], ["陈桂兰"]),
        ("tag=alone", ["陈桂兰"], ["李秀英"]),
        (f"grid={FIRST}", ["陈桂兰", "李秀英", "赵大爷"], []),
        (f"grid={SECOND}", [], ["陈桂兰", "李秀英"]),
        ("status=dead", [], ["陈桂兰"]),
        ("q=%25", [], ["陈桂兰"]),
        ("q=cgl", ["陈桂兰"], ["李秀英"]),
        ("q=GuiLan", ["陈桂兰"], ["李秀英"]),
        ("q=lixy", ["李秀英"], ["陈桂兰"]),
        ("limit=1", ["陈桂兰"], ["李秀英", "赵大爷"]),
    ):
        page = browser.open(f"/console/residents?{asked}")
        assert page.status == 200
        body = page.text
        assert [name for name in there if name not in body] == [], asked
        assert [name for name in absent if name in body] == [], asked
        assert NUMBER not in page.html
    first = browser.open("/console/residents?limit=1")
    second = browser.open(first.link("cursor="))
    assert "李秀英" in second.text, "in the order of pinyin"
    assert chen in browser.open("/console/residents?q=陈").html
    assert gone in browser.open("/console/residents").html


def test_a_number_is_masked_until_somebody_says_what_for(office: Office, fang: Tablet) -> None:
    chen = _resident(fang, "陈桂兰", id_number=NUMBER)
    fang.sync()
    browser = office.browser(office.supervisor)
    page = _file(browser, chen)
    assert NUMBER not in page.html
    assert "370822********0003" in page.text
    assert browser.press(page, page.form("/reveal"), reason="").status == 422
    shown = browser.press(page, page.form("/reveal"), reason="核对高龄津贴")
    assert NUMBER in shown.text
    (event,) = office.audited("record.reveal")
    assert (event.detail["path"], event.detail["reason"]) == ("id_number", "核对高龄津贴")
    assert NUMBER not in str(event.detail)
    assert len(office.audited("record.read")) == 2


def test_tags_and_colour_reach_the_tablet_and_a_stale_page_writes_nothing(office: Office, fang: Tablet) -> None:
    chen = _resident(fang, "陈桂兰", **{"tags.alone": True})
    fang.sync()
    browser = office.browser(office.supervisor)
    stale = page = _file(browser, chen)
    done = browser.press(page, page.form("/tags"), tags=["aged_80", "htn"], reason="按户口簿核对")
    assert "标签已改好" in done.text
    fang.sync()
    values = fang.values(chen)
    assert values.get("tags.aged_80") is True
    assert values.get("tags.alone") is None
    # Somebody else's page from before that: it has not seen what it would overwrite.
    again = browser.press(stale, stale.form("/tags"), tags=["veteran"], reason="x")
    assert again.status == 409
    assert "记录已有变化" in again.text
    # The same decision twice is one.
    same = browser.press(stale, stale.form("/tags"), tags=["aged_80", "htn"], reason="按户口簿核对")
    assert same.status == 200
    page = _file(browser, chen)
    form = page.form("/colour")
    for _ in range(2):
        assert browser.press(page, form, level="red", reason="刚出院").status == 200
    page = _file(browser, chen)
    assert "红色" in page.text
    assert "刚出院" in page.text
    fang.sync()
    assert [one["kind"] for one in fang.list(kind="care_level")] == ["care_level"]
    assert browser.open("/console/residents?colour=red").text.count("陈桂兰") == 1
    assert "陈桂兰" not in browser.open("/console/residents?colour=blue").text


def test_a_death_is_noted_with_what_follows(office: Office, fang: Tablet) -> None:
    home = fang.create("household", FIRST, {"address_text": "如意里3-2-501"})
    chen = _resident(fang, "陈桂兰", household=home)
    _resident(fang, "李大爷", household=home)
    fang.edit(home, {"head": chen})
    task = fang.create(
        "task", FIRST, {"title": "送药", "resident": chen, "status": "open", "type": "other", "at": now_ms()}
    )
    fang.sync()
    browser = office.browser(office.supervisor)
    page = browser.open(f"/console/residents/{chen}/leave/dead")
    for said in ("送药", "是户主", "家里只剩 李大爷 一人"):
        assert said in page.text
    form = page.form("/leave")
    assert browser.press(page, form, status_since=today(), reason="家属告知").status == 422
    done = browser.press(page, form, status_since=today(), death_cause="病故", reason="家属告知", sure="true")
    assert "已改为不在册" in done.text
    assert _values(office, chen)["status"] == "dead"
    assert "陈桂兰" not in browser.open("/console/residents").text
    assert "陈桂兰" in browser.open("/console/residents?status=dead").text
    assert browser.press(page, form, status_since="2999-01-01", reason="x", sure="true").status in {409, 422}
    fang.sync()
    assert fang.values(chen)["status"] == "dead"
    assert fang.values(task)["title"] == "送药"
    back = browser.open(f"/console/residents/{chen}/return")
    assert "已恢复在册" in browser.press(back, back.form("/return"), reason="弄错了人").text
    assert _values(office, chen)["status"] == "in"


def test_two_files_of_one_person_come_together_and_apart_again(office: Office, fang: Tablet) -> None:
    one = _resident(fang, "陈桂兰", birth_date="1940-01-01", phone="13800001234")
    other = _resident(fang, "陈桂兰", birth_date="1940-01-01", **{"tags.alone": True})
    for resident in (one, other):
        fang.create("visit", FIRST, {"resident": resident, "result": "1", "at": now_ms()})
    fang.sync()
    browser = office.browser(office.supervisor)
    page = browser.open("/console/duplicates")
    assert "姓名、出生日期相同" in page.text
    page = browser.open(f"/console/duplicates/{one}/{other}")
    assert "本人电话" in page.text
    assert "探访" in page.text
    form = page.form("/merge")
    assert ("take", "tags.alone") in form.values  # what the kept file lacks is offered
    merged = browser.press(page, form, reason="同一人，两个网格员各建了一份")
    assert "已合并" in merged.text
    assert _values(office, one)["tags.alone"] is True
    assert _values(office, other)["same_as"] == one
    kept = _file(browser, one)
    assert len(re.findall(r"/console/review/", kept.html)) >= 3  # both visits stand in the kept file
    assert "一份档案已并入" not in kept.text
    assert browser.press(page, form, reason="x").status == 200  # twice is once
    assert "陈桂兰" not in browser.open("/console/duplicates").text
    kept = _file(browser, one)
    assert "已取消合并" in browser.press(kept, kept.form("/unlink"), reason="看错了").text
    page = browser.open(f"/console/duplicates/{one}/{other}")
    browser.press(page, page.form("/apart"), reason="双胞胎")
    assert "姓名、出生日期相同" not in browser.open("/console/duplicates").text


def test_a_resident_is_handed_over_with_all_that_is_recorded(
    office: Office, fang: Tablet, tablets: TabletProcess
) -> None:
    lan = office.in_hand(tablets, "兰秀", office.person("兰秀", "grid_worker", SECOND))
    chen = _resident(fang, "陈桂兰")
    visit = fang.create("visit", FIRST, {"resident": chen, "result": "1", "at": now_ms()})
    fang.sync()
    browser = office.browser(office.supervisor)
    page = browser.open(f"/console/residents/{chen}/hand-over")
    assert "1 份探访" in page.text
    for _ in range(2):
        done = browser.press(page, page.form("/hand-over"), grid=SECOND, reason="搬到二网格")
        assert "已移交" in done.text
    assert len(office.audited("document.move")) == 2
    fang.sync()
    lan.sync()
    assert {one["document"] for one in lan.list()} >= {chen, visit}
    assert chen not in {one["document"] for one in fang.list() if not one["dropped"]}
    # A grid that is not the supervisor's is no place to hand anybody over to.
    duan = office.desk("段平", "supervisor", SECOND)
    theirs = office.browser(duan)
    page = theirs.open(f"/console/residents/{chen}/hand-over")
    assert "没有别的网格可移交" in page.text
    token = theirs.open("/console/residents").form("/sign-out").values[0][1]
    forced = theirs.send(f"/console/residents/{chen}/hand-over", {"csrf": token, "grid": FIRST, "reason": "x"})
    assert forced.status == 403


def test_a_consent_is_withdrawn_and_every_door_knows(office: Office, fang: Tablet) -> None:
    chen = _resident(fang, "陈桂兰")
    consent = fang.create(
        "consent", FIRST,
        {"resident": chen, "purpose": "photo", "legal_basis": "consent", "answer": "agreed", "at": now_ms() - 1000},
    )  # fmt: skip
    fang.sync()
    browser = office.browser(office.supervisor)
    page = _file(browser, chen)
    done = browser.press(page, page.form("/withdraw"), withdrawn_on=today(), reason="本人来电")
    assert "已记下撤回" in done.text
    assert "已撤回" in done.text
    fang.sync()
    assert fang.values(consent)["withdrawn_by"] == "self"
    assert browser.press(page, page.form("/withdraw"), withdrawn_on=today(), reason="本人来电").status == 200


def test_nobody_reaches_into_another_grid_or_community(office: Office, fang: Tablet, tablets: TabletProcess) -> None:
    lan = office.in_hand(tablets, "兰秀", office.person("兰秀", "grid_worker", SECOND))
    secret = _resident(lan, "林秘密", SECOND)
    home = lan.create("household", SECOND, {"address_text": "林家"})
    consent = lan.create(
        "consent", SECOND, {"resident": secret, "purpose": "photo", "answer": "agreed", "at": now_ms()}
    )
    lan.sync()
    own = _resident(fang, "陈桂兰")
    fang.sync()
    browser = office.browser(office.desk("孙主管", "supervisor", FIRST))
    token = browser.open("/console/residents").form("/sign-out").values[0][1]
    common: dict[str, object] = {"csrf": token, "reason": "x"}
    seen = {"seen": ["aa" * 32]}
    for address in (
        f"residents/{secret}", f"residents/{secret}/leave/dead", f"residents/{secret}/return",
        f"residents/{secret}/hand-over", f"households/{home}", f"duplicates/{own}/{secret}",
    ):  # fmt: skip
        page = browser.open(f"/console/{address}")
        assert (page.status, "林秘密" in page.html) == (404, False), address
    for address, more in (
        (f"residents/{secret}/reveal", {"path": "name"}),
        (f"residents/{secret}/tags", {"tags": ["alone"], **seen}),
        (f"residents/{secret}/colour", {"level": "red", "once": "ab" * 16}),
        (f"residents/{secret}/leave", {"status": "dead", "status_since": "2026-01-01", "sure": "true", **seen}),
        (f"residents/{secret}/return", seen),
        (f"residents/{secret}/hand-over", {"grid": FIRST}),
        (f"households/{home}/head", {"head": secret, **seen}),
        (f"consents/{consent}/withdraw", {"withdrawn_by": "self", "withdrawn_on": "2026-01-01", **seen}),
        (f"duplicates/{secret}/merge", {"keep": own, **seen}),
        (f"duplicates/{own}/merge", {"keep": secret, **seen}),
        (f"duplicates/{own}/apart", {"other": secret}),
        (f"duplicates/{secret}/unlink", {}),
    ):
        page = browser.send(f"/console/{address}", {**common, **more})
        assert page.status in {404, 422}, (address, page.status)
        assert "林秘密" not in page.html
    worker = office.desk("网格员甲", "grid_worker", FIRST)
    theirs = office.browser(worker)
    token = theirs.open("/console/residents").form("/sign-out").values[0][1]
    refused = theirs.send(f"/console/residents/{own}/tags", {**common, **seen, "csrf": token, "tags": ["alone"]})
    assert refused.status == 403
    admin = office.browser(office.desk("管理员", "admin"))
    assert admin.open("/console/residents").status == 403
    assert admin.open(f"/console/residents/{own}").status == 403


def test_names_and_notes_run_nothing_and_other_sites_press_nothing(office: Office, fang: Tablet) -> None:
    evil = "<script>alert(1)</script>\"'><img src=x onerror=alert(1)>"
    chen = _resident(fang, evil, live_address=evil, neighbour_note={"text": evil})
    home = fang.create("household", FIRST, {"address_text": evil})
    fang.edit(chen, {"household": home})
    fang.sync()
    browser = office.browser(office.supervisor)
    for address in (
        "residents", f"residents/{chen}", f"residents/{chen}/leave/dead", f"residents/{chen}/leave/moved",
        f"residents/{chen}/return", f"residents/{chen}/hand-over", f"households/{home}", "households", "duplicates",
        f"residents?q={'%3Cscript%3E'}",
    ):  # fmt: skip
        page = browser.open(f"/console/{address}")
        assert page.status == 200, address
        assert page.handlers == [], address
    form = _file(browser, chen).form("/tags")
    without = {name: value for name, value in form.values if name != "csrf"}
    assert browser.send(form.action, {**without, "reason": "x"}).status == 403
    assert browser.send(form.action, {**without, "csrf": "guess", "reason": "x"}).status == 403
