"""What people and records that an answer refers to are called."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.kind import Kind
from schemas.problems import Language
from server.access import visible_among
from server.auth import Actor
from server.clock import uuid_text
from server.models import Record
from server.records import names_of_people
from server.telling import moment_text, said


def called(
    session: Session, actor: Actor, kind: Kind | None, values: Iterable[Mapping[str, Any]], lang: Language
) -> dict[str, str | None]:
    """Id as text → name, of the people and records that these values refer to, as far as the actor may see them."""
    people: set[bytes] = set()
    records: set[bytes] = set()
    for one in values:
        for path, value in one.items():
            referring = kind.field_at(path) if kind else None
            if referring is not None and isinstance(value, str) and referring.type in ("ref", "person"):
                try:
                    (people if referring.type == "person" else records).add(UUID(value).bytes)
                except ValueError:
                    continue
    names: dict[str, str | None] = {
        uuid_text(key): name for key, name in names_of_people(session, actor, people).items()
    }
    if records:
        rows = session.execute(
            select(Record.document_id, Record.kind, Record.when_ms, Record.values["name"].as_string()).where(
                visible_among(Record, actor), Record.document_id.in_(list(records))
            )
        )
        for identity, name, when_ms, own_name in rows:
            other = actor.catalogue.named(name)
            label = said(other.label, lang) if other else name
            names[uuid_text(identity)] = own_name or f"{label} {moment_text(when_ms, lang)}"
    return names
