"""What filters offer: the grids that one serves, and who works in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.access import visible_grids, visible_people
from server.auth import Actor
from server.models import Grid, Person


def grids_of(session: Session, actor: Actor) -> Sequence[Any]:
    """Id and name of each grid, by name."""
    return session.execute(select(Grid.id, Grid.name).where(visible_grids(actor)).order_by(Grid.name, Grid.id)).all()


def name_of_grid(session: Session, actor: Actor, grid_id: str) -> str:
    """What a grid of one's own is called."""
    return session.scalars(select(Grid.name).where(visible_grids(actor), Grid.id == grid_id)).one_or_none() or grid_id


def workers_of(session: Session, actor: Actor) -> Sequence[Any]:
    """Id and name of each colleague, by name."""
    return session.execute(
        select(Person.id, Person.name).where(visible_people(actor)).order_by(Person.name, Person.id)
    ).all()
