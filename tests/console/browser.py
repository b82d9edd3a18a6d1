"""A browser without a screen: it keeps cookies, reads the pages that the server sends, and sends their own forms back.

What a page does not offer cannot be pressed: forms are filled in as they stand on the page, hidden members and all.
"""

from __future__ import annotations

import http.client
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from typing import Any
from urllib.parse import quote, urlencode, urljoin, urlsplit

REDIRECTS_MAX = 5
_WRITTEN_AS_IT_IS = "/?&=%+:;,@!$'()*~#[]"


@dataclass
class Form:
    """A form of a page: where it goes and what stands in it."""

    method: str
    action: str
    values: list[tuple[str, str]] = field(default_factory=list)
    buttons: list[tuple[str, str]] = field(default_factory=list)
    identity: str = ""


@dataclass
class Page:
    """What came back, read."""

    status: int
    address: str
    headers: dict[str, str]
    html: str
    forms: list[Form]
    links: list[tuple[str, str]]
    text: str
    handlers: list[str]
    """Whatever could run in it: inline scripts, and attributes that begin with "on"."""

    def form(self, part: str, identity: str = "") -> Form:
        """The first form that goes to an address with ``part`` in it."""
        found = [one for one in self.forms if part in one.action and identity in one.identity]
        assert found, f"no form to {part} on {self.address}:\n{self.text[:2000]}"
        return found[0]

    def link(self, part: str) -> str:
        """The first link whose address or words hold ``part``."""
        found = [address for address, words in self.links if part in address or part in words]
        assert found, f"no link {part} on {self.address}: {self.links}"
        return found[0]


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[tuple[str, str]] = []
        self.words: list[str] = []
        self.handlers: list[str] = []
        self._link: list[str] | None = None
        self._select: str | None = None
        self._options: list[tuple[str, bool]] = []
        self._textarea: str | None = None
        self._script: dict[str, str | None] | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.handlers += [f"{tag} {name}" for name in given if name.startswith("on")]
        places = [value or "" for name, value in attrs if name in ("href", "src", "action", "formaction")]
        self.handlers += [f"{tag} {place}" for place in places if place.strip().lower().startswith("javascript:")]
        if tag == "form":
            method, action = (given.get("method") or "get").upper(), given.get("action") or ""
            self.forms.append(Form(method, action, identity=given.get("id") or ""))
        elif tag == "a" and given.get("href"):
            self._link = [given["href"] or "", ""]
        elif tag == "script":
            self._script = given
        elif tag == "select":
            self._select, self._options = given.get("name") or "", []
        elif tag == "option" and self._select is not None:
            self._options.append((given.get("value") or "", "selected" in given))
        elif tag == "textarea":
            self._textarea = given.get("name") or ""
            self._add(self._textarea, "")
        elif tag == "button" and self.forms and given.get("name"):
            self.forms[-1].buttons.append((given["name"] or "", given.get("value") or ""))
        elif tag == "input" and given.get("name"):
            kind = given.get("type") or "text"
            if kind not in ("checkbox", "radio", "submit") or "checked" in given:
                self._add(given["name"] or "", given.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "a" and self._link is not None:
            self.links.append((self._link[0], self._link[1].strip()))
            self._link = None
        elif tag == "script":
            self._script = None
        elif tag == "textarea":
            self._textarea = None
        elif tag == "select" and self._select is not None:
            chosen = [value for value, ticked in self._options if ticked] or [value for value, _ in self._options][:1]
            if chosen and self._select:
                self._add(self._select, chosen[0])
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._script is not None:
            # Data for charts may stand in a page; what would run may not.
            if self._script.get("type") != "application/json" and data.strip():
                self.handlers.append(f"script {data[:60]}")
            return
        self.words.append(data)
        if self._link is not None:
            self._link[1] += data
        if self._textarea:
            self.forms[-1].values[-1] = (self._textarea, self.forms[-1].values[-1][1] + data)

    def _add(self, name: str, value: str) -> None:
        if self.forms:
            self.forms[-1].values.append((name, value))


class Browser:
    """One person at one browser, in front of a running server."""

    def __init__(self, url: str) -> None:
        self.url = url
        self.cookies: dict[str, str] = {}

    def open(self, address: str, **headers: str) -> Page:
        """Ask for a page and follow where it leads."""
        return self._ask("GET", address, None, headers)

    def press(self, page: Page, form: Form, button: tuple[str, str] | None = None, **values: Any) -> Page:
        """Fill in a form of a page and send it; a list is a box ticked several times."""
        sent = [(name, value) for name, value in form.values if name not in values]
        sent += [(n, str(v)) for n, given in values.items() for v in (given if isinstance(given, list) else [given])]
        sent += [button] if button else []
        address = urljoin(page.address, form.action)
        if form.method == "GET":
            return self._ask("GET", f"{address.partition('?')[0]}?{urlencode(sent)}", None, {})
        return self._ask("POST", address, urlencode(sent), {})

    def send(self, address: str, values: dict[str, Any], **headers: str) -> Page:
        """What somebody sends who does not care for the page."""
        return self._ask("POST", address, urlencode(values, doseq=True), headers)

    def _ask(self, method: str, address: str, body: str | None, headers: dict[str, str]) -> Page:
        for _ in range(REDIRECTS_MAX):
            status, told, html = self._exchange(method, address, body, headers)
            if status not in (301, 302, 303):
                return _page(status, address, told, html)
            address, method, body = urljoin(address, told["location"]), "GET", None
        raise AssertionError(f"{address} leads in circles")

    def _exchange(
        self, method: str, address: str, body: str | None, headers: dict[str, str]
    ) -> tuple[int, dict[str, str], str]:
        connection = http.client.HTTPConnection(urlsplit(self.url).netloc, timeout=60)
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            sent["Content-Type"] = "application/x-www-form-urlencoded"
        # What somebody types into the bar for addresses is sent as a browser would write it.
        connection.request(method, quote(address, safe=_WRITTEN_AS_IT_IS), body, sent)
        answer = connection.getresponse()
        for line in answer.headers.get_all("Set-Cookie") or []:
            for name, morsel in SimpleCookie(line).items():
                self.cookies[name] = morsel.value
                if morsel["max-age"] == "0" or not morsel.value:
                    del self.cookies[name]
        told = {name.lower(): value for name, value in answer.getheaders()}
        html = answer.read().decode("utf-8", "replace")
        connection.close()
        return answer.status, told, html


def read_page(html: str) -> Page:
    """A page that came without a browser."""
    return _page(200, "", {"content-type": "text/html"}, html)


def _page(status: int, address: str, headers: dict[str, str], html: str) -> Page:
    reader = _Reader()
    if headers.get("content-type", "").startswith("text/html"):
        reader.feed(html)
    text = " ".join(" ".join(reader.words).split())
    return Page(status, address, headers, html, reader.forms, reader.links, text, reader.handlers)
