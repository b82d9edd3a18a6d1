"""What the tablet's store costs in a real browser: a cold start with many documents, and saving one answer.

    python -m bench.tablet_store [documents]

The core runs in a page of its own, without screens (``static/tablet/test/app/page.ts``), in Debian's Chromium, with a
profile on disk and the usual hardness of the PIN. No centre is asked. Beside the time that passed stands the processor
time of the page's main thread: what would be left of it on a machine that does nothing else.
"""

from __future__ import annotations

import json
import mimetypes
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Route

from tests.app.driver import PAGE, make_page
from tests.browsers.chromium import chromium

ORIGIN = "http://localhost:1"
ANSWERS = 60
ENROLLED = {
    "tablet": "6f1c0a52-8d0a-4c53-9a08-7f3c0d1e2f4a", "token": "t", "protocol": 1, "log": "l",
    "person": {"id": "11111111-1111-4111-8111-111111111111", "name": "王芳", "role": "grid_worker"},
    "community": {"id": "ruyili", "name": "如意里", "namespace": "5b2f7c52-0d0a-4c53-9a08-7f3c0d1e2f4a"},
    "grids": [{"id": "g", "name": "1"}],
}  # fmt: skip
FILL = """async (count) => {
  for (let number = 0; number < count; number += 1) {
    const answers = {}
    for (let field = 0; field < 17; field += 1) {
      answers['path.' + field] = field % 3 ? '回答 ' + field + number : field * number
    }
    await core.begin('visit', 'g', answers)
  }
}"""


def _answer(route: Route) -> None:
    path = route.request.url.removeprefix(ORIGIN)
    if path == "/api/v1/enrol":
        route.fulfill(status=201, body=json.dumps(ENROLLED), content_type="application/json")
    elif path.startswith("/api/"):
        route.abort()
    else:
        file = PAGE / path.removeprefix("/core/")
        kind = "application/wasm" if file.suffix == ".wasm" else mimetypes.guess_type(file.name)[0]
        route.fulfill(body=file.read_bytes(), content_type=kind or "application/octet-stream")


def _page(context: BrowserContext) -> Page:
    context.route(f"{ORIGIN}/**", _answer)
    page = context.new_page()
    page.goto(f"{ORIGIN}/core/page.html")
    page.wait_for_function("globalThis.core !== undefined")
    return page


def _timed(page: Page, context: BrowserContext, what: str) -> dict[str, int]:
    session = context.new_cdp_session(page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})

    def busy() -> float:
        metrics: dict[str, Any] = session.send("Performance.getMetrics")
        return next(float(one["value"]) for one in metrics["metrics"] if one["name"] == "TaskDuration")

    began, worked = time.monotonic(), busy()
    page.evaluate(f"{what}.then(() => 0)")
    return {"ms": round((time.monotonic() - began) * 1000), "processor_ms": round((busy() - worked) * 1000)}


def main(documents: int) -> None:
    make_page()
    with tempfile.TemporaryDirectory() as home, chromium() as browser:
        context = browser.persistent(Path(home) / "home")
        page = _page(context)
        page.evaluate("core.start()")
        page.evaluate(f"core.profiles.enrol('{ORIGIN}', 'AAAA', 'n', '480219').then(() => 0)")
        page.evaluate(FILL, documents)
        context.close()
        context = browser.persistent(Path(home) / "home")
        page = _page(context)
        print(f"documents: {documents}")
        print(f"list of profiles: {_timed(page, context, 'core.start()')}")
        print(f"PIN to all entries, cold: {_timed(page, context, 'core.unlock()')}")
        page.evaluate("core.profiles.leave()")
        print(f"PIN to all entries, again: {_timed(page, context, 'core.unlock()')}")
        took = sorted(page.evaluate(f"core.timed([...core.notebook.entries.keys()][0], {ANSWERS})"))
        print(f"an answer on disk, ms: median {took[ANSWERS // 2]:.1f}, one in twenty {took[ANSWERS * 19 // 20]:.1f}")
        context.close()


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 2000)
