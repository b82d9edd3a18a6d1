"""What stands around the work: how it looks, locking, another PIN, too long without the centre, the first fetch."""

from __future__ import annotations

import re

from playwright.sync_api import expect

from tests.browsers.axe import hold_accessible
from tests.screens.centre import Centre
from tests.screens.conftest import MakeTablet
from tests.screens.tablet import PIN, Tablet

DAY_MS = 86_400_000


def test_large_letters_strong_colours_and_english_hold_at_once_and_after_a_restart(tablet: Tablet) -> None:
    tablet.enrol()
    tablet.goes_to("设置")
    hold_accessible(tablet.page, "settings")
    tablet.picture("settings")
    for name in ("大字", "更浓的颜色"):
        tablet.page.get_by_role("switch", name=name).click()
    assert tablet.body_px() >= 22
    hold_accessible(tablet.page, "settings, large and strong")
    assert tablet.small_targets() == []
    tablet.tap("English")
    tablet.sees("Easy to read")
    tablet.page.reload()
    tablet.sees("your PIN please")
    assert tablet.body_px() >= 22


def test_it_says_how_the_tablet_fares_and_what_is_kept(tablet: Tablet) -> None:
    tablet.enrol()
    tablet.wait_until_installed()
    tablet.goes_to("设置")
    expect(tablet.page.get_by_text(re.compile(r"版本 \d+\.\d+\.\d+-[0-9a-f]{6}"))).to_be_visible()
    tablet.sees("软件已存在平板上")
    expect(tablet.page.get_by_text(re.compile(r"用了 .+，还剩 .+"))).to_be_visible()
    tablet.tap("看一看")
    tablet.sees("不要位置")
    hold_accessible(tablet.page, "about")
    tablet.tap("返回")
    tablet.sees("看得清")


def test_it_is_locked_by_hand_and_by_being_left_alone(tablet: Tablet) -> None:
    tablet.page.clock.install()
    tablet.page.reload()
    tablet.enrol()
    tablet.goes_to("设置")
    tablet.tap("现在锁上")
    tablet.sees("请输入 PIN")
    tablet.unlock()
    tablet.page.clock.fast_forward(14 * 60_000)
    expect(tablet.page.get_by_role("navigation", name="主菜单")).to_be_visible()
    tablet.page.mouse.click(5, 5)
    tablet.page.clock.fast_forward(14 * 60_000)
    expect(tablet.page.get_by_role("navigation", name="主菜单")).to_be_visible()
    tablet.page.clock.fast_forward(2 * 60_000)
    tablet.sees("请输入 PIN")


def test_another_pin_opens_it_and_the_old_one_does_not(tablet: Tablet) -> None:
    tablet.enrol()
    tablet.goes_to("设置")
    tablet.tap("换 PIN")
    hold_accessible(tablet.page, "change PIN")
    for pin, done in (("999111", "下一步"), ("402871", "下一步"), ("402871", "完成")):
        tablet.types_pin(pin)
        tablet.tap(done)
    tablet.sees("PIN 不对")
    for pin, done in ((PIN, "下一步"), ("402871", "下一步"), ("402871", "完成")):
        tablet.types_pin(pin)
        tablet.tap(done)
    tablet.sees("PIN 换好了")
    tablet.goes_to("设置")
    tablet.tap("现在锁上")
    tablet.types_pin(PIN)
    tablet.tap("打开")
    tablet.sees("PIN 不对")
    tablet.unlock("402871")


def test_too_long_without_the_centre_the_supervisor_is_asked(make_tablet: MakeTablet, centre: Centre) -> None:
    tablet = make_tablet("久没联系的平板")
    tablet.wait_until_installed()
    tablet.enrol()
    with centre.down():
        tablet.page.clock.install()
        tablet.page.clock.fast_forward(15 * DAY_MS)
        tablet.page.reload()
        tablet.types_pin(PIN)
        tablet.tap("打开")
        tablet.sees("太久没联系中心")
        hold_accessible(tablet.page, "held")
        tablet.picture("held")
        tablet.tap("连上中心")
        tablet.sees("还是连不上")
        tablet.page.get_by_label("8 位数字").fill("14000000")
        tablet.tap("打开")
        tablet.sees("号码不对")
        question = tablet.page.locator("output").inner_text().replace(" ", "")
        tablet.page.get_by_label("8 位数字").fill(centre.extension(tablet.name, question, days=2))
        tablet.tap("打开")
        tablet.is_in()
        tablet.page.clock.fast_forward(3 * DAY_MS)
        tablet.page.reload()
        tablet.types_pin(PIN)
        tablet.tap("打开")
        tablet.sees("太久没联系中心")
    tablet.tap("连上中心")
    tablet.is_in()


def test_until_the_first_fetch_is_done_nobody_is_told_that_nobody_lives_here(
    make_tablet: MakeTablet, centre: Centre
) -> None:
    tablet = make_tablet()
    tablet.context.route("**/api/v1/sync", lambda route: route.abort())
    tablet.enrol(and_enter=False)
    tablet.sees("停下来了")
    hold_accessible(tablet.page, "first fetch")
    tablet.picture("first_fetch")
    tablet.context.unroute_all()
    tablet.tap("接着取")
    tablet.is_in()
    assert centre.url
