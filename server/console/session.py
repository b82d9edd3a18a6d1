"""The door: signing in and out at a browser."""

from __future__ import annotations

from typing import Any

from flask import Response, make_response, request, url_for
from sqlalchemy import select

from schemas.wire.session import SignIn
from server import sessions, sign_in
from server.audit import note
from server.auth import Actor, actor_of_request
from server.console.site import form_of_request, go, go_to, own_address, page, render, sentence_of
from server.database import reading, writing
from server.errors import Fault
from server.models import Community

_TOLD_AT_THE_DOOR = frozenset({"sign_in.wrong", "sign_in.locked", "csrf.missing", "body.invalid"})


@page("GET", "/", open=True)
def begin() -> Response:
    """Whoever is signed in begins with the overview."""
    return go("overview_show")


@page("GET", "/sign-in", open=True)
def door() -> Response:
    """For whoever is inside already, the door stands open."""
    try:
        actor_of_request()
    except Fault:
        return make_response(_door())
    return go("overview_show")


@page("POST", "/sign-in", open=True)
def enter() -> Response:
    """A form of this page, not of another site's, signs in; what was in the cookie before is gone."""
    try:
        sessions.guard_door()
        given = form_of_request(SignIn)
        person = sign_in.sign_in(given["community"], given["login"], given["password"])
    except Fault as fault:
        if fault.code not in _TOLD_AT_THE_DOOR:
            raise
        response = make_response(_door(fault), fault.type.status)
        if fault.retry_seconds is not None:
            response.headers["Retry-After"] = str(fault.retry_seconds)
        return response
    sessions.begin(person.community_id, person.id, person.session_epoch)
    return go_to(own_address(request.args.get("to", ""), url_for("console.overview_show")))


@page("POST", "/sign-out")
def leave(actor: Actor) -> Response:
    """Of this browser."""
    with writing() as session:
        note(session, actor, "session.end", actor.person_id, everywhere=False)
    sessions.end()
    return go("session_door")


def _door(fault: Fault | None = None) -> str:
    with reading() as session:
        rows: list[Any] = list(session.execute(select(Community.id, Community.name).order_by(Community.name)))
    return render(
        "sign_in.html",
        fault=fault,
        sentence=sentence_of(fault) if fault else "",
        communities=rows,
        token=sessions.door_token(),
        to=request.args.get("to", ""),
        login=request.form.get("login", ""),
        chosen=request.form.get("community", ""),
    )
