"""Grids: added, named, given up."""

from __future__ import annotations

from typing import Any

from flask import Response

from schemas.wire.community import NewGrid
from schemas.wire.desks import GridName, NoForm
from schemas.wire.residents import Told
from server.api import assignments as api_assignments
from server.api import communities as api
from server.api import people as api_people
from server.api.roles import ADMIN, OVERSEEING
from server.auth import Actor
from server.console.site import go, page, place, render

place(61, "office", "grids.title", "grids_show_all", OVERSEEING, "w")
_NOTHING = {"person": None, "grid": None, "ended": False}


@page("GET", "/grids", roles=OVERSEEING, query=Told)
def show_all(actor: Actor, query: dict[str, Any]) -> str:
    """All to an administrator, to a supervisor those they serve; with who serves each."""
    names = {one["id"]: one["name"] for one in api_people.show_all(actor)["people"]}
    serving: dict[str, list[str]] = {}
    for one in api_assignments.show_all(actor, _NOTHING)["assignments"]:
        if one["person"] in names:
            serving.setdefault(one["grid"], []).append(names[one["person"]])
    return render("grids.html", grids=api.show_grids(actor)["grids"], serving=serving, done=query["done"])


@page("POST", "/grids", roles=ADMIN, form=NewGrid)
def add(actor: Actor, form: dict[str, Any]) -> Response:
    """Its number is for ever; its name may change."""
    api.add(actor, form)
    return go("grids_show_all", done="added")


@page("POST", "/grids/<grid>/name", roles=ADMIN, form=GridName)
def rename(actor: Actor, grid: str, form: dict[str, Any]) -> Response:
    """Called otherwise from now on."""
    api.change(actor, grid, {"name": form["name"]})
    return go("grids_show_all", done="renamed")


@page("POST", "/grids/<grid>/close", roles=ADMIN, form=NoForm)
def close(actor: Actor, grid: str, form: dict[str, Any]) -> Response:
    """No tablet carries it any more; what was written in it stays."""
    api.change(actor, grid, {"closed": True, **form})
    return go("grids_show_all", done="closed")


@page("POST", "/grids/<grid>/open", roles=ADMIN, form=NoForm)
def open_again(actor: Actor, grid: str, form: dict[str, Any]) -> Response:
    """It is served again."""
    api.change(actor, grid, {"closed": False, **form})
    return go("grids_show_all", done="opened")
