"""API tokens: by them a program acts for a person, with that person's role and grids."""

from __future__ import annotations

from typing import Any

from schemas.wire.session import FreshTokenReply, NewToken, TokenReply, TokensReply
from server import people
from server.access import own_person
from server.api.registry import endpoint
from server.audit import note
from server.auth import Actor
from server.clock import fresh_id, now_ms
from server.database import reading, writing
from server.errors import fail
from server.models import ApiToken
from server.tokens import fresh_token


@endpoint("GET", "/tokens", "tokens", "接口令牌", "List API tokens", reply=TokensReply)
def show_all(actor: Actor) -> dict[str, Any]:
    """One's own; to an administrator everybody's. By name: the tokens themselves are not kept."""
    with reading() as session:
        return {"tokens": [_body(one) for one in people.tokens_of(session, actor)]}


@endpoint(
    "POST", "/tokens", "tokens", "新建令牌", "Make an API token",
    body=NewToken, reply=FreshTokenReply, status=201, problems=("session.needed",),
)  # fmt: skip
def make(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """The answer is the only time that the token is shown."""
    if actor.via != "session":
        fail("session.needed")  # a token that leaked must not be able to make itself heirs
    person_id = body["person"] or actor.person_id
    token, hashed = fresh_token()
    with writing() as session:
        own_person(session, actor, person_id)
        if actor.role != "admin" and person_id != actor.person_id:
            fail("role.not_allowed")
        made = ApiToken(
            community_id=actor.community_id,
            id=fresh_id(),
            person_id=person_id,
            name=body["name"],
            token_hash=hashed,
            created_ms=now_ms(),
        )
        session.add(made)
        note(session, actor, "token.make", made.id, name=body["name"])
        return {**_body(made), "token": token}


@endpoint("POST", "/tokens/<uuid:token>/revoke", "tokens", "吊销令牌", "Revoke an API token", reply=TokenReply)
def revoke(actor: Actor, token: bytes) -> dict[str, Any]:
    """At once. Twice is once."""
    with writing() as session:
        found = next((one for one in people.tokens_of(session, actor) if one.id == token), None)
        if found is None:
            fail("not_found")
        if found.revoked_ms is None:
            found.revoked_ms = now_ms()
            note(session, actor, "token.revoke", found.id)
        return _body(found)


def _body(one: ApiToken) -> dict[str, Any]:
    return {
        "id": one.id,
        "name": one.name,
        "person": one.person_id,
        "created_ms": one.created_ms,
        "revoked_ms": one.revoked_ms,
    }
