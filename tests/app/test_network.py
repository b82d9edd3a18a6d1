"""A network as it is at the doors: requests that get lost, answers that are cut, a centre that is busy or broken."""

from __future__ import annotations

import pytest

from tests.app.conftest import Play
from tests.app.test_sync import agreed
from tests.conftest import StartServer
from tests.stories.cast import GRIDS
from tests.stories.truth import check_everything


@pytest.mark.parametrize(
    ("harm", "trouble"),
    [
        ("lost before", "offline"),
        ("lost after", "offline"),
        ("cut", "fault"),
        ("fault", "fault"),
        ("busy", "busy"),
        ("full", "full"),
        ("portal", "fault"),
        ("twice", None),
    ],
)
def test_whatever_the_network_does_work_arrives_once(play: Play, harm: str, trouble: str | None) -> None:
    a = play.app("A", GRIDS[0])
    b = play.other("B", GRIDS[0])
    b.create("visit", GRIDS[0], {"result": "2"})
    b.sync()
    visit = a.begin("visit", GRIDS[0], {"result": "1"})
    a.do("harm", harms=[harm])
    told = a.sync()
    assert told.get("trouble") == trouble
    if trouble:
        assert told["unsent"] == 1
        assert a.entries()[visit]["mark"] == "here"
    agreed(a)
    assert len(a.entries()) == 2
    assert len(play.cast.backup()["chunk"]) == 2
    check_everything(play.cast)


def test_work_goes_on_after_a_lock_in_the_middle_of_a_sync(play: Play) -> None:
    a = play.app("A", GRIDS[0])
    visits = {a.begin("visit", GRIDS[0], {"result": "1"}) for _ in range(40)}
    a.do("sync_and_lock")
    assert not a.do("profiles")["open"]
    a.unlock()
    agreed(a)
    assert set(a.entries()) == visits
    check_everything(play.cast)


def test_a_centre_that_takes_little_at_once_gets_it_in_small_parts(
    play: Play, start_module_server: StartServer
) -> None:
    small = start_module_server(settings={"MULIN_PUSH_ITEMS_MAX": "3"})
    a = play.apps.app(f"{play.cast.community}/small")
    a.enrol(small.url, play.code("王芳", GRIDS[0]))
    for number in range(10):
        a.begin("visit", GRIDS[0], {"result": "1", "order": number})
    told = agreed(a)
    assert told["safe"] == 10
    small.stop()
