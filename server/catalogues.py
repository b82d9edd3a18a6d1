"""Which kinds of record a community knows (``schemas/catalogue.py``), resolved once for each request."""

from __future__ import annotations

from sqlalchemy.orm import Session

from schemas.catalogue import Catalogue
from schemas.kinds import SHIPPED


def catalogue_of(session: Session, community_id: str) -> Catalogue:
    """The community's catalogue, as the session's moment has it."""
    del session, community_id
    return SHIPPED
