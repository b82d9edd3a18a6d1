"""Records follow documents, and nothing that goes wrong with a record can touch the work."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from server import reconcile as reconciling
from server.models import Chunk, Conflict, Document, Grid, Record, ResidentEntry, ResidentKey
from sync.projection import project
from tests.server.centre.conftest import MakeTablet
from tests.stories.cast import COMMUNITY, GRIDS, Cast

VISIT = {"resident": "5b0c0f9e-1111-4000-8000-000000000001", "at": 1_789_000_000_000, "method": "1", "result": "1"}


def _records(cast: Cast) -> dict[bytes, Record]:
    with cast.looking() as session:
        found = {one.document_id: one for one in session.scalars(select(Record))}
        session.expunge_all()
        return found


def _derived(cast: Cast) -> list[Any]:
    with cast.looking() as session:
        return [
            sorted(
                (tuple(sorted(dict(row).items(), key=repr)) for row in session.execute(select(table)).mappings()),
                key=repr,
            )
            for table in (Record.__table__, Conflict.__table__, ResidentKey.__table__, ResidentEntry.__table__)
        ]


def _seq(cast: Cast, grid: str = GRIDS[0]) -> int:
    with cast.looking() as session:
        return session.get_one(Grid, (COMMUNITY, grid)).seq


def test_a_bug_in_a_schema_loses_nothing(
    cast: Cast, tablet_of: MakeTablet, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A kind has a bug on the day of the hand-in. The work is safe, its neighbour has its record, and the next day the
    records catch up."""
    tablet = tablet_of("王芳")
    unlucky = tablet.born("visit", GRIDS[0], {**VISIT, "result": "3"})
    neighbour = tablet.born("visit", GRIDS[0], VISIT)

    def buggy(values: Any, *more: Any) -> Any:
        if values.get("result") == "3":
            raise ZeroDivisionError("a bug in a schema")
        return project(values, *more)

    with monkeypatch.context() as day_one:
        day_one.setattr(reconciling, "project", buggy)
        told = tablet.sync()
    assert told.outcomes == {"merged": 2}
    assert told.agreed
    assert set(_records(cast)) == {neighbour}
    assert "stays behind" in caplog.text
    with cast.app.app_context():
        done = reconciling.catch_up(COMMUNITY)
    assert (done.records, done.failed) == (1, [])
    assert set(_records(cast)) == {unlucky, neighbour}


