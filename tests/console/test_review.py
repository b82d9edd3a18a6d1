"""Reviewing at a desk what tablets handed in: look, judge, return, be answered, approve."""

from __future__ import annotations

import uuid
from typing import Any
from urllib.parse import quote

import pytest
from sqlalchemy import select

from server.models import Record
from tests.console.browser import Browser, Page
from tests.console.office import FIRST, SECOND, Office
from tests.tablet.driver import Tablet, TabletProcess

HOSTILE = "<script>alert(1)</script>\"><img src=x onerror=alert(1)>{{7*7}}'"
AT = 1_789_000_000_000


class Scene:
    """Grid 1 with a worker, a tablet, a resident, and the supervisor's browser."""

    def __init__(self, office: Office, tablets: TabletProcess) -> None:
        self.office = office
        self.fang = office.person("王芳", "grid_worker", FIRST)
        self.tablet: Tablet = office.in_hand(tablets, "7号平板", self.fang)
        self.resident = self.tablet.create("resident", FIRST, {"name": "赵大娘", "sex": "2", "status": "in"})
        self.desk: Browser = office.browser(office.supervisor)

    def visit(self, **values: Any) -> str:
        made = {"resident": self.resident, "worker": str(uuid.UUID(bytes=self.fang)), "at": AT, "method": "1",
                "result": "1", **values}  # fmt: skip
        return self.tablet.create("visit", FIRST, made)

    def page(self, document: str) -> Page:
        return self.desk.open(f"/console/review/{document}")

    def judge(self, page: Page, state: str, comment: str = "") -> Page:
        form = page.form("/console/review/")
        return self.desk.press(page, form, ("state", state), comment=comment)


@pytest.fixture
def scene(office: Office, tablets: TabletProcess) -> Scene:
    return Scene(office, tablets)


def test_from_hand_in_to_return_to_correction_to_approval(scene: Scene) -> None:
    """王芳 forgets why nobody opened. 乔岚 returns the visit with a word; the tablet answers, and it is approved."""
    visit = scene.visit(result="3")
    scene.tablet.sync()
    queue = scene.desk.open("/console/review")
    assert "赵大娘" in queue.text
    returned = scene.judge(scene.page(visit), "returned", "敲了几次门？请写明")
    assert "已退回" in returned.text
    scene.tablet.sync()
    told = scene.tablet.values(visit)
    assert (told["review.state"], told["review.comment"]) == ("returned", "敲了几次门？请写明")
    scene.tablet.edit(visit, {"review.answer": "敲了三次，邻居说去女儿家了", "absence_reason": "去女儿家"})
    scene.tablet.sync()
    queue = scene.desk.open("/console/review?show=answered")
    page = scene.desk.open(queue.link(visit))
    assert "敲了三次" in page.text
    assert "审核之后又有改动" in page.text
    scene.judge(page, "approved")
    scene.tablet.sync()
    assert scene.tablet.values(visit)["review.state"] == "approved"
    page = scene.page(visit)
    assert "已通过" in page.text
    assert scene.office.audited("record.read")
    assert {one.detail["state"] for one in scene.office.audited("record.review")} == {"returned", "approved"}


def test_every_value_says_where_it_comes_from_and_any_moment_can_be_seen(scene: Scene) -> None:
    visit = scene.visit(health_state="1")
    scene.tablet.sync()
    scene.tablet.edit(visit, {"health_state": "3"})
    scene.tablet.sync()
    page = scene.page(visit)
    assert "王芳 在“7号平板”" in page.text
    assert "改为 较差" in page.text
    assert "中心" in page.text
    steps = [link for link, _ in page.links if "/past?step=" in link]
    before = scene.desk.open(next(link for link in steps if link.endswith("step=1")))
    assert "较差" not in before.text
    part = scene.desk.open(steps[0], HX_Request="true")
    assert "<html" not in part.html
    assert "较差" in part.text
    assert scene.desk.open(f"/console/review/{visit}/past?step=99").status == 404
    assert scene.office.audited("record.past")


