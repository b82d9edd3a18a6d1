"""The overview says how things stand today, to each what is theirs."""

from __future__ import annotations

import uuid
from datetime import UTC, datetime, timedelta

from sqlalchemy import select, update

from server.care import kept_rates
from server.care.today import CHINA
from server.clock import now_ms
from server.database import reading
from server.models import Tablet, VisitRate
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
