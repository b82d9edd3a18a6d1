"""Every screen there is, in the hands of everybody: with a screen reader, with keys, in gloves, in large letters.

The addresses are read from the app's own lists of routes: a screen that nobody visits here fails the test.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Page

from schemas.kinds import KINDS
from tests.browsers.axe import hold_accessible
from tests.screens.centre import Centre
from tests.screens.tablet import PIN, Tablet
from tests.servers.commands import ROOT

if TYPE_CHECKING:
    from tests.browsers.chromium import Chromium

_ROUTES = ROOT / "static/tablet/src/routes"
_GRID = "demo-1001"
_TARGET_PX = 48
# What stands on a screen beneath its name.
_CONTENT = "main :is([data-path], [data-form], .page, .person, .column, h2, article, li, section)"
# Lists draw themselves in two steps.
_SETTLED_MS = 150
# Begun by a tap on a window, and by looking whether somebody is here already.
_NOT_FILLED_IN = {"window_check", "resident"}
_LOOKS = {
    "upright": ({"size": "ordinary", "contrast": "ordinary", "language": "zh"}, {"width": 800, "height": 1280}),
    "across": ({"size": "large", "contrast": "high", "language": "en"}, {"width": 1280, "height": 800}),
}
# A link inside a sentence is as large as its sentence, and what a label belongs to is as large as the label.
_SMALL = """(least) => [...document.querySelectorAll(
    'button, a[href], input, textarea, summary, [role=switch], [role=checkbox], [role=button]')]
  .filter((one) => one.offsetParent !== null && !one.closest('[inert]'))
  .map((one) => [one, (one.closest('label, .van-search, .van-cell') ?? one).getBoundingClientRect()])
  .filter(([, box]) => box.width > 1 && box.height > 1 && (box.height < least - 0.5 || box.width < least - 0.5))
  .map(([one, box]) => `${one.outerHTML.slice(0, 90)} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
# Something that takes a tap and no key: not a control, and not in the row of those that Tab goes through.
_KEYLESS = """() => [...document.querySelectorAll('[role=button], [role=switch], [role=checkbox], [role=tab], a')]
  .filter((one) => one.offsetParent !== null && one.tabIndex < 0 && !one.closest('[inert]'))
  .map((one) => one.outerHTML.slice(0, 90))"""


class Ground:
    """What the addresses of a tablet lead to."""

    def __init__(self, centre: Centre) -> None:
        elders = [one for one in centre.records("resident") if one.grid_id == _GRID and one.values.get("birth_date")]
        self.person = Centre.id_of(sorted(elders, key=lambda one: str(one.values["birth_date"]))[5])
        about = {
            "resident": self.person,
            "title": "换煤气软管",
            "type": "errand",
            "status": "open",
            "priority": "normal",
        }
        self.task = centre.hand_in("王芳", _GRID, "task", about)
        self.visit = centre.hand_in("王芳", _GRID, "visit", {"resident": self.person, "method": "1", "result": "1"})


PLACES: dict[str, Callable[[Ground], list[str]]] = {
    "/": lambda _: ["/"],
    "/residents": lambda _: ["/residents"],
    "/residents/new": lambda _: ["/residents/new"],
    "/residents/:document": lambda ground: [f"/residents/{ground.person}"],
    "/windows": lambda _: ["/windows"],
    "/windows/:building": lambda _: ["/windows/%E7%9D%A6%E9%82%BB%E8%8B%91%1F1"],
    "/tasks": lambda _: ["/tasks"],
    "/tasks/new": lambda ground: [f"/tasks/new?resident={ground.person}"],
    "/tasks/:document": lambda ground: [f"/tasks/{ground.task}"],
    "/sync": lambda _: ["/sync"],
    "/settings": lambda _: ["/settings"],
    "/settings/pin": lambda _: ["/settings/pin"],
    "/settings/about": lambda _: ["/settings/about"],
    "/record/:document": lambda ground: [f"/record/{ground.visit}", f"/record/{ground.task}"],
    "/fill/:kind/:document?": lambda ground: [
        *(f"/fill/{kind}?resident={ground.person}&full=1" for kind in KINDS if kind not in _NOT_FILLED_IN),
        f"/fill/visit?resident={ground.person}",
        f"/fill/health_check?resident={ground.person}",
        f"/fill/resident/{ground.person}",
    ],
}  # fmt: skip


def test_every_address_of_the_app_is_visited_here() -> None:
    files = _ROUTES.glob("*.ts")
    routes = {path for file in files for path in re.findall(r"path: '([^']+)'", file.read_text(encoding="utf-8"))}
    assert len(routes) > 10
    assert routes == set(PLACES)


@pytest.fixture(scope="module")
def worn(
    browser: Chromium, centre: Centre, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Tablet, Ground]]:
    """One tablet for all looks."""
    ground = Ground(centre)
    tablet = Tablet(browser, centre, tmp_path_factory.mktemp("worn"), "看遍的平板")
    try:
        tablet.enrol()
        tablet.hands_in()
        yield tablet, ground
        assert tablet.trouble() == []
    finally:
        tablet.close()


@pytest.mark.parametrize("look", list(_LOOKS))
@pytest.mark.parametrize("forms", [False, True], ids=["screens", "forms"])
def test_every_screen_can_be_used_by_everybody(worn: tuple[Tablet, Ground], look: str, forms: bool) -> None:
    tablet, ground = worn
    page = tablet.page
    looks, size = _LOOKS[look]
    page.set_viewport_size(size)  # type: ignore[arg-type]
    tablet.looks(**looks)
    _unlock(page)
    wrong: list[str] = []
    for route, place in PLACES.items():
        for address in place(ground) if route.startswith("/fill/") is forms else []:
            _shown(tablet, address)
            tablet.picture(f"{look}{re.sub('[^a-z_]+', '-', address.replace(ground.person, ''))}"[:60])
            hold_accessible(page, address)
            if page.evaluate("document.documentElement.scrollWidth") > size["width"]:
                wrong.append(f"{address} is wider than the screen")
            small = page.evaluate(_SMALL, _TARGET_PX) if looks["size"] == "large" else []
            wrong += [f"{address}: {one}" for one in (*small, *page.evaluate(_KEYLESS))]
    assert wrong == []


def _shown(tablet: Tablet, address: str) -> None:
    tablet.opens(address)
    tablet.page.get_by_role("heading", level=1).wait_for()
    tablet.page.locator(_CONTENT).first.wait_for(state="attached")
    tablet.page.wait_for_timeout(_SETTLED_MS)


def _unlock(page: Page) -> None:
    """In either language."""
    for digit in PIN:
        page.get_by_role("button", name=digit, exact=True).click()
    page.get_by_role("button", name=re.compile("^(打开|Open)$")).click()
    page.locator("main[aria-label]").wait_for()
