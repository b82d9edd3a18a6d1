"""People: who works here, in which role and grids; their tablets; and the code by which another one is paired."""

from __future__ import annotations

from typing import Any

from flask import Response
from sqlalchemy import select

from schemas.access import ROLES
from schemas.wire.community import NewPassword, NewPerson, PersonPatch
from schemas.wire.desks import GridForm
from schemas.wire.residents import Told
from server.access import may_pair, own_person, visible_grids
from server.api import assignments as api_assignments
from server.api import people as api
from server.api import tablets as api_tablets
from server.api.roles import ADMIN, OVERSEEING
from server.auth import Actor
from server.clock import uuid_text
from server.console.site import go, page, place, render
from server.database import reading
from server.models import Grid

place(60, "office", "people.title", "people_show_all", OVERSEEING, "e")
place(69, "office", "account.title", "people_account", ROLES, "m")
_ONE = "/people/<uuid:person>"


@page("GET", "/people", roles=OVERSEEING, query=Told)
def show_all(actor: Actor, query: dict[str, Any]) -> str:
    """All to an administrator, to a supervisor who serves a grid of theirs."""
    people = api.show_all(actor)["people"]
    return render("people.html", people=people, grids=_grids(actor), roles=ROLES, done=query["done"])


@page("POST", "/people", roles=ADMIN, form=NewPerson)
def add(actor: Actor, form: dict[str, Any]) -> Response:
    """Who then is assigned to grids."""
    made = api.add(actor, form)
    return go("people_show", person=uuid_text(made["id"]), done="added")


@page("GET", _ONE, roles=OVERSEEING, query=Told)
def show(actor: Actor, person: bytes, query: dict[str, Any]) -> str:
    """One of those, with grids and tablets."""
    return _page(actor, person, done=query["done"])


@page("POST", _ONE, roles=ADMIN, form=PersonPatch)
def change(actor: Actor, person: bytes, form: dict[str, Any]) -> Response:
    """Only what was filled in. A new role or password ends their sessions."""
    api.change(actor, person, form)
    return go("people_show", person=uuid_text(person), done="changed")


@page("POST", f"{_ONE}/disable", roles=ADMIN)
def disable(actor: Actor, person: bytes) -> Response:
    """Sessions and tokens end, tablets erase themselves. Twice is once."""
    api.disable(actor, person)
    return go("people_show", person=uuid_text(person), done="disabled")


@page("POST", f"{_ONE}/enable", roles=ADMIN)
def enable(actor: Actor, person: bytes) -> Response:
    """Let them in again."""
    api.enable(actor, person)
    return go("people_show", person=uuid_text(person), done="enabled")


@page("POST", f"{_ONE}/assign", roles=ADMIN, form=GridForm)
def assign(actor: Actor, person: bytes, form: dict[str, Any]) -> Response:
    """They serve a grid from now on. Twice is once."""
    api_assignments.begin(actor, person, form["grid"])
    return go("people_show", person=uuid_text(person), done="assigned")


@page("POST", f"{_ONE}/unassign", roles=ADMIN, form=GridForm)
def unassign(actor: Actor, person: bytes, form: dict[str, Any]) -> Response:
    """No more; what they recorded before may still come in. Twice is once."""
    api_assignments.end(actor, person, form["grid"])
    return go("people_show", person=uuid_text(person), done="unassigned")


@page("POST", f"{_ONE}/pair", roles=OVERSEEING)
def pair(actor: Actor, person: bytes) -> str:
    """The code is on this page alone, good once and for a short time."""
    return _page(actor, person, pairing=api_tablets.pair(actor, person))


@page("GET", "/account", query=Told)
def account(actor: Actor, query: dict[str, Any]) -> str:
    """One's own password."""
    del actor
    return render("account.html", done=query["done"])


@page("POST", "/account/password", form=NewPassword)
def password(actor: Actor, form: dict[str, Any]) -> Response:
    """Ends every session, this one too: sign in with the new one."""
    api.change_password(actor, actor.person_id, form)
    return go("session_door")


@page("POST", "/account/sign-out-everywhere")
def sign_out_everywhere(actor: Actor) -> Response:
    """On whichever machine."""
    api.sign_out(actor, actor.person_id)
    return go("session_door")


def _page(actor: Actor, person: bytes, pairing: dict[str, Any] | None = None, done: str | None = None) -> str:
    found = api.show(actor, person)
    with reading() as session:
        pairs = found["disabled_ms"] is None and may_pair(session, actor, own_person(session, actor, person))
    tablets = [one for one in api_tablets.show_all(actor)["tablets"] if one["person"] == person]
    return render(
        "person.html", person=found, tablets=tablets, grids=_grids(actor), roles=ROLES, pairs=pairs, pairing=pairing,
        done=done,
    )  # fmt: skip


def _grids(actor: Actor) -> list[Any]:
    with reading() as session:
        return list(
            session.execute(select(Grid.id, Grid.name, Grid.closed_ms).where(visible_grids(actor)).order_by(Grid.id))
        )
