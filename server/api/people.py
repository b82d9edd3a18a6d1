"""People: who works here, in which role."""

from __future__ import annotations

from typing import Any

from schemas.wire.community import NewPassword, NewPerson, PeopleReply, PersonPatch, PersonReply
from server import people, sign_in
from server.api.registry import endpoint
from server.api.roles import ADMIN
from server.audit import note
from server.auth import Actor
from server.database import reading, writing
from server.entitled import flagged_documents
from server.errors import fail
from server.models import Person
from server.reconcile import reconcile

_ONE = "/people/<uuid:person>"


@endpoint("GET", "/people", "people", "人员名单", "List people", reply=PeopleReply)
def show_all(actor: Actor) -> dict[str, Any]:
    """All to an administrator, to others those who serve a grid of theirs."""
    with reading() as session:
        return {"people": people.people_bodies(session, actor)}


@endpoint("GET", _ONE, "people", "人员信息", "Read one person", reply=PersonReply)
def show(actor: Actor, person: bytes) -> dict[str, Any]:
    """One of those."""
    with reading() as session:
        return people.person_body(session, actor, person)


@endpoint(
    "POST", "/people", "people", "添加人员", "Add a person",
    roles=ADMIN, body=NewPerson, reply=PersonReply, status=201, problems=("already.exists",),
)  # fmt: skip
def add(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Who then is assigned to grids."""
    hashed = _hashed(body["password"])
    with writing() as session:
        identity = people.add(session, actor, body, hashed)
    return show(actor, identity)


@endpoint(
    "PATCH", _ONE, "people", "修改人员", "Change a person",
    roles=ADMIN, body=PersonPatch, reply=PersonReply, problems=("already.exists",),
)  # fmt: skip
def change(actor: Actor, person: bytes, body: dict[str, Any]) -> dict[str, Any]:
    """Only what is named."""
    hashed = _hashed(body.get("password"))
    with writing() as session:
        people.change(session, actor, person, body, hashed)
        flagged = flagged_documents(session, actor.community_id) if "role" in body else []
    # What was written before the role was given is in order from now on.
    reconcile(actor.community_id, flagged)
    return show(actor, person)


@endpoint("POST", f"{_ONE}/disable", "people", "停用人员", "Disable a person", roles=ADMIN, reply=PersonReply)
def disable(actor: Actor, person: bytes) -> dict[str, Any]:
    """Sessions and tokens end, tablets erase themselves."""
    with writing() as session:
        people.disable(session, actor, person)
    return show(actor, person)


@endpoint("POST", f"{_ONE}/enable", "people", "恢复人员", "Enable a person again", roles=ADMIN, reply=PersonReply)
def enable(actor: Actor, person: bytes) -> dict[str, Any]:
    """Sign-in works as before; tablets that erased themselves enrol anew."""
    with writing() as session:
        people.enable(session, actor, person)
    return show(actor, person)


@endpoint("POST", f"{_ONE}/sign-out", "people", "全部退出", "End every session of a person", status=204)
def sign_out(actor: Actor, person: bytes) -> None:
    """One's own, or by an administrator anybody's."""
    with writing() as session:
        people.sign_out_everywhere(session, actor, person)


@endpoint(
    "POST", f"{_ONE}/password", "people", "修改密码", "Change one's own password",
    body=NewPassword, status=204, problems=("sign_in.wrong", "sign_in.locked", "session.needed"),
)  # fmt: skip
def change_password(actor: Actor, person: bytes, body: dict[str, Any]) -> None:
    """Ends every session, this one too."""
    if person != actor.person_id:
        fail("not_found")
    if actor.via != "session":
        fail("session.needed")
    with reading() as session:
        own = session.get_one(Person, (actor.community_id, person))
        session.expunge(own)
    sign_in.prove(own, body["old"])
    hashed = _hashed(body["new"])
    with writing() as session:
        kept = session.get_one(Person, (actor.community_id, person))
        kept.password_hash = hashed
        kept.session_epoch += 1
        note(session, actor, "person.password", person)


def _hashed(password: str | None) -> str | None:
    people.guard_password(password)
    return None if password is None else sign_in.password_hash(password)
