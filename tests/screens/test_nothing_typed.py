"""What was typed and not yet written when the app went: by a reload, by being closed, by a lock, on a full disk."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, expect

from server.models import Record
from tests.browsers.axe import hold_accessible
from tests.screens.centre import Centre
from tests.screens.conftest import MakeTablet
from tests.screens.tablet import PIN, Tablet

# Long enough for the question, or else for the page to be another.
_ASKED_WITHIN_MS = 1_000
# So long a hidden app is left alive at the least.
_LEFT_ALIVE_MS = 1_500
_HIDDEN = """() => {
  Object.defineProperty(document, 'visibilityState', {value: 'hidden', configurable: true})
  document.dispatchEvent(new Event('visibilitychange'))
}"""
FULL_DISK = """
for (const how of ['put', 'add']) {
  const real = IDBObjectStore.prototype[how]
  IDBObjectStore.prototype[how] = function (...given) {
    if (globalThis.diskIsFull) throw new DOMException('no room', 'QuotaExceededError')
    return real.apply(this, given)
  }
}"""


@pytest.fixture
def person(centre: Centre) -> Record:
    found = [one for one in centre.records("resident") if one.grid_id == "demo-1001" and one.values.get("birth_date")]
    return sorted(found, key=lambda one: str(one.values["birth_date"]))[7]


def reloaded(tablet: Tablet) -> None:
    """The browser asks whoever is too quick; they stay, and a moment later it is on the disk."""
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    tablet.page.once("dialog", stay)
    tablet.page.evaluate("setTimeout(() => location.reload(), 0)")
    tablet.page.wait_for_timeout(_ASKED_WITHIN_MS)
    if asked:
        assert asked == ["beforeunload"]
        tablet.page.reload()


def put_away(tablet: Tablet) -> None:
    """Hidden, as when the tablet goes into a pocket; then ended, as a tablet does that needs its memory."""
    address = tablet.page.url
    tablet.page.evaluate(_HIDDEN)
    tablet.page.wait_for_timeout(_LEFT_ALIVE_MS)
    tablet.page.close()
    tablet.page = tablet.context.new_page()
    tablet.page.goto(address)


@pytest.mark.parametrize("gone", [reloaded, put_away])
def test_the_last_words_and_digits_are_there_though_nobody_left_their_box(
    make_tablet: MakeTablet, person: Record, gone: Callable[[Tablet], None]
) -> None:
    tablet = make_tablet(f"{gone.__name__}的平板")
    tablet.enrol()
    tablet.opens(f"/fill/htn_follow_up?resident={Centre.id_of(person)}")
    tablet.tap("家庭")
    tablet.page.wait_for_url("**/fill/htn_follow_up/*")
    tablet.page.get_by_role("textbox", name="其他体征").click()
    tablet.page.keyboard.type("走路喘")
    address = tablet.page.evaluate("location.hash.slice(1)")
    gone(tablet)
    tablet.unlock()
    tablet.opens(address)
    expect(tablet.page.get_by_role("textbox", name="其他体征")).to_have_value("走路喘")
    # Of a weight nobody knows after two digits whether a third comes.
    tablet.page.get_by_role("textbox", name="体重").first.click()
    tablet.page.keyboard.type("62")
    gone(tablet)
    tablet.unlock()
    tablet.opens(address)
    expect(tablet.page.get_by_role("textbox", name="体重").first).to_have_value("62")


def test_a_visit_begun_on_a_full_disk_waits_over_the_lock_until_there_is_room(
    make_tablet: MakeTablet, centre: Centre, person: Record
) -> None:
    tablet = make_tablet("满了的平板")
    page = tablet.page
    page.clock.install()
    page.add_init_script(FULL_DISK)
    page.reload()
    tablet.enrol()
    tablet.opens(f"/fill/visit?resident={Centre.id_of(person)}")
    # The cards of the day have a button of that name as well, and are still there for a moment.
    page.get_by_role("button", name="一切正常").wait_for()
    page.evaluate("globalThis.diskIsFull = true")
    tablet.tap("无人应答")
    tablet.tap("改天再来")
    alarm = page.get_by_role("alert")
    expect(alarm).to_have_count(1)
    expect(alarm).to_contain_text("项还没存进平板")
    hold_accessible(page, "full disk")
    tablet.picture("disk_full")
    page.clock.fast_forward(16 * 60_000)
    tablet.sees("请输入 PIN")
    tablet.sees("有刚写的还没存进平板")
    hold_accessible(page, "full disk, locked")
    # The disk is still full, and the one who knows the PIN is not kept out for it.
    tablet.types_pin(PIN)
    tablet.tap("打开")
    tablet.is_in()
    tablet.sees("还没存进平板")
    page.evaluate("globalThis.diskIsFull = false")
    tablet.tap("再存一次")
    expect(page.get_by_role("alert").filter(has_text="还没存进平板")).to_have_count(0)
    tablet.hands_in()
    (visit,) = [one for one in centre.records("visit", result="8") if one.values["resident"] == Centre.id_of(person)]
    assert visit.values["method"] == "1"
