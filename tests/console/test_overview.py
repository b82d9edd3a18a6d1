"""The overview says how things stand today, to each what is theirs."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from sqlalchemy import delete, select, update

from server.care import kept_rates
from server.care.today import CHINA
from server.clock import now_ms
from server.database import reading
from server.models import Record, Tablet, VisitRate
from tests.console.office import FIRST, SECOND, Office
from tests.tablet.driver import Tablet as InHand
from tests.tablet.driver import TabletProcess

DAY_MS = 86_400_000


def _elder(tablet: InHand, grid: str, name: str) -> str:
    return tablet.create("resident", grid, {"name": name, "sex": "2", "status": "in", "tags.alone": True,
                                            "birth_date": "1940-05-01"})  # fmt: skip


def _visit(tablet: InHand, grid: str, worker: bytes, resident: str, **values: object) -> str:
    return tablet.create("visit", grid, {"resident": resident, "worker": str(uuid.UUID(bytes=worker)), "at": now_ms(),
                                         "method": "1", "result": "1", **values})  # fmt: skip


def test_what_waits_is_counted_and_the_month_is_told_by_grid_and_group(office: Office, tablets: TabletProcess) -> None:
    worker = office.person("王芳", "grid_worker", FIRST, SECOND)
    tablet = office.in_hand(tablets, "7号平板", worker)
    seen, unseen, elsewhere = (_elder(tablet, grid, name) for grid, name in
                               ((FIRST, "赵大娘"), (FIRST, "钱大爷"), (SECOND, "孙大娘")))  # fmt: skip
    _visit(tablet, FIRST, worker, seen)
    check = {"resident": unseen, "worker": str(uuid.UUID(bytes=worker)), "at": now_ms(), "source": "1"}
    crisis = tablet.create(
        "health_check", SECOND, {**check, "resident": elsewhere, "vitals.sbp": 192, "vitals.dbp": 118}
    )
    tablet.sync()
    page = office.browser(office.supervisor).open("/console/overview")
    assert "三三探访" in page.text
    assert "50.0%" in page.text, "one of two in the first grid"
    assert "独居" in page.text
    assert "192/118" in page.text
    assert crisis in page.html
    assert "7号平板" in page.text
    # A supervisor of the first grid alone learns nothing of the second.
    mine = office.browser(office.desk("段平", "supervisor", FIRST)).open("/console/overview")
    assert "192/118" not in mine.text
    assert "孙大娘" not in mine.text
    assert "2网格" not in mine.text


def test_an_alarming_value_says_what_was_done_so_that_nobody_telephones_twice(
    office: Office, tablets: TabletProcess
) -> None:
    worker = office.person("王芳", "grid_worker", FIRST)
    tablet = office.in_hand(tablets, "7号平板", worker)
    elder = _elder(tablet, FIRST, "赵大娘")
    check = {"resident": elder, "worker": str(uuid.UUID(bytes=worker)), "source": "1"}
    crisis = tablet.create("health_check", FIRST, {**check, "at": now_ms() - 7_200_000, "vitals.sbp": 192,
                                                   "vitals.dbp": 118})  # fmt: skip
    tablet.sync()
    office.change(delete(Record).where(Record.community_id == office.community, Record.kind == "task"))
    first, second = office.browser(office.supervisor), office.browser(office.desk("孙医生", "doctor", FIRST))
    page, stale = first.open("/console/overview"), second.open("/console/overview")
    assert "还没有人处理" in page.text
    form = page.form(f"/acted/{crisis}")
    done = first.press(page, form, how="ambulance", words="120 已到，送九一医院")
    assert done.status == 200, done.text
    assert "已处理" in done.text
    assert "已打 120：120 已到，送九一医院 乔岚" in done.text
    assert "还没有人处理" not in done.text
    for browser, opened in ((second, stale), (first, page)):
        late = browser.press(opened, opened.form(f"/acted/{crisis}"), how="family", words="打给女儿")
        assert late.status == 409
        assert "已有人处理" in late.text
        assert "打给女儿" in late.html
    assert len(office.audited("record.begin")) == 1, "once"
    tablet.sync()
    (task,) = [one for one in tablet.list(kind="task") if tablet.values(one["document"]).get("about") == crisis]
    told = tablet.values(task["document"])
    assert (told["status"], told["outcome"]) == ("done", "已打 120：120 已到，送九一医院")
    theirs = office.browser(office.desk("段平", "supervisor", SECOND))
    csrf = dict(theirs.open("/console/overview").form("/sign-out").values)["csrf"]
    sent = {**dict(form.values), "csrf": csrf, "how": "other"}
    assert theirs.send(f"/console/overview/acted/{crisis}", sent).status == 404


def test_the_task_that_a_rule_made_is_finished_and_a_later_measurement_counts(
    office: Office, tablets: TabletProcess
) -> None:
    worker = office.person("王芳", "grid_worker", FIRST)
    tablet = office.in_hand(tablets, "7号平板", worker)
    elders = [_elder(tablet, FIRST, name) for name in ("赵大娘", "钱大爷")]
    check = {"worker": str(uuid.UUID(bytes=worker)), "source": "1", "vitals.sbp": 192, "vitals.dbp": 118}
    crises = [tablet.create("health_check", FIRST, {**check, "resident": one, "at": now_ms() - 7_200_000})
              for one in elders]  # fmt: skip
    tablet.sync()
    browser = office.browser(office.supervisor)
    page = browser.open("/console/overview")
    assert page.text.count("有人在办") == 2
    assert "任务待办" in page.text
    done = browser.press(page, page.form(f"/acted/{crises[0]}"), how="doctor")
    assert done.text.count("有人在办") == 1
    assert len(office.audited("record.amend")) == 1, "the task that was there, and no second one"
    tablet.create("health_check", FIRST, {**check, "resident": elders[1], "at": now_ms() - 60_000, "vitals.sbp": 150,
                                          "vitals.dbp": 88})  # fmt: skip
    tablet.sync()
    page = browser.open("/console/overview")
    assert "复测 150/88 王芳" in page.text
    assert "有人在办" not in page.text
    assert "还没有人处理" not in page.text


def test_kept_rates_say_what_is_worked_out_and_twice_is_once(office: Office, tablets: TabletProcess) -> None:
    worker = office.person("王芳", "grid_worker", FIRST)
    tablet = office.in_hand(tablets, "7号平板", worker)
    residents = [_elder(tablet, FIRST, f"居民{number}") for number in range(3)]
    _visit(tablet, FIRST, worker, residents[0])
    _visit(tablet, FIRST, worker, residents[1], result="4", absence_reason="没人应")
    tablet.sync()
    with office.app.app_context():
        assert kept_rates.refresh(office.community) == kept_rates.MONTHS
        assert kept_rates.refresh(office.community) == 0
        with reading() as session:
            month = datetime.fromtimestamp(now_ms() / 1000, UTC).astimezone(CHINA).strftime("%Y-%m")
            rows = session.scalars(
                select(VisitRate).where(VisitRate.community_id == office.community, VisitRate.month == month)
            )
            told = {(one.programme, one.tag): (one.residents, one.met, one.tried) for one in rows}
        assert told["SANSAN", ""] == told["SANSAN", "alone"] == (3, 1, 1)
        kept_rates.burn(office.community)
        assert kept_rates.refresh(office.community) == kept_rates.MONTHS


def test_a_tablet_that_asks_for_somebody_says_why(office: Office, tablets: TabletProcess) -> None:
    worker = office.person("王芳", "grid_worker", FIRST)
    office.in_hand(tablets, "7号平板", worker)
    long_ago = now_ms() - 20 * DAY_MS
    office.change(
        update(Tablet)
        .where(Tablet.community_id == office.community)
        .values(seen_ms=long_ago, clock_ahead_ms=-3_600_000, unsent=7, app="mulin 1.2", storage_left_bytes=9_000_000,
                storage_persistent=False)
    )  # fmt: skip
    page = office.browser(office.supervisor).open("/console/overview")
    for word in ("20 天前", "慢 60 分", "很久没联系", "时钟不准", "空间快满", "mulin 1.2", "9 MB"):
        assert word in page.text, word
    admin = office.browser(office.desk("管理员", "admin")).open("/console/overview")
    assert "很久没联系" in admin.text
    assert "月探访率" not in admin.text


def test_nobody_is_ranked(office: Office, tablets: TabletProcess) -> None:
    """The page names residents and grids; workers only as those who hold a tablet."""
    worker = office.person("王芳", "grid_worker", FIRST)
    tablet = office.in_hand(tablets, "7号平板", worker)
    resident = _elder(tablet, FIRST, "赵大娘")
    for days in range(3):
        when = datetime.now(UTC) - timedelta(days=days)
        _visit(tablet, FIRST, worker, resident, at=int(when.timestamp() * 1000))
    tablet.sync()
    page = office.browser(office.supervisor).open("/console/overview")
    assert page.text.count("王芳") == 1
