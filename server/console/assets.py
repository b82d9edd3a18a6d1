"""Styles and scripts: a short list of files and no others, each under a name that changes with its content."""

from __future__ import annotations

import gzip
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from pathlib import Path

from flask import Blueprint, Response, current_app, request

from server.errors import fail
from server.settings import ROOT

_FOLDER = ROOT / "static" / "console"
FILES: dict[str, tuple[str, str]] = {
    "console.css": ("console.css", "text/css"),
    "print.css": ("print.css", "text/css"),
    "console.js": ("console.js", "text/javascript"),
    "boxes.js": ("boxes.js", "text/javascript"),
    "api_docs.css": ("api_docs.css", "text/css"),
    "charts.js": ("charts.js", "text/javascript"),
    "htmx.js": ("node_modules/htmx.org/dist/htmx.min.js", "text/javascript"),
    "echarts.js": ("node_modules/echarts/dist/echarts.common.min.js", "text/javascript"),
}
"""Name → file in ``static/console``, and what it is."""

blueprint = Blueprint("console_assets", __name__, url_prefix="/console/assets")
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Asset:
    """A file as it is served. It is read once: whoever changes it starts the server anew."""

    content: bytes
    gzipped: bytes
    digest: str


@cache
def asset(name: str) -> Asset | None:
    """A file of the list; None where it is not installed."""
    path = Path(_FOLDER, FILES[name][0])
    if not path.is_file():
        current_app.logger.error("%s is missing: run `npm ci` in static/console, or `make run`", path.name)
        return None
    content = path.read_bytes()
    return Asset(content, gzip.compress(content, mtime=0), sha256(content).hexdigest()[:_DIGITS])


def asset_url(name: str) -> str:
    """The address under which a file may be kept for ever."""
    found = asset(name)
    return f"{blueprint.url_prefix}/{found.digest if found else 'missing'}/{name}"


@blueprint.get("/<digest>/<name>")
def show(digest: str, name: str) -> Response:
    """One file; an address of yesterday's content leads nowhere."""
    found = asset(name) if name in FILES else None
    if found is None or digest != found.digest:
        fail("not_found")
    small = "gzip" in request.headers.get("Accept-Encoding", "")
    response = Response(found.gzipped if small else found.content, mimetype=FILES[name][1])
    if small:
        response.headers["Content-Encoding"] = "gzip"
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    return response
