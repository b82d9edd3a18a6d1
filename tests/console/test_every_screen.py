"""Every page of the console in a real browser: everybody can use it, nothing is cut off, and it prints on A4."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from tests.browsers.axe import hold_accessible
from tests.browsers.chromium import DESK, Chromium
from tests.browsers.watch import Watch
from tests.console.office import PASSWORD, Office
from tests.console.pages import LOOKS
from tests.console.town import Town
from tests.servers.databases import Databases
from tests.tablet.driver import TabletProcess

_NARROW = {"width": 1024, "height": 768}
_PRINTED = frozenset(
    {
        "overview_show", "review_show", "follow_ups_show", "residents_show", "papers_show", "households_show",
        "residents_show_all", "audit_show", "conflicts_show",
    }
)  # fmt: skip
"""What is held in hands: of these the paper is looked at, too."""


@pytest.fixture(scope="module")
def module_database_url(_databases_by_kind: Callable[[str], Databases]) -> Iterator[str]:
    """Which database the centre has does not matter here."""
    source = _databases_by_kind("sqlite")
    url = source.fresh()
    yield url
    source.drop(url)


@pytest.mark.timeout(600)
def test_every_page_can_be_used_by_everybody_and_prints(
    office: Office, tablets: TabletProcess, browser: Chromium
) -> None:
    town = Town(office, tablets)
    town.fill(3)
    context = browser.context(viewport=DESK)
    watch = Watch(context)
    page = context.new_page()
    page.goto(f"{office.url}/console/")
    hold_accessible(page, "the door")
    _sign_in(page, office, office.supervisor)
    for look in LOOKS:
        page.goto(office.url + look.address(town.ids))
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        hold_accessible(page, look.name)
        _fits(page, look.name)
        if look.endpoint in _PRINTED:
            _prints(page, look.name)
    page.goto(f"{office.url}/console/language/en")
    for look in LOOKS:
        page.goto(office.url + look.address(town.ids))
        _fits(page, f"{look.name}, in English")
    page.goto(f"{office.url}/console/language/zh")
    page.goto(f"{office.url}/console/nowhere")
    hold_accessible(page, "nowhere")
    _sign_in(page, office, office.desk("管理员", "admin"))
    for address in ("people", f"people/{town.ids['person']}", "grids", "tablets", "overview"):
        page.goto(f"{office.url}/console/{address}")
        hold_accessible(page, f"{address}, to an administrator")
    _sign_in(page, office, town.doctor)
    page.goto(f"{office.url}/console/follow-ups/{town.ids['form']}")
    hold_accessible(page, "a follow-up, to a doctor")
    context.close()
    assert [line for line in watch.trouble() if "404" not in line] == []


def _sign_in(page: Page, office: Office, person: bytes) -> None:
    page.context.clear_cookies()
    page.goto(f"{office.url}/console/")
    if page.locator("select[name=community]").count():
        page.select_option("select[name=community]", office.community)
    page.fill("input[name=login]", office.logins[person])
    page.fill("input[name=password]", PASSWORD)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("总览")


def _fits(page: Page, name: str) -> None:
    """Nothing is cut off at the right, on a desk's screen and on an old projector's, in both languages."""
    for size in (DESK, _NARROW):
        page.set_viewport_size(size)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), (name, size)
        _picture(page, f"{name} {size['width']}")
    page.set_viewport_size(DESK)


def _prints(page: Page, name: str) -> None:
    page.emulate_media(media="print")
    expect(page.locator("nav.side")).to_be_hidden()
    expect(page.locator("header.top")).to_be_hidden()
    paper = page.pdf(prefer_css_page_size=True)
    assert re.search(rb"/MediaBox ?\[0 0 59[45]", paper), (name, "A4")
    if folder := os.environ.get("PICTURES"):
        Path(folder, f"{name}.pdf").write_bytes(paper)
    page.emulate_media(media="screen")


def _picture(page: Page, name: str) -> None:
    """Kept where somebody asked for pictures (``PICTURES=folder``)."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=Path(folder, f"{name}.png"), full_page=True)
