"""Signing in and out."""

from __future__ import annotations

from typing import Any

from schemas.wire.session import SessionReply, SignIn, SignOut
from server import sessions, sign_in
from server.api.registry import endpoint
from server.audit import note
from server.auth import Actor, grids_served
from server.database import reading, writing
from server.models import Person


@endpoint(
    "POST",
    "/session",
    "session",
    "登录",
    "Sign in",
    who="nobody",
    body=SignIn,
    reply=SessionReply,
    status=201,
    problems=("sign_in.wrong", "sign_in.locked"),
)
def begin(body: dict[str, Any]) -> dict[str, Any]:
    """The answer sets the cookie; its ``csrf`` is for the header."""
    person = sign_in.sign_in(body["community"], body["login"], body["password"])
    with reading() as session:
        grids = frozenset() if person.role == "admin" else grids_served(session, person.community_id, person.id)
    claim = sessions.begin(person.community_id, person.id, person.session_epoch)
    return {
        "person": {"id": person.id, "name": person.name, "role": person.role},
        "community": person.community_id,
        "grids": sorted(grids),
        "via": "session",
        "csrf": claim.csrf,
        "ends_ms": claim.ends_ms,
    }


@endpoint("GET", "/session", "session", "当前登录", "Who is signed in", reply=SessionReply)
def show(actor: Actor) -> dict[str, Any]:
    """For a page that was just opened."""
    claim = sessions.signed_in() if actor.via == "session" else None
    return {
        "person": {"id": actor.person_id, "name": actor.name, "role": actor.role},
        "community": actor.community_id,
        "grids": sorted(actor.grids),
        "via": actor.via,
        "csrf": claim and claim.csrf,
        "ends_ms": claim and claim.ends_ms,
    }


@endpoint("DELETE", "/session", "session", "退出登录", "Sign out", query=SignOut, status=204)
def end(actor: Actor, query: dict[str, Any]) -> None:
    """Of this browser, or with ``everywhere`` of every one."""
    with writing() as session:
        note(session, actor, "session.end", actor.person_id, everywhere=query["everywhere"])
        if query["everywhere"]:
            person = session.get_one(Person, (actor.community_id, actor.person_id))
            person.session_epoch += 1
    sessions.end()
