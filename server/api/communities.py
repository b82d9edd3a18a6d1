"""The community, and its grids."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.wire.community import CommunitiesReply, GridPatch, GridReply, GridsReply, NewGrid
from server.access import visible_grids
from server.api.registry import endpoint
from server.api.roles import ADMIN
from server.audit import note
from server.auth import Actor
from server.clock import now_ms
from server.database import reading, writing
from server.errors import fail
from server.models import Community, Grid
from sync.digest import EMPTY


@endpoint("GET", "/communities", "communities", "本社区", "The community", reply=CommunitiesReply)
def show_community(actor: Actor) -> dict[str, Any]:
    """The one that one belongs to: nobody sees another."""
    with reading() as session:
        one = session.get_one(Community, actor.community_id)
        return {"communities": [{"id": one.id, "name": one.name, "log": one.log, "created_ms": one.created_ms}]}


@endpoint("GET", "/grids", "grids", "网格列表", "List grids", reply=GridsReply)
def show_grids(actor: Actor) -> dict[str, Any]:
    """All to an administrator, to others those they serve."""
    with reading() as session:
        found = session.scalars(select(Grid).where(visible_grids(actor)).order_by(Grid.id))
        return {"grids": [_body(grid) for grid in found]}


@endpoint(
    "POST", "/grids", "grids", "新建网格", "Add a grid",
    roles=ADMIN, body=NewGrid, reply=GridReply, status=201, problems=("already.exists",),
)  # fmt: skip
def add(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """Its number is for ever; its name may change."""
    with writing() as session:
        if session.get(Grid, (actor.community_id, body["id"])) is not None:
            fail("already.exists")
        grid = Grid(
            community_id=actor.community_id, id=body["id"], name=body["name"], seq=0, link=bytes(32), digest=EMPTY
        )
        session.add(grid)
        note(session, actor, "grid.add", grid=grid.id)
        return _body(grid)


@endpoint(
    "PATCH", "/grids/<grid>", "grids", "修改网格", "Rename or close a grid",
    roles=ADMIN, body=GridPatch, reply=GridReply,
)  # fmt: skip
def change(actor: Actor, grid: str, body: dict[str, Any]) -> dict[str, Any]:
    """Only what is named."""
    with writing() as session:
        found = _found(session, actor, grid)
        found.name = body.get("name", found.name)
        if "closed" in body:
            found.closed_ms = (found.closed_ms or now_ms()) if body["closed"] else None
        note(session, actor, "grid.change", grid=grid, fields=sorted(body))
        return _body(found)


def _found(session: Session, actor: Actor, grid_id: str) -> Grid:
    grid = session.scalars(select(Grid).where(visible_grids(actor), Grid.id == grid_id).with_for_update()).one_or_none()
    return grid or fail("not_found")


def _body(grid: Grid) -> dict[str, Any]:
    return {"id": grid.id, "name": grid.name, "closed_ms": grid.closed_ms}
