"""What waits for the disk before anybody is told, and what can be made again and does not wait."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import Connection, event

from server.database import db, is_sqlite, reading
from server.models import Document, Record
from server.reconcile import catch_up
from tests.server.centre.conftest import MakeTablet
from tests.stories.cast import COMMUNITY, GRIDS

LEVELS = {1: "soon", 2: "at once", "on": "at once"}


@pytest.fixture
def levels(app: Flask) -> Iterator[list[str]]:
    """When each commit reaches the disk, in their order."""
    found: list[str] = []
    with app.app_context():
        engine = db.engine
    ask = "PRAGMA synchronous" if engine.dialect.name == "sqlite" else "SHOW synchronous_commit"

    def note(connection: Connection) -> None:
        found.append(LEVELS[connection.exec_driver_sql(ask).scalar_one()])

    event.listen(engine, "commit", note)
    yield found
    event.remove(engine, "commit", note)


@pytest.fixture
def derived(app: Flask) -> str:
    """When what can be made again reaches the disk: PostgreSQL is asked for nothing special."""
    with app.app_context():
        return "soon" if is_sqlite() else "at once"


def test_work_waits_for_the_disk_and_its_record_does_not(
    tablet_of: MakeTablet, levels: list[str], derived: str
) -> None:
    tablet = tablet_of("王芳")
    tablet.sync()
    for _ in range(2):
        levels.clear()
        tablet.born("visit", GRIDS[0], {"result": "1"})
        assert tablet.sync().outcomes == {"merged": 1}
        assert levels == ["at once", derived]


def test_where_a_policy_may_write_the_second_waits_too(tablet_of: MakeTablet, levels: list[str], derived: str) -> None:
    one, other = tablet_of("王芳"), tablet_of("李梅")
    visit = one.born("visit", GRIDS[0], {"result": "1"})
    one.sync()
    other.sync()
    one.edit(visit, "result", "2")
    other.edit(visit, "result", "3")
    one.sync()
    levels.clear()
    assert other.sync().outcomes == {"merged": 1}
    assert levels == ["at once", derived, "at once"]


def test_records_that_a_power_cut_took_come_back(app: Flask, tablet_of: MakeTablet) -> None:
    """As after one: the documents are there, and the rows of the second transaction are not."""
    tablet = tablet_of("王芳")
    tablet.born("visit", GRIDS[0], {"result": "1"})
    tablet.sync()
    with app.app_context():
        session = db.session()
        session.query(Record).delete()
        session.commit()
        assert catch_up(COMMUNITY).records == 1
        assert catch_up(COMMUNITY).records == 0
        with reading() as now:
            assert now.query(Record.heads).one() == now.query(Document.heads).one()
