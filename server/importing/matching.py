"""Who of a register is known already: by the ID number, by what the row is known by, or only perhaps.

What is certain is the document of that name, or the only one that holds that ID number. The same name with the same
birth date or phone is a likeness, and for a person to decide: two who are one can be linked, one who was two cannot be
parted.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.id_number import normalise
from server import documents
from server.documents import Stored
from server.importing.homes import Home, household_id, numbered_id, register_id
from server.importing.people import Person
from server.likeness import keys
from server.models import ResidentKey
from server.models.log import ERASED
from sync.document import Document, Scalar
from sync.history import History
from sync.outcome import Refusal

Likely = Literal["list", "same", "new"]
_IDS_AT_ONCE = 500
_SAME_AS = "same_as"
_LINKS_MAX = 3


@dataclass(slots=True)
class Known:
    """A document that is there, opened."""

    stored: Stored
    document: Document | None
    values: Mapping[str, Scalar]

    def ever_written(self) -> Collection[str]:
        """Every path that anybody ever wrote."""
        if self.document is None:
            return ()
        return {path for write in History(self.document).writes for path in write.paths}


@dataclass(slots=True)
class Match:
    """Whom a row is about: ``known`` where they have a document, ``id`` of the one to be born otherwise."""

    id: bytes
    known: Known | None = None
    refused: str = ""
    """The code of why nothing may be written."""
    grid: str = ""
    """Where the one is who stands in the way."""
    told: str = ""
    """The code of what to tell, where all the same something is written."""


@dataclass(slots=True)
class Shelf:
    """Documents that a part of a register may be about, found and opened as they are needed."""

    session: Session
    community_id: str
    erased_names: Collection[bytes]
    """Documents that were erased here, or would have been, had they been named by their ID number."""
    known: dict[bytes, Known | None] = field(default_factory=dict)

    def fetch(self, ids: Iterable[bytes]) -> None:
        """Find and open those that were not asked for before."""
        wanted = [one for one in dict.fromkeys(ids) if one not in self.known]
        for start in range(0, len(wanted), _IDS_AT_ONCE):
            part = wanted[start : start + _IDS_AT_ONCE]
            found = documents.find(self.session, self.community_id, part)
            documents.load(self.session, self.community_id, [one for one in found.values() if one.state != ERASED])
            for identity in part:
                stored = found.get(identity)
                self.known[identity] = None if stored is None else _opened(stored)

    def get(self, identity: bytes | None) -> Known | None:
        """One document, if it is there."""
        if identity is None:
            return None
        self.fetch([identity])
        return self.known[identity]

    def is_erased(self, identity: bytes | None) -> bool:
        """Whether a document of that name was erased."""
        if identity is None:
            return False
        known = self.get(identity)
        return identity in self.erased_names or (known is not None and known.stored.state == ERASED)


def _opened(stored: Stored) -> Known:
    if stored.state == ERASED or not stored.data:
        return Known(stored, None, {})
    try:
        document = Document.open(stored.data)
        return Known(stored, document, document.values())
    except Refusal:
        return Known(stored, None, {})


class Matching:
    """Finds the people of one part of a register. ``own``: the documents that any row of the register may be about."""

    def __init__(
        self, shelf: Shelf, namespace: bytes, homes: Iterable[Home], own: Collection[bytes], likely: Likely
    ) -> None:
        self.shelf = shelf
        self.namespace = namespace
        self.own = own
        self.likely = likely
        people = [person for home in homes for person in home.members if not person.refused]
        self.alike = self._alike(people)
        ids = [one for person in people for one in names_of(namespace, person)]
        shelf.fetch([*ids, *(one for found in self.alike.values() for one in found)])

    def _alike(self, people: list[Person]) -> dict[bytes, list[bytes]]:
        """The documents behind each key that residents are compared by."""
        wanted = {key for person in people for key in _keys(person).values()}
        found: dict[bytes, list[bytes]] = {}
        ordered = sorted(wanted)
        for start in range(0, len(ordered), _IDS_AT_ONCE):
            rows = self.shelf.session.execute(
                select(ResidentKey.key, ResidentKey.document_id)
                .where(
                    ResidentKey.community_id == self.shelf.community_id,
                    ResidentKey.key.in_(ordered[start : start + _IDS_AT_ONCE]),
                )
                .order_by(ResidentKey.key, ResidentKey.document_id)
            )
            for key, identity in rows:
                found.setdefault(key, []).append(identity)
        return found

    def match(self, person: Person) -> Match:
        """Whom a row is about."""
        by_number = numbered_id(self.namespace, person.number) if person.number else None
        by_row = register_id(self.namespace, person)
        born_as = by_number or by_row
        if born_as is None:
            return Match(b"", refused="row.nobody")
        if self.shelf.is_erased(by_number) or self.shelf.is_erased(by_row):
            return Match(born_as, refused="known.erased")
        certain = self._certain(person, by_number, by_row)
        if len(certain) > 1:
            return Match(born_as, refused="known.several", grid=certain[0].stored.grid_id)
        known = self._followed(certain[0]) if certain else None
        if known is None:
            return self._perhaps(person, born_as)
        if known.document is None or known.stored.kind != "resident":
            return Match(known.stored.id, refused="known.unreadable")
        if known.stored.grid_id != person.grid:
            return Match(known.stored.id, known, "known.elsewhere", known.stored.grid_id)
        if known.values.get("status") in ("dead", "moved") and known.values.get("status") != person.values.get(
            "status"
        ):
            return Match(known.stored.id, known, "known.gone", known.stored.grid_id)
        return Match(known.stored.id, known)

    def _certain(self, person: Person, by_number: bytes | None, by_row: bytes | None) -> list[Known]:
        named = self.shelf.get(by_number)
        if named is not None:
            return [named]
        numbered = self._behind(person, "id_number")
        if numbered:
            return numbered
        row = self.shelf.get(by_row)
        return [row] if row is not None else []

    def _behind(self, person: Person, *reasons: str) -> list[Known]:
        found = _keys(person)
        ids = {one for reason in reasons if reason in found for one in self.alike.get(found[reason], ())}
        return [known for one in sorted(ids) if (known := self.shelf.get(one)) and known.document is not None]

    def _followed(self, known: Known) -> Known:
        """The file to go on with, where a supervisor has linked this one to another."""
        for _ in range(_LINKS_MAX):
            other = known.values.get(_SAME_AS)
            try:
                linked = self.shelf.get(UUID(other).bytes) if isinstance(other, str) and other else None
            except ValueError:
                linked = None
            if linked is None or linked.document is None:
                return known
            known = linked
        return known

    def _perhaps(self, person: Person, born_as: bytes) -> Match:
        """Nobody is certain to be them; somebody of their name may be."""
        others = [one for one in self._behind(person, "name_birth", "name_phone") if one.stored.id not in self.own]
        apart = [one for one in others if person.number and _number(one) and _number(one) != person.number]
        perhaps = [one for one in others if one not in apart]
        if perhaps and self.likely == "same" and len(perhaps) == 1 and perhaps[0].stored.grid_id == person.grid:
            return Match(perhaps[0].stored.id, perhaps[0])
        if perhaps and self.likely != "new":
            return Match(born_as, refused="known.likely", grid=perhaps[0].stored.grid_id)
        return Match(born_as, told="known.other_id" if apart else "", grid=apart[0].stored.grid_id if apart else "")

    def household(self, home: Home, matches: Iterable[Match]) -> Match | None:
        """The household of a home: the one that its people are on file with, else by address and head."""
        named: dict[str, None] = {}
        for match in matches:
            household = match.known.values.get("household") if match.known and not match.refused else None
            if isinstance(household, str) and household:
                named.setdefault(household)
        if len(named) > 1:
            return Match(b"", refused="household.split")
        try:
            identity = UUID(next(iter(named))).bytes if named else household_id(self.namespace, home)
        except ValueError:
            return None
        if identity is None:
            return None
        known = self.shelf.get(identity)
        if known is None:
            return None if named else Match(identity)
        if known.document is None or known.stored.kind != "household":
            return None
        if known.stored.grid_id != home.grid:
            return Match(identity, known, "household.elsewhere", known.stored.grid_id)
        return Match(identity, known)


def names_of(namespace: bytes, person: Person) -> list[bytes]:
    """The names of documents that a row may be about."""
    by_row = register_id(namespace, person)
    return ([numbered_id(namespace, person.number)] if person.number else []) + ([by_row] if by_row else [])


def _keys(person: Person) -> dict[str, bytes]:
    return keys({**person.derived, **person.values})


def _number(known: Known) -> str:
    number = known.values.get("id_number")
    return normalise(number) if isinstance(number, str) else ""
