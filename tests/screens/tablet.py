"""One tablet in somebody's hands: what they tap and type, in the words that they see."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, expect

from tests.browsers.chromium import Chromium
from tests.browsers.watch import Watch
from tests.screens.centre import Centre

PIN = "730164"


class Tablet:
    """The app in a browser of its own, open at its first page.

    ``cold=True`` gives it a process and a folder of its own, so that it can be ``restart``ed; otherwise it is one of
    many in the same browser, which is quicker.
    """

    def __init__(
        self, browser: Chromium, centre: Centre, folder: Path, name: str, *, cold: bool = False, **options: Any
    ) -> None:
        self.browser, self.centre, self.folder, self.name, self.cold = browser, centre, folder, name, cold
        self._options = {"has_touch": True, **options}
        self._watches: list[Watch] = []
        self._foreseen: list[str] = []
        self._context: BrowserContext | None = None
        self.start()

    def start(self) -> None:
        """Open the app as from the home screen."""
        self.start_browser()
        self.page.goto(self.centre.tablet_url)

    def start_browser(self) -> None:
        """The browser alone, at an empty page."""
        made = (
            self.browser.persistent(self.folder, **self._options)
            if self.cold
            else self.browser.context(**self._options)
        )
        self._context = made
        self._watches.append(Watch(made))
        for pattern in self._foreseen:
            self._watches[-1].foresee(pattern)
        self.page: Page = made.pages[0] if made.pages else made.new_page()

    def restart(self) -> None:
        """End the browser's process and start it cold; only what was on disk is still there."""
        assert self.cold, "Tablet(cold=True) can be restarted"
        self.close()
        self.start()

    def close(self) -> None:
        if self._context is not None:
            self._context.close()
            self._context = None

    @property
    def is_open(self) -> bool:
        return self._context is not None

    @property
    def context(self) -> BrowserContext:
        assert self._context is not None
        return self._context

    def foresee(self, pattern: str) -> None:
        """Say that complaints in which this occurs belong to the story."""
        self._foreseen.append(pattern)
        for watch in self._watches:
            watch.foresee(pattern)

    def trouble(self) -> list[str]:
        return [line for watch in self._watches for line in watch.trouble()]

    def wait_until_installed(self) -> None:
        """Until the service worker keeps the whole app, and answers for it."""
        self.page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        self.page.wait_for_function("navigator.serviceWorker.controller !== null")

    def picture(self, name: str) -> None:
        """Keep what is shown, where somebody asked for pictures (``PICTURES=folder``)."""
        if folder := os.environ.get("PICTURES"):
            self.page.screenshot(path=Path(folder) / f"{name}.png")

    def sees(self, text: str) -> None:
        """Wait until somewhere on the screen it says so."""
        expect(self.page.get_by_text(text).first).to_be_visible()

    def tap(self, name: str, *, exact: bool = False) -> None:
        """Tap the button of this name."""
        self.page.get_by_role("button", name=name, exact=exact).first.click()

    def enrol(self, worker: str = "王芳", pin: str = PIN, *, and_enter: bool = True) -> None:
        """As whoever gets a tablet does it: code, name, PIN, PIN, and wait until what is theirs was fetched."""
        self.page.get_by_label("配对码").fill(self.centre.pairing_code(worker))
        self.tap("下一步")
        self.page.get_by_label("平板的名字").fill(self.name)
        self.tap("下一步")
        self.types_pin(pin)
        self.tap("下一步")
        self.types_pin(pin)
        self.tap("完成")
        if and_enter:
            self.is_in()

    def unlock(self, pin: str = PIN) -> None:
        self.types_pin(pin)
        self.tap("打开")
        self.is_in()

    def types_pin(self, pin: str) -> None:
        keys = self.page.get_by_role("group", name="数字键")
        for digit in pin:
            keys.get_by_role("button", name=digit, exact=True).click()

    def is_in(self) -> None:
        """Wait until the worker's screens are there."""
        expect(self.page.locator("main[aria-label]")).to_be_visible()

    def goes_to(self, tab: str) -> None:
        """One of the places of the tab bar."""
        self.page.get_by_role("navigation", name="主菜单").get_by_text(tab, exact=True).click()

    def looks(self, **looks: str) -> None:
        """Show everything so from now on: ``size="large"``, ``contrast="high"``, ``language="en"``."""
        self.page.evaluate("(looks) => localStorage.setItem('mulin.looks', JSON.stringify(looks))", looks)
        self.page.reload()

    def opens(self, address: str) -> None:
        """A screen by its address, where a story does not tell how one comes there."""
        self.page.evaluate("(address) => { location.hash = address }", f"#{address}")

    def unsent(self) -> int:
        """How many records lie on this tablet only, as the sync screen says."""
        self.opens("/sync")
        return int(self.page.locator(".counts .here b").inner_text())

    def hands_in(self) -> None:
        """Sync by hand until the centre has everything, photos and recordings too."""
        self.opens("/sync")
        # Said before may be said still: only what comes after an answer counts.
        with self.page.expect_response("**/api/v1/sync"):
            self.tap("现在同步")
        expect(self.page.get_by_text("正在同步")).to_have_count(0)
        self.sees("平板上的记录中心都有")
        expect(self.page.get_by_text("个照片或签名等着传")).to_have_count(0)

    def body_px(self) -> float:
        """How large ordinary text is."""
        size: float = self.page.evaluate("parseFloat(getComputedStyle(document.body).fontSize)")
        return size

    def small_targets(self, px: int = 48) -> list[str]:
        """What can be tapped and is smaller than a finger in a glove."""
        found: list[str] = self.page.evaluate(_SMALL_TARGETS, px)
        return found


_SMALL_TARGETS = """(px) => [...document.querySelectorAll('button, a[href], [role=switch], [role=button], input')]
    .map((one) => [one, one.getBoundingClientRect()])
    .filter(([, box]) => box.width > 1 && box.height > 1 && (box.width < px - 0.5 || box.height < px - 0.5))
    .map(([one, box]) => `${one.outerHTML.slice(0, 80)} ${Math.round(box.width)}x${Math.round(box.height)}`)"""
