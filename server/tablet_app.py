"""``/tablet/``: the tablet app as it was built, for whoever has no tablet enrolled yet and for those who look for news.

What bears its content's hash in its name is kept by browsers for a year; the entry, the service worker and all else
are asked for anew each time, so that no tablet is left with a shell whose parts are gone.
"""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, make_response, render_template, request, send_file
from werkzeug.security import safe_join

from server.errors import fail
from server.settings import ROOT

blueprint = Blueprint("tablet_app", __name__)

BUILT = ROOT / "static" / "tablet" / "dist"
_ENTRY = "index.html"
_HASHED = "assets/"
_KEEP = "public, max-age=31536000, immutable"
_ASK = "no-cache"
# Said here and not by the machine's own list, which may know none of the newer ones; what is not listed is not served.
_TYPES = {
    ".html": "text/html",
    ".js": "text/javascript",
    ".css": "text/css",
    ".wasm": "application/wasm",
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".webmanifest": "application/manifest+json",
}
# The smaller first. The build makes them; a file too small to gain by it has none.
_ENCODINGS = (("br", ".br"), ("gzip", ".gz"))


@blueprint.get("/tablet/")
def entry() -> Response:
    """The page that the app begins with, or the one that says how to build it."""
    if not (BUILT / _ENTRY).is_file():
        page = make_response(render_template("tablet_missing.html"), 503)
        page.headers["Cache-Control"] = _ASK
        return page
    return _file(_ENTRY)


@blueprint.get("/tablet/<path:name>")
def part(name: str) -> Response:
    """One file of the app."""
    return _file(name)


def _file(name: str) -> Response:
    inside = safe_join(str(BUILT), name)
    path = Path(inside) if inside and "\0" not in inside else None
    if path is None or path.suffix not in _TYPES or not path.is_file() or not _is_of_the_app(path):
        fail("not_found")
    encoding, sent = _smallest(path)
    # By its size and time a browser's copy is known to be good still; the answer is then 304.
    response = send_file(
        sent, mimetype=_TYPES[path.suffix], download_name=path.name, conditional=True, etag=True, max_age=None
    )
    response.headers["Cache-Control"] = _KEEP if name.startswith(_HASHED) else _ASK
    response.headers["Vary"] = "Accept-Encoding"
    if encoding:
        response.headers["Content-Encoding"] = encoding
    return response


def _is_of_the_app(path: Path) -> bool:
    """Whether a link leads out of what was built."""
    return path.resolve().is_relative_to(BUILT.resolve())


def _smallest(path: Path) -> tuple[str, Path]:
    """The form of ``path`` that costs the reader the least, and its encoding ("" for none)."""
    for encoding, suffix in _ENCODINGS:
        made = path.with_name(path.name + suffix)
        if request.accept_encodings[encoding] > 0 and made.is_file():
            return encoding, made
    return "", path
