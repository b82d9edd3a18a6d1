"""A record's past: who wrote each value, every change in turn, and how it stood at any moment."""

from __future__ import annotations

from typing import Any

import pytest

from server import clock, intake, reading
from server.authors import PERSON, TABLET
from tests.server.centre.conftest import MakeTablet
from tests.stories.cast import COMMUNITY, GRIDS, Cast

DAY_MS = 86_400_000


@pytest.fixture
def days(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The centre's clock, set by hand."""
    now = {"ms": clock.now_ms()}
    monkeypatch.setattr(intake, "now_ms", lambda: now["ms"])

    def pass_(count: int) -> int:
        now["ms"] += count * DAY_MS
        return now["ms"]

    return pass_


def test_every_value_names_who_wrote_it_on_which_tablet_and_when_it_came(
    cast: Cast, tablet_of: MakeTablet, days: Any
) -> None:
    one, other = tablet_of("王芳"), tablet_of("李强")
    monday = days(0)
    check = one.born("health_check", GRIDS[0], {"vitals.sbp": 150, "vitals.dbp": 95})
    one.sync()
    other.sync()
    thursday = days(3)
    other.edit(check, "vitals.sbp", 140)
    other.sync()
    one.sync()
    one.edit(check, "vitals.pulse", 70)
    other.edit(check, "vitals.pulse", 80)
    one.sync()
    other.sync()
    cast.settle(check, "vitals.pulse", 80)
    with cast.looking() as session:
        origins = reading.provenance(session, COMMUNITY, check)
        steps = reading.history(session, COMMUNITY, check)
    sbp, dbp, pulse = (origins[f"vitals.{name}"] for name in ("sbp", "dbp", "pulse"))
    assert (sbp.author.person, sbp.author.via) == ("李强", TABLET)
    assert sbp.receipt is not None
    assert (sbp.receipt.received_ms, sbp.receipt.tablet_id) == (thursday, other.enrolled.id)
    assert dbp.author.person == "王芳"
    assert dbp.receipt is not None
    assert dbp.receipt.received_ms == monday
    assert (pulse.author.person, pulse.author.via) == ("乔岚", PERSON)
    # In causal order: birth, two answers, the correction, two rivals, the decision.
    assert [sorted(step.values) for step in steps][1:4] == [["vitals.sbp"], ["vitals.dbp"], ["vitals.sbp"]]
    assert [len(step.rivals_of) for step in steps] == [0, 0, 0, 0, 1, 1, 0]


def test_the_record_as_it_was_known_at_a_moment(cast: Cast, tablet_of: MakeTablet, days: Any) -> None:
    tablet = tablet_of("王芳")
    monday = days(0)
    visit = tablet.born("visit", GRIDS[0], {"result": "3"})
    tablet.sync()
    tuesday = days(1)
    tablet.edit(visit, "result", "1")
    tablet.sync()
    with cast.looking() as session:
        then = reading.at_moment(session, COMMUNITY, visit, monday)
        now = reading.at_moment(session, COMMUNITY, visit, tuesday)
        before = reading.at_moment(session, COMMUNITY, visit, monday - 1)
        steps = reading.history(session, COMMUNITY, visit)
        as_seen = reading.at_change(session, COMMUNITY, visit, steps[1].origin.change)
        never = reading.at_change(session, COMMUNITY, visit, bytes(32))
    assert then is not None
    assert now is not None
    assert (then.values["result"], now.values["result"]) == ("3", "1")
    assert before is None
    assert as_seen is not None
    assert as_seen.values == {"result": "3"}
    assert never is None


def test_the_past_survives_a_move(cast: Cast, tablet_of: MakeTablet, days: Any) -> None:
    """Who wrote what, and when it came, is still known after a document began anew in another grid's log."""
    tablet = tablet_of("王芳", *GRIDS[:2])
    monday = days(0)
    resident = tablet.born("resident", GRIDS[0], {"name": "许桂兰"})
    tablet.sync()
    days(2)
    cast.move(resident, GRIDS[1])
    with cast.looking() as session:
        origin = reading.provenance(session, COMMUNITY, resident)["name"]
        moved = reading.provenance(session, COMMUNITY, resident)["grid"]
    assert origin.receipt is not None
    assert (origin.receipt.received_ms, origin.receipt.grid_id) == (monday, GRIDS[0])
    assert (origin.author.person, moved.author.person) == ("王芳", "乔岚")
