"""The whole way of a day's work, in real browsers: from the door to the desk, back to the door, to the street."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook
from playwright.sync_api import Page, expect

from server.care.today import today
from server.demo.people import passwords
from server.models import Record
from tests.browsers.chromium import DESK, Chromium
from tests.browsers.watch import Watch
from tests.screens.centre import Centre
from tests.screens.conftest import MakeTablet
from tests.screens.tablet import Tablet
from tests.screens.test_stories import elder, records_a_crisis


@pytest.fixture
def desk(browser: Chromium, centre: Centre) -> Iterator[Page]:
    """李红's browser: she supervises all grids, and has signed in."""
    context = browser.context(viewport=DESK)
    watch = Watch(context)
    page = context.new_page()
    page.goto(f"{centre.url}/console/")
    settings = centre.app.extensions["mulin"]
    (own,) = (one for one in passwords(settings.data) if one.name == "李红")
    page.fill("input[name=login]", own.login)
    page.fill("input[name=password]", own.password)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("总览")
    yield page
    context.close()
    assert watch.trouble() == []


@pytest.mark.timeout(600)  # three browsers one after the other, on a machine that may be busy
def test_from_the_door_to_the_streets_table(
    make_tablet: MakeTablet, centre: Centre, desk: Page, tmp_path: Path
) -> None:
    """Handed in, returned, corrected at the tablet, approved; a dispute settled; and the month's table with its row."""
    person = elder(centre, 9)
    pair = [make_tablet("故事甲"), make_tablet("故事乙")]
    for tablet in pair:
        tablet.enrol()
    one = pair[0]
    records_a_crisis(one, person, "194", "116")
    one.hands_in()
    (visit,) = centre.records("visit", resident=Centre.id_of(person))
    _returns(desk, centre, visit, "请写明有没有通知家属")
    _answers(one, visit, "请写明有没有通知家属", "已打电话给她女儿")
    _approves(desk, visit, "已打电话给她女儿")
    one.hands_in()
    one.opens(f"/fill/visit/{Centre.id_of(visit)}")
    one.sees("已通过")
    _disagree(centre, pair, person)
    _settles(desk, centre, person, "13800000066")
    for tablet in pair:
        tablet.hands_in()
        tablet.opens(f"/fill/resident/{Centre.id_of(person)}")
        expect(tablet.page.locator("[data-path=phone] input")).to_have_value("13800000066")
    _is_in_the_months_table(desk, tmp_path, person)


def _returns(desk: Page, centre: Centre, visit: Record, words: str) -> None:
    desk.goto(f"{centre.url}/console/review")
    desk.locator(f"a[href*='{Centre.id_of(visit)}']").first.click()
    expect(desk.locator("main")).to_contain_text("故事甲")
    desk.locator("[data-comment]").fill(words)
    desk.get_by_role("button", name="退回补充").click()
    expect(desk.get_by_role("status")).to_contain_text("已退回")


def _answers(tablet: Tablet, visit: Record, asked: str, words: str) -> None:
    tablet.hands_in()
    tablet.goes_to("今天")
    tablet.page.get_by_text("退回补充").first.click()
    tablet.opens(f"/fill/visit/{Centre.id_of(visit)}")
    tablet.sees(asked)
    answer = tablet.page.locator("#review-answer")
    answer.fill(words)
    answer.blur()
    tablet.hands_in()


def _approves(desk: Page, visit: Record, answer: str) -> None:
    desk.get_by_role("link", name="审核").first.click()
    desk.get_by_role("link", name="审后又有改动").click()
    desk.locator(f"a[href*='{Centre.id_of(visit)}']").first.click()
    expect(desk.locator("#review")).to_contain_text(answer)
    desk.locator("[data-approve]").click()
    expect(desk.get_by_role("status")).to_contain_text("已通过")


def _disagree(centre: Centre, pair: list[Tablet], person: Record) -> None:
    """Neither knows of the other's number."""
    with centre.down():
        for tablet, phone in zip(pair, ("13800000055", "13800000066"), strict=True):
            tablet.opens(f"/fill/resident/{Centre.id_of(person)}")
            field = tablet.page.locator("[data-path=phone] input")
            field.fill(phone)
            field.blur()
            expect(tablet.page.locator("[data-path=phone]")).to_contain_text("已存本机")
    for tablet in pair:
        tablet.hands_in()


def _settles(desk: Page, centre: Centre, person: Record, phone: str) -> None:
    desk.get_by_role("link", name="冲突").first.click()
    desk.locator(f"a[href*='{Centre.id_of(person)}']").first.click()
    (conflict,) = centre.conflicts(person)
    (change,) = (one["changes"][0] for one in conflict.detail if one["value"] == phone)
    desk.locator(f"input[value='{change}']").check()
    desk.locator("[data-comment]").first.fill("打过去是本人接的")
    desk.keyboard.press("Enter")
    expect(desk.get_by_role("status")).to_contain_text("没有待处理的冲突")


def _is_in_the_months_table(desk: Page, folder: Path, person: Record) -> None:
    """The street's own table is uploaded once; the month's rows come in it, masked."""
    book = Workbook()
    book.active.append(["序号", "姓名", "探访日期", "探访人", "网格"])
    book.save(folder / "street.xlsx")
    desk.goto(f"{desk.url.partition('/console')[0]}/console/ledgers")
    desk.locator("input[name=name]").fill("探访台账")
    desk.locator("input[name=file]").set_input_files(folder / "street.xlsx")
    desk.get_by_role("button", name="上传").click()
    desk.get_by_role("button", name="保存").click()
    card = desk.locator("section.card", has_text="探访台账")
    with desk.expect_download() as download:
        card.get_by_role("button").first.click()
    download.value.save_as(folder / "month.xlsx")
    rows = [[cell.value for cell in row] for row in load_workbook(folder / "month.xlsx").active.iter_rows(min_row=2)]
    name = str(person.values["name"])
    (row,) = (one for one in rows if one[1] and (one[1][0], one[1][-1]) == (name[0], name[-1]) and one[3] == "王芳")
    assert name not in row, "masked, as no second person was asked"
    assert str(row[2]).startswith(today())
    assert row[4] == "1网格"
