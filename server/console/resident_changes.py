"""What changes in a resident's life: they die, move away or come back, or live in another grid from now on.

Each is shown with what follows from it before it is done.
"""

from __future__ import annotations

from typing import Any

from flask import Response
from sqlalchemy import select

from schemas.wire.residents import HandOverForm, LeaveForm, ReturnForm
from server.access import visible_grids
from server.amend import amend
from server.api.roles import SUPERVISOR
from server.auth import Actor
from server.care.today import today
from server.clock import uuid_text
from server.console.facts import heads_of
from server.console.site import go, page, render
from server.database import reading
from server.errors import fail
from server.hand_over import hand_over, moving_along
from server.models import Grid
from server.resident_file import File, open_matters, resident_file

_ONE = "/residents/<uuid:resident>"
_LEFT = ("dead", "moved")


@page("GET", f"{_ONE}/leave/<status>", roles=SUPERVISOR)
def leave_form(actor: Actor, resident: bytes, status: str) -> str:
    """What follows when somebody has died or moved away."""
    if status not in _LEFT:
        fail("not_found")
    with reading() as session:
        file = resident_file(session, actor, resident)
        session.expunge_all()
    return render(
        "resident_leave.html",
        file=file,
        status=status,
        matters=open_matters(file),
        heads_household=_is_head(file),
        alone_left=_alone_left(file),
        heads=heads_of(file.record.heads),
        kinds=actor.catalogue.kinds,
        today=today(),
    )


@page("POST", f"{_ONE}/leave", roles=SUPERVISOR, form=LeaveForm)
def leave(actor: Actor, resident: bytes, form: dict[str, Any]) -> Response:
    """Off the register: open tasks are cancelled, nothing more falls due. Twice is once."""
    if not form["sure"]:
        fail("body.invalid", fields={"sure": ["Tick that you have looked at what follows."]})
    dead = form["status"] == "dead"
    values = {
        "status": form["status"],
        "status_since": form["status_since"],
        **({"death_cause": form["death_cause"]} if dead and form["death_cause"] else {}),
        **({"moved_to": form["moved_to"]} if not dead and form["moved_to"] else {}),
    }
    amend(actor, resident, values, form["reason"], form["seen"])
    return go("residents_show", resident=uuid_text(resident), done="left")


@page("GET", f"{_ONE}/return", roles=SUPERVISOR)
def return_form(actor: Actor, resident: bytes) -> str:
    """It was a mistake, or they have come back."""
    with reading() as session:
        file = resident_file(session, actor, resident)
        session.expunge_all()
    return render("resident_return.html", file=file, heads=heads_of(file.record.heads), kinds=actor.catalogue.kinds)


@page("POST", f"{_ONE}/return", roles=SUPERVISOR, form=ReturnForm)
def back(actor: Actor, resident: bytes, form: dict[str, Any]) -> Response:
    """On the register from today on."""
    values = {"status": "in", "status_since": today(), "death_cause": None, "moved_to": None}
    amend(actor, resident, values, form["reason"], form["seen"])
    return go("residents_show", resident=uuid_text(resident), done="back")


@page("GET", f"{_ONE}/hand-over", roles=SUPERVISOR)
def hand_over_form(actor: Actor, resident: bytes) -> str:
    """To which grid, and what goes along."""
    with reading() as session:
        file = resident_file(session, actor, resident)
        grids = session.execute(
            select(Grid.id, Grid.name)
            .where(visible_grids(actor), Grid.closed_ms.is_(None), Grid.id != file.record.grid_id)
            .order_by(Grid.id)
        ).all()
        along = len(moving_along(session, actor, resident)) - 1
        session.expunge_all()
    return render("resident_hand_over.html", file=file, grids=grids, along=along)


@page("POST", f"{_ONE}/hand-over", roles=SUPERVISOR, form=HandOverForm)
def give(actor: Actor, resident: bytes, form: dict[str, Any]) -> Response:
    """With all that is recorded about them. Twice is once."""
    hand_over(actor, resident, form["grid"], form["reason"], form["household"])
    return go("residents_show", resident=uuid_text(resident), done="moved")


def _is_head(file: File) -> bool:
    return file.household is not None and file.household.values.get("head") == uuid_text(file.record.document_id)


def _alone_left(file: File) -> Any:
    """Whoever stays behind alone in the home, if anybody does."""
    others = [
        one for one in file.members if one.document_id != file.record.document_id and one.values.get("status") == "in"
    ]
    return others[0] if len(others) == 1 else None
