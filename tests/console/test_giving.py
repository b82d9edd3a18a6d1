"""What leaves the centre, and what goes for good: masked, or by two people; each time with a line in the log."""

from __future__ import annotations

import http.client
import io
import json
from urllib.parse import urlencode, urljoin, urlsplit
from uuid import UUID

import pytest
from openpyxl import load_workbook
from sqlalchemy import select, update

from server.clock import now_ms
from server.models import Approval, Document
from tests.console.browser import Browser, Form, Page
from tests.console.office import FIRST, SECOND, Office
from tests.tablet.driver import Tablet, TabletProcess

HOSTILE = '=HYPERLINK("http://evil")'
NUMBER, PHONE = "370822194001010003", "13800001234"


@pytest.fixture
def fang(office: Office, tablets: TabletProcess) -> Tablet:
    tablet = office.in_hand(tablets, "王芳", office.person("王芳", "grid_worker", FIRST))
    tablet.create(
        "resident", FIRST,
        {"name": "=HYPERLINK(\"http://evil\")", "sex": "2", "status": "in", "id_number": NUMBER, "phone": PHONE},
    )  # fmt: skip
    tablet.create("resident", FIRST, {"name": "陈桂兰", "sex": "2", "status": "in", "live_address": "@SUM(A1)"})
    tablet.sync()
    return tablet


@pytest.fixture
def lan(office: Office, tablets: TabletProcess) -> Tablet:
    tablet = office.in_hand(tablets, "兰秀", office.person("兰秀", "grid_worker", SECOND))
    tablet.create("resident", SECOND, {"name": "林秘密", "sex": "2", "status": "in"})
    tablet.sync()
    return tablet


def fetched(
    browser: Browser, page: Page, form: Form, values: dict[str, str] | None = None
) -> tuple[int, dict[str, str], bytes]:
    """What a form of a page brings, as bytes."""
    given = values or {}
    sent = [(name, value) for name, value in form.values if name not in given] + list(given.items())
    connection = http.client.HTTPConnection(urlsplit(browser.url).netloc, timeout=60)
    headers = {
        "Cookie": "; ".join(f"{name}={value}" for name, value in browser.cookies.items()),
        "Content-Type": "application/x-www-form-urlencoded",
    }
    connection.request("POST", urljoin(page.address, form.action), urlencode(sent), headers)
    answer = connection.getresponse()
    data = answer.read()
    connection.close()
    return answer.status, {name.lower(): value for name, value in answer.getheaders()}, data


def _cells(data: bytes) -> list[object]:
    book = load_workbook(io.BytesIO(data))
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert all(cell.data_type != "f" for cell in cells), "a formula"
    return [cell.value for cell in cells]


def _wanted(**more: str) -> dict[str, str]:
    return {"kind": "resident", "first_day": "", "last_day": "", "reason": "月底上报", **more}


def test_a_masked_table_comes_at_once_and_is_logged(office: Office, fang: Tablet, lan: Tablet) -> None:
    browser = office.browser(office.desk("孙主管", "supervisor", FIRST))
    page = browser.open("/console/exports")
    form = page.form("/exports")
    status, headers, data = fetched(browser, page, form, _wanted())
    assert status == 200
    assert headers["content-disposition"].startswith("attachment")
    assert headers["cache-control"].startswith("no-store")
    cells = _cells(data)
    text = " ".join(map(str, cells))
    assert NUMBER not in text
    assert PHONE not in text
    assert "陈桂兰" not in text
    assert "陈*兰" in text
    assert "林" not in text  # another grid's
    (event,) = office.audited("record.export")
    assert (event.detail["rows"], event.detail["masked"], event.detail["reason"]) == (2, True, "月底上报")
    assert len(event.detail["documents"]) == 2
    csv = fetched(browser, page, form, _wanted(form="csv"))[2].decode("utf-8-sig")
    assert not any(cell.startswith(("=", "@", "+")) for line in csv.splitlines() for cell in line.split(","))
    assert fetched(browser, page, form, _wanted(grid=SECOND))[2].count(b"PK") >= 1
    assert [one.detail["rows"] for one in office.audited("record.export")] == [2, 2, 0]
    assert fetched(browser, page, form, _wanted(reason=""))[0] == 422
    assert fetched(browser, page, form, _wanted(kind="../../etc/passwd"))[0] == 404
    assert lan.status()["unsent"] == fang.status()["unsent"] == 0


