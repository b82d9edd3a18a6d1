"""A network as it is at the doors: requests that get lost, answers that are cut, a centre that is busy or broken."""

from __future__ import annotations

from uuid import UUID

import pytest

from server.second_try import retry
from tests.app.conftest import Play
from tests.app.proof import agreed
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


def test_a_refusal_that_was_mended_at_the_centre_is_found_out_by_comparing(
    play: Play, start_module_server: StartServer
) -> None:
    """The tablet had read past it long since, and what it sent itself is not echoed."""
    strict = start_module_server(settings={"MULIN_HAND_IN_CHANGES_MAX": "6"})
    a = play.apps.app(f"{play.cast.community}/strict")
    a.enrol(strict.url, play.code("王芳", GRIDS[0]))
    a.begin("visit", GRIDS[0], {"result": "1"})
    agreed(a)
    long, longer = (
        a.begin("visit", GRIDS[0], {f"path.{field}": field for field in range(count)}) for count in (10, 12)
    )
    told = a.sync()
    assert told["refused"] == 2
    assert told["agreed"]["now"]
    refusals = {row["document_id"]: row["id"] for row in play.cast.backup()["refusal"]}
    with play.cast.app.app_context():
        tried = retry(play.cast.community, play.cast.supervisor, refusals[UUID(long).bytes])
    assert tried["outcome"] == "merged"
    assert a.sync()["agreed"]["now"]
    entries = a.entries()
    assert (entries[long]["mark"], entries[longer]["mark"]) == ("safe", "refused")
    strict.stop()
