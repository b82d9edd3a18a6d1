"""Getting in: a tablet comes into a worker's hands, is locked and opened, and tells what went wrong."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from tests.browsers.axe import hold_accessible
from tests.browsers.chromium import DESK
from tests.screens.centre import Centre
from tests.screens.conftest import MakeTablet
from tests.screens.tablet import PIN, Tablet


def test_a_worker_enrols_and_every_page_on_the_way_can_be_used(tablet: Tablet, centre: Centre) -> None:
    hold_accessible(tablet.page, "code")
    tablet.picture("enrol")
    tablet.page.get_by_label("配对码").fill(centre.pairing_code().lower().replace("-", ""))
    tablet.tap("下一步")
    hold_accessible(tablet.page, "name")
    tablet.page.get_by_label("平板的名字").fill("7号平板")
    tablet.tap("下一步")
    hold_accessible(tablet.page, "PIN")
    for weak, said in (("12345", "至少要 6 位"), ("6", "一猜就中"), ("888888", "全是同一个数字")):
        tablet.types_pin(weak)
        tablet.tap("下一步")
        tablet.sees(said)
    tablet.types_pin(PIN)
    tablet.tap("下一步")
    tablet.types_pin("730165")
    tablet.tap("完成")
    tablet.sees("两次输入不一样")
    tablet.types_pin(PIN)
    tablet.tap("下一步")
    tablet.types_pin(PIN)
    tablet.tap("完成")
    tablet.is_in()

    tablet.page.reload()
    tablet.sees("王芳，请输入 PIN")
    hold_accessible(tablet.page, "lock")
    tablet.picture("lock")
    tablet.unlock()


def test_a_wrong_code_costs_only_the_code(tablet: Tablet, centre: Centre) -> None:
    tablet.page.get_by_label("配对码").fill("ABCD-2345")
    tablet.tap("下一步")
    tablet.page.get_by_label("平板的名字").fill("8号平板")
    tablet.tap("下一步")
    for done in ("下一步", "完成"):
        tablet.types_pin(PIN)
        tablet.tap(done)
    tablet.sees("没有这个配对码")
    expect(tablet.page.get_by_label("配对码")).to_have_value("")
    tablet.page.get_by_label("配对码").fill(centre.pairing_code())
    tablet.tap("下一步")
    tablet.is_in()


def test_enrolling_without_the_centre_says_so_and_keeps_what_was_typed(tablet: Tablet, centre: Centre) -> None:
    code = centre.pairing_code()
    tablet.wait_until_installed()
    tablet.page.get_by_label("配对码").fill(code)
    tablet.tap("下一步")
    tablet.page.get_by_label("平板的名字").fill("9号平板")
    tablet.tap("下一步")
    with centre.down():
        for done in ("下一步", "完成"):
            tablet.types_pin(PIN)
            tablet.tap(done)
        tablet.sees("连不上中心")
    expect(tablet.page.get_by_label("配对码")).to_have_value(code)
    tablet.tap("下一步")
    tablet.is_in()


def test_ten_wrong_pins_make_it_wait_and_erase_nothing(make_tablet: MakeTablet) -> None:
    tablet = make_tablet()
    tablet.page.clock.install()
    tablet.page.reload()
    tablet.enrol()
    tablet.page.reload()
    waits = []
    for _ in range(10):
        tablet.types_pin("111112")
        tablet.tap("打开")
        tablet.sees("PIN 不对")
        waiting = tablet.page.get_by_text(re.compile("请等"))
        if waiting.count():
            minutes, seconds = (re.search(rf"(\d+) {unit}", waiting.inner_text()) for unit in ("分钟", "秒"))
            waits.append(int(minutes[1]) * 60 if minutes else int(seconds[1]) if seconds else 0)
            expect(tablet.page.get_by_role("button", name="1", exact=True)).to_be_disabled()
            if len(waits) == 1:
                # A reload, a restart or a second look does not shorten it.
                tablet.page.reload()
                tablet.sees("请等")
                hold_accessible(tablet.page, "waiting")
            tablet.page.clock.fast_forward(waits[-1] * 1000 + 61_000)
            expect(waiting).to_have_count(0)
    assert waits == sorted(waits)
    assert waits[0] <= 30
    assert waits[-1] == 3600
    tablet.unlock()


def test_whoever_forgot_the_pin_chooses_another_with_a_code_of_the_supervisors(tablet: Tablet, centre: Centre) -> None:
    tablet.enrol()
    tablet.page.reload()
    tablet.tap("忘记 PIN")
    tablet.sees("换一个新的 PIN")
    hold_accessible(tablet.page, "forgotten")
    # Somebody else's code opens nothing.
    for code in (centre.pairing_code("张强"), centre.pairing_code("王芳")):
        tablet.page.get_by_label("配对码").fill(code)
        tablet.tap("下一步")
        if tablet.page.get_by_role("group", name="数字键").count():
            for done in ("下一步", "完成"):
                tablet.types_pin("402871")
                tablet.tap(done)
            tablet.sees("没有这个配对码")
    tablet.is_in()
    tablet.page.reload()
    tablet.unlock("402871")


def test_several_workers_share_a_tablet_and_each_opens_their_own(tablet: Tablet) -> None:
    tablet.enrol("王芳")
    tablet.page.reload()
    tablet.tap("我是别人")
    tablet.enrol("张强", "918273")
    tablet.page.reload()
    tablet.sees("您是哪一位？")
    hold_accessible(tablet.page, "choose")
    tablet.picture("choose")
    tablet.tap("王芳")
    tablet.types_pin("918273")
    tablet.tap("打开")
    tablet.sees("PIN 不对")
    tablet.unlock(PIN)


def test_a_second_tab_waits_for_the_first(tablet: Tablet) -> None:
    tablet.enrol()
    second = tablet.context.new_page()
    second.goto(tablet.centre.tablet_url)
    expect(second.get_by_text("已经在另一个窗口打开")).to_be_visible()
    hold_accessible(second, "second tab")
    tablet.page.close()
    expect(second.get_by_text("请输入 PIN")).to_be_visible()


def test_a_store_that_is_gone_is_said_to_be_gone(tablet: Tablet) -> None:
    tablet.enrol()
    # As a browser does that clears its databases for want of room.
    tablet.page.goto(f"{tablet.centre.url}/trust")
    tablet.page.evaluate(
        "indexedDB.databases().then((all) => Promise.all(all.map(({name}) => new Promise((done) => {"
        "const asked = indexedDB.deleteDatabase(name); asked.onsuccess = asked.onblocked = done}))))"
    )
    tablet.page.goto(tablet.centre.tablet_url)
    tablet.sees("王芳的存储不见了")
    hold_accessible(tablet.page, "store gone")
    tablet.picture("store_gone")
    tablet.page.reload()
    tablet.sees("王芳的存储不见了")
    tablet.tap("已告诉主管")
    tablet.sees("把这台平板交给我用")


def test_a_revoked_tablet_erases_itself_and_says_so(make_tablet: MakeTablet, centre: Centre) -> None:
    tablet = make_tablet("丢了的平板")
    tablet.enrol()
    centre.revoke("丢了的平板")
    tablet.page.reload()
    tablet.types_pin(PIN)
    tablet.tap("打开")
    tablet.sees("已停用")
    hold_accessible(tablet.page, "revoked")
    left = tablet.page.evaluate("indexedDB.databases().then((all) => all.map(({name}) => name))")
    assert left == ["mulin"]
    tablet.tap("知道了")
    tablet.sees("把这台平板交给我用")


def test_a_store_that_does_not_open_is_not_begun_afresh(tablet: Tablet) -> None:
    tablet.enrol()
    tablet.page.add_init_script("IDBFactory.prototype.open = () => { throw new DOMException('', 'UnknownError') }")
    tablet.page.reload()
    tablet.sees("存储打不开")
    hold_accessible(tablet.page, "broken")
    tablet.tap("再试一次")
    tablet.sees("里面的资料没有被删")


def test_a_browser_that_cannot_encrypt_is_told_why(tablet: Tablet) -> None:
    tablet.page.add_init_script("Object.defineProperty(crypto, 'subtle', {value: undefined})")
    tablet.page.reload()
    tablet.sees("这里打不开睦邻")
    hold_accessible(tablet.page, "unfit")


def test_it_can_be_done_with_keys_alone(make_tablet: MakeTablet, centre: Centre) -> None:
    tablet = make_tablet(viewport=DESK, has_touch=False)
    keys = tablet.page.keyboard
    tablet.sees("把这台平板交给我用")
    while not tablet.page.evaluate("document.activeElement instanceof HTMLInputElement"):
        keys.press("Tab")
    for said, typed in (
        ("把这台平板交给我用", centre.pairing_code()),
        ("给平板起个名字", "键盘平板"),
        ("设一个 PIN", PIN),
        ("再输一遍 PIN", PIN),
    ):
        tablet.sees(said)
        keys.type(typed)
        keys.press("Enter")
    tablet.is_in()


@pytest.mark.parametrize("width", [360, 800, 1280])
@pytest.mark.parametrize("size", ["ordinary", "large"])
def test_nothing_hangs_over_the_edge(make_tablet: MakeTablet, width: int, size: str) -> None:
    tablet = make_tablet(viewport={"width": width, "height": 800})
    tablet.looks(size=size, contrast="high")
    tablet.sees("把这台平板交给我用")
    assert tablet.page.evaluate("document.documentElement.scrollWidth") <= width
    body = tablet.page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
    assert body >= (22 if size == "large" else 18)