def test_a_stale_page_decides_nothing_and_shows_what_happened(scene: Scene) -> None:
    visit = scene.visit()
    scene.tablet.sync()
    stale = scene.page(visit)
    other = scene.office.desk("苏敏", "supervisor", FIRST)
    colleague = scene.office.browser(other)
    page = colleague.open(f"/console/review/{visit}")
    colleague.press(page, page.form("/console/review/"), ("state", "has_issues"), comment="血压写错了")
    answer = scene.judge(stale, "approved", "看过，没问题")
    assert answer.status == 409
    assert "刚才的决定没有写入" in answer.text
    assert "苏敏" in answer.text
    assert "血压写错了" in answer.text
    assert "看过，没问题" in answer.html, "what was typed is still there"
    assert scene.office.audited("record.review")[-1].detail == {"state": "has_issues"}
    # Twice the same press is one decision.
    page = scene.page(visit)
    assert [scene.judge(page, "approved").status for _ in range(2)] == [200, 200]
    assert len(scene.office.audited("record.review")) == 2


def test_many_at_once_leave_alone_what_has_gone_on(scene: Scene) -> None:
    visits = [scene.visit(at=AT + number) for number in range(4)]
    scene.tablet.sync()
    queue = scene.desk.open("/console/review")
    form = queue.form("/console/review", "many")
    boxes = [part.split('"')[0] for part in queue.html.split('name="chosen" value="')[1:]]
    assert len(boxes) == 4
    scene.tablet.edit(visits[0], {"mood_state": "3"})
    scene.tablet.sync()
    answer = scene.desk.press(queue, form, ("state", "approved"), chosen=boxes)
    assert answer.status == 409
    assert "已处理 3 条" in answer.text
    with scene.office.looking() as session:
        rows = session.execute(select(Record.document_id, Record.status).where(Record.kind == "visit"))
        status = {str(uuid.UUID(bytes=identity)): how for identity, how in rows}
    assert [status[one] for one in visits] == ["received", "approved", "approved", "approved"]
    assert scene.desk.press(queue, form, ("state", "returned"), chosen=boxes).status == 422, "a return needs words"


def test_the_queue_is_filtered_and_paged_and_walked_with_next_and_previous(scene: Scene) -> None:
    for number in range(53):
        scene.visit(at=AT + number)
    other = scene.tablet.create("resident", FIRST, {"name": "孙玉珍", "sex": "2", "status": "in"})
    scene.visit(resident=other)
    scene.tablet.sync()
    first = scene.desk.open("/console/review?kind=visit")
    assert first.html.count("data-row") == 50
    second = scene.desk.open(first.link("cursor="))
    assert second.html.count("data-row") == 4
    found = scene.desk.open(f"/console/review?q={quote('玉珍')}")
    assert found.html.count("data-row") == 1
    page = scene.desk.open(first.link("/console/review/"))
    seen = [page.address.split("?")[0]]
    for _ in range(53):
        page = scene.desk.open(next(link for link, words in page.links if words.startswith("下一条")))
        seen.append(page.address.split("?")[0])
    assert len(set(seen)) == 54
    assert not [words for _, words in page.links if words.startswith("下一条")]
    back = scene.desk.open(next(link for link, words in page.links if words.startswith("上一条")))
    assert back.address.split("?")[0] == seen[-2]


