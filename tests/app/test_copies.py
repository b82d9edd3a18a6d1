"""A tablet that was put back from a copy of its disk, under the name it had or under another."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.app.conftest import Play
from tests.app.driver import App
from tests.app.proof import agreed
from tests.stories.cast import GRIDS
from tests.stories.truth import check_everything


def goes_on_under_the_same_name(
    play: Play, a: App, visit: str, before: Mapping[str, Any], after: Mapping[str, Any]
) -> dict[str, Any]:
    """Written and handed in after the copy was made, written again after it was put back; what was entered anew."""
    agreed(a)
    actor = a.do("actor")["actor"]
    a.do("copy_disk")
    a.write(visit, before)
    agreed(a)
    a.lock()
    a.do("put_back_disk")
    play.server.kill9()
    try:
        a.unlock()
        a.do("actor", actor=actor)
        a.write(visit, after)
    finally:
        play.server.start()
    agreed(a)
    [aside] = a.do("aside")["aside"]
    assert aside["document"] == visit
    return dict(aside)


def test_an_actor_that_is_used_again_costs_no_answer(play: Play) -> None:
    """The whole tablet was put back from a copy, and went on under the same name."""
    a = play.app("A", GRIDS[0])
    visit = a.begin("visit", GRIDS[0], {"result": "1"})
    after = {"next_visit_due": "2026-10-21", "result": "3"}
    aside = goes_on_under_the_same_name(play, a, visit, {"result": "2"}, after)
    values = a.read(visit)["values"]
    assert values["next_visit_due"] == "2026-10-21"
    assert values["result"] == "3"
    assert set(aside["entered"]) == {"next_visit_due", "result"}
    a.do("seen_aside", document=visit)
    assert a.do("aside")["aside"] == []
    check_everything(play.cast)


def test_an_actor_that_is_used_again_takes_away_again_what_it_had_taken_away(play: Play) -> None:
    """Answers, and whole entries of a list; but nothing that was written since the copy was made."""
    a = play.app("A", GRIDS[0])
    entry = {f"medication.7f3a.{name}": text for name, text in (("name", "降压药"), ("dose", "每天一片"))}
    told = {"result": "1", "absence_reason": "住院", "note": "上次说的"}
    visit = a.begin("visit", GRIDS[0], {**told, **entry})
    after = {"note": None, "absence_reason": None, **dict.fromkeys(entry), "next_visit_due": "2026-10-21"}
    aside = goes_on_under_the_same_name(play, a, visit, {"absence_reason": "出门了"}, after)
    values = a.read(visit)["values"]
    assert values == {"result": "1", "absence_reason": "出门了", "next_visit_due": "2026-10-21"}
    assert set(aside["entered"]) == {"note", *entry, "next_visit_due"}
    check_everything(play.cast)


def test_a_tablet_put_back_from_a_copy_goes_on_under_another_name(play: Play) -> None:
    a = play.app("A", GRIDS[0])
    visit = a.begin("visit", GRIDS[0], {"result": "1"})
    agreed(a)
    a.do("copy_disk")
    a.write(visit, {"result": "2"})
    agreed(a)
    a.lock()
    a.do("put_back_disk")
    a.unlock()
    a.write(visit, {"next_visit_due": "2026-10-21"})
    agreed(a)
    assert a.read(visit)["values"]["result"] == "2"
    assert a.do("aside")["aside"] == []
