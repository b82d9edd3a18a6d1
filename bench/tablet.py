"""What the tablet app costs a worker: the first load, a cold start without a network, an answer on its way to the disk.

    .venv/bin/python -m bench.tablet [--rounds 5] [--write docs/performance.md] [--pictures docs/pictures]

The built app in a real Chromium against a real server, with a grid of about 2,000 documents. Prints a table of medians;
``--pictures`` keeps what the main screens look like with so many.
"""

from __future__ import annotations

import argparse
import base64
import re
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

import pytest
from flask_migrate import upgrade

from bench.report import machine, write_between
from server import create_app, demo
from server.demo import making
from server.settings import Settings
from tests.browsers.built import build_app
from tests.browsers.chromium import Chromium, chromium
from tests.screens.centre import Centre
from tests.screens.tablet import PIN, Tablet
from tests.servers.commands import ROOT, close_app, environment
from tests.servers.running import RunningServer

_HOMES, _FEW_HOMES = 90, 1
_DIST = ROOT / "static/tablet/dist"
_MARK = "<!-- tablet -->"
# From the last key to the end of the transaction that holds the answer.
_ON_DISK = """
const real = IDBDatabase.prototype.transaction
IDBDatabase.prototype.transaction = function (...given) {
  const made = real.apply(this, given)
  made.addEventListener('complete', () => { globalThis.onDiskAt = performance.now() })
  return made
}
// A function as the last word would be called by the driver.
undefined
"""
# What the page itself sees: when the lock is there, when the last digit was typed, when a door stood on the screen.
_WATCH = """
globalThis.seen = {}
new MutationObserver(() => {
  if (!seen.lock && document.querySelector('[role=group][aria-label="数字键"]')) seen.lock = performance.now()
  if (seen.day || !document.querySelector('[role=listitem] article button')) return
  seen.day = performance.now()
  requestAnimationFrame(() => setTimeout(() => { seen.drawn = performance.now() }))
}).observe(document, {subtree: true, childList: true, attributes: true})
addEventListener('click', (event) => {
  if (/^\\d$/.test(event.target.textContent)) seen.digit = performance.now()
}, true)
"""
_TYPE_ONE = """async ([field, text]) => {
  const input = document.querySelector(field)
  input.focus()
  input.value = text
  globalThis.onDiskAt = 0
  const from = performance.now()
  input.dispatchEvent(new Event('input', {bubbles: true}))
  input.dispatchEvent(new Event('change', {bubbles: true}))
  input.blur()
  while (globalThis.onDiskAt === 0) await new Promise((next) => setTimeout(next, 1))
  return globalThis.onDiskAt - from
}"""


_AS_WEBP = """async (address) => {
  const picture = new Image()
  picture.src = address
  await picture.decode()
  const canvas = document.createElement('canvas')
  canvas.width = picture.width
  canvas.height = picture.height
  canvas.getContext('2d').drawImage(picture, 0, 0)
  return canvas.toDataURL('image/webp', 0.85)
}"""


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--rounds", type=int, default=5)
    asked.add_argument("--write", type=Path)
    asked.add_argument("--pictures", type=Path)
    given = asked.parse_args()
    build_app()
    with tempfile.TemporaryDirectory() as name, chromium() as browser, _centre(Path(name)) as centre:
        rows = [*_first_load(), *_work(browser, centre, Path(name) / "tablet", given.rounds, given.pictures)]
    lines = ["| what | median | to reach |", "|---|---|---|", *(f"| {a} | {b} | {c} |" for a, b, c in rows)]
    table = f"{given.rounds} rounds on {machine()}.\n\n" + "\n".join(lines)
    print(table)
    if given.write is not None:
        write_between(given.write, _MARK, table)


@contextmanager
def _centre(folder: Path) -> Iterator[Centre]:
    """The demo community with one grid as large as a tablet's."""
    url, data = f"sqlite:///{folder / 'mulin.db'}", folder / "data"
    app = create_app(Settings.from_environment(environment(database_url=url, data=data)))
    with app.app_context(), pytest.MonkeyPatch.context() as patch:
        upgrade()
        first, second, *others = making.GRIDS
        patch.setattr(making, "GRIDS", ((*first[:4], _HOMES), (*second[:4], _FEW_HOMES), *others))
        demo.make(data)
    server = RunningServer(database_url=url, data=data, log=folder / "server.log", workers=1)
    try:
        yield Centre(server, app)
    finally:
        server.stop()
        close_app(app)


def _first_load() -> Iterator[tuple[str, str, str]]:
    """Bytes of everything that a tablet keeps of the app, as it is sent to it."""
    worker = (_DIST / "sw.js").read_text(encoding="utf-8")
    names = {*re.findall(r'url:"([^"]+)"', worker), "sw.js", *(path.name for path in _DIST.glob("workbox-*.js"))}
    sizes = {name: _sent(_DIST / name) for name in names}
    wasm = sum(size for name, size in sizes.items() if name.endswith(".wasm"))
    yield "T1 first load: all of the app, over the wire", f"{sum(sizes.values()) / 1000:,.0f} kB", "under 1,500 kB"
    yield "— of it Automerge's WebAssembly", f"{wasm / 1000:,.0f} kB", ""
    yield "— files", f"{len(sizes)}", ""


def _sent(path: Path) -> int:
    small = path.with_name(f"{path.name}.br")
    return (small if small.exists() else path).stat().st_size


