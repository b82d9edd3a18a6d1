"""Each kind is a SQL view with typed columns, which one odd answer does not break."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
from sqlalchemy import text

from schemas.kinds import KINDS
from server.views import view_name
from tests.server.centre.conftest import MakeTablet
from tests.stories.cast import GRIDS, Cast

AT = 1_789_000_000_000


def _rows(cast: Cast, statement: str) -> list[Any]:
    with cast.looking() as session:
        return list(session.execute(text(statement)).mappings())


def test_pressures_are_numbers_that_can_be_averaged(cast: Cast, tablet_of: MakeTablet) -> None:
    tablet = tablet_of("王芳")
    for sbp, dbp in ((150, 95), (130, 85)):
        tablet.born("health_check", GRIDS[0], {"at": AT, "vitals.sbp": sbp, "vitals.dbp": dbp, "vitals.temp": 36.5})
    tablet.sync()
    [row] = _rows(cast, "SELECT avg(vitals_sbp) AS sbp, max(vitals_temp) AS temp FROM report_health_check")
    assert float(row["sbp"]) == 140
    assert row["temp"] == 36.5


def test_an_answer_of_another_type_shows_as_nothing_and_breaks_no_report(cast: Cast, tablet_of: MakeTablet) -> None:
    tablet = tablet_of("王芳")
    odd = {"at": "yesterday", "vitals.sbp": "high", "vitals.temp": True, "vitals.dbp": 10**15, "note": "a\x00b"}
    tablet.born("health_check", GRIDS[0], odd)
    tablet.born("resident", GRIDS[0], {"name": "许桂兰", "birth_date": "1944-02-30", "sex": 2})
    tablet.born("resident", GRIDS[0], {"name": "许桂兰", "birth_date": "1944-02-29", "sex": "2"})
    assert tablet.sync().outcomes == {"merged": 3}
    [row] = _rows(cast, "SELECT * FROM report_health_check")
    assert row["vitals_sbp"] is None
    assert row["vitals_temp"] is None
    assert int(row["vitals_dbp"]) == 10**15
    births = [row["birth_date"] for row in _rows(cast, "SELECT birth_date FROM report_resident")]
    assert sorted(str(birth) for birth in births if birth) == ["1944-02-29"]
    assert any(birth is None for birth in births)
    assert all(isinstance(birth, str | datetime.date | None) for birth in births)


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_has_its_view_with_a_column_for_every_field(cast: Cast, kind: str) -> None:
    with cast.looking() as session:
        columns = set(session.execute(text(f"SELECT * FROM {view_name(kind)}")).keys())
    missing = {column.name for column in KINDS[kind].columns() if not column.entries} - columns
    assert not {name for name in missing if f"{name}_answer" not in columns}
