"""The office's pages in a real browser: what is pressed reaches the tablet, and paper is A4."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Page, expect

from server.clock import now_ms
from tests.browsers.axe import hold_accessible
from tests.browsers.chromium import DESK, Chromium
from tests.browsers.watch import Watch
from tests.console.office import FIRST, PASSWORD, SECOND, Office
from tests.servers.databases import Databases
from tests.tablet.driver import TabletProcess


@pytest.fixture(scope="module")
def module_database_url(_databases_by_kind: Callable[[str], Databases]) -> Iterator[str]:
    """Which database the centre has does not matter here."""
    source = _databases_by_kind("sqlite")
    url = source.fresh()
    yield url
    source.drop(url)


class Desk:
    """A grid with a household, a resident who was visited and followed up, and a likely double."""

    def __init__(self, office: Office, tablets: TabletProcess, page: Page) -> None:
        self.office, self.page = office, page
        self.fang = office.person("王芳", "grid_worker", FIRST)
        self.tablet = tablet = office.in_hand(tablets, "7号平板", self.fang)
        home = {"address_text": "如意里3-2-501", "address.building": "3", "address.unit": "2", "address.room": "501"}
        self.home = tablet.create("household", FIRST, home)
        elder = {"name": "陈桂兰", "sex": "2", "status": "in", "birth_date": "1941-03-01", "household": self.home,
                 "phone": "13800001234", "tags.alone": True}  # fmt: skip
        self.resident, self.double = (tablet.create("resident", FIRST, elder) for _ in range(2))
        worker = str(uuid.UUID(bytes=self.fang))
        tablet.create("visit", FIRST, {"resident": self.resident, "worker": worker, "at": now_ms(), "result": "1"})
        pressures = {"vitals.sbp": 152, "vitals.dbp": 94}
        tablet.create(
            "htn_follow_up", FIRST, {"resident": self.resident, "captured_by": worker, "at": now_ms(), **pressures}
        )
        consent = {"resident": self.resident, "purpose": "photo", "legal_basis": "consent", "answer": "agreed"}
        tablet.create("consent", FIRST, {**consent, "at": now_ms() - 1000})
        tablet.sync()

    def sign_in(self, person: bytes) -> None:
        self.page.context.clear_cookies()
        self.page.goto(f"{self.office.url}/console/")
        if self.page.locator("select[name=community]").count():
            self.page.select_option("select[name=community]", self.office.community)
        self.page.fill("input[name=login]", self.office.logins[person])
        self.page.fill("input[name=password]", PASSWORD)
        self.page.keyboard.press("Enter")
        expect(self.page.get_by_role("heading", level=1)).to_have_text("总览")

    def open(self, address: str) -> Page:
        self.page.goto(f"{self.office.url}/console/{address}")
        return self.page


@pytest.fixture
def desk(office: Office, tablets: TabletProcess, browser: Chromium) -> Iterator[Desk]:
    context = browser.context(viewport=DESK)
    watch = Watch(context)
    yield Desk(office, tablets, context.new_page())
    context.close()
    assert watch.trouble() == []


def test_a_tablet_is_paired_by_what_the_screen_shows(desk: Desk) -> None:
    desk.sign_in(desk.office.desk("管理员", "admin"))
    page = desk.open(f"people/{uuid.UUID(bytes=desk.fang)}")
    page.get_by_role("button", name="配对一台平板").click()
    expect(page.get_by_alt_text("平板配对二维码")).to_be_visible()
    hold_accessible(page, "pairing")


def test_tags_are_changed_and_a_resident_handed_over_by_keyboard(desk: Desk) -> None:
    desk.sign_in(desk.office.supervisor)
    page = desk.page
    for key in "gp":
        page.keyboard.press(key)
    expect(page.get_by_role("heading", level=1)).to_have_text("居民")
    page.keyboard.press("/")
    page.keyboard.type("3-2-501")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=3-2-501**")
    page.keyboard.press("j")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("陈桂兰")
    chosen = page.url.rsplit("/", 1)[1]
    page.get_by_label("80岁以上", exact=True).focus()
    page.keyboard.press("Space")
    reason = page.locator("form[action$='/tags'] input[name=reason]")
    reason.focus()
    page.keyboard.type("满八十了")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("标签已改好")
    desk.tablet.sync()
    assert desk.tablet.values(chosen)["tags.aged_80"] is True
    page.get_by_role("link", name="移交到另一网格").click()
    page.select_option("select[name=grid]", SECOND)
    page.fill("input[name=reason]", "搬家")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("已移交")
    desk.tablet.sync()
    assert chosen not in {one["document"] for one in desk.tablet.list() if not one["dropped"]}


def test_a_form_fills_a_sheet_of_a4(desk: Desk) -> None:
    desk.sign_in(desk.office.supervisor)
    page = desk.open(f"residents/{desk.resident}/papers/htn_follow_up")
    page.emulate_media(media="print")
    expect(page.locator("nav.side")).to_be_hidden()
    expect(page.locator("article.paper")).to_be_visible()
    wide = page.evaluate("document.querySelector('article.paper').scrollWidth <= document.documentElement.clientWidth")
    assert wide is True
    pdf = page.pdf(prefer_css_page_size=True)
    assert re.findall(rb"/Count (\d+)", pdf) == [b"1"], "four visits to a sheet, and no second one"
    assert b"/MediaBox [0 0 594" in pdf or b"/MediaBox [0 0 595" in pdf
