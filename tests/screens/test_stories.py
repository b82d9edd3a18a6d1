"""Days as workers live them: without the centre, with two tablets, with a full disk, with a centre that fails."""

from __future__ import annotations

from playwright.sync_api import Route, expect

from server.models import Record
from tests.browsers.axe import hold_accessible
from tests.screens.centre import Centre
from tests.screens.conftest import MakeTablet
from tests.screens.tablet import Tablet


def elder(centre: Centre, number: int) -> Record:
    """One of the old people of 王芳's grid; each story has its own."""
    found = [one for one in centre.records("resident") if one.grid_id == "demo-1001" and one.values.get("birth_date")]
    return sorted(found, key=lambda one: str(one.values["birth_date"]))[number]


def records_a_crisis(tablet: Tablet, person: Record, high: str, low: str) -> None:
    """Find somebody by name, begin a visit at the door, all is well but the pressure."""
    tablet.goes_to("居民")
    tablet.page.get_by_role("searchbox").first.fill(str(person.values["name"]))
    tablet.page.get_by_role("link", name=str(person.values["name"])).first.click()
    tablet.tap("探访", exact=True)
    tablet.tap("一切正常")
    tablet.tap("健康快检")
    tablet.page.get_by_role("textbox", name="高压").click()
    pad = tablet.page.get_by_role("region", name="数字键盘")
    for digit in high + low:
        pad.get_by_role("button", name=digit, exact=True).click()
    card = tablet.page.get_by_role("alertdialog", name="危急")
    expect(card).to_contain_text(f"{high}/{low}")
    tablet.picture("danger")
    tablet.tap("知道了")
    tablet.tap("现场设备")
    tablet.tap("完成")
    tablet.sees(f"{high} mmHg")
    tablet.tap("完成")


def test_a_day_without_the_centre(make_tablet: MakeTablet, centre: Centre) -> None:
    """Enrolled in the office; then the server is off, the tablet starts cold, and a visit is recorded all the same."""
    person = elder(centre, 0)
    tablet = make_tablet("一天没网的平板", cold=True)
    tablet.enrol()
    tablet.wait_until_installed()
    with centre.down():
        tablet.restart()
        tablet.unlock()
        tablet.picture("today")
        records_a_crisis(tablet, person, "196", "118")
        tablet.opens("/sync")
        tablet.tap("现在同步")
        tablet.sees("现在连不上中心")
        tablet.picture("sync_offline")
        unsent = tablet.unsent()
        assert unsent >= 2
        tablet.restart()
        tablet.unlock()
        assert tablet.unsent() == unsent
    tablet.hands_in()
    tablet.picture("sync")

    (check,) = centre.records("health_check", **{"vitals.sbp": 196})
    (visit,) = centre.records("visit", health_check=Centre.id_of(check))
    assert check.values["vitals.dbp"] == 118
    assert visit.values["resident"] == check.values["resident"] == Centre.id_of(person)
    for record in (visit, check):
        authors = centre.authors(record)
        assert set(record.values) <= set(authors)
        assert set(authors.values()) == {("王芳", "一天没网的平板")}


def test_two_tablets_that_never_met_disagree_about_one_resident(make_tablet: MakeTablet, centre: Centre) -> None:
    person = elder(centre, 1)
    pair = [make_tablet("甲平板"), make_tablet("乙平板")]
    for tablet in pair:
        tablet.wait_until_installed()
        tablet.enrol()
    with centre.down():
        for tablet, phone in zip(pair, ("13800000011", "13800000022"), strict=True):
            tablet.opens(f"/fill/resident/{Centre.id_of(person)}")
            field = tablet.page.locator("[data-path=phone] input")
            field.fill(phone)
            field.blur()
            expect(tablet.page.locator("[data-path=phone]")).to_contain_text("已存本机")
    for tablet in (*pair, pair[0]):
        tablet.hands_in()
    shown = set()
    for tablet in pair:
        tablet.opens(f"/fill/resident/{Centre.id_of(person)}")
        tablet.page.locator("[data-path=phone] input").wait_for()
        shown.add(tablet.page.locator("[data-path=phone] input").input_value())
    assert len(shown) == 1
    (conflict,) = centre.conflicts(person)
    assert conflict.path == "phone"
    assert {rival["value"] for rival in conflict.detail} == {"13800000011", "13800000022"}


