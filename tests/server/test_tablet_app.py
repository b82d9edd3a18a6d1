"""The tablet app as the server hands it out: small, kept as long as is right, and nothing beside it."""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from server import create_app, tablet_app
from server.settings import Settings
from tests.servers.commands import close_app, environment

SCRIPT = b"console.log('mulin')" * 60
ENTRY = b"<!doctype html><title>app</title>"


class Reader(FlaskClient):
    """Reads an answer to its end, as a browser does: the file behind it is then closed."""

    def open(self, *arguments: Any, **options: Any) -> TestResponse:
        return super().open(*arguments, **{"buffered": True, **options})


@pytest.fixture
def client(tmp_path: Path) -> Iterator[FlaskClient]:
    """The app on a database that nobody opens: none of this asks it anything."""
    given = environment(database_url=f"sqlite:///{tmp_path / 'unused.db'}", data=tmp_path / "data")
    app = create_app(Settings.from_environment(given))
    app.test_client_class = Reader
    yield app.test_client()
    close_app(app)


@pytest.fixture
def built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A built app of a few files, and a secret beside it."""
    dist = tmp_path / "tablet" / "dist"
    (dist / "assets").mkdir(parents=True)
    (dist / "index.html").write_bytes(ENTRY)
    (dist / "sw.js").write_bytes(b"self.x = 1")
    (dist / "manifest.webmanifest").write_bytes(b"{}")
    (dist / "assets" / "index-3fa2c1.js").write_bytes(SCRIPT)
    (dist / "assets" / "index-3fa2c1.js.gz").write_bytes(gzip.compress(SCRIPT, mtime=0))
    (dist / "assets" / "index-3fa2c1.js.br").write_bytes(b"in brotli")
    (dist / "assets" / "automerge-9c.wasm").write_bytes(b"\0asm")
    (dist / ".env").write_bytes(b"secret")
    (tmp_path / "tablet" / "secret.js").write_bytes(b"secret")
    monkeypatch.setattr(tablet_app, "BUILT", dist)
    return dist


@pytest.mark.usefixtures("built")
class TestBuilt:
    @pytest.mark.parametrize(
        ("path", "cached"),
        [
            ("/tablet/", "no-cache"),
            ("/tablet/index.html", "no-cache"),
            ("/tablet/sw.js", "no-cache"),
            ("/tablet/manifest.webmanifest", "no-cache"),
            ("/tablet/assets/index-3fa2c1.js", "public, max-age=31536000, immutable"),
            ("/tablet/assets/automerge-9c.wasm", "public, max-age=31536000, immutable"),
        ],
    )
    def test_the_shell_is_asked_for_anew_and_what_bears_its_hash_is_kept(
        self, client: FlaskClient, path: str, cached: str
    ) -> None:
        answer = client.get(path)
        assert answer.status_code == 200
        assert answer.headers["Cache-Control"] == cached

    @pytest.mark.parametrize(
        ("path", "kind"),
        [
            ("/tablet/", "text/html; charset=utf-8"),
            ("/tablet/sw.js", "text/javascript; charset=utf-8"),
            ("/tablet/assets/automerge-9c.wasm", "application/wasm"),
            ("/tablet/manifest.webmanifest", "application/manifest+json"),
        ],
    )
    def test_everything_is_called_what_it_is(self, client: FlaskClient, path: str, kind: str) -> None:
        answer = client.get(path)
        assert answer.headers["Content-Type"] == kind
        assert answer.headers["X-Content-Type-Options"] == "nosniff"

    @pytest.mark.parametrize(
        ("accepted", "encoding", "body"),
        [
            ("gzip, deflate, br, zstd", "br", b"in brotli"),
            ("gzip", "gzip", gzip.compress(SCRIPT, mtime=0)),
            ("br;q=0, gzip;q=0.5", "gzip", gzip.compress(SCRIPT, mtime=0)),
            ("identity", None, SCRIPT),
            ("", None, SCRIPT),
        ],
    )
    def test_each_gets_the_smallest_that_it_understands(
        self, client: FlaskClient, accepted: str, encoding: str | None, body: bytes
    ) -> None:
        answer = client.get("/tablet/assets/index-3fa2c1.js", headers={"Accept-Encoding": accepted})
        assert answer.headers.get("Content-Encoding") == encoding
        assert answer.data == body
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["Content-Type"] == "text/javascript; charset=utf-8"

    def test_what_was_not_made_smaller_is_sent_as_it_is(self, client: FlaskClient) -> None:
        answer = client.get("/tablet/sw.js", headers={"Accept-Encoding": "br, gzip"})
        assert "Content-Encoding" not in answer.headers
        assert answer.data == b"self.x = 1"

    def test_what_has_not_changed_is_not_sent_again(self, client: FlaskClient) -> None:
        tag = client.get("/tablet/").headers["ETag"]
        again = client.get("/tablet/", headers={"If-None-Match": tag})
        assert (again.status_code, again.data) == (304, b"")
        # The two forms of one file must not be taken for each other.
        zipped = client.get("/tablet/assets/index-3fa2c1.js", headers={"Accept-Encoding": "gzip"})
        plain = client.get("/tablet/assets/index-3fa2c1.js")
        assert zipped.headers["ETag"] != plain.headers["ETag"]

    def test_the_entry_is_guarded(self, client: FlaskClient) -> None:
        headers = client.get("/tablet/").headers
        assert "'wasm-unsafe-eval'" in headers["Content-Security-Policy"]
        assert "worker-src 'self'" in headers["Content-Security-Policy"]
        assert "'unsafe-eval'" not in headers["Content-Security-Policy"]
        assert "geolocation=()" in headers["Permissions-Policy"]

    @pytest.mark.parametrize(
        "path",
        [
            "/tablet/../secret.js",
            "/tablet/%2e%2e/secret.js",
            "/tablet/..%2fsecret.js",
            "/tablet/assets/../../secret.js",
            "/tablet/assets/..%5c..%5csecret.js",
            "/tablet//etc/passwd",
            "/tablet/%2fetc%2fpasswd",
            "/tablet/.env",
            "/tablet/assets",
            "/tablet/assets/",
            "/tablet/assets/index-3fa2c1.js.gz",
            "/tablet/assets/nowhere.js",
            "/tablet/index.html%00.js",
            "/static/tablet/package.json",
            "/static/tablet/src/notebook.ts",
        ],
    )
    def test_nothing_else_is_handed_out(self, client: FlaskClient, path: str) -> None:
        answer = client.get(path, follow_redirects=True)
        assert answer.status_code == 404
        assert b"secret" not in answer.data

    def test_a_link_that_leads_out_leads_nowhere(self, client: FlaskClient, built: Path) -> None:
        (built / "assets" / "out.js").symlink_to(built.parent / "secret.js")
        assert client.get("/tablet/assets/out.js").status_code == 404

    def test_the_address_without_its_slash_leads_there(self, client: FlaskClient) -> None:
        answer = client.get("/tablet")
        assert answer.status_code == 308
        assert answer.headers["Location"].endswith("/tablet/")


def test_an_app_that_was_not_built_says_how_to(
    client: FlaskClient, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tablet_app, "BUILT", tmp_path)
    answer = client.get("/tablet/")
    assert answer.status_code == 503
    assert "make build" in answer.text
    assert answer.headers["Cache-Control"] == "no-cache"
    assert client.get("/tablet/sw.js").status_code == 404


def test_a_browser_begins_at_two_doors(client: FlaskClient) -> None:
    answer = client.get("/")
    assert answer.status_code == 200
    assert 'href="/tablet/"' in answer.text
    assert 'href="/console/"' in answer.text


def test_the_api_page_has_its_style(client: FlaskClient) -> None:
    (address,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', client.get("/api/v1/docs").text)
    answer = client.get(address)
    assert (answer.status_code, answer.mimetype) == (200, "text/css")
    assert "immutable" in answer.headers["Cache-Control"]


def test_nothing_is_served_as_it_lies_there(client: FlaskClient) -> None:
    for path in (
        "static/console/package.json", "static/console/console.js", "static/console/node_modules/htmx.org/package.json",
        "static/tablet/package.json", "static/tablet/src/main.ts", "static/tablet/dist/index.html", "static/", "static",
        "tablet/package.json", "tablet/src/main.ts", "tablet/../package.json", "tablet/%2e%2e/package.json",
        "tablet/..%2fpackage.json", "tablet/%2fetc/passwd", "tablet/node_modules/vue/package.json",
        "console/assets/package.json", "console/assets/0/../../package.json", "server/secret_key.py", "secret.key",
    ):  # fmt: skip
        answer = client.get(f"/{path}", follow_redirects=path.startswith("tablet"))
        # The console sends whoever has not signed in to its door.
        assert answer.status_code == 404 or "/console/sign-in" in answer.headers.get("Location", ""), path
