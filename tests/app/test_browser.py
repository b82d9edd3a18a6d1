"""What only a real browser has: a disk that outlives its process, tabs, quota, and data that somebody clears."""

from __future__ import annotations

import mimetypes
import os
import random
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from playwright.sync_api import BrowserContext, Page, Route

from tests.app.conftest import Play
from tests.app.driver import PAGE, make_page
from tests.browsers.chromium import Chromium
from tests.stories.cast import GRIDS

ORIGIN = "http://localhost:1"
"""Nobody listens there: pages are handed out below, and the centre is asked through the test. Trusted as https is."""
NAME, PHONE = "张桂芳甲乙", "13800001234"


@pytest.fixture(scope="module")
def page_folder() -> Path:
    make_page()
    return PAGE


class Core:
    """One browser with the core in it."""

    def __init__(self, play: Play, folder: Path, context: BrowserContext) -> None:
        self.play, self.folder, self.context = play, folder, context
        context.route(f"{ORIGIN}/**", self._answer)
        self.page = self.tab()

    def tab(self) -> Page:
        page = self.context.new_page()
        page.goto(f"{ORIGIN}/core/page.html")
        page.wait_for_function("globalThis.core !== undefined")
        return page

    def do(self, call: str, *given: Any, page: Page | None = None) -> Any:
        return (page or self.page).evaluate(f"(given) => core.{call}(...given)", list(given))

    def close(self) -> None:
        self.context.unroute_all(behavior="ignoreErrors")
        self.context.close()

    def enrol(self) -> None:
        self.do("start")
        self.do("enrol", ORIGIN, self.play.code("王芳", GRIDS[0]))

    def _answer(self, route: Route) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path.startswith("/api/"):
            answer = route.fetch(url=self.play.server.url + path)
            route.fulfill(response=answer)
            return
        file = self.folder / path.removeprefix("/core/")
        kind = "application/wasm" if file.suffix == ".wasm" else mimetypes.guess_type(file.name)[0]
        route.fulfill(body=file.read_bytes(), content_type=kind or "application/octet-stream")


@pytest.fixture
def core(play: Play, page_folder: Path, browser: Chromium) -> Iterator[Core]:
    made = Core(play, page_folder, browser.context())
    yield made
    made.close()


def test_what_was_saved_outlives_a_browser_that_is_killed_and_is_readable_nowhere(
    play: Play, page_folder: Path, browser: Chromium, tmp_path: Path
) -> None:
    home = tmp_path / "home"
    first = Core(play, page_folder, browser.persistent(home))
    first.enrol()
    resident = first.do("begin", "resident", GRIDS[0], {"name": NAME, "phone": PHONE})
    assert first.do("write", resident, {"nation": "01"}) == ""
    _kill(home)
    later = Core(play, page_folder, browser.persistent(home))
    assert later.do("start")["profiles"] == 1
    assert later.do("unlock") == 1
    assert later.do("values", resident) == {"name": NAME, "phone": PHONE, "nation": "01"}
    later.close()
    everything = b"".join(file.read_bytes() for file in home.rglob("*") if file.is_file())
    assert b"mulin-" in everything
    for word in (NAME, PHONE, resident, GRIDS[0]):
        for encoding in ("utf-8", "utf-16-le"):
            assert word.encode(encoding) not in everything, word


def _kill(home: Path) -> None:
    """The browser's own processes, found by the folder that is this test's alone."""
    ours = [one for one in psutil.process_iter(["cmdline"]) if f"--user-data-dir={home}" in (one.info["cmdline"] or [])]
    assert ours
    for one in ours:
        os.kill(one.pid, signal.SIGKILL)
    psutil.wait_procs(ours, timeout=20)
    for lock in home.glob("Singleton*"):
        lock.unlink()


def test_of_two_tabs_one_works_and_the_other_takes_over(core: Core) -> None:
    core.enrol()
    other = core.tab()
    core.do("start", page=other)
    other.wait_for_function("core.profiles.tab.works === 'elsewhere'")
    core.page.close()
    other.wait_for_function("core.profiles.tab.works === 'here'")
    assert core.do("unlock", page=other) == 0


def test_a_cleared_store_is_said_to_be_gone(core: Core) -> None:
    core.enrol()
    core.page.goto("about:blank")
    session = core.context.new_cdp_session(core.page)
    session.send("Storage.clearDataForOrigin", {"origin": ORIGIN, "storageTypes": "indexeddb"})
    core.page = core.tab()
    assert core.do("start") == {"profiles": 0, "gone": ["王芳"]}


def test_a_full_disk_keeps_what_was_typed_until_there_is_room(core: Core) -> None:
    session = core.context.new_cdp_session(core.page)
    session.send("Storage.overrideQuotaForOrigin", {"origin": ORIGIN, "quotaSize": 6_000_000})
    core.enrol()
    visit = core.do("begin", "visit", GRIDS[0], {"result": "1"})
    for number in range(100):
        # Nothing that could be compressed.
        words = random.Random(number).randbytes(100_000).hex()
        if said := core.do("write", visit, {"mood_state": words}):
            break
    assert said == "storage.full"
    assert core.do("values", visit)["mood_state"] != words
    assert core.page.evaluate("core.notebook.unwritten.length") == 1
    session.send("Storage.overrideQuotaForOrigin", {"origin": ORIGIN})
    # The browser asks again how much room there is when it thinks fit.
    core.page.wait_for_function("core.notebook.retryUnwritten()", polling=500)
    assert core.do("values", visit)["mood_state"] == words
