"""One server, one tablet process for each module; every test has a community of its own on them."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from flask import Flask

from server import create_app
from server.settings import Settings
from tests.console.office import Office
from tests.servers.commands import close_app, environment
from tests.servers.running import RunningServer
from tests.tablet.driver import TabletProcess

_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def console_server(start_module_server: Callable[..., RunningServer]) -> RunningServer:
    return start_module_server(workers=1)


@pytest.fixture(scope="module")
def console_app(module_database_url: str, module_data: Path) -> Iterator[Flask]:
    """The same database from within the test's process."""
    app = create_app(Settings.from_environment(environment(database_url=module_database_url, data=module_data)))
    yield app
    close_app(app)


@pytest.fixture(scope="module")
def tablets() -> Iterator[TabletProcess]:
    with TabletProcess() as process:
        yield process


@pytest.fixture
def office(console_app: Flask, console_server: RunningServer, tmp_path: Path) -> Office:
    """A community with three grids and a supervisor, nobody else's."""
    return Office(console_app, console_server.url, tmp_path, community=f"ruyili-{next(_numbers)}")
