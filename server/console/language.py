"""Changing the language: remembered for a year, on this browser."""

from __future__ import annotations

from flask import Response, request, url_for

from server.console.site import go_to, own_address, page
from server.console.words import COOKIE, LANGUAGES
from server.current import settings
from server.errors import fail

_YEAR_SECONDS = 366 * 86_400


@page("GET", "/language/<chosen>", open=True)
def choose(chosen: str) -> Response:
    """Back to the page where it was chosen."""
    if chosen not in LANGUAGES:
        fail("not_found")
    response = go_to(own_address(request.args.get("to", ""), url_for("console.session_door")))
    response.set_cookie(
        COOKIE, chosen, max_age=_YEAR_SECONDS, httponly=True, samesite="Lax", secure=settings().https, path="/"
    )
    return response
