"""The app is there when the network is not, and shows the lock and the day before anything that these do not need."""

from __future__ import annotations

import re

import pytest

from tests.screens.centre import Centre
from tests.screens.conftest import MakeTablet
from tests.servers.commands import ROOT

DIST = ROOT / "static/tablet/dist"
# Stands in what speaks to Automerge's WebAssembly, and nowhere else.
DOCUMENTS = "__wbindgen"
# When the first door of the day stood on the screen, and when the library of documents was asked for.
WATCH_THE_DAY = """
new MutationObserver(() => {
  if (globalThis.doorAt || !document.querySelector('[role=listitem] article')) return
  globalThis.doorAt = performance.now()
}).observe(document, {subtree: true, childList: true})
"""
LIBRARY_ASKED_AT = """() => performance.getEntriesByType('resource')
  .filter((one) => one.name.endsWith('.wasm')).map((one) => one.startTime)[0]"""


def test_it_starts_cold_while_the_server_is_off(make_tablet: MakeTablet, centre: Centre) -> None:
    tablet = make_tablet(cold=True)
    tablet.wait_until_installed()
    with centre.down():
        tablet.restart()
        assert tablet.page.title() == "睦邻"
        assert tablet.page.evaluate("navigator.serviceWorker.controller.scriptURL").endswith("/tablet/sw.js")


@pytest.mark.usefixtures("_app_built")
def test_the_lock_is_one_file_without_what_lies_behind_it() -> None:
    entry = (DIST / "index.html").read_text(encoding="utf-8")
    assert "modulepreload" not in entry
    (lock,) = re.findall(r'<script[^>]* src="/tablet/(assets/[^"]+\.js)"', entry)
    code = {path.name: path.read_text(encoding="utf-8") for path in (DIST / "assets").glob("*.js")}
    told = code[lock.removeprefix("assets/")]
    assert not re.search(r'(?:from|import)\s*["\']\./', told), "the lock waits for another file"
    holders = [name for name, text in code.items() if DOCUMENTS in text]
    assert len(holders) == 1
    assert not holders[0].startswith(("index-", "behind-"))


def test_the_day_is_shown_before_the_library_of_documents_is_asked_for(make_tablet: MakeTablet, centre: Centre) -> None:
    tablet = make_tablet("早上的平板", cold=True)
    tablet.wait_until_installed()
    tablet.enrol()
    with centre.down():
        tablet.close()
        tablet.start_browser()
        tablet.context.add_init_script(WATCH_THE_DAY)
        tablet.page.goto(centre.tablet_url)
        tablet.unlock()
        tablet.page.wait_for_function(LIBRARY_ASKED_AT)
        door, library = tablet.page.evaluate("globalThis.doorAt"), tablet.page.evaluate(LIBRARY_ASKED_AT)
        assert 0 < door < library
