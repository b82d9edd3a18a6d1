"""Who wrote what only some may write: a doctor's confirmation by somebody who never was a doctor is flagged.

Nothing is refused for it (docs/decisions/0011): roles change, and an assignment is made a day late. What a person once
was entitled to write stays as it is when their role changes; what they wrote too early is in order once they have the
role. Only documents in which such a field is answered are looked at any closer.
"""

from __future__ import annotations

from collections.abc import Iterable

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from schemas.catalogue import Catalogue
from schemas.problems import WRITER_PROBLEM, Problem
from server.models import Community, Conflict, Person, Tablet
from sync.document import Document
from sync.projection import Projection

_PREFIX_BYTES = 16
_NOBODY: frozenset[str] = frozenset()


class Entitled:
    """The roles of those who wrote, looked up once for all the documents of a run."""

    def __init__(self, session: Session, community_id: str, catalogue: Catalogue) -> None:
        self._session = session
        self._community_id = community_id
        self._catalogue = catalogue
        self._roles: dict[bytes, frozenset[str] | None] = {}

    def flagged(self, projection: Projection, document: Document) -> Projection:
        """The projection, with what was written by somebody who may not among its problems."""
        kind = self._catalogue.filled_in(projection.kind, projection.kind_version)
        reserved = kind.reserved(document.values()) if kind else {}
        if not reserved:
            return projection
        writes = document.writes()
        authors = {path: writes[path].actor[:_PREFIX_BYTES] for path in reserved}
        self._look_up(authors.values())
        wrong = [path for path, author in authors.items() if not self._may(author, reserved[path])]
        if not wrong:
            return projection
        problems = [*projection.problems, *(Problem(path, WRITER_PROBLEM, "rule", {}) for path in wrong)]
        return projection._replace(problems=sorted(problems, key=lambda problem: (problem.path, problem.code)))

    def _may(self, author: bytes, writers: tuple[str, ...]) -> bool:
        roles = self._roles[author]
        return roles is None or not roles.isdisjoint(writers)

    def _look_up(self, authors: Iterable[bytes]) -> None:
        """None stands for the centre, which decides by rules; whoever is not known has no role."""
        wanted = {author for author in authors if author not in self._roles}
        if not wanted:
            return
        self._roles.update(dict.fromkeys(wanted, _NOBODY))
        rows = self._session.execute(
            select(Tablet.id, Person.id, Person.role, Person.former_roles)
            .select_from(Person)
            .outerjoin(Tablet, (Tablet.community_id == Person.community_id) & (Tablet.person_id == Person.id))
            .where(Person.community_id == self._community_id, or_(Tablet.id.in_(wanted), Person.id.in_(wanted)))
        )
        for tablet_id, person_id, role, former in rows:
            roles = frozenset([role, *former.split()])
            self._roles.update({author: roles for author in (tablet_id, person_id) if author in wanted})
        centre = self._session.scalars(select(Community.centre).where(Community.id == self._community_id)).one()
        if centre in wanted:
            self._roles[centre] = None


def flagged_documents(session: Session, community_id: str) -> list[bytes]:
    """The documents in which such a write is flagged: to be looked at again when somebody gets another role."""
    flagged = select(Conflict.document_id).where(Conflict.community_id == community_id, Conflict.code == WRITER_PROBLEM)
    return list(session.scalars(flagged.distinct()))
