"""Who stands behind an actor: the first 16 bytes of it are a tablet's id, a person's, or the centre's own."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.models import Community, Person, Tablet

_PREFIX_BYTES = 16
TABLET, PERSON, CENTRE, UNKNOWN = "tablet", "person", "centre", "unknown"


@dataclass(frozen=True, slots=True)
class Author:
    """``via`` says how it was written: on a tablet, by a person at the centre, or by a rule of the centre's."""

    via: str
    person_id: bytes | None = None
    person: str = ""
    tablet_id: bytes | None = None
    tablet: str = ""


def authors(session: Session, community_id: str, actors: Iterable[bytes]) -> dict[bytes, Author]:
    """The author of each actor, with as many queries for a thousand as for one."""
    prefixes = {actor: actor[:_PREFIX_BYTES] for actor in actors}
    wanted = list(set(prefixes.values()))
    known: dict[bytes, Author] = {}
    for row in session.execute(
        select(Tablet.id, Tablet.name, Person.id, Person.name)
        .join(Person, (Person.community_id == Tablet.community_id) & (Person.id == Tablet.person_id))
        .where(Tablet.community_id == community_id, Tablet.id.in_(wanted))
    ):
        known[row[0]] = Author(TABLET, person_id=row[2], person=row[3], tablet_id=row[0], tablet=row[1])
    people = select(Person.id, Person.name).where(Person.community_id == community_id, Person.id.in_(wanted))
    for identity, name in session.execute(people):
        known[identity] = Author(PERSON, person_id=identity, person=name)
    centre = session.scalars(select(Community.centre).where(Community.id == community_id)).one_or_none()
    if centre is not None:
        known.setdefault(centre, Author(CENTRE))
    return {actor: known.get(prefix, Author(UNKNOWN)) for actor, prefix in prefixes.items()}
