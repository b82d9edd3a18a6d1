"""No page asks the database more often because there is more in it: neither more rows, nor longer histories."""

from __future__ import annotations

import uuid
from collections import Counter

from server.care import due
from server.care.follow import follow
from server.clock import now_ms
from server.reconcile import reconcile
from tests.console.office import FIRST, Office
from tests.console.pages import LOOKS
from tests.console.town import Town, text
from tests.tablet.driver import TabletProcess

_FEW, _MORE = 2, 5


def test_every_page_asks_as_often_for_many_rows_as_for_few(office: Office, tablets: TabletProcess) -> None:
    town = Town(office, tablets)
    town.fill(_FEW)
    _worked_out(office)
    few = {look.name: _asked(office, look.address(town.ids)) for look in LOOKS}
    town.fill(_MORE)
    for number in range(_MORE):
        office.desk(f"同事{number}", "grid_worker", FIRST)
    _worked_out(office)
    more = {look.name: _asked(office, look.address(town.ids)) for look in LOOKS}
    told = {name: _difference(few[name], more[name]) for name in few if len(more[name]) > len(few[name])}
    assert not told


def test_a_record_asks_as_often_after_many_changes_as_after_one(office: Office, tablets: TabletProcess) -> None:
    worker = office.person("王芳", "grid_worker", FIRST)
    tablet = office.in_hand(tablets, "1号", worker)
    resident = tablet.create("resident", FIRST, {"name": "赵大娘", "status": "in", "sex": "2"})
    told = {"resident": resident, "worker": text(worker), "at": now_ms(), "result": "1"}
    visit = tablet.create("visit", FIRST, told)
    tablet.sync()
    addresses = [f"/console/review/{visit}", f"/console/residents/{resident}"]
    few = [len(_asked(office, address)) for address in addresses]
    for number in range(8):
        other = tablet.create("resident", FIRST, {"name": f"别人{number}", "status": "in"})
        tablet.edit(visit, {"resident": other, "mood_state": str(number % 3 + 1), f"item.a{number}.question": "？"})
        tablet.create("visit", FIRST, {**told, "at": now_ms() - number})
    tablet.edit(visit, {"resident": resident})
    tablet.sync()
    with office.app.app_context():
        reconcile(office.community, [uuid.UUID(visit).bytes])
    record, file = (len(_asked(office, address)) for address in addresses)
    assert record <= few[0] + 1, "a snapshot is one more thing to fetch"
    assert file == few[1]


def _asked(office: Office, address: str) -> list[str]:
    """The statements of a page, when what is learnt once is learnt."""
    client = office.client(office.supervisor)
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code, answer.text[:2000])
    with office.counting() as seen:
        client.get(address)
    return seen


def _worked_out(office: Office) -> None:
    """What came in and is not counted yet; the overview does so much of it at a time."""
    with office.app.app_context():
        follow(office.community)
        due.bring_up(office.community)


def _difference(few: list[str], more: list[str]) -> list[str]:
    return [f"{count} times {statement[:300]}" for statement, count in (Counter(more) - Counter(few)).items()]
