"""A new version of the app comes to a tablet that is at work."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import expect

from tests.screens.conftest import MakeTablet
from tests.screens.tablet import Tablet
from tests.servers.commands import ROOT

WORKER = ROOT / "static/tablet/dist/sw.js"


@pytest.fixture
def next_version() -> Iterator[Callable[[], None]]:
    """The worker as the next build would make it: other bytes are another version to every browser."""
    made = list(WORKER.parent.glob("sw.js*"))
    before = {path: path.read_bytes() for path in made}

    def release() -> None:
        WORKER.write_bytes(before[WORKER] + b"\n// the next version")
        for path in made:
            if path != WORKER:
                path.unlink()

    yield release
    for path, content in before.items():
        path.write_bytes(content)


def test_it_waits_until_somebody_says_so_and_never_comes_under_an_open_form(
    tablet: Tablet, next_version: Callable[[], None]
) -> None:
    tablet.enrol()
    tablet.wait_until_installed()
    tablet.goes_to("设置")
    tablet.tap("看看有没有新的")
    tablet.sees("已经是最新的")
    next_version()
    tablet.tap("看看有没有新的")
    tablet.sees("有新版本")
    tablet.picture("update")

    # A form is begun: whoever asks now, by whatever way, is told to finish it first.
    tablet.tap("换 PIN")
    tablet.types_pin("7301")
    tablet.page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.waiting.state)")
    expect(tablet.page.get_by_text("已输入 4 位")).to_be_attached()
    tablet.tap("返回")

    with tablet.page.expect_navigation():
        tablet.tap("换新版本")
    tablet.sees("请输入 PIN")
    tablet.unlock()
    tablet.goes_to("设置")
    tablet.sees("看看有没有新的")


def test_a_waiting_version_is_put_in_by_the_next_cold_start(
    make_tablet: MakeTablet, next_version: Callable[[], None]
) -> None:
    tablet = make_tablet(cold=True)
    tablet.wait_until_installed()
    next_version()
    tablet.page.evaluate("navigator.serviceWorker.getRegistration().then((one) => one.update())")
    tablet.page.wait_for_function("navigator.serviceWorker.getRegistration().then((one) => one.waiting !== null)")
    tablet.restart()
    tablet.page.wait_for_function("navigator.serviceWorker.getRegistration().then((one) => one.waiting === null)")
