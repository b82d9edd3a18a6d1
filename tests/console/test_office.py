"""The office: people come and go, grids are re-cut, tablets are paired and lost, bundles come in on a stick."""

from __future__ import annotations

import http.client
import re
import time
from pathlib import Path
from urllib.parse import urlsplit
from uuid import UUID

import pytest
from sqlalchemy import select

from server.models import Grid, Person
from server.models import Tablet as TabletRow
from tests.console.browser import Browser, Page
from tests.console.office import FIRST, PASSWORD, SECOND, THIRD, Office
from tests.tablet.driver import Tablet, TabletError, TabletProcess


def _token(page: Page) -> str:
    return page.form("/sign-out").values[0][1]


def _upload(browser: Browser, page: Page, data: bytes, **values: str) -> tuple[int, str]:
    """A file as a browser's form sends it."""
    parts = [f'--edge\r\nContent-Disposition: form-data; name="{n}"\r\n\r\n{v}\r\n'.encode() for n, v in values.items()]
    parts.append(
        b'--edge\r\nContent-Disposition: form-data; name="bundle"; filename="../../etc/x.mulin"\r\n'
        b"Content-Type: application/octet-stream\r\n\r\n" + data + b"\r\n--edge--\r\n"
    )
    connection = http.client.HTTPConnection(urlsplit(browser.url).netloc, timeout=60)
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    headers = {"Cookie": cookies, "Content-Type": "multipart/form-data; boundary=edge"}
    connection.request("POST", page.form("/bundle").action, b"".join(parts), headers)
    answer = connection.getresponse()
    html = answer.read().decode()
    connection.close()
    return answer.status, re.sub(r"<[^>]+>", " ", html)


def test_somebody_new_is_added_given_a_grid_and_a_tablet(office: Office, tablets: TabletProcess) -> None:
    admin = office.browser(office.desk("管理员", "admin"))
    page = admin.open("/console/people")
    page = admin.press(page, page.form("/people"), name="王芳", role="grid_worker")
    assert "已添加" in page.text
    page = admin.press(page, page.form("/assign"), grid=FIRST)
    assert "已分配" in page.text
    page = admin.press(page, page.form("/pair"))
    assert "data:image/svg+xml" in page.html
    code = re.search(r"[0-9A-Z]{4}-[0-9A-Z]{4}", page.text)
    assert code
    assert page.handlers == []
    tablet = tablets.tablet(f"{office.community}-new", office.folder / "new", durable=False)
    tablet.enrol(office.url, code[0], "8号平板")
    tablet.create("visit", FIRST, {"result": "1"})
    assert tablet.sync()["outcomes"] == {"merged": 1}
    # And when she leaves: the tablet erases itself.
    page = admin.open(page.address.removesuffix("/pair"))
    assert "8号平板" in page.text
    page = admin.press(page, page.form("/disable"))
    assert "已停用" in page.text
    with pytest.raises(TabletError, match="revoked"):
        tablet.sync()


def test_a_new_password_ends_sessions_and_a_short_one_is_none(office: Office) -> None:
    admin = office.browser(office.desk("管理员", "admin"))
    qiao = office.browser(office.supervisor)
    identity = UUID(bytes=office.supervisor)
    page = admin.open(f"/console/people/{identity}")
    assert admin.press(page, page.form("/people", "change"), password="kurz").status == 422
    assert admin.press(page, page.form("/people", "change"), password="neues Passwort 1").status == 200
    assert qiao.open("/console/overview").address.startswith("/console/sign-in")
    # One's own, by whoever knows the old one.
    fresh = Browser(office.url)
    door = fresh.open("/console/")
    login = {"login": office.logins[office.supervisor], "community": office.community, "password": "neues Passwort 1"}
    inside = fresh.press(door, door.form("/sign-in"), **login)
    assert inside.status == 200
    page = fresh.open("/console/account")
    assert fresh.press(page, page.form("/password"), old="falsch", new=PASSWORD).status == 401
    assert fresh.press(page, page.form("/password"), old="neues Passwort 1", new=PASSWORD).address.endswith("/sign-in")


def test_grids_are_added_named_closed_and_opened(office: Office) -> None:
    admin = office.browser(office.desk("管理员", "admin"))
    page = admin.open("/console/grids")
    page = admin.press(page, page.form("/grids", "add"), id="370812003001-1009", name="九网格")
    assert "已新建网格" in page.text
    assert admin.press(page, page.form("/grids", "add"), id="370812003001-1009", name="又一个").status == 409
    page = admin.open("/console/grids")
    page = admin.press(page, page.form("1009/name"), name="九网格（河东）")
    assert "九网格（河东）" in page.text
    page = admin.press(page, page.form("1009/close"))
    assert "已撤销" in page.text
    page = admin.press(page, page.form("1009/open"))
    with office.looking() as session:
        grid = session.get_one(Grid, (office.community, "370812003001-1009"))
        assert (grid.name, grid.closed_ms) == ("九网格（河东）", None)
    qiao = office.browser(office.supervisor)
    assert "/close" not in qiao.open("/console/grids").html
    assert "九网格" not in qiao.open("/console/grids").text


