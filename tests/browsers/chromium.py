"""The real browser: Debian's Chromium without a window, driven by Playwright."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Playwright, ViewportSize, expect, sync_playwright

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
ARGUMENTS = (
    # Root may not use Chromium's sandbox; the pages are our own.
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-dev-shm-usage",
    # A microphone and a camera that are always there; whoever may use them is said by a context's `permissions`.
    "--use-fake-device-for-media-stream",
    "--no-first-run",
)
TABLET: ViewportSize = {"width": 800, "height": 1280}
DESK: ViewportSize = {"width": 1440, "height": 900}
# What no test waits longer for: a busy machine is slow, and a test that measures time is worth nothing.
PATIENCE_MS = 30_000


class Chromium:
    """One for a session. Most tests take a fresh context of one running browser, which costs little."""

    def __init__(self, playwright: Playwright) -> None:
        self._playwright = playwright
        self._running: Browser | None = None

    def context(self, **options: Any) -> BrowserContext:
        """A browser that has never been here; it forgets everything when it is closed."""
        if self._running is None:
            self._running = self._playwright.chromium.launch(executable_path=executable(), args=list(ARGUMENTS))
        return _patient(self._running.new_context(**_chinese(options)))

    def persistent(self, folder: Path, camera: Path | None = None, **options: Any) -> BrowserContext:
        """A process of its own that keeps everything in ``folder``: closed and opened again it was started cold.

        ``camera``: a film (y4m) of what its camera sees.
        """
        seen = [] if camera is None else [f"--use-file-for-fake-video-capture={camera}"]
        return _patient(
            self._playwright.chromium.launch_persistent_context(
                folder, executable_path=executable(), args=[*ARGUMENTS, *seen], **_chinese(options)
            )
        )

    def close(self) -> None:
        if self._running is not None:
            self._running.close()


@contextmanager
def chromium() -> Iterator[Chromium]:
    """Playwright and whatever browsers it starts, ended together."""
    executable()
    expect.set_options(timeout=PATIENCE_MS)
    with sync_playwright() as playwright:
        browser = Chromium(playwright)
        try:
            yield browser
        finally:
            browser.close()


def executable() -> str:
    """Where Chromium is; whoever names one in ``CHROMIUM`` means that one."""
    named = os.environ.get("CHROMIUM")
    for name in (named,) if named else NAMES:
        found = shutil.which(name)
        if found:
            return found
    raise AssertionError(f"{named or 'Chromium'} is not here: `make test` brings Chromium on Debian, or says who can")


def _chinese(options: dict[str, Any]) -> dict[str, Any]:
    usual = {"locale": "zh-CN", "timezone_id": "Asia/Shanghai", "viewport": TABLET}
    return {**usual, **options}


def _patient(context: BrowserContext) -> BrowserContext:
    context.set_default_timeout(PATIENCE_MS)
    return context
