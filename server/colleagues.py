"""Whose writing can appear in somebody's grids, so that whoever reads there can be told who wrote what."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import select, union
from sqlalchemy.orm import Session

from server.models import Assignment, Chunk, Community, Document, Person, Tablet


def colleagues(session: Session, community_id: str, grids: Iterable[str]) -> list[dict[str, Any]]:
    """Tablets and people who serve or served these grids, or wrote in what was moved there since; and the centre."""
    served = list(grids)
    if not served:
        return []
    serving = select(Assignment.person_id).where(
        Assignment.community_id == community_id, Assignment.grid_id.in_(served)
    )
    # What came from another grid brings the writing of those who served there.
    moved = (
        select(Chunk.person_id)
        .join(Document, (Document.community_id == Chunk.community_id) & (Document.id == Chunk.document_id))
        .where(
            Document.community_id == community_id,
            Document.grid_id.in_(served),
            Chunk.grid_id != Document.grid_id,
            Chunk.person_id.is_not(None),
        )
    )
    known = union(serving, moved).subquery()
    people = {
        person.id: {"id": person.id, "name": person.name, "role": person.role}
        for person in session.scalars(
            select(Person)
            .where(Person.community_id == community_id, Person.id.in_(select(known.c[0])))
            .order_by(Person.id)
        )
    }
    tablets = session.execute(
        select(Tablet.id, Tablet.person_id)
        .where(Tablet.community_id == community_id, Tablet.person_id.in_(list(people)))
        .order_by(Tablet.id)
    )
    centre = session.scalars(select(Community.centre).where(Community.id == community_id)).one()
    return [
        *({"id": identity, "via": "tablet", "person": people[person_id]} for identity, person_id in tablets),
        *({"id": person["id"], "via": "person", "person": person} for person in people.values()),
        {"id": centre, "via": "centre", "person": None},
    ]
