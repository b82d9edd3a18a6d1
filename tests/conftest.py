"""The fixtures that every test may ask for. The things behind them are in `tests/servers`."""

from __future__ import annotations

import itertools
import subprocess
from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.servers.children import end_all
from tests.servers.commands import close_app, environment, run_flask
from tests.servers.databases import Databases, PostgresDatabases, SqliteDatabases, kinds_under_test
from tests.servers.running import RunningServer

if TYPE_CHECKING:
    from flask import Flask
    from flask.testing import FlaskClient

    from tests.browsers.chromium import Chromium

StartServer = Callable[..., RunningServer]
MakeApp = Callable[..., "Flask"]


# Modules that take a minute or more. Begun last, one process would wait for the other at the end.
LONG_ONES = (
    "tests/stories/test_kill.py",
    "tests/demo/test_demo_day.py",
    "tests/console/test_every_screen.py",
    "tests/screens/",
    "tests/console/test_strangers.py",
    "tests/app/",
)


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    items.sort(key=lambda item: not item.nodeid.startswith(LONG_ONES))


def pytest_report_header() -> str:
    return f"databases: {', '.join(kinds_under_test())}"


@pytest.fixture(scope="session", autouse=True)
def _no_child_outlives_the_session() -> Iterator[None]:
    """Asked for by everyone, so it is the last to be torn down."""
    yield
    forgotten = end_all()
    assert not forgotten, "left running by the tests, and ended now:\n" + "\n".join(forgotten)


@pytest.fixture(scope="session", params=kinds_under_test())
def database_kind(request: pytest.FixtureRequest) -> str:
    """Whoever asks for anything below runs once on SQLite and once on PostgreSQL."""
    kind: str = request.param
    return kind


@pytest.fixture(scope="session")
def _databases_by_kind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[[str], Databases]]:
    """One source for each kind, kept over the whole session, however often the tests change between them."""
    sources: dict[str, Databases] = {}
    with ExitStack() as stack:

        def of(kind: str) -> Databases:
            if kind not in sources:
                folder = tmp_path_factory.mktemp(kind)
                source = SqliteDatabases(folder) if kind == "sqlite" else PostgresDatabases(folder)
                stack.callback(source.close)
                sources[kind] = source
            return sources[kind]

        yield of


@pytest.fixture(scope="session")
def databases(database_kind: str, _databases_by_kind: Callable[[str], Databases]) -> Databases:
    return _databases_by_kind(database_kind)


@pytest.fixture
def database_url(databases: Databases) -> Iterator[str]:
    """A migrated, empty database for one test."""
    url = databases.fresh()
    yield url
    databases.drop(url)


@pytest.fixture(scope="module")
def module_database_url(databases: Databases) -> Iterator[str]:
    """A migrated database that the tests of one module share."""
    url = databases.fresh()
    yield url
    databases.drop(url)


@pytest.fixture
def empty_database_url(databases: Databases) -> Iterator[str]:
    """A database without any tables."""
    url = databases.empty()
    yield url
    databases.drop(url)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """What MULIN_DATA names: the folder that holds everything outside the database."""
    folder = tmp_path / "data"
    folder.mkdir()
    return folder


@pytest.fixture
def make_app(database_url: str, data: Path) -> Iterator[MakeApp]:
    """`make_app({"MULIN_PAIRING_MINUTES": "1"})`: the app inside the test's own process, set otherwise than usual."""
    # Here, not above: the tests of schemas and sync get by without a server.
    from server import create_app  # noqa: PLC0415
    from server.settings import Settings  # noqa: PLC0415

    with ExitStack() as stack:

        def make(settings: Mapping[str, str] | None = None) -> Flask:
            given = environment(database_url=database_url, data=data, settings=settings)
            app = create_app(Settings.from_environment(given))
            app.testing = True
            stack.callback(close_app, app)
            return app

        yield make


@pytest.fixture
def app(make_app: MakeApp) -> Flask:
    """The app inside the test's own process, on a database of its own, with the usual settings."""
    return make_app()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@pytest.fixture
def flask_command(database_url: str, data: Path) -> Callable[..., subprocess.CompletedProcess[str]]:
    """`flask_command("demo", "--json")` runs the command on this test's database, as its keeper would."""

    def run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        return run_flask(*arguments, database_url=database_url, data=data, **options)

    return run


@pytest.fixture
def start_server(database_url: str, data: Path, tmp_path: Path) -> Iterator[StartServer]:
    """`start_server(workers=2, settings={"MULIN_…": "…"})` starts gunicorn on this test's database."""
    with _servers(database_url, data, tmp_path) as start:
        yield start


@pytest.fixture
def running_server(start_server: StartServer) -> RunningServer:
    """gunicorn with two workers, up and answering."""
    return start_server()


@pytest.fixture(scope="module")
def module_data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def start_module_server(
    module_database_url: str, module_data: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[StartServer]:
    """As `start_server`, for one server that the tests of a module share."""
    with _servers(module_database_url, module_data, tmp_path_factory.mktemp("log")) as start:
        yield start


@pytest.fixture(scope="session")
def browser() -> Iterator[Chromium]:
    """The real Chromium, one for all tests that show something to somebody."""
    from tests.browsers.chromium import chromium  # noqa: PLC0415

    with chromium() as one:
        yield one


@contextmanager
def _servers(database_url: str, data: Path, folder: Path) -> Iterator[StartServer]:
    numbers = itertools.count(1)
    # Every one of them is ended, also when another has something to complain of.
    with ExitStack() as stack:

        def start(**options: Any) -> RunningServer:
            log = folder / f"server-{next(numbers)}.log"
            server = RunningServer(database_url=database_url, data=data, log=log, **options)
            stack.callback(server.stop)
            return server

        yield start
