"""The app in its workers' hands: the built app, a served community, a browser, and pictures of what went wrong."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.browsers.built import build_app
from tests.screens.centre import Centre
from tests.screens.tablet import Tablet
from tests.servers.commands import close_app, environment
from tests.servers.databases import Databases
from tests.servers.running import RunningServer

if TYPE_CHECKING:
    from tests.browsers.chromium import Chromium

MakeTablet = Callable[..., Tablet]
FAILED = pytest.StashKey[bool]()


@pytest.fixture(scope="session")
def _app_built() -> None:
    build_app()


@pytest.fixture(scope="session")
def centre(
    _app_built: None,
    _databases_by_kind: Callable[[str], Databases],
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Centre]:
    """One for all tests of the app: each brings its own tablet, and stays away from the others' residents.

    On SQLite alone: what the databases have in common is the server's tests' matter.
    """
    from server import create_app  # noqa: PLC0415
    from server.settings import Settings  # noqa: PLC0415
    from tests.screens.street import settle  # noqa: PLC0415

    databases, folder = _databases_by_kind("sqlite"), tmp_path_factory.mktemp("centre")
    url, data = databases.fresh(), folder / "data"
    app = create_app(Settings.from_environment(environment(database_url=url, data=data)))
    with app.app_context():
        settle(data)
    server = RunningServer(database_url=url, data=data, log=folder / "server.log", workers=1)
    try:
        yield Centre(server, app)
    finally:
        server.stop()
        close_app(app)
        databases.drop(url)


@pytest.fixture
def make_tablet(
    browser: Chromium, centre: Centre, tmp_path: Path, request: pytest.FixtureRequest
) -> Iterator[MakeTablet]:
    """`make_tablet("7号平板")`: a browser with the app open. Complaints in its console fail the test."""
    made: list[Tablet] = []
    with ExitStack() as stack:

        def make(name: str = "7号平板", *, centre: Centre = centre, **options: Any) -> Tablet:
            tablet = Tablet(browser, centre, tmp_path / f"tablet-{len(made)}", name, **options)
            stack.callback(tablet.close)
            made.append(tablet)
            return tablet

        yield make
        if request.node.stash.get(FAILED, False):
            _keep_pictures(request.node.name, made)
        trouble = [f"{one.name}: {line}" for one in made for line in one.trouble()]
    assert not trouble, "\n".join(trouble)


@pytest.fixture
def tablet(make_tablet: MakeTablet) -> Tablet:
    return make_tablet()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    report: Any = yield
    if report.when == "call" and report.failed:
        item.stash[FAILED] = True
    return report


def _keep_pictures(name: str, tablets: list[Tablet]) -> None:
    """What each tablet showed when the test failed, beside what pytest prints."""
    folder = Path(os.environ.get("PICTURES") or tablets[0].folder.parent if tablets else ".")
    folder.mkdir(parents=True, exist_ok=True)
    for number, tablet in enumerate(tablets):
        path = folder / f"{''.join(c if c.isalnum() else '-' for c in name)[:80]}-{number}.png"
        if tablet.is_open:
            tablet.page.screenshot(path=path)
            print(f"what {tablet.name} showed: {path}\n{tablet.page.locator('body').inner_text()[:2000]}")
