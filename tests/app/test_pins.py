"""A PIN that was forgotten, and the supervisor's code that helps."""

from __future__ import annotations

import pytest

from tests.app.conftest import Play
from tests.stories.cast import GRIDS
from tests.tablet.driver import TabletError


def test_a_forgotten_pin_costs_no_work(play: Play) -> None:
    person = play.cast.person("王芳", "grid_worker", GRIDS[0])
    a = play.app("A", person=person)
    visit = a.begin("visit", GRIDS[0], {"result": "1"})
    a.lock()
    # Somebody else's code does not open it, and is not used up.
    another = play.code("李强", GRIDS[0])
    with pytest.raises(TabletError) as wrong:
        a.do("forgot_pin", code=another, pin="735194")
    assert wrong.value.code == "pairing.unknown"
    play.app("B", code=another)
    before = {row["id"] for row in play.cast.backup()["tablet"]}
    code = play.cast.pairing_code(person)
    a.do("forgot_pin", code=code, pin="735194")
    assert a.entries()[visit]["mark"] == "safe"
    assert {row["id"] for row in play.cast.backup()["tablet"]} == before
    a.lock()
    with pytest.raises(TabletError) as old:
        a.unlock()
    assert old.value.code == "pin.wrong"
    a.unlock(pin="735194")
    a.lock()
    with pytest.raises(TabletError) as used:
        a.do("forgot_pin", code=code, pin="846205")
    assert used.value.code == "pairing.unknown"


def test_a_revoked_tablet_whose_pin_was_forgotten_erases_itself(play: Play) -> None:
    person = play.cast.person("王芳", "grid_worker", GRIDS[0])
    a = play.app("A", person=person)
    a.lock()
    [tablet] = [row["id"] for row in play.cast.backup()["tablet"]]
    play.cast.revoke(tablet)
    with pytest.raises(TabletError) as revoked:
        a.do("forgot_pin", code=play.cast.pairing_code(person), pin="735194")
    assert revoked.value.code == "revoked"
    assert a.disk() == []
