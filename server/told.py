"""A record's values explained to one reader, for a program: the same sentences that its page shows."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.problems import Language
from server.access import own_document
from server.auth import Actor
from server.called import called
from server.explain import Explainer, for_role
from server.models import Settlement
from server.reading import Origin, story
from server.shown import shown_value, sight_of

_LANGUAGES: tuple[Language, ...] = ("zh", "en")


@dataclass(frozen=True, slots=True)
class Told:
    """``provenance``: of what the reader may know of; ``values`` as they may see them."""

    provenance: Mapping[str, Origin]
    values: Mapping[str, Any]
    disputed: frozenset[str]
    explainers: Mapping[Language, Explainer]

    def sentences(self, path: str) -> dict[Language, str]:
        """How a value came about, in each language."""
        value, disputed = self.values.get(path), path in self.disputed
        return {lang: one.sentence(path, value, disputed, lang) for lang, one in self.explainers.items()}


def told_of(session: Session, actor: Actor, document_id: bytes) -> Told:
    """All that is to be told of a record that the actor may see; fails with ``not_found``."""
    kind = actor.catalogue.named(own_document(session, actor, document_id).kind)
    past = story(session, actor.community_id, document_id)
    decided = session.scalars(
        select(Settlement).where(Settlement.community_id == actor.community_id, Settlement.document_id == document_id)
    ).all()
    written = [past.values, *(step.values for step in past.steps)]
    explainers = {
        lang: for_role(actor.role, kind, past.steps, decided, called(session, actor, kind, written, lang))
        for lang in _LANGUAGES
    }
    return Told(
        {path: one for path, one in past.provenance.items() if sight_of(actor.role, kind, path) != "hidden"},
        {path: shown_value(actor.role, kind, path, value) for path, value in past.values.items()},
        past.disputed, explainers,
    )  # fmt: skip