def _work(
    browser: Chromium, centre: Centre, folder: Path, rounds: int, pictures: Path | None
) -> Iterator[tuple[str, str, str]]:
    tablet = Tablet(browser, centre, folder, "量的平板", cold=True)
    try:
        tablet.wait_until_installed()
        begun = perf_counter()
        tablet.enrol()
        fetched = perf_counter() - begun
        held = _held(tablet)
        few, little = _small(browser, centre, folder.with_name("few"))
        with centre.down():
            starts, beside = zip(*((_cold_start(tablet), _cold_start(few)) for _ in range(rounds)), strict=True)
            answers = _answers(tablet, centre, rounds)
        few.close()
        if pictures is not None:
            _pictures(tablet, centre, pictures)
    finally:
        tablet.close()
    yield from _starts(f"T2 cold start without a network, {held:,} documents held", starts, "under 2 s")
    yield from _starts(f"— the same with {little:,} documents, taken in turns", beside, "")
    yield "T3 an answer, from the last key to the disk", f"{median(answers):.0f} ms", "under 50 ms"
    yield "T4 enrolling, with fetching them all", f"{fetched:.1f} s", ""


def _small(browser: Chromium, centre: Centre, folder: Path) -> tuple[Tablet, int]:
    """A tablet that holds little, for what does not depend on how much there is."""
    few = Tablet(browser, centre, folder, "小的平板", cold=True)
    few.wait_until_installed()
    few.enrol("张强")
    return few, _held(few)


def _starts(what: str, starts: Iterable[ColdStart], goal: str) -> Iterator[tuple[str, str, str]]:
    lock, day, cpu, process = zip(*starts, strict=True)
    yield f"{what}: to the lock", f"{median(lock):.2f} s", ""
    yield "— from the last digit of the PIN to today on the screen", f"{median(day):.2f} s", ""
    yield "— both", f"{median(map(sum, zip(lock, day, strict=True))):.2f} s", goal
    yield "— processor time of the page's main thread in both", f"{median(cpu):.2f} s", ""
    yield "— before that: the browser's process, until it takes an address", f"{median(process):.2f} s", ""


def _pictures(tablet: Tablet, centre: Centre, folder: Path) -> None:
    """The main screens, as somebody sees them who is at work."""
    folder.mkdir(parents=True, exist_ok=True)
    elders = [one for one in centre.records("resident") if one.grid_id == "demo-1001" and "tags.htn" in one.values]
    person = Centre.id_of(elders[0])
    screens = {
        "today": "/",
        "residents": "/residents",
        "resident": f"/residents/{person}",
        "windows": "/windows",
        "tasks": "/tasks",
        "visit": f"/fill/visit?resident={person}",
        "sync": "/sync",
        "settings": "/settings",
    }
    for name, address in screens.items():
        tablet.opens(address)
        tablet.page.get_by_role("heading", level=1).wait_for()
        if name == "windows":
            tablet.page.locator("main a").first.click()
            tablet.page.locator(".pane").first.wait_for()
        _keep(tablet, folder / f"tablet-{name}.webp")
    tablet.opens(f"/fill/health_check?resident={person}")
    tablet.page.get_by_role("textbox", name="高压").click()
    for digits in ("192", "115"):
        tablet.page.keyboard.type(digits)
    tablet.page.get_by_role("alertdialog").wait_for()
    _keep(tablet, folder / "tablet-danger.webp")
    tablet.tap("知道了")
    tablet.opens("/")
    tablet.looks(size="large", contrast="high")
    tablet.page.get_by_role("group", name="数字键").wait_for()
    _keep(tablet, folder / "tablet-lock-large.webp")
    tablet.unlock()
    _keep(tablet, folder / "tablet-today-large.webp")


def _keep(tablet: Tablet, path: Path) -> None:
    """What is shown when it has come to rest, as WebP: a quarter of what a PNG takes."""
    tablet.page.wait_for_timeout(1000)
    shown = base64.b64encode(tablet.page.screenshot()).decode()
    page = tablet.context.new_page()
    made: str = page.evaluate(_AS_WEBP, f"data:image/png;base64,{shown}")
    page.close()
    path.write_bytes(base64.b64decode(made.partition(",")[2]))


def _held(tablet: Tablet) -> int:
    tablet.opens("/sync")
    return int(tablet.page.locator(".counts .safe b").inner_text())


class ColdStart(NamedTuple):
    """Seconds: to the lock; from the last digit to today; of the main thread; of the browser before there is a page."""

    lock: float
    day: float
    cpu: float
    process: float


def _cold_start(tablet: Tablet) -> ColdStart:
    """One start as the page itself measures it, from its address on; how long somebody types is left out."""
    tablet.close()
    begun = perf_counter()
    tablet.start_browser()
    process = perf_counter() - begun
    tablet.context.add_init_script(_WATCH)
    session = tablet.context.new_cdp_session(tablet.page)
    session.send("Performance.enable", {"timeDomain": "threadTicks"})
    tablet.page.goto(tablet.centre.tablet_url, wait_until="commit")
    tablet.types_pin(PIN)
    tablet.tap("打开")
    tablet.page.wait_for_function("() => seen.drawn")
    seen: dict[str, float] = tablet.page.evaluate("seen")
    told: dict[str, Any] = session.send("Performance.getMetrics")
    cpu = next(float(one["value"]) for one in told["metrics"] if one["name"] == "TaskDuration")
    return ColdStart(seen["lock"] / 1000, (seen["drawn"] - seen["digit"]) / 1000, cpu, process)


def _answers(tablet: Tablet, centre: Centre, rounds: int) -> list[float]:
    person = next(one for one in centre.records("resident") if one.grid_id == "demo-1001")
    tablet.page.evaluate(_ON_DISK)
    tablet.opens(f"/fill/resident/{centre.id_of(person)}")
    field = "[data-path=phone] input"
    tablet.page.locator(field).wait_for()
    return [
        tablet.page.evaluate(_TYPE_ONE, [field, f"1380000{number:04}"]) for number in range(1000, 1000 + 4 * rounds)
    ]


if __name__ == "__main__":
    main()
