"""A new version of the app comes to a tablet that is at work."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page, expect

from server.models import Record
from tests.screens.centre import Centre
from tests.screens.conftest import MakeTablet
from tests.screens.releases import CentreBetween, releases_of
from tests.screens.tablet import Tablet

_LOOK = "navigator.serviceWorker.getRegistration().then((one) => one.update())"
_WAITS = "navigator.serviceWorker.getRegistration().then((one) => one.waiting !== null)"
# A promise is true as soon as it is made, so that waiting for one to be true waits for nothing.
_UNTIL_WAITING = """navigator.serviceWorker.getRegistration().then((one) => new Promise((done) => {
  const look = () => one.waiting !== null ? done() : setTimeout(look, 50)
  look()
}))"""
_SAME_PAGE = "globalThis.neverLoadedAnew === true"


@pytest.fixture
def between(centre: Centre) -> Iterator[CentreBetween]:
    with releases_of(centre) as made:
        yield made


@pytest.fixture
def person(centre: Centre) -> Record:
    found = [one for one in centre.records("resident") if one.grid_id == "demo-1001" and one.values.get("birth_date")]
    return sorted(found, key=lambda one: str(one.values["birth_date"]))[6]


def is_next(page: Page) -> bool:
    """Whether what is shown is the next build."""
    return bool(page.evaluate("document.querySelector('script[type=module]').src.endsWith('-next.js')"))


def offered(tablet: Tablet) -> None:
    """The next build comes out, and lies ready on the tablet."""
    tablet.centre.releases.release()  # type: ignore[attr-defined]
    tablet.page.evaluate(_LOOK)
    tablet.page.evaluate(_UNTIL_WAITING)


def half_fills(tablet: Tablet, person: Record) -> str:
    """A follow-up with a choice, a pressure and words; the cursor stays behind the last of them. Its address."""
    tablet.opens(f"/fill/htn_follow_up?resident={Centre.id_of(person)}")
    tablet.tap("家庭")
    tablet.page.get_by_role("checkbox", name="头痛头晕").click()
    tablet.page.get_by_role("textbox", name="高压").click()
    tablet.page.keyboard.type("152")
    tablet.page.keyboard.type("94")
    tablet.page.get_by_role("textbox", name="其他体征").click()
    tablet.page.keyboard.type("走路喘")
    return tablet.page.evaluate("location.hash.slice(1)")


def shows_what_was_typed(tablet: Tablet, words: str = "走路喘") -> None:
    expect(tablet.page.get_by_role("button", name="家庭", exact=True)).to_have_attribute("aria-pressed", "true")
    expect(tablet.page.get_by_role("checkbox", name="头痛头晕")).to_be_checked()
    expect(tablet.page.get_by_role("textbox", name="高压")).to_have_value("152")
    expect(tablet.page.get_by_role("textbox", name="低压")).to_have_value("94")
    expect(tablet.page.get_by_role("textbox", name="其他体征")).to_have_value(words)


def test_a_form_that_is_half_filled_holds_the_new_version_back_and_loses_nothing_to_it(
    make_tablet: MakeTablet, between: CentreBetween, person: Record
) -> None:
    tablet = make_tablet("换版本的平板", centre=between)
    page = tablet.page
    tablet.enrol()
    tablet.wait_until_installed()
    page.evaluate("globalThis.neverLoadedAnew = true")
    half_fills(tablet, person)
    offered(tablet)

    # Whoever taps the icon once more starts the app a second time: that one has no form, and must not decide.
    second = tablet.context.new_page()
    second.goto(between.tablet_url)
    expect(second.get_by_text("已经在另一个窗口打开")).to_be_visible()
    second.close()
    assert page.evaluate(_WAITS)
    assert page.evaluate(_SAME_PAGE)
    shows_what_was_typed(tablet)
    # One goes on in the old one, of which the centre has nothing any more, also to screens that were not shown before.
    page.get_by_role("textbox", name="其他体征").click()
    page.keyboard.press("End")
    page.keyboard.type("，夜里醒")
    address = page.evaluate("location.hash.slice(1)")
    tablet.tap("返回")
    tablet.opens("/settings/about")
    tablet.sees("不要位置")
    assert page.evaluate(_SAME_PAGE)

    # The form is closed: the new version is offered, and put in by a tap.
    tablet.opens("/settings")
    expect(page.get_by_role("link", name="有新版本")).to_be_visible()
    tablet.sees("有新版本，已经下载好")
    tablet.picture("update")
    with page.expect_navigation():
        tablet.tap("换新版本")
    tablet.unlock()
    assert is_next(page)
    tablet.opens(address)
    shows_what_was_typed(tablet, "走路喘，夜里醒")
    tablet.hands_in()
    (record,) = between.records("htn_follow_up", signs_other="走路喘，夜里醒")
    assert (record.values["vitals.sbp"], record.values["vitals.dbp"]) == (152, 94)


def test_a_version_that_waits_is_put_in_when_the_tablet_is_locked(
    make_tablet: MakeTablet, between: CentreBetween, person: Record
) -> None:
    tablet = make_tablet("锁上的平板", centre=between)
    tablet.page.clock.install()
    tablet.page.reload()
    tablet.enrol()
    tablet.wait_until_installed()
    half_fills(tablet, person)
    offered(tablet)
    # Left alone, also in the middle of a word: it is kept, the tablet locks itself, and comes back as the next build.
    with tablet.page.expect_navigation():
        tablet.page.clock.fast_forward(16 * 60_000)
    tablet.sees("请输入 PIN")
    assert is_next(tablet.page)
    tablet.unlock()
    shows_what_was_typed(tablet)


def test_a_waiting_version_is_put_in_by_the_next_cold_start(make_tablet: MakeTablet, between: CentreBetween) -> None:
    tablet = make_tablet(cold=True, centre=between)
    tablet.wait_until_installed()
    tablet.page.goto("about:blank")
    between.releases.release()
    tablet.page.goto(tablet.centre.tablet_url)
    tablet.page.evaluate(_UNTIL_WAITING)
    tablet.restart()
    tablet.page.wait_for_function("document.querySelector('script[type=module]')?.src.endsWith('-next.js')")
    tablet.sees("把这台平板交给我用")
