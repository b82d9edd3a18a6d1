"""A ledger filled in for a time: what is asked for, and the file that comes of it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.auth import Actor
from server.clock import uuid_text
from server.database import reading
from server.giving import Asked, GivenOut, given_out, wanted_by
from server.ledgers import filled_in, own_template, template_name
from server.models import Community, Grid, LedgerTemplate

_MAKER = "ledger"


def templates_of(session: Session, actor: Actor) -> Sequence[LedgerTemplate]:
    """The templates of the actor's community that are in use, by name."""
    return session.scalars(
        select(LedgerTemplate)
        .where(LedgerTemplate.community_id == actor.community_id, LedgerTemplate.retired_ms.is_(None))
        .order_by(LedgerTemplate.name, LedgerTemplate.id)
    ).all()


def asked_of(
    actor: Actor, template: bytes, grid: str | None, first_day: str, last_day: str, totals: bool
) -> dict[str, Any]:
    """What an approval keeps of it; fails with ``not_found``."""
    with reading() as session:
        found = own_template(session, actor, template)
        return {
            "maker": _MAKER, "template": uuid_text(template), "kind": found.kind, "name": found.name, "grid": grid,
            "first_day": first_day, "last_day": last_day, **({"totals": True} if totals else {}),
        }  # fmt: skip


def give_ledger(actor: Actor, what: dict[str, Any], reason: str, approval: bytes | None) -> GivenOut:
    """The street's file, filled in; with an approval whole."""
    names: list[str] = []

    def made(session: Session) -> Any:
        found = own_template(session, actor, bytes.fromhex(what["template"].replace("-", "")))
        names.append(template_name(found))
        asked = Asked(found.kind, "xlsx", what["grid"], what["first_day"], what["last_day"])
        wanted = wanted_by(session, actor, asked, masked=approval is None)
        return filled_in(session, actor, found, wanted, _words(session, actor, what), what.get("totals", False))

    path, ids = given_out(actor, made, what, reason, approval)
    return GivenOut(path, names[0], len(ids))


def _words(session: Session, actor: Actor, what: dict[str, Any]) -> dict[str, str]:
    """What a title may leave open: ``{年}``, ``{月}``, ``{社区}``, ``{网格}``, ``{填表人}``."""
    community = session.get_one(Community, actor.community_id)
    grid = session.get(Grid, (actor.community_id, what["grid"])) if what["grid"] else None
    year, month, _ = what["last_day"].split("-")
    return {
        "{年}": year, "{月}": str(int(month)), "{社区}": community.name, "{网格}": grid.name if grid else "全部网格",
        "{填表人}": actor.name,
    }  # fmt: skip
