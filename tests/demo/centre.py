"""The centre as its people reach it: signed in at a browser, over the JSON API."""

from __future__ import annotations

import json
from collections.abc import Iterator
from http.cookiejar import CookieJar
from typing import Any
from urllib.error import HTTPError
from urllib.parse import urlencode
from urllib.request import HTTPCookieProcessor, Request, build_opener

Json = dict[str, Any]
_SECONDS = 60


class Refused(Exception):
    """The centre said no, and why."""


class Person:
    """Somebody signed in at the centre."""

    def __init__(self, server: str, community: str, login: str, password: str) -> None:
        self._server = server
        self._open = build_opener(HTTPCookieProcessor(CookieJar())).open
        self._csrf = ""
        told = self.ask("POST", "/session", {"community": community, "login": login, "password": password})
        self._csrf = told["csrf"]
        self.id: str = told["person"]["id"]
        self.name: str = told["person"]["name"]

    def ask(self, method: str, path: str, body: Json | None = None, **query: Any) -> Json:
        """One request; its answer. Raises ``Refused``."""
        address = f"{self._server}/api/v1{path}{'?' + urlencode(query) if query else ''}"
        data = None if body is None else json.dumps(body).encode()
        headers = {"Content-Type": "application/json", "X-CSRF-Token": self._csrf}
        try:
            with self._open(Request(address, data, headers, method=method), timeout=_SECONDS) as reply:
                answer: Json = json.loads(reply.read() or b"{}")
                return answer
        except HTTPError as fault:
            with fault:
                raise Refused(f"{method} {path}: {fault.code} {fault.read().decode()}") from None

    def all(self, path: str, noun: str, **query: Any) -> Iterator[Json]:
        """Everything on all pages of a list."""
        cursor: str | None = None
        while True:
            page = self.ask("GET", path, None, **query, **({"cursor": cursor} if cursor else {}))
            yield from page[noun]
            cursor = page.get("next")
            if cursor is None:
                return