def test_a_table_says_who_wrote_each_answer_and_no_more_than_it_may(office: Office, fang: Tablet) -> None:
    chen = fang.create("resident", FIRST, {"name": "秦素梅", "phone": PHONE, "status": "in", "note": HOSTILE})
    fang.edit(chen, {"phone": "13900005678"})
    fang.sync()
    browser = office.browser(office.supervisor)
    page = browser.open("/console/exports")
    form = page.form("/exports")
    status, _, data = fetched(browser, page, form, _wanted(sources="true"))
    assert status == 200
    _cells(data)
    rows = [row for row in load_workbook(io.BytesIO(data))["谁填的"].iter_rows(values_only=True) if row[0] == chen]
    phone = next(row for row in rows if row[1] == "本人电话")
    assert (phone[2], phone[3], phone[4]) == ("139****5678", "王芳", "王芳")
    assert "录入 138****1234" in phone[7]
    assert "改为 139****5678" in phone[7]
    told = " ".join(str(cell) for row in rows for cell in row)
    for hidden in ("秦素梅", PHONE, "13900005678", HOSTILE):
        assert hidden not in told
    lines = fetched(browser, page, form, _wanted(sources="true", form="jsonl"))[2].decode().splitlines()
    origins = [json.loads(line)["origin"] for line in lines if "origin" in json.loads(line)]
    assert {"秦*梅"} & {one["value"] for one in origins}
    assert fetched(browser, page, form, _wanted(sources="true", form="csv"))[0] == 422


def test_a_whole_one_needs_a_second_person_and_is_good_once(office: Office, fang: Tablet) -> None:
    asker = office.browser(office.desk("孙主管", "supervisor", FIRST))
    second = office.browser(office.supervisor)
    elsewhere = office.browser(office.desk("段平", "supervisor", SECOND))
    page = asker.open("/console/exports")
    form = page.form("/exports")
    assert asker.press(page, form, **_wanted(whole="true")).status == 422  # for whom?
    asked = asker.press(page, form, **_wanted(whole="true", recipient="街道民政办"))
    assert "已提出" in asked.text
    # Nobody allows their own, nor what they may not see.
    with office.looking() as session:
        approval = UUID(
            bytes=session.scalars(select(Approval.id).where(Approval.community_id == office.community)).one()
        )
    token = asked.form("/sign-out").values[0][1]
    assert asker.send(f"/console/approvals/{approval}", {"csrf": token, "granted": "true"}).status == 403
    assert asker.send(f"/console/approvals/{approval}/take", {"csrf": token}).status == 409
    theirs = elsewhere.open("/console/approvals")
    assert "街道民政办" not in theirs.text
    token = theirs.form("/sign-out").values[0][1]
    assert elsewhere.send(f"/console/approvals/{approval}", {"csrf": token, "granted": "true"}).status == 404
    page = second.open("/console/approvals")
    assert "街道民政办" in page.text
    assert second.press(page, page.form(f"/approvals/{approval}"), ("granted", "true")).status == 200
    # Somebody who comes later and thinks otherwise is told so.
    assert second.press(page, page.form(f"/approvals/{approval}"), ("granted", "false")).status == 409
    assert (
        second.send(f"/console/approvals/{approval}/take", {"csrf": page.form("/sign-out").values[0][1]}).status == 404
    )
    page = asker.open("/console/approvals")
    status, _, data = fetched(asker, page, page.form("/take"))
    assert status == 200
    assert NUMBER in " ".join(map(str, _cells(data)))
    assert fetched(asker, page, page.form("/take"))[0] == 409
    (event,) = office.audited("record.export")
    assert event.detail["recipient"] == "街道民政办"
    assert event.detail["approved_by"] == str(UUID(bytes=office.supervisor))
    assert event.detail["masked"] is False
    # Too old is over.
    asker.press(asker.open("/console/exports"), form, **_wanted(whole="true", recipient="x"))
    office.change(update(Approval).where(Approval.used_ms.is_(None)).values(asked_ms=now_ms() - 49 * 3_600_000))
    page = second.open("/console/approvals")
    assert "过期了" in page.text
    assert fang.status()["unsent"] == 0


