"""What is due reaches the tablets of the right grid as all work does, and what is done there comes home."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from server import create_app
from server.audit import Someone
from server.care.remind import remind
from server.care.today import today
from server.database import reading
from server.erase import about, erase
from server.models import Record
from server.settings import Settings
from tests.conftest import StartServer
from tests.servers.commands import close_app, environment
from tests.servers.running import RunningServer
from tests.stories.cast import GRIDS, Cast
from tests.stories.truth import check_everything
from tests.tablet.driver import Tablet, TabletProcess

ONE, OTHER = GRIDS[:2]


@pytest.fixture
def app(database_url: str, data: Path) -> Iterator[Flask]:
    made = create_app(Settings.from_environment(environment(database_url=database_url, data=data)))
    yield made
    close_app(made)


@pytest.fixture
def server(start_server: StartServer) -> RunningServer:
    return start_server(workers=2)


@pytest.fixture
def process() -> Iterator[TabletProcess]:
    with TabletProcess() as running:
        yield running


def _tablet(cast: Cast, server: RunningServer, process: TabletProcess, folder: Path, name: str, grid: str) -> Tablet:
    person = cast.person(name, "grid_worker", grid)
    tablet = process.tablet(name, folder / name, durable=False)
    tablet.enrol(server.url, cast.pairing_code(person), name)
    return tablet


def _tasks(tablet: Tablet) -> dict[str, dict[str, Any]]:
    """Rule to answers, of the tasks that a tablet carries."""
    ids = [one["document"] for one in tablet.list(kind="task")]
    found = [tablet.values(identity) | {"document": identity} for identity in ids]
    return {one["rule"]: one for one in found}


def _proven(told: dict[str, Any]) -> bool:
    return bool(told["proofs"]) and all(proof["equal"] for proof in told["proofs"].values())


def test_an_errand_goes_to_the_tablets_of_its_grid_moves_with_the_resident_and_comes_home_done(
    app: Flask, server: RunningServer, process: TabletProcess, tmp_path: Path
) -> None:
    cast = Cast(app, "ruyili")
    a = _tablet(cast, server, process, tmp_path, "王芳", ONE)
    b = _tablet(cast, server, process, tmp_path, "兰秀", OTHER)
    resident = a.create("resident", ONE, {
        "name": "赵大娘", "sex": "2", "status": "in", "birth_date": "1944-10-02", "id_number": "370822194410010003",
    })  # fmt: skip
    a.sync()
    with app.app_context():
        assert remind(cast.community).made >= 1
    assert _proven(a.sync())
    assert _proven(b.sync())
    assert _tasks(b) == {}
    task = _tasks(a)["CLARIFY_BIRTH"]
    assert (task["status"], task["resident"]) == ("open", resident)
    # The resident moves house: the task goes along, and leaves the tablet where it does not belong any more.
    cast.move(UUID(resident).bytes, OTHER)
    with app.app_context():
        assert remind(cast.community).moved >= 1
    assert _proven(a.sync())
    assert _proven(b.sync())
    assert _tasks(a) == {}
    assert "CLARIFY_BIRTH" in _tasks(b)
    # It is done without a signal, and handed in.
    b.edit(task["document"], {"status": "done", "outcome": "按身份证改好了"})
    assert b.sync()["outcomes"] == {"merged": 1}
    with app.app_context():
        remind(cast.community)
        with reading() as session:
            (status,) = session.scalars(
                select(Record.values["status"].as_string()).where(Record.document_id == UUID(task["document"]).bytes)
            )
    assert status == "done"
    check_everything(cast)
    with app.app_context():
        ids = about(cast.community, UUID(resident).bytes)
        assert erase(Someone(cast.community), ids, app.extensions["mulin"].data) >= 2
    assert _proven(b.sync())
    assert b.list() == ()


def test_a_crisis_is_a_task_on_the_colleagues_tablet_before_the_worker_has_left_the_door(
    app: Flask, server: RunningServer, process: TabletProcess, tmp_path: Path
) -> None:
    cast = Cast(app, "ruyili")
    a = _tablet(cast, server, process, tmp_path, "王芳", ONE)
    b = _tablet(cast, server, process, tmp_path, "张强", ONE)
    resident = a.create("resident", ONE, {"name": "赵大娘", "sex": "2", "status": "in", "birth_date": "1950-03-01"})
    assert "CRISIS" not in _tasks(a)
    day = today()
    a.create("health_check", ONE, {"resident": resident, "source": "1", "vitals.sbp": 186, "vitals.dbp": 102})
    # The very answer to the hand-in brings it.
    a.sync()
    b.sync()
    for tablet in (a, b):
        task = _tasks(tablet)["CRISIS"]
        assert (task["priority"], task["due_on"], task["resident"]) == ("urgent", day, resident)
    check_everything(cast)
