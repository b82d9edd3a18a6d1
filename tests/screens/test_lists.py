"""The lists in a worker's hands: whose door is due, finding somebody, windows, errands, and what the centre has."""

from __future__ import annotations

import re
import uuid

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.screens.centre import Centre
from tests.screens.conftest import MakeTablet
from tests.screens.tablet import PIN, Tablet

GRID = "demo-1001"
_FIRST_SYNC_MS = 60_000
_OPENING_MS = 60_000
_TABS_MAX = 20
_HELD_MS = 700
_BUILDING = "#/windows/%E7%9D%A6%E9%82%BB%E8%8B%91%1F1"


@pytest.fixture
def at_work(make_tablet: MakeTablet) -> Tablet:
    """A tablet of 王芳's that has collected her grid."""
    tablet = make_tablet()
    tablet.enrol()
    _collected(tablet)
    return tablet


def test_somebody_is_found_by_initials_with_the_server_off_and_the_app_started_cold(
    make_tablet: MakeTablet, centre: Centre
) -> None:
    shan = {"name": "单雪梅", "sex": "2", "status": "in", "contact.a.name": "单强", "contact.a.phone": "13900007788"}
    centre.hand_in("王芳", GRID, "resident", {**shan, "live_address": "睦邻苑9号楼1单元901", "phone": "13812349876"})
    tablet = make_tablet(cold=True)
    tablet.wait_until_installed()
    tablet.enrol()
    _collected(tablet)
    tablet.foresee("ERR_CONNECTION_REFUSED|Failed to fetch|Failed to load resource")
    with centre.down():
        tablet.restart()
        _unlock(tablet)
        tablet.goes_to("居民")
        for typed in ("sxm", "shanxm", "雪梅", "9-1-901", "9876"):
            tablet.page.get_by_role("searchbox").fill(typed)
            expect(_people(tablet.page)).to_have_text(["单雪梅"])
        _people(tablet.page).first.click()
        expect(tablet.page.get_by_role("heading", name="单雪梅")).to_be_visible()
        call = tablet.page.get_by_role("region", name="急救卡").get_by_role("link", name="单强")
        expect(call).to_have_attribute("href", "tel:13900007788")
        assert "13812349876" not in tablet.page.locator("main").inner_text()
        tablet.page.get_by_role("button", name="138****9876").click()
        tablet.sees("13812349876")
        tablet.picture("resident-offline")


def test_a_building_is_looked_at_and_an_unusual_window_is_gone_to_at_once(at_work: Tablet, centre: Centre) -> None:
    tablet, page = at_work, at_work.page
    tablet.goes_to("看窗")
    page.evaluate("(address) => { location.hash = address }", _BUILDING)
    tablet.tap("约定")
    for place in range(3):
        page.get_by_role("switch", checked=False).first.click()
        expect(page.get_by_role("switch", checked=True).nth(place)).to_be_visible()
    tablet.tap("约定好了")
    windows = page.get_by_role("button", name=re.compile("(还没看|正常|异常)$")).and_(page.locator(".pane"))
    expect(windows.first).to_be_visible()
    count = windows.count()
    assert count >= 3
    windows.first.click(delay=_HELD_MS)
    expect(page.get_by_role("alert")).to_contain_text("异常")
    for place in range(1, count):
        windows.nth(place).click()
    tablet.sees(f"已看 {count} / {count} 扇")
    tablet.picture("windows")

    page.reload()
    _unlock(tablet)
    tablet.sees(f"已看 {count} / {count} 扇")
    tablet.tap("返回")
    tablet.sees("1 扇异常")
    tablet.goes_to("今天")
    expect(page.get_by_role("heading", name="马上去")).to_be_visible()

    _sync(tablet)
    look = max(centre.records("window_check"), key=lambda one: one.values["at"])
    states = sorted(value for path, value in look.values.items() if path.endswith(".state"))
    assert states == ["1"] * (count - 1) + ["2"]
    (task,) = centre.records("task", about=str(uuid.UUID(bytes=look.document_id)))
    assert (task.values["type"], task.values["priority"], task.values["status"]) == ("window", "urgent", "open")


def test_an_errand_is_finished_paper_by_paper_and_the_two_marks_tell_where_it_is(
    at_work: Tablet, centre: Centre
) -> None:
    tablet, page = at_work, at_work.page
    tablet.goes_to("居民")
    _people(page).first.click()
    page.get_by_role("link", name="代办").or_(page.get_by_role("button", name="代办")).first.click()
    page.get_by_role("textbox", name="要办的事").fill("换煤气软管")
    tablet.tap("记下这件事")
    for paper in ("发票", "合格证"):
        page.get_by_role("textbox", name="再添一样材料").fill(paper)
        tablet.tap("添上")
        page.get_by_role("checkbox", name=paper).click()
    tablet.sees("已备 2 / 2")
    tablet.foresee("ERR_CONNECTION_REFUSED|Failed to fetch|Failed to load resource")
    with centre.down():
        tablet.tap("办好了")
        page.get_by_role("textbox", name="办理情况").fill("已换好，试过不漏")
        tablet.tap("记下", exact=True)
        tablet.sees("已办结")
        expect(page.locator(".type .mark")).to_contain_text("已存本机")
        page.evaluate("location.hash = '#/sync'")
        expect(page.locator(".here b")).to_have_text("1")
        tablet.tap("现在同步")
        expect(page.get_by_role("alert")).to_contain_text("现在连不上中心")
    _sync(tablet)
    page.go_back()
    expect(page.locator(".type .mark")).to_contain_text("中心已收")
    (task,) = [one for one in centre.records("task", status="done") if "换煤气软管" in one.values["title"]]
    assert sorted(value for path, value in task.values.items() if path.endswith(".ready")) == [True, True]
    assert task.values["outcome"] == "已换好，试过不漏"


def test_somebody_is_found_and_opened_with_keys_alone(at_work: Tablet) -> None:
    page = at_work.page
    page.evaluate("location.hash = '#/residents'")
    name = _people(page).nth(3).inner_text()
    page.get_by_role("searchbox").focus()
    page.keyboard.type(name)
    expect(_people(page).first).to_have_text(name)
    for _ in range(_TABS_MAX):
        if page.evaluate("document.activeElement.classList.contains('person')"):
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)


def _people(page: Page) -> Locator:
    return page.locator("main .person strong")


def _collected(tablet: Tablet) -> None:
    """Wait until the first sync has ended with the proof."""
    tablet.goes_to("同步")
    expect(tablet.page.get_by_text("与中心核对一致")).to_be_visible(timeout=_FIRST_SYNC_MS)
    tablet.goes_to("今天")
    expect(tablet.page.locator("main article").first).to_be_visible()


def _sync(tablet: Tablet) -> None:
    if not tablet.page.get_by_role("navigation", name="主菜单").is_visible():
        tablet.page.evaluate("location.hash = '#/sync'")
    else:
        tablet.goes_to("同步")
    tablet.page.get_by_role("button", name="现在同步").click(timeout=_FIRST_SYNC_MS)
    expect(tablet.page.locator(".here b")).to_have_text("0", timeout=_FIRST_SYNC_MS)
    tablet.sees("平板上的记录中心都有")


def _unlock(tablet: Tablet) -> None:
    """In either language, and however long a slow machine takes over the key: the digits, then what opens."""
    for digit in PIN:
        tablet.page.get_by_role("button", name=digit, exact=True).click()
    tablet.page.get_by_role("button", name=re.compile("^(打开|Open)$")).click()
    expect(tablet.page.get_by_role("button", name=PIN[0], exact=True)).to_be_hidden(timeout=_OPENING_MS)
