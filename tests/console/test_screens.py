"""The console in a real browser: a day of a supervisor by keyboard alone, and what moves when it is pressed."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from server.clock import now_ms
from tests.browsers.chromium import DESK, Chromium
from tests.browsers.watch import Watch
from tests.console.office import FIRST, PASSWORD, Office
from tests.servers.databases import Databases
from tests.tablet.driver import Tablet, TabletProcess


@pytest.fixture(scope="module")
def module_database_url(_databases_by_kind: Callable[[str], Databases]) -> Iterator[str]:
    """Which database the centre has does not matter here."""
    source = _databases_by_kind("sqlite")
    url = source.fresh()
    yield url
    source.drop(url)


class Day:
    """Grid 1: two workers with tablets, a resident, a supervisor and a doctor, and one browser."""

    def __init__(self, office: Office, tablets: TabletProcess, context: BrowserContext) -> None:
        self.office, self.context = office, context
        self.watch = Watch(context)
        self.fang, self.qiang = (office.person(name, "grid_worker", FIRST) for name in ("王芳", "李强"))
        self.doctor = office.desk("孙医生", "doctor", FIRST)
        self.one, self.other = (
            office.in_hand(tablets, "7号平板", self.fang),
            office.in_hand(tablets, "8号平板", self.qiang),
        )
        elder = {"name": "赵大娘", "sex": "2", "status": "in", "birth_date": "1941-03-01", "tags.alone": True,
                 "phone": "13800001234"}  # fmt: skip
        self.resident = self.one.create("resident", FIRST, elder)
        self.page = context.new_page()

    def record(self, tablet: Tablet, kind: str, **values: Any) -> str:
        worker = "captured_by" if kind == "htn_follow_up" else "worker"
        made = {"resident": self.resident, worker: str(uuid.UUID(bytes=self.fang)), "at": now_ms() - 60_000, **values}
        return tablet.create(kind, FIRST, made)

    def sign_in(self, person: bytes) -> Page:
        """With the keyboard: the name's box is where one begins."""
        self.page.goto(f"{self.office.url}/console/")
        if self.page.locator("select[name=community]").count():
            self.page.select_option("select[name=community]", self.office.community)
            self.page.locator("input[name=login]").focus()
        for text in (self.office.logins[person], PASSWORD):
            self.page.keyboard.type(text)
            self.page.keyboard.press("Tab")
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("总览")
        return self.page

    def open(self, address: str) -> Page:
        self.page.goto(f"{self.office.url}{address}")
        return self.page


@pytest.fixture
def day(office: Office, tablets: TabletProcess, browser: Chromium) -> Iterator[Day]:
    context = browser.context(viewport=DESK)
    made = Day(office, tablets, context)
    yield made
    context.close()
    assert made.watch.trouble() == []


def test_a_day_by_keyboard_alone(day: Day) -> None:
    """From the tablet's hand-in to a return, the worker's answer, the approval; then a dispute is settled."""
    visits = [day.record(day.one, "visit", method="1", result="1", health_state=state) for state in "12"]
    check = day.record(day.one, "health_check", source="1", **{"vitals.sbp": 140, "vitals.dbp": 80})
    day.one.sync()
    day.other.sync()
    day.one.edit(check, {"vitals.sbp": 150})
    day.other.edit(check, {"vitals.sbp": 146})
    day.one.sync()
    day.other.sync()
    page, press = day.sign_in(day.office.supervisor), day.page.keyboard.press

    for key in "gr":
        press(key)
    expect(page.get_by_role("heading", level=1)).to_have_text("审核")
    press("j")
    press("Enter")
    expect(page.locator("[data-approve]")).to_be_visible()
    first = page.url
    press("j")
    page.wait_for_url(lambda address: address != first)
    press("k")
    page.wait_for_url(first)

    page.goto(first.replace(first.split("/review/")[1].split("?")[0], visits[0]))
    press("r")
    page.keyboard.type("请写明为什么没量血压")
    press("Tab")
    press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已退回")
    day.one.sync()
    assert day.one.values(visits[0])["review.comment"] == "请写明为什么没量血压"
    day.one.edit(visits[0], {"review.answer": "血压计没电，明天补"})
    day.one.sync()

    day.open("/console/review?show=answered")
    press("j")
    press("Enter")
    expect(page.locator("#review")).to_contain_text("血压计没电，明天补")
    press("a")
    press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已通过")
    day.one.sync()
    assert day.one.values(visits[0])["review.state"] == "approved"

    for key in "gc":
        press(key)
    expect(page.get_by_role("heading", level=1)).to_have_text("冲突")
    page.locator("[data-row] a").first.focus()
    press("Enter")
    page.get_by_role("radio").first.focus()
    press("Space")
    page.locator("[data-comment]").first.focus()
    page.keyboard.type("打电话问过本人")
    press("Enter")
    expect(page.get_by_role("status")).to_contain_text("没有待处理的冲突")
    day.one.sync()
    assert day.one.values(check)["vitals.sbp"] in (150, 146)

    press("?")
    expect(page.locator("#keys")).to_be_visible()
    press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_the_slider_shows_any_moment_and_a_number_is_revealed_with_a_reason(day: Day) -> None:
    visit = day.record(day.one, "visit", method="1", result="1", health_state="1")
    day.one.sync()
    day.one.edit(visit, {"health_state": "3"})
    day.one.sync()
    day.sign_in(day.office.supervisor)
    page = day.open(f"/console/review/{visit}")
    page.locator("#step").focus()
    page.keyboard.press("ArrowLeft")
    expect(page.locator("#then")).to_contain_text("次改动之后的样子")
    expect(page.locator("#then")).not_to_contain_text("较差")
    page = day.open(f"/console/review/{day.resident}?show=all")
    assert "13800001234" not in page.content()
    page.locator("details.reveal summary").first.click()
    page.locator("details.reveal input[name=reason]").first.fill("打电话核实")
    page.keyboard.press("Enter")
    expect(page.locator("main")).to_contain_text("13800001234")
    assert [one.detail["reason"] for one in day.office.audited("record.reveal")] == ["打电话核实"]
