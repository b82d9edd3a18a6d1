"""The kinds of record, as declarations: tablets and consoles draw their forms from them."""

from __future__ import annotations

import json
from functools import cache

from flask import Response, request

from schemas.kinds import declarations
from server.api.registry import endpoint
from server.auth import Actor, TabletIdentity


@endpoint(
    "GET", "/kinds", "kinds", "表格种类", "The kinds of record",
    who="either", media="application/json", problems=("revoked",),
)  # fmt: skip
def show(by: Actor | TabletIdentity) -> Response:  # noqa: ARG001 - signed in is enough
    """``{"version", "kinds": {name: form}, "problems": {code: {zh, en}}}``; 304 to whoever has this version."""
    body, version = _declared()
    response = Response(body, mimetype="application/json")
    response.set_etag(version)
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response


@cache
def _declared() -> tuple[str, str]:
    content = declarations()
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")), str(content["version"])
