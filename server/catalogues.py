"""Which kinds of record a community knows (``schemas/catalogue.py``), resolved once for each request.

A catalogue takes milliseconds to build, so each process keeps it. Which one is in force is said by the community's row:
a fingerprint of the forms that it brought, empty where it brought none. So every process notices a newly loaded form by
one look at one row, and a catalogue that is kept can never stand for other forms than those it was made from.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flask import current_app
from sqlalchemy import Connection, bindparam, select
from sqlalchemy.orm import Session

from schemas.catalogue import Catalogue
from schemas.declaration import Declaration
from schemas.kinds import SHIPPED
from schemas.own_kinds import catalogue_with
from schemas.plain import declaration_from, fingerprint
from server.statement import Statement
from server.tables import COMMUNITY, CUSTOM_KIND

_IN_FORCE = Statement(select(COMMUNITY.c.kinds).where(COMMUNITY.c.id == bindparam("community")))
_FORMS = (
    select(CUSTOM_KIND.c.kind, CUSTOM_KIND.c.version, CUSTOM_KIND.c.declaration)
    .where(CUSTOM_KIND.c.community_id == bindparam("community"))
    .order_by(CUSTOM_KIND.c.kind, CUSTOM_KIND.c.version)
)
_kept: dict[str, tuple[str, Catalogue]] = {}
"""Community → the fingerprint of its forms, and the catalogue made from them."""


def catalogue_of(session: Session, community_id: str) -> Catalogue:
    """The community's catalogue, as the session's moment has it."""
    return catalogue_for(session.connection(), community_id)


def catalogue_for(connection: Connection, community_id: str) -> Catalogue:
    """The same, for whoever has a connection and no session."""
    found = _IN_FORCE.rows(connection, {"community": community_id})
    in_force = found[0][0] if found else ""
    if not in_force:
        return SHIPPED
    kept = _kept.get(community_id)
    if kept is None or kept[0] != in_force:
        forms = forms_of(connection, community_id)
        kept = (forms_fingerprint(forms), _made(community_id, forms))
        _kept[community_id] = kept
    return kept[1]


def forms_of(connection: Connection, community_id: str) -> dict[str, dict[int, Any]]:
    """A community's forms as they are stored: kind → version → declaration."""
    forms: dict[str, dict[int, Any]] = {}
    for kind, version, declaration in connection.execute(_FORMS, {"community": community_id}):
        forms.setdefault(kind, {})[version] = declaration
    return forms


def forms_fingerprint(forms: Mapping[str, Mapping[int, Any]]) -> str:
    """The same for the same forms, on every machine; empty for none."""
    if not forms:
        return ""
    return fingerprint([[kind, version, forms[kind][version]] for kind in sorted(forms) for version in forms[kind]])


def _made(community_id: str, forms: Mapping[str, Mapping[int, Any]]) -> Catalogue:
    readable: dict[str, list[Declaration]] = {}
    for kind, versions in forms.items():
        for version, data in versions.items():
            try:
                readable.setdefault(kind, []).append(declaration_from(data))
            except (KeyError, TypeError):
                current_app.logger.exception("form %s version %s of %s cannot be read", kind, version, community_id)
    catalogue, unusable = catalogue_with(SHIPPED, readable)
    for one in unusable:
        # Its records are kept and flagged; the other kinds go on.
        current_app.logger.error("form %s version %s of %s: %s", one.name, one.version, community_id, one.reason)
    return catalogue
