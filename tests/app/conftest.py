"""One server and one Node process for the stories of a module; each story plays in a community of its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from server import create_app
from server.settings import Settings
from tests.app.driver import App, AppProcess
from tests.conftest import StartServer
from tests.servers.commands import close_app, environment
from tests.servers.databases import Databases
from tests.servers.running import RunningServer
from tests.stories.cast import GRIDS, Cast
from tests.tablet.driver import Tablet, TabletProcess

_numbers = itertools.count(1)


@dataclass
class Play:
    """A community at a real server, and tablets on demand: such as carry the app, and such as the tests have."""

    cast: Cast
    server: RunningServer
    apps: AppProcess
    others: TabletProcess
    folder: Path

    def app(self, name: str, *grids: str, person: bytes | None = None, code: str | None = None) -> App:
        """A tablet with the app, enrolled, in the hands of a worker who serves these grids."""
        app = self.apps.app(f"{self.cast.community}/{name}")
        app.enrol(self.server.url, code or self.code(name, *grids, person=person), name)
        return app

    def other(self, name: str, *grids: str) -> Tablet:
        tablet = self.others.tablet(f"{self.cast.community}/{name}", self.folder / name, durable=False)
        tablet.enrol(self.server.url, self.code(name, *grids), name)
        return tablet

    def code(self, name: str, *grids: str, person: bytes | None = None) -> str:
        return self.cast.pairing_code(person or self.cast.person(name, "grid_worker", *(grids or GRIDS[:1])))


@pytest.fixture(scope="module")
def module_database_url(_databases_by_kind: Callable[[str], Databases]) -> Iterator[str]:
    """Which database the centre has does not matter to a tablet; that both agree is tried in `tests/stories`."""
    source = _databases_by_kind("sqlite")
    url = source.fresh()
    yield url
    source.drop(url)


@pytest.fixture(scope="module")
def apps() -> Iterator[AppProcess]:
    with AppProcess() as running:
        yield running


@pytest.fixture(scope="module")
def others() -> Iterator[TabletProcess]:
    with TabletProcess() as running:
        yield running


@pytest.fixture(scope="module")
def centre(
    module_database_url: str, module_data: Path, start_module_server: StartServer
) -> Iterator[tuple[Flask, RunningServer]]:
    app = create_app(Settings.from_environment(environment(database_url=module_database_url, data=module_data)))
    yield app, start_module_server()
    close_app(app)


@pytest.fixture
def play(centre: tuple[Flask, RunningServer], apps: AppProcess, others: TabletProcess, tmp_path: Path) -> Play:
    flask, server = centre
    return Play(Cast(flask, f"app-{next(_numbers)}"), server, apps, others, tmp_path)