def test_tablets_show_what_is_in_danger_and_the_lost_one_is_revoked(office: Office, tablets: TabletProcess) -> None:
    fang = office.in_hand(tablets, "王芳的平板", office.person("王芳", "grid_worker", FIRST))
    fang.sync()
    now = int(time.time() * 1000)
    with office.at_the_centre() as session:
        row = session.scalars(select(TabletRow).where(TabletRow.community_id == office.community)).one()
        row.seen_ms, row.unsent, row.clock_ahead_ms = now - 20 * 86_400_000, 7, -3_600_000
        row.storage_left_bytes, row.storage_persistent, row.app = 50_000_000, False, "1.4.0"
    qiao = office.browser(office.supervisor)
    page = qiao.open("/console/tablets")
    for said in ("20 天前", "太久没联系", "慢 60 分钟", "空间快满了", "浏览器可能清掉数据", "1.4.0", "47 MB"):
        assert said in page.text, said
    page = qiao.press(page, page.form("/extend"), days="30", question="", reason="下乡一个月")
    assert "单独给了 30 天" in page.text
    assert "太久没联系" not in page.text
    page = qiao.press(page, page.form("/extend"), days="14", question="483920", reason="电话核对过")
    assert re.search(r"14 \d{3} \d{3}", page.text)
    page = qiao.open("/console/tablets")
    page = qiao.press(page, page.form("/rules"), contact_days_max="7", lock_minutes="5", photos_on_wifi_only="true")
    assert "各平板下次联系时生效" in page.text
    page = qiao.press(page, page.form("/revoke"))
    assert "已吊销" in page.text
    with pytest.raises(TabletError, match="revoked"):
        fang.sync()
    assert "已通知清空" in qiao.open("/console/tablets").text


def _carried(office: Office, tablets: TabletProcess) -> tuple[Tablet, bytes]:
    fang = office.in_hand(tablets, "王芳的平板", office.person("王芳", "grid_worker", FIRST))
    fang.create("visit", FIRST, {"result": "1"})
    path: Path = office.folder / "b.mulin"
    fang.bundle(path)
    return fang, path.read_bytes()


def test_a_bundle_comes_in_at_the_desk(office: Office, tablets: TabletProcess) -> None:
    _, data = _carried(office, tablets)
    qiao = office.browser(office.supervisor)
    page = qiao.open("/console/tablets")
    token = _token(page)
    assert _upload(qiao, page, data)[0] == 403  # without the page's token it is another site's form
    status, text = _upload(qiao, page, data, csrf=token)
    assert (status, "新收 1 份" in text, "可以删掉" in text) == (200, True, True)
    assert "早已有 1 份" in _upload(qiao, page, data, csrf=token)[1]
    assert _upload(qiao, page, b"PK\x03\x04", csrf=token)[0] == 400
    assert _upload(qiao, page, data[:-3], csrf=token)[0] == 422
    assert _upload(qiao, page, b"", csrf=token)[0] == 400
    page = qiao.press(page, page.form("/revoke"))
    with office.at_the_centre() as session:
        visits = session.scalars(select(TabletRow.id).where(TabletRow.community_id == office.community)).all()
    assert len(visits) == 1
    assert len(office.audited("bundle.import")) == 2


def test_each_role_presses_only_its_own_buttons(office: Office, tablets: TabletProcess) -> None:
    fang = office.person("王芳", "grid_worker", SECOND)
    elsewhere = office.in_hand(tablets, "别处的平板", fang)
    identity = elsewhere.status()["identity"]["tablet"]
    qiao = office.desk("孙主管", "supervisor", FIRST)
    doctor = office.desk("孙医生", "doctor", FIRST)
    supervisor, theirs = office.browser(qiao), office.browser(doctor)
    token = _token(supervisor.open("/console/people"))
    person = UUID(bytes=fang)
    for address, values in (
        (f"people/{person}/pair", {}),
        (f"tablets/{identity}/revoke", {}),
        (f"tablets/{identity}/extend", {"days": "3", "reason": "x"}),
    ):
        assert supervisor.send(f"/console/{address}", {"csrf": token, **values}).status == 404, address
    for address, values in (
        ("people", {"name": "x", "role": "admin"}),
        (f"people/{UUID(bytes=qiao)}", {"role": "admin"}),
        (f"people/{person}/assign", {"grid": THIRD}),
        (f"people/{person}/disable", {}),
        ("grids", {"id": "x1", "name": "x"}),
        (f"grids/{FIRST}/close", {}),
    ):
        assert supervisor.send(f"/console/{address}", {"csrf": token, **values}).status == 403, address
    assert supervisor.open(f"/console/people/{person}").status == 404
    token = _token(theirs.open("/console/account"))
    for address in ("people", "grids", "tablets"):
        assert theirs.open(f"/console/{address}").status == 403
    assert (
        theirs.send("/console/tablets/rules", {"csrf": token, "contact_days_max": "60", "lock_minutes": "1440"}).status
        == 403
    )
    with office.looking() as session:
        assert (
            session.scalars(select(Person.role).where(Person.community_id == office.community, Person.id == qiao)).one()
            == "supervisor"
        )
        assert session.scalars(
            select(TabletRow.revoked_ms).where(TabletRow.community_id == office.community)
        ).all() == [None]
    assert _token(supervisor.open("/console/people")) != "x"


def test_hostile_names_run_nothing_in_the_office(office: Office, tablets: TabletProcess) -> None:
    evil = "<img src=x onerror=alert(1)>\"'"
    fang = office.person(evil, "grid_worker", FIRST)
    tablet = tablets.tablet(f"{office.community}-evil", office.folder / "evil", durable=False)
    tablet.enrol(office.url, office.pairing_code(fang), evil)
    tablet.sync()
    admin = office.browser(office.desk("管理员", "admin"))
    for address in ("people", f"people/{UUID(bytes=fang)}", "tablets", "grids"):
        page = admin.open(f"/console/{address}")
        assert page.status == 200
        assert page.handlers == [], address
        assert "onerror=alert(1)>" not in page.html
