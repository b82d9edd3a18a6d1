"""No page of the office asks the database more often because there is more in it."""

from __future__ import annotations

import uuid

from server.clock import now_ms
from tests.console.office import FIRST, Office
from tests.tablet.driver import Tablet, TabletProcess

PAGES = (
    "residents?status=any",
    "households",
    "duplicates",
    "people",
    "tablets",
    "grids",
    "audit",
    "approvals",
    "exports",
)


def _registered(tablet: Tablet, count: int) -> str:
    worker = tablet.status()["identity"]["person"]["id"]
    resident = ""
    for number in range(count):
        home = tablet.create("household", FIRST, {"address_text": f"如意里{number}号"})
        values = {
            "name": f"居民{number % 3}",
            "birth_date": "1940-01-01",
            "sex": "2",
            "status": "in",
            "household": home,
        }
        resident = tablet.create("resident", FIRST, values)
        tablet.create("visit", FIRST, {"resident": resident, "worker": worker, "at": now_ms(), "result": "1"})
    tablet.sync()
    return resident


def _counted(office: Office, address: str) -> int:
    client = office.client(office.supervisor)
    assert client.get(f"/console/{address}").status_code == 200  # what is learnt once is learnt
    with office.counting() as seen:
        assert client.get(f"/console/{address}").status_code == 200
    return len(seen)


def test_lists_ask_as_often_for_many_rows_as_for_few(office: Office, tablets: TabletProcess) -> None:
    tablet = office.in_hand(tablets, "1号", office.person("王芳", "grid_worker", FIRST))
    _registered(tablet, 2)
    few = {address: _counted(office, address) for address in PAGES}
    _registered(tablet, 12)
    for number in range(6):
        office.person(f"同事{number}", "grid_worker", FIRST)
    assert {address: _counted(office, address) for address in PAGES} == few


def test_a_file_asks_as_often_when_it_is_long(office: Office, tablets: TabletProcess) -> None:
    tablet = office.in_hand(tablets, "1号", office.person("王芳", "grid_worker", FIRST))
    resident = _registered(tablet, 1)
    addresses = [f"residents/{resident}", f"residents/{resident}/papers/visit", f"residents/{resident}/leave/dead"]
    few = [_counted(office, address) for address in addresses]
    worker = tablet.status()["identity"]["person"]["id"]
    for number in range(12):
        tablet.create("visit", FIRST, {"resident": resident, "worker": worker, "at": now_ms() - number, "result": "1"})
    tablet.sync()
    assert [_counted(office, address) for address in addresses] == few
    assert uuid.UUID(resident)
