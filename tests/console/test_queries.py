"""No page asks the database more often because there is more in it."""

from __future__ import annotations

import uuid

import pytest

from server.reconcile import reconcile
from tests.console.office import FIRST, Office
from tests.tablet.driver import Tablet, TabletProcess

PAGES = (
    "/console/overview",
    "/console/review?show=all",
    "/console/conflicts",
    "/console/decisions",
    "/console/follow-ups?show=all",
)


def _visits(tablet: Tablet, worker: bytes, count: int) -> list[str]:
    made = []
    for number in range(count):
        resident = tablet.create("resident", FIRST, {"name": f"居民{number}", "status": "in", "sex": "2"})
        values = {"resident": resident, "worker": str(uuid.UUID(bytes=worker)), "at": 1_789_000_000_000 + number,
                  "method": "1", "result": "1"}  # fmt: skip
        made.append(tablet.create("visit", FIRST, values))
    tablet.sync()
    return made


def _counted(office: Office, address: str) -> int:
    client = office.client(office.supervisor)
    assert client.get(address).status_code == 200  # what is learnt once is learnt
    with office.counting() as seen:
        assert client.get(address).status_code == 200
    return len(seen)


@pytest.mark.parametrize("address", PAGES)
def test_lists_ask_as_often_for_many_rows_as_for_few(office: Office, tablets: TabletProcess, address: str) -> None:
    worker = office.person("王芳", "grid_worker", FIRST)
    tablet = office.in_hand(tablets, "1号", worker)
    _visits(tablet, worker, 2)
    few = _counted(office, address)
    _visits(tablet, worker, 25)
    assert _counted(office, address) == few


def test_a_record_asks_as_often_after_many_changes_as_after_one(office: Office, tablets: TabletProcess) -> None:
    worker = office.person("王芳", "grid_worker", FIRST)
    tablet = office.in_hand(tablets, "1号", worker)
    (visit,) = _visits(tablet, worker, 1)
    few = _counted(office, f"/console/review/{visit}")
    for number in range(8):
        other = tablet.create("resident", FIRST, {"name": f"别人{number}", "status": "in"})
        tablet.edit(visit, {"resident": other, "mood_state": str(number % 3 + 1), f"item.a{number}.question": "？"})
    tablet.sync()
    with office.app.app_context():
        reconcile(office.community, [uuid.UUID(visit).bytes])
    assert _counted(office, f"/console/review/{visit}") <= few + 1, "a snapshot is one more thing to fetch"
