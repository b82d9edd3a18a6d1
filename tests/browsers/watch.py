"""What a browser complains of while a test plays: nobody would look at its console afterwards."""

from __future__ import annotations

import re

from playwright.sync_api import BrowserContext, ConsoleMessage, Request, WebError

# Chromium's own line about an answer that was no success; the tests look at the answers themselves.
_NO_SUCCESS = re.compile(r"^Failed to load resource")


class Watch:
    """Errors in a context's console and scripts. ``foresee`` what belongs to the story; the rest fails the test."""

    def __init__(self, context: BrowserContext) -> None:
        self._errors: list[str] = []
        self._foreseen: list[re.Pattern[str]] = []
        self.outside: list[str] = []
        """Addresses asked for that lie on another machine."""
        context.on("console", self._console)
        context.on("weberror", self._error)
        context.on("request", self._request)

    def foresee(self, pattern: str) -> None:
        self._foreseen.append(re.compile(pattern))

    def trouble(self) -> list[str]:
        """Everything that nobody foresaw."""
        unforeseen = [one for one in self._errors if not any(known.search(one) for known in self._foreseen)]
        return unforeseen + [f"asked for {address}" for address in self.outside]

    def _console(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not _NO_SUCCESS.match(message.text):
            self._errors.append(f"console: {message.text}")

    def _error(self, error: WebError) -> None:
        self._errors.append(f"script: {error.error}")

    def _request(self, request: Request) -> None:
        if not re.match(r"(?:https?|wss?)://127\.0\.0\.1[:/]|(?:data|blob|about|chrome-error):", request.url):
            self.outside.append(request.url)