def test_a_full_disk_loses_nothing_that_was_typed(tablet: Tablet, centre: Centre) -> None:
    person = elder(centre, 2)
    tablet.page.add_init_script(
        "for (const how of ['put', 'add']) { const real = IDBObjectStore.prototype[how];"
        "IDBObjectStore.prototype[how] = function (...given) {"
        "if (globalThis.diskIsFull) throw new DOMException('no room', 'QuotaExceededError');"
        "return real.apply(this, given) } }"
    )
    tablet.page.reload()
    tablet.enrol()
    tablet.opens(f"/fill/resident/{Centre.id_of(person)}")
    field = tablet.page.locator("[data-path=phone] input")
    field.wait_for()
    tablet.page.evaluate("globalThis.diskIsFull = true")
    field.fill("13800000033")
    field.blur()
    tablet.sees("还没存进平板")
    hold_accessible(tablet.page, "full disk")
    tablet.picture("disk_full")
    tablet.tap("再存一次")
    tablet.sees("还是存不进去")
    tablet.page.evaluate("globalThis.diskIsFull = false")
    tablet.tap("再存一次")
    expect(tablet.page.get_by_text("还没存进平板")).to_have_count(0)
    tablet.page.reload()
    tablet.unlock()
    tablet.hands_in()
    (kept,) = [one for one in centre.records("resident") if one.document_id == person.document_id]
    assert kept.values["phone"] == "13800000033"


def fails(route: Route) -> None:
    """The centre, before it has looked at anything."""
    route.fulfill(status=500, body="oops")


def is_cut_off(route: Route) -> None:
    """The centre has done everything, and half of its answer arrives."""
    reply = route.fetch()
    body = reply.body()
    route.fulfill(status=reply.status, content_type=reply.headers["content-type"], body=body[: len(body) // 2])


def test_a_centre_that_fails_or_is_cut_off_costs_a_second_try_and_nothing_else(tablet: Tablet, centre: Centre) -> None:
    person = elder(centre, 8)
    tablet.enrol()
    for trouble, phone in ((fails, "13800000066"), (is_cut_off, "13800000077")):
        tablet.context.route("**/api/v1/sync", trouble)
        tablet.opens(f"/fill/resident/{Centre.id_of(person)}")
        tablet.page.locator("[data-path=phone] input").fill(phone)
        expect(tablet.page.locator("[data-path=phone]")).to_contain_text("已存本机")
        assert tablet.unsent() == 1
        tablet.tap("现在同步")
        tablet.sees("中心出了点问题")
        assert tablet.unsent() == 1
        tablet.context.unroute_all()
        tablet.hands_in()
        (kept,) = [one for one in centre.records("resident") if one.document_id == person.document_id]
        assert kept.values["phone"] == phone
    hold_accessible(tablet.page, "sync")


def test_a_clock_that_is_years_off_is_said_and_changes_nothing(make_tablet: MakeTablet, centre: Centre) -> None:
    person = elder(centre, 3)
    tablet = make_tablet("时间不准的平板")
    tablet.page.clock.set_system_time("2019-03-04T08:00:00+08:00")
    tablet.page.reload()
    tablet.enrol()
    tablet.opens(f"/fill/resident/{Centre.id_of(person)}")
    field = tablet.page.locator("[data-path=phone] input")
    field.fill("13800000044")
    field.blur()
    expect(tablet.page.locator("[data-path=phone]")).to_contain_text("已存本机")
    tablet.hands_in()
    tablet.sees("平板的时间不准")
    assert centre.records("resident", phone="13800000044")


def test_a_centre_restored_from_last_week_gets_back_what_it_lost(tablet: Tablet, centre: Centre) -> None:
    person = elder(centre, 4)
    tablet.enrol()
    backup = centre.backup()
    tablet.opens(f"/fill/resident/{Centre.id_of(person)}")
    field = tablet.page.locator("[data-path=phone] input")
    field.fill("13800000055")
    field.blur()
    expect(tablet.page.locator("[data-path=phone]")).to_contain_text("已存本机")
    tablet.hands_in()
    assert centre.records("resident", phone="13800000055")
    centre.restore(backup)
    assert not centre.records("resident", phone="13800000055")
    tablet.hands_in()
    assert centre.records("resident", phone="13800000055")


def test_the_places_are_reached_with_keys_alone(tablet: Tablet) -> None:
    tablet.enrol()
    for name, heading in (("居民", "居民"), ("看窗", "看窗"), ("同步", "同步"), ("设置", "设置")):
        while name not in tablet.page.evaluate("document.activeElement.closest('nav a')?.innerText ?? ''"):
            tablet.page.keyboard.press("Tab")
        tablet.page.keyboard.press("Enter")
        expect(tablet.page.get_by_role("heading", level=1)).to_have_text(heading)