def test_what_workers_write_is_shown_and_never_run(scene: Scene) -> None:
    hostile = scene.tablet.create("resident", FIRST, {"name": HOSTILE, "sex": "2", "status": "in"})
    visit = scene.visit(resident=hostile, note=HOSTILE, absence_reason=HOSTILE, result="3",
                        **{"item.a1.question": HOSTILE, "item.a1.remark": HOSTILE, "companion.b1.name": HOSTILE,
                           "health_state": HOSTILE, "needs.errand": HOSTILE, HOSTILE[:40]: HOSTILE})  # fmt: skip
    scene.tablet.sync()
    scene.judge(scene.page(visit), "returned", HOSTILE)
    scene.tablet.sync()
    scene.tablet.edit(visit, {"review.answer": HOSTILE})
    scene.tablet.sync()
    addresses = ["/console/review?show=all", f"/console/review/{visit}", f"/console/review/{visit}/past?step=1"]
    addresses.append("/console/review?show=all&q=%22%3E%3Cscript%3Ealert(1)%3C/script%3E")
    for address in addresses:
        page = scene.desk.open(address)
        assert page.status == 200
        assert page.handlers == []
        assert "<script>alert" not in page.html
        assert "<img" not in page.html
    # As it was typed, double braces and all: no template works it out.
    assert HOSTILE in scene.page(visit).text


def test_what_is_not_ones_own_does_not_exist(scene: Scene) -> None:
    visit = scene.visit()
    scene.tablet.sync()
    office = scene.office
    page = scene.page(visit)
    form = page.form("/console/review/")
    entry = dict(form.values) | {"state": "approved"}
    elsewhere = office.browser(office.desk("段平", "supervisor", SECOND))
    stranger = Office(office.app, office.url, office.folder, community=f"{office.community}-next")
    foreign = stranger.browser(stranger.supervisor)
    for browser in (elsewhere, foreign):
        csrf = dict(browser.open("/console/review").form("/sign-out").values)["csrf"]
        for address in (f"/console/review/{visit}", f"/console/review/{visit}/past?step=1"):
            assert browser.open(address).status == 404
        assert browser.send(f"/console/review/{visit}", {**entry, "csrf": csrf}).status == 404
        chosen = f"{visit}:{entry['heads']}"
        assert browser.send("/console/review", {"csrf": csrf, "chosen": chosen, "state": "approved"}).status == 409
        reveal = {"csrf": csrf, "path": "phone", "reason": "x"}
        assert browser.send(f"/console/records/{scene.resident}/reveal", reveal).status == 404
        assert "赵大娘" not in browser.open("/console/review?show=all").text
    for role in ("grid_worker", "doctor"):
        browser = office.browser(office.desk("别人", role, FIRST))
        assert browser.open(f"/console/review/{visit}").status == 200
        csrf = dict(browser.open("/console/review").form("/sign-out").values)["csrf"]
        assert browser.send(f"/console/review/{visit}", {**entry, "csrf": csrf}).status == 403
    admin = office.browser(office.desk("管理员", "admin"))
    assert admin.open("/console/review").status == 403
    assert admin.open(f"/console/review/{visit}").status == 403
    assert office.audited("record.review") == []


def test_a_form_of_another_site_decides_nothing(scene: Scene) -> None:
    visit = scene.visit()
    scene.tablet.sync()
    entry = dict(scene.page(visit).form("/console/review/").values) | {"state": "approved"}
    for csrf in ("", "x"):
        assert scene.desk.send(f"/console/review/{visit}", {**entry, "csrf": csrf}).status == 403
    assert scene.office.audited("record.review") == []


def test_a_phone_is_masked_until_somebody_says_what_for(scene: Scene) -> None:
    resident = scene.tablet.create("resident", FIRST, {"name": "李大爷", "phone": "13800001234", "status": "in"})
    scene.tablet.sync()
    page = scene.page(resident)
    assert "13800001234" not in page.html
    assert "138****1234" in page.text
    form = page.form("/reveal")
    assert "13800001234" not in scene.desk.press(page, form, reason="").html
    shown = scene.desk.press(page, form, reason="打电话核实")
    assert "13800001234" in shown.text
    assert [one.detail for one in scene.office.audited("record.reveal")] == [{"path": "phone", "reason": "打电话核实"}]
