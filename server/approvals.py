"""Two people: what one asks for, another of the same standing allows, or does not. Good once, and for a short time."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session

from server.access import visible_people
from server.audit import note
from server.auth import Actor
from server.clock import fresh_id, now_ms
from server.current import limits
from server.errors import fail
from server.models import Approval, Assignment, Person

EXPORT, ERASE = "export", "erase"
_HOUR_MS = 3_600_000


def ask(session: Session, actor: Actor, action: str, what: Any, reason: str, recipient: str = "") -> Approval:
    """Ask for something; a second person has to allow it."""
    asked = Approval(
        community_id=actor.community_id, id=fresh_id(), action=action, what=what, reason=reason, recipient=recipient,
        asked_by=actor.person_id, asked_ms=now_ms(),
    )  # fmt: skip
    session.add(asked)
    note(session, actor, f"{action}.ask", asked.id, reason=reason, recipient=recipient)
    session.flush()
    return asked


def decide(session: Session, actor: Actor, approval_id: bytes, granted: bool) -> Approval:
    """Allow it or not; never one's own. Whoever decided first has decided."""
    found = session.scalars(
        select(Approval).where(_open_to(actor), Approval.id == approval_id).with_for_update()
    ).one_or_none()
    if found is None:
        fail("not_found")
    if found.asked_by == actor.person_id:
        fail("role.not_allowed", "a second person has to allow it")
    if found.granted is None:
        if is_over(found):
            fail("record.changed", "it was asked too long ago: ask anew")
        found.granted, found.decided_by, found.decided_ms = granted, actor.person_id, now_ms()
        note(session, actor, f"{found.action}.{'allow' if granted else 'decline'}", found.id)
    elif found.granted != granted:
        fail("record.changed", "somebody else has decided already")
    session.flush()
    return found


def use(session: Session, actor: Actor, approval_id: bytes, action: str) -> Approval:
    """Act upon what was allowed: by whoever asked, once, while it is good. In the transaction of what it allows."""
    found = allowed(session, actor, approval_id, action)
    found.used_ms = now_ms()
    session.flush()
    return found


def allowed(session: Session, actor: Actor, approval_id: bytes, action: str) -> Approval:
    """What was allowed and is still good; fails with ``record.changed``."""
    found = session.scalars(
        select(Approval)
        .where(
            Approval.community_id == actor.community_id, Approval.id == approval_id, Approval.action == action,
            Approval.asked_by == actor.person_id,
        )
        .with_for_update()
    ).one_or_none()  # fmt: skip
    if found is None:
        fail("not_found")
    if found.granted is not True or found.used_ms is not None or is_over(found):
        fail("record.changed", "it was not allowed, was used already, or is too old: ask anew")
    return found


def listed(session: Session, actor: Actor, limit: int) -> Sequence[Any]:
    """What the actor asked for or may decide, the latest first, with who asked and who decided."""
    asker, decider = Person.__table__.alias(), Person.__table__.alias()
    return session.execute(
        select(Approval, asker.c.name, decider.c.name)
        .join(asker, and_(asker.c.community_id == Approval.community_id, asker.c.id == Approval.asked_by))
        .outerjoin(decider, and_(decider.c.community_id == Approval.community_id, decider.c.id == Approval.decided_by))
        .where(_open_to(actor))
        .order_by(Approval.asked_ms.desc(), Approval.id)
        .limit(limit)
    ).all()


def is_over(approval: Approval) -> bool:
    """Whether it is too old to be decided or used."""
    return now_ms() - (approval.decided_ms or approval.asked_ms) > limits().approval_hours * _HOUR_MS


def _open_to(actor: Actor) -> ColumnElement[bool]:
    """One's own, and those of people all of whose grids one serves too: nobody allows what they may not see.

    An administrator sees nobody's data, and so what is asked for and not what it holds: they may stand for it as well.
    """
    mine = Approval.community_id == actor.community_id
    if actor.role == "admin":
        return mine
    own = Approval.asked_by == actor.person_id
    if actor.role != "supervisor":
        return and_(mine, own)
    beyond = select(Assignment.person_id).where(
        Assignment.community_id == actor.community_id,
        Assignment.ended_ms.is_(None),
        Assignment.grid_id.not_in(sorted(actor.grids)),
    )
    colleagues = select(Person.id).where(visible_people(actor), Person.id.not_in(beyond))
    return and_(mine, or_(own, Approval.asked_by.in_(colleagues)))