def test_an_erasure_takes_two_and_reaches_the_tablet(office: Office, fang: Tablet) -> None:
    chen = next(one["document"] for one in fang.list() if fang.values(one["document"]).get("name") == "陈桂兰")
    visit = fang.create("visit", FIRST, {"resident": chen, "result": "1", "at": now_ms()})
    fang.attach(visit, b"\xff\xd8\xff\xe0photo", "photo.1")
    fang.sync()
    fang.upload()
    asker = office.browser(office.desk("孙主管", "supervisor", FIRST))
    page = asker.open(f"/console/documents/{chen}/erase")
    assert "共 2 份文档" in page.text
    page = asker.press(page, page.form("/erase"), reason="本人11月20日书面申请，编号12")
    assert "已提出" in page.text
    second = office.browser(office.supervisor)
    waiting = second.open("/console/approvals")
    second.press(waiting, waiting.form("/approvals/"), ("granted", "true"))
    page = asker.open("/console/approvals")
    form = page.form("/erase")
    done = asker.press(page, form)
    assert "已永久删除" in done.text
    assert asker.press(page, form).status in {404, 409}
    with office.looking() as session:
        states = session.scalars(
            select(Document.state).where(
                Document.community_id == office.community, Document.id.in_([UUID(chen).bytes, UUID(visit).bytes])
            )
        ).all()
    assert states == ["erased", "erased"]
    fang.sync()
    assert not {chen, visit} & {one["document"] for one in fang.list() if not one["dropped"]}
    assert asker.open(f"/console/residents/{chen}").status == 404
    assert {event.detail["reason"] for event in office.audited("document.erase")} == {"本人11月20日书面申请，编号12"}


def test_the_audit_log_is_read_by_those_who_answer_for_it(office: Office, fang: Tablet) -> None:
    chen = next(one["document"] for one in fang.list() if fang.values(one["document"]).get("name") == "陈桂兰")
    browser = office.browser(office.supervisor)
    browser.open(f"/console/residents/{chen}")
    page = browser.open(f"/console/audit?object={chen}")
    assert "查看记录" in page.text
    assert "陈桂兰" not in page.text
    assert "登录" in browser.open("/console/audit?action=session.begin").text
    assert "没有符合的记录" in browser.open("/console/audit?first_day=2020-01-01&last_day=2020-01-02").text
    assert browser.open("/console/audit?first_day=2020-13-01").status == 422
    assert office.browser(office.desk("孙医生", "doctor", FIRST)).open("/console/audit").status == 403
    assert page.handlers == []


def test_each_may_take_what_is_theirs_to_take(office: Office, fang: Tablet, lan: Tablet) -> None:
    secret = lan.list()[0]["document"]
    own = fang.list()[0]["document"]
    worker = office.browser(office.desk("网格员甲", "grid_worker", FIRST))
    admin = office.browser(office.desk("管理员", "admin"))
    boss = office.browser(office.desk("孙主管", "supervisor", FIRST))
    for browser in (worker, admin):
        token = browser.open("/console/account").form("/sign-out").values[0][1]
        for address in ("exports", f"documents/{own}/erase"):
            assert browser.open(f"/console/{address}").status == 403
            assert browser.send(f"/console/{address}", {"csrf": token, "reason": "x", "kind": "visit"}).status == 403
    assert admin.open("/console/approvals").status == 200
    assert boss.open(f"/console/documents/{secret}/erase").status == 404
    token = boss.open("/console/account").form("/sign-out").values[0][1]
    assert boss.send(f"/console/documents/{secret}/erase", {"csrf": token, "reason": "x"}).status == 404
    assert boss.send("/console/exports", {**_wanted(), "csrf": "guess"}).status == 403
