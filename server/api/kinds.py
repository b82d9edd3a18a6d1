"""The kinds of record, as declarations: tablets and consoles draw their forms from them."""

from __future__ import annotations

from flask import Response, request

from server.api.registry import endpoint
from server.auth import Actor, TabletIdentity
from server.catalogues import catalogue_of
from server.database import reading


@endpoint(
    "GET", "/kinds", "kinds", "表格种类", "The kinds of record",
    who="either", media="application/json", problems=("revoked",),
)  # fmt: skip
def show(by: Actor | TabletIdentity) -> Response:
    """``{"version", "kinds": {name: form}, "problems": {code: {zh, en}}}``, of the asker's community; 304 to whoever
    has this version."""
    with reading() as session:
        catalogue = catalogue_of(session, by.community_id)
    response = Response(catalogue.declarations_json, mimetype="application/json")
    response.set_etag(str(catalogue.declarations["version"]))
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response
