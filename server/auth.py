"""Who is asking: a person by session or API token, or a tablet by its own token."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.access import Role
from schemas.catalogue import Catalogue
from server.catalogues import catalogue_of
from server.database import reading
from server.errors import fail
from server.models import ApiToken, Assignment, Person
from server.sessions import guard_csrf, signed_in
from server.tablet_identity import Revoked, TabletIdentity, refuse_revoked, tablet_by_token, tablet_of_request
from server.tokens import bearer, bearer_hash

__all__ = ["Actor", "TabletIdentity", "actor_of_request", "grids_served", "tablet_of_request", "tablet_or_actor"]


@dataclass(frozen=True, slots=True)
class Actor:
    """A person at work, as they stand at the beginning of the request.

    ``grids`` are those they serve now, and none for an administrator, who sees no resident's data. Queries do not
    rely on it: they ask the assignments again (``server.access``).
    """

    community_id: str
    person_id: bytes
    name: str
    role: Role
    grids: frozenset[str]
    catalogue: Catalogue
    """The kinds of record of their community."""
    via: Literal["session", "token"]
    tablet_id: None = None


def actor_of_request() -> Actor:
    """The person whose session or API token the request carries; fails where there is none.

    A request by session that changes something must carry the session's CSRF token.
    """
    if bearer() is not None:
        token = bearer_hash()
        with reading() as session:
            actor = _by_token(session, token)
        if actor is None:
            fail("token.unknown")
        return actor
    claim = signed_in()
    if claim is None:
        fail("token.missing")
    with reading() as session:
        person = session.get(Person, (claim.community_id, claim.person_id))
        if person is None or person.disabled_ms is not None or person.session_epoch != claim.epoch:
            fail("token.missing", "the session has ended: sign in again")
        actor = _actor(session, person, "session")
    guard_csrf(claim)
    return actor


def tablet_or_actor() -> TabletIdentity | Actor:
    """Whoever asks where tablets and people may alike."""
    if bearer() is None:
        return actor_of_request()
    token = bearer_hash()
    with reading() as session:
        found = tablet_by_token(session, token) or _by_token(session, token)
    if found is None:
        fail("token.unknown")
    if isinstance(found, Revoked):
        refuse_revoked(found)
    return found


def grids_served(session: Session, community_id: str, person_id: bytes) -> frozenset[str]:
    """The grids a person serves now."""
    return frozenset(
        session.scalars(
            select(Assignment.grid_id).where(
                Assignment.community_id == community_id,
                Assignment.person_id == person_id,
                Assignment.ended_ms.is_(None),
            )
        )
    )


def _by_token(session: Session, token: bytes) -> Actor | None:
    person = session.scalars(
        select(Person)
        .join(ApiToken, (ApiToken.community_id == Person.community_id) & (ApiToken.person_id == Person.id))
        .where(ApiToken.token_hash == token, ApiToken.revoked_ms.is_(None), Person.disabled_ms.is_(None))
    ).one_or_none()
    return None if person is None else _actor(session, person, "token")


def _actor(session: Session, person: Person, via: Literal["session", "token"]) -> Actor:
    role: Role = person.role  # type: ignore[assignment]  # written by this server alone
    grids = frozenset() if role == "admin" else grids_served(session, person.community_id, person.id)
    catalogue = catalogue_of(session, person.community_id)
    return Actor(person.community_id, person.id, person.name, role, grids, catalogue, via)
