"""A snapshot is a cache of chunks: it never says less than they do, and nobody notices when it comes or goes."""

from __future__ import annotations

from sqlalchemy import delete, update

from server.models import Document, Record
from server.reconcile import catch_up
from server.verify import Counts, verify
from tests.server.centre.conftest import MakeTablet
from tests.stories.cast import COMMUNITY, GRIDS, Cast


def _faults(cast: Cast) -> list[object]:
    with cast.looking() as session:
        return list(verify(session, Counts()))


def test_two_hand_ins_of_one_request_around_a_snapshot_are_both_there(cast: Cast, tablet_of: MakeTablet) -> None:
    """A visit was corrected so often that its next hand-in makes a snapshot; the one after it comes with the same
    request."""
    tablet, colleague = tablet_of("王芳"), tablet_of("李强")
    visit = tablet.born("visit", GRIDS[0], {"result": "1"})
    tablet.sync()
    for turn in range(15):
        tablet.edit(visit, "needs_detail", f"第{turn}次")
        tablet.sync()
    items = []
    for words in ("倒数第二次", "最后一次"):
        before = tablet.held[visit].heads
        tablet.edit(visit, "needs_detail", words)
        held = tablet.held[visit]
        chunk = b"".join(change.raw_bytes for change in held.document.get_changes(list(before)))
        items.append({"document": visit, "changes": chunk, "heads": list(held.heads)})
    answer = tablet.post("/api/v1/sync", tablet.request(items), tablet.enrolled.token)
    assert [result["outcome"] for result in answer.value["results"]] == ["merged", "merged"]
    with cast.looking() as session:
        row = session.get_one(Document, (COMMUNITY, visit))
        assert 0 < row.snapshot_seq < row.last_seq, "the story needs a snapshot that lies before the last chunk"
        assert row.tail == 1
        assert session.get_one(Record, (COMMUNITY, visit)).values["needs_detail"] == "最后一次"
    colleague.sync()
    assert colleague.values(visit)["needs_detail"] == "最后一次"
    tablet.edit(visit, "needs_detail", "又一次")
    assert tablet.sync().outcomes["merged"] >= 1
    assert _faults(cast) == []


def test_records_deleted_by_hand_come_back(cast: Cast, tablet_of: MakeTablet) -> None:
    tablet = tablet_of("王芳")
    check = tablet.born("health_check", GRIDS[0], {"vitals.sbp": 80, "vitals.dbp": 120})
    tablet.sync()
    with cast.at_the_centre() as session:
        session.execute(delete(Record))
    with cast.app.app_context():
        assert catch_up(COMMUNITY).records == 1
    with cast.looking() as session:
        assert session.get_one(Record, (COMMUNITY, check)).conflicts >= 1
    with cast.at_the_centre() as session:
        session.execute(update(Record).values(status="approved"))
    assert _faults(cast), "a record that says something else than its document is found"
