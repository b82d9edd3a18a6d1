"""Another build of the app, handed out by whoever stands between a tablet and its centre.

The folder that the server serves is everybody's who tests beside us: a new version put there would come to them too.
"""

from __future__ import annotations

import http.client
import mimetypes
import re
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from tests.screens.centre import Centre
from tests.servers.commands import ROOT

DIST = ROOT / "static/tablet/dist"
_NEXT = "next"
_OF_THIS_CONNECTION = {"connection", "keep-alive", "transfer-encoding", "date", "server"}
_SECONDS = 60


class Releases:
    """The centre at another address, where the next build of the app comes out with `release`."""

    def __init__(self, centre: Centre) -> None:
        self._there = centre.server
        self._next: dict[str, bytes | None] = {}
        releases = self

        class Between(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def answer(self) -> None:
                releases.answer(self)

            do_GET = do_HEAD = do_POST = do_PUT = answer

            def log_message(self, *_: object) -> None:
                """Nobody reads it."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Between)
        self.server.daemon_threads = True
        self.url = f"http://127.0.0.1:{self.server.server_port}"

    def release(self) -> None:
        """From now on the app is another build: each of its parts has another address, and the old ones are gone."""
        parts = [path for path in (DIST / "assets").iterdir() if path.suffix in {".js", ".css"}]
        renamed = {path.stem: f"{path.stem}-{_NEXT}" for path in parts}
        old = re.compile("|".join(sorted(map(re.escape, renamed), key=len, reverse=True)))
        for path in (*parts, DIST / "index.html", DIST / "sw.js"):
            address = f"/tablet/{path.relative_to(DIST)}"
            text = old.sub(lambda found: renamed[found[0]], path.read_text(encoding="utf-8"))
            if path.name == "sw.js":
                text = re.sub(r'(url:"index\.html",revision:")', rf"\g<1>{_NEXT}", text)
            self._next[address] = None
            self._next[old.sub(lambda found: renamed[found[0]], address)] = text.encode()
        self._next["/tablet/"] = self._next["/tablet/index.html"]

    def answer(self, asked: BaseHTTPRequestHandler) -> None:
        path = asked.path.partition("?")[0]
        if path not in self._next:
            self._pass_on(asked)
            return
        body = self._next[path]
        asked.send_response(404 if body is None else 200)
        asked.send_header("Content-Type", mimetypes.guess_type(path)[0] or "text/html")
        asked.send_header("Cache-Control", "no-cache")
        asked.send_header("Content-Length", str(len(body or b"")))
        asked.end_headers()
        asked.wfile.write(body or b"")

    def _pass_on(self, asked: BaseHTTPRequestHandler) -> None:
        length = int(asked.headers.get("Content-Length") or 0)
        there = http.client.HTTPConnection("127.0.0.1", self._there.port, timeout=_SECONDS)
        try:
            there.request(asked.command, asked.path, asked.rfile.read(length) if length else None, dict(asked.headers))
            reply = there.getresponse()
            body = reply.read()
        except OSError:
            asked.close_connection = True
            return
        finally:
            there.close()
        asked.send_response(reply.status)
        for name, value in reply.getheaders():
            if name.lower() not in _OF_THIS_CONNECTION | {"content-length"}:
                asked.send_header(name, value)
        asked.send_header("Content-Length", str(len(body)))
        asked.end_headers()
        asked.wfile.write(body)


class CentreBetween(Centre):
    """The same centre, reached by way of the releases."""

    def __init__(self, centre: Centre, releases: Releases) -> None:
        super().__init__(centre.server, centre.app)
        self.releases = releases

    @property
    def url(self) -> str:
        return self.releases.url


@contextmanager
def releases_of(centre: Centre) -> Iterator[CentreBetween]:
    """The centre behind somebody who can bring out another build of the app."""
    releases = Releases(centre)
    thread = Thread(target=releases.server.serve_forever, daemon=True)
    thread.start()
    try:
        yield CentreBetween(centre, releases)
    finally:
        releases.server.shutdown()
        releases.server.server_close()
        thread.join()
