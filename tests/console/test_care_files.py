"""A community changes its visit programme and its rules, and sees first whom that touches."""

from __future__ import annotations

import pytest

from server.clock import now_ms
from tests.console.browser import Form, Page
from tests.console.office import FIRST, SECOND, Office
from tests.tablet.driver import Tablet, TabletProcess

PROGRAMME = "/console/care/programme/SANSAN"


@pytest.fixture
def fang(office: Office, tablets: TabletProcess) -> Tablet:
    tablet = office.in_hand(tablets, "王芳", office.person("王芳", "grid_worker", FIRST))
    for name, tag in (("陈桂兰", "alone"), ("李秀英", "empty_nest"), ("赵大爷", "dibao")):
        tablet.create("resident", FIRST, {"name": name, "sex": "2", "status": "in", f"tags.{tag}": True})
    tablet.sync()
    return tablet


def _box(page: Page) -> tuple[Form, str]:
    form = page.form("/care/")
    return form, dict(form.values)["text"].lstrip("\n")


def _looked(form: Form) -> Form:
    return Form("POST", f"{form.action}/preview", form.values)


def test_whom_a_programme_would_touch_is_shown_before_it_is_put_in_force(office: Office, fang: Tablet) -> None:
    browser = office.browser(office.supervisor)
    assert "三三探访" in browser.open("/console/care").text
    page = browser.open(PROGRAMME)
    form, text = _box(page)
    changed = text.replace("version: 1", "version: 2").replace('"empty_nest" in tags || ', "")
    changed = changed.replace(
        "  - visits_per_month_min: 1\n    gap_days_max: 31", "  - visits_per_month_min: 2\n    gap_days_max: 20"
    )
    assert changed.count("gap_days_max: 20") == 1
    seen = browser.press(page, _looked(form), text=changed.replace("\n", "\r\n"))
    assert "看了 3 位居民，其中 2 位会不一样" in seen.text
    assert "月1次 隔31天" in seen.text
    assert "月2次 隔20天" in seen.text
    assert "陈桂兰" in seen.text
    assert "赵大爷" not in seen.text
    assert office.audited("care.load") == []  # nothing was changed
    done = browser.press(seen, _box(seen)[0], text=changed)
    assert "已启用" in done.text
    assert "现行第 2 版" in browser.open(PROGRAMME).text
    browser.press(seen, _box(seen)[0], text=changed)  # twice is once
    assert len(office.audited("care.load")) == 1
    # The page that somebody else still has open is of yesterday: its number is taken.
    stale = browser.press(page, _looked(form), text=text.replace("gap_days_max: 31", "gap_days_max: 9"))
    assert "第 4 行" in stale.text
    assert fang.status()["unsent"] == 0


def test_a_mistake_is_named_by_its_line_and_changes_nothing(office: Office, fang: Tablet) -> None:
    browser = office.browser(office.supervisor)
    page = browser.open(PROGRAMME)
    form, text = _box(page)
    for wrong in (
        text.replace("visits_per_month_min: 1", "visits_per_month_min: -1"),
        text.replace('"alone" in tags', "exec('rm')"),
        "a: [" * 2000,
        "&a [*a, *a]",
        "x",
    ):
        seen = browser.press(page, _looked(form), text=wrong)
        assert (seen.status, "有错，没有改动" in seen.text) == (200, True), wrong[:40]
        loaded = browser.press(page, form, text=wrong)
        assert (loaded.status, "有错，没有改动" in loaded.text) == (200, True), wrong[:40]
        assert seen.handlers == []
    assert browser.press(page, form, text=text.replace("programme: SANSAN", "programme: OTHER")).status == 422
    evil = browser.press(page, _looked(form), text=f"{text}# <script>alert(1)</script></textarea><img onerror=x>\n")
    assert evil.handlers == []
    assert office.audited("care.load") == []
    assert fang.status()["unsent"] == 0


def test_whose_class_a_rule_set_would_change_is_shown(office: Office, fang: Tablet) -> None:
    chen = next(one["document"] for one in fang.list() if fang.values(one["document"]).get("name") == "陈桂兰")
    worker = fang.status()["identity"]["person"]["id"]
    fang.create(
        "health_check", FIRST,
        {"resident": chen, "worker": worker, "at": now_ms(), "source": "1", "vitals.sbp": 172, "vitals.dbp": 90},
    )  # fmt: skip
    fang.sync()
    browser = office.browser(office.supervisor)
    page = browser.open("/console/care/rule_set/NBPHS3_2017")
    form, text = _box(page)
    changed = text.replace("version: 1\n", "version: 2\n", 1).replace(
        "crisis_sbp: {value: 180", "crisis_sbp: {value: 170"
    )
    seen = browser.press(page, _looked(form), text=changed)
    assert "其中 1 位会不一样" in seen.text, seen.text
    assert "陈桂兰" in seen.text
    same = browser.press(page, _looked(form), text=text)
    assert "其中 0 位会不一样" in same.text


def test_who_may_not_look_may_not_change_either(office: Office, fang: Tablet) -> None:
    doctor = office.browser(office.desk("孙医生", "doctor", FIRST))
    assert doctor.open("/console/care").status == 403
    assert doctor.open(PROGRAMME).status == 403
    token = doctor.open("/console/account").form("/sign-out").values[0][1]
    assert doctor.send(PROGRAMME, {"csrf": token, "text": "x"}).status == 403
    # Who serves another grid sees nobody of this one in a preview, and an administrator sees nobody at all.
    for person in (office.desk("段平", "supervisor", SECOND), office.desk("管理员", "admin")):
        browser = office.browser(person)
        page = browser.open(PROGRAMME)
        form, text = _box(page)
        seen = browser.press(page, _looked(form), text=text)
        assert "没有相关的人" in seen.text
        assert "陈桂兰" not in seen.text
    assert office.browser(office.supervisor).open("/console/care/programme/NOTHING").status == 404
    assert fang.status()["unsent"] == 0