def test_a_record_that_cannot_be_brought_up_stays_as_it_was(
    cast: Cast, tablet_of: MakeTablet, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Behind is better than gone: while the bug lasts, people still read what was known before, and catching up does
    not take it from them."""
    tablet = tablet_of("王芳")
    visit = tablet.born("visit", GRIDS[0], VISIT)
    tablet.sync()

    def buggy(*_: Any) -> Any:
        raise ZeroDivisionError("a bug in a schema")

    with monkeypatch.context() as days_with_a_bug:
        days_with_a_bug.setattr(reconciling, "project", buggy)
        tablet.edit(visit, "result", "3")
        assert tablet.sync().outcomes == {"merged": 1}
        with cast.app.app_context():
            assert reconciling.catch_up(COMMUNITY).failed == [visit]
        assert _records(cast)[visit].values["result"] == "1"
    assert "stays behind" in caplog.text
    with cast.app.app_context():
        assert reconciling.catch_up(COMMUNITY).failed == []
    assert _records(cast)[visit].values["result"] == "3"


def test_when_reconcile_fails_altogether_the_tablet_is_still_told_the_truth(
    cast: Cast, tablet_of: MakeTablet, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    tablet = tablet_of("王芳")
    tablet.born("visit", GRIDS[0], VISIT)

    def broken(*_: Any) -> None:
        raise RuntimeError("out of order")

    with monkeypatch.context() as day_one:
        day_one.setattr(reconciling, "write", broken)
        assert tablet.sync().outcomes == {"merged": 1}
    assert "records stay behind" in caplog.text
    assert _records(cast) == {}
    with cast.app.app_context():
        assert reconciling.catch_up(COMMUNITY).records == 1


def test_the_more_worrying_answer_stands_without_asking_anybody(cast: Cast, tablet_of: MakeTablet) -> None:
    """Two workers report the same visit; one saw somebody who needs a doctor at once."""
    one, other = tablet_of("王芳"), tablet_of("李强")
    visit = one.born("visit", GRIDS[0], VISIT)
    one.sync()
    other.sync()
    one.edit(visit, "health_state", "2")
    other.edit(visit, "health_state", "4")
    for tablet in (one, other, one, other):
        tablet.sync()
    assert _records(cast)[visit].values["health_state"] == "4"
    assert one.values(visit)["health_state"] == other.values(visit)["health_state"] == "4"
    assert cast.disputes() == []


def test_two_people_who_began_one_note_apart_both_keep_their_words(cast: Cast, tablet_of: MakeTablet) -> None:
    one, other = tablet_of("王芳"), tablet_of("李强")
    visit = one.born("visit", GRIDS[0], VISIT)
    one.sync()
    other.sync()
    one.note(visit, "note", "血压计没电")
    other.note(visit, "note", "女儿在家")
    for tablet in (one, other, one, other):
        assert tablet.sync().agreed
    shown = _records(cast)[visit].values["note"]
    assert "血压计没电" in shown
    assert "女儿在家" in shown
    assert one.values(visit)["note"] == other.values(visit)["note"] == shown
    # Written on apart, in the text that was not the one shown, it still arrives.
    other.note(visit, "note", "，药够")
    for tablet in (other, one):
        tablet.sync()
    assert "药够" in _records(cast)[visit].values["note"]


def test_what_a_person_must_decide_is_left_to_a_person(cast: Cast, tablet_of: MakeTablet) -> None:
    one, other = tablet_of("王芳"), tablet_of("李强")
    check = one.born("health_check", GRIDS[0], {"at": VISIT["at"], "vitals.sbp": 140})
    one.sync()
    other.sync()
    one.edit(check, "vitals.sbp", 150)
    other.edit(check, "vitals.sbp", 186)
    one.sync()
    other.sync()
    [dispute] = cast.disputes()
    assert dispute.path == "vitals.sbp"
    assert sorted(rival["value"] for rival in dispute.detail) == [150, 186]
    assert _records(cast)[check].conflicts >= 1
    cast.settle(check, "vitals.sbp", 186)
    assert cast.disputes() == []
    one.sync()
    other.sync()
    assert one.values(check)["vitals.sbp"] == other.values(check)["vitals.sbp"] == 186


def test_everything_derived_can_be_burnt_and_comes_back_equal(cast: Cast, tablet_of: MakeTablet) -> None:
    """Rebuilding writes no change of its own: what the policies decided is in the documents."""
    one, other = tablet_of("王芳"), tablet_of("李强")
    visit = one.born("visit", GRIDS[0], VISIT)
    resident = one.born("resident", GRIDS[0], {"name": "梁·阿依", "birth_date": "1944-10-01"})
    one.born("resident", GRIDS[0], {"name": "梁·阿依", "birth_date": "1944-10-01"})
    one.born("telescope", GRIDS[0], {"what": "a kind that nobody declared"})
    one.born("health_check", GRIDS[0], {"vitals.sbp": 80, "vitals.dbp": 120})
    one.sync()
    other.sync()
    for tablet, state in ((one, "2"), (other, "4")):
        tablet.edit(visit, "health_state", state)
        tablet.edit(resident, "phone", f"1380000000{state}")
        tablet.sync()
    before, seq = _derived(cast), _seq(cast)
    assert all(before), "there is something to burn in each table"
    with cast.app.app_context():
        done = reconciling.rebuild(COMMUNITY)
    assert done.failed == []
    assert _derived(cast) == before
    assert _seq(cast) == seq
    with cast.app.app_context():
        reconciling.rebuild(COMMUNITY)
    assert _derived(cast) == before, "twice is once"


def test_a_measurement_that_contradicts_itself_is_kept_and_flagged(cast: Cast, tablet_of: MakeTablet) -> None:
    tablet = tablet_of("王芳")
    check = tablet.born("health_check", GRIDS[0], {"at": VISIT["at"], "vitals.sbp": 80, "vitals.dbp": 120})
    assert tablet.sync().outcomes == {"merged": 1}
    with cast.looking() as session:
        codes = set(session.scalars(select(Conflict.code).where(Conflict.document_id == check)))
    assert any(code.startswith("rule.") for code in codes), codes
    assert _records(cast)[check].values["vitals.dbp"] == 120


def test_a_person_met_in_two_grids_is_one_document_and_a_question_for_the_supervisor(
    cast: Cast, tablet_of: MakeTablet
) -> None:
    """Both doors know the ID number; both tablets bear the same document, each in its own grid."""
    one, other = tablet_of("王芳", GRIDS[0]), tablet_of("李强", GRIDS[1])
    name = bytes(range(16))
    one.born("resident", GRIDS[0], {"name": "许桂兰"}, document=name)
    other.born("resident", GRIDS[1], {"name": "许桂兰", "phone": "13800000001"}, document=name)
    assert one.sync().outcomes == {"merged": 1}
    told = other.sync()
    assert told.outcomes == {"merged": 1}
    assert name in told.dropped, "it is looked after in the first grid until somebody decides"
    record = _records(cast)[name]
    assert record.grid_id == GRIDS[0]
    assert record.values["phone"] == "13800000001"
    assert [dispute.path for dispute in cast.disputes()] == ["grid"]
    cast.move(name, GRIDS[1])
    assert cast.disputes() == []
    assert _records(cast)[name].grid_id == GRIDS[1]
    assert name in one.sync().dropped
    assert other.sync().agreed
    assert other.values(name)["phone"] == "13800000001"


def test_work_done_at_a_door_that_was_moved_meanwhile_still_arrives(cast: Cast, tablet_of: MakeTablet) -> None:
    old, new = tablet_of("王芳", GRIDS[0]), tablet_of("李强", GRIDS[1])
    resident = old.born("resident", GRIDS[0], {"name": "许桂兰"})
    old.sync()
    new.sync()
    cast.move(resident, GRIDS[1])
    old.edit(resident, "phone", "13800000009")
    told = old.sync()
    assert told.outcomes == {"merged": 1}
    assert resident in told.dropped
    assert new.sync().agreed
    assert new.values(resident)["phone"] == "13800000009"
    with cast.looking() as session:
        document = session.get_one(Document, (COMMUNITY, resident))
        assert document.grid_id == GRIDS[1]
        empty = session.scalars(select(Chunk.data).where(Chunk.grid_id == GRIDS[0], Chunk.data == b"")).all()
    assert len(empty) == 1
    cast.move(resident, GRIDS[1])
    assert new.sync().pulled == 0, "moving twice is moving once"
