"""A part of a register, worked out: what each row would add to which document, and what is to be told of it.

Nothing is written here. What is worked out under the lock of the grids may be (``writing``).
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.kind import Kind
from server.catalogues import catalogue_of
from server.importing.homes import Home
from server.importing.issues import Fate, Issue
from server.importing.matching import Known, Likely, Match, Matching, Shelf
from server.importing.people import Person, masked
from server.importing.places import address_of
from server.importing.plan import Difference, Plan, contact_values, plan
from server.importing.targets import HOUSEHOLD, RESIDENT
from server.models import Community, Grid, Record
from sync.document import Scalar

_ON_THE_REGISTER = "in"


@dataclass(frozen=True, slots=True)
class Here:
    """The community that a register is brought into, and how."""

    community_id: str
    namespace: bytes
    centre: bytes
    grids: Mapping[str, str]
    """Grid → its name."""
    versions: Mapping[str, int]
    """Kind → the version of its form that the community fills in now."""
    homes_at: Mapping[tuple[str, str], list[tuple[bytes, str]]]
    """(grid, address) → the households there, each with its head's document as text."""
    erased_names: frozenset[bytes] = frozenset()
    own: frozenset[bytes] = frozenset()
    likely: Likely = "list"
    overwrite: frozenset[str] = frozenset()


@dataclass(slots=True)
class Counts:
    """How many there were of each; ``differing`` rows were taken or unchanged otherwise."""

    rows: int = 0
    new: int = 0
    filled: int = 0
    unchanged: int = 0
    refused: int = 0
    elsewhere: int = 0
    differing: int = 0
    households_new: int = 0
    households_filled: int = 0


@dataclass(slots=True)
class Work:
    """One document and what is to be written into it."""

    kind: Kind
    id: bytes
    grid: str
    known: Known | None
    plan: Plan = field(default_factory=Plan)


@dataclass(slots=True)
class Run:
    """What was found and done so far."""

    here: Here
    counts: Counts = field(default_factory=Counts)
    issues: list[Issue] = field(default_factory=list)
    claimed: dict[bytes, int] = field(default_factory=dict)
    """Document → the row that it went to: no two rows are one person."""
    households: set[bytes] = field(default_factory=set)


def look_around(session: Session, community_id: str) -> Here:
    """What an import has to know of the community."""
    community = session.get_one(Community, community_id)
    grids = session.execute(
        select(Grid.id, Grid.name).where(Grid.community_id == community_id, Grid.closed_ms.is_(None)).order_by(Grid.id)
    )
    homes_at: dict[tuple[str, str], list[tuple[bytes, str]]] = {}
    for identity, grid_id, values in session.execute(
        select(Record.document_id, Record.grid_id, Record.values).where(
            Record.community_id == community_id, Record.kind == HOUSEHOLD.name
        )
    ):
        parts = {part: str(values.get(f"address.{part}") or "") for part in ("estate", "building", "unit", "room")}
        key = address_of(str(values.get("address_text") or ""), parts).key
        if key:
            homes_at.setdefault((grid_id, key), []).append((identity, str(values.get("head") or "")))
    versions = {name: kind.version for name, kind in catalogue_of(session, community_id).kinds.items()}
    return Here(
        community_id, community.namespace, community.centre, {row[0]: row[1] for row in grids}, versions, homes_at
    )


def work_out(session: Session, run: Run, homes: Iterable[Home]) -> list[Work]:
    """Compare a part of the register with what is known; what is to be written. Counts and issues go to ``run``."""
    part = list(homes)
    here = run.here
    shelf = Shelf(session, here.community_id, here.erased_names)
    matching = Matching(shelf, here.namespace, part, here.own, here.likely)
    works: dict[bytes, Work] = {}
    for home in part:
        _Home(run, matching, home, works).work_out()
    return [work for work in works.values() if work.plan.writes]


class _Home:
    """One household being worked out."""

    def __init__(self, run: Run, matching: Matching, home: Home, works: dict[bytes, Work]) -> None:
        self.run = run
        self.matching = matching
        self.home = home
        self.works = works

    def work_out(self) -> None:
        matches: list[tuple[Person, Match]] = []
        for person in self.home.members:
            self.run.counts.rows += 1
            match = None if person.refused else self._match(person)
            if match is None:
                self.run.counts.refused += 1
            elif match.refused:
                self._tell_refused(person, match)
            else:
                matches.append((person, match))
            if match is None or match.refused:
                self.run.issues += person.issues
        household = self._household([match for _, match in matches], matches)
        for person, match in matches:
            self._resident(person, match, household)
            self.run.issues += person.issues

    def _match(self, person: Person) -> Match:
        match = self.matching.match(person)
        if match.refused:
            return match
        other = self.run.claimed.setdefault(match.id, person.row)
        if other != person.row:
            person.tell("refused", "row.twice", "name", person.name, {"other": str(other)})
            return Match(match.id, refused="row.twice")
        return match

    def _tell_refused(self, person: Person, match: Match) -> None:
        elsewhere = match.refused == "known.elsewhere"
        if elsewhere:
            self.run.counts.elsewhere += 1
        else:
            self.run.counts.refused += 1
        if match.refused != "row.twice":
            person.tell(
                "elsewhere" if elsewhere else "refused", match.refused, "name", person.name, self._grid(match.grid)
            )

    def _grid(self, grid_id: str) -> dict[str, str]:
        name = self.run.here.grids.get(grid_id, "")
        return {"grid": name or grid_id, "grid_en": f"grid {name or grid_id}"} if grid_id else {}

    def _household(self, taken: list[Match], matches: list[tuple[Person, Match]]) -> bytes | None:
        """Work out the household of those who are taken; its document, None where there is none."""
        if not taken:
            return None
        first = matches[0][0]
        match = self.matching.household(self.home, taken)
        if match is not None and match.known is None and not match.refused:
            match = self._at_this_address(match, matches)
        if match is None:
            return None
        if match.refused:
            # Their own file stays as it is; the people are taken all the same.
            first.tell("check", match.refused, "live_address", None, self._grid(match.grid))
            return None
        work = self.works.setdefault(match.id, Work(HOUSEHOLD, match.id, self.home.grid, match.known))
        known = {**(match.known.values if match.known else {}), **work.plan.writes}
        said = {path: value for path, value in self.home.values.items() if not path.startswith("address.")}
        derived = {path: value for path, value in self.home.values.items() if path.startswith("address.")}
        head = next((found for person, found in matches if person is self.home.head), None)
        if head is not None:
            said["head"] = str(UUID(bytes=head.id))
        _leave_same_address(said, known, "address_text")
        made = plan(HOUSEHOLD, known, said, derived, _ever(match.known), ())
        self._tell_differences(first, made, "household.")
        work.plan.writes |= made.writes
        if made.writes and match.id not in self.run.households:
            self.run.households.add(match.id)
            if match.known is None:
                self.run.counts.households_new += 1
            else:
                self.run.counts.households_filled += 1
        return match.id

    def _at_this_address(self, match: Match, matches: list[tuple[Person, Match]]) -> Match:
        """A household that a tablet made at this address, if it is the only one, and has no other head."""
        there = self.run.here.homes_at.get((self.home.grid, self.home.address.key), [])
        heads = {"", *(str(UUID(bytes=found.id)) for person, found in matches if person is self.home.head)}
        if len(there) == 1 and there[0][1] in heads:
            known = self.matching.shelf.get(there[0][0])
            if known and known.document is not None and known.stored.grid_id == self.home.grid:
                return Match(known.stored.id, known)
        return match

    def _resident(self, person: Person, match: Match, household: bytes | None) -> None:
        known = match.known.values if match.known else {}
        said, derived = dict(person.values), dict(person.derived)
        if person.contact:
            said |= contact_values(known, person.contact, match.id)
        if household is not None:
            derived["household"] = str(UUID(bytes=household))
        if person is self.home.head:
            derived["relation_to_head"] = "0"
        if match.known is None:
            derived["status"] = _ON_THE_REGISTER
        _leave_same_address(said, known, "live_address")
        made = plan(RESIDENT, known, said, derived, _ever(match.known), self.run.here.overwrite)
        if match.told:
            person.tell("check", match.told, "name", person.name, self._grid(match.grid))
        self._tell_differences(person, made, "")
        counts = self.run.counts
        counts.differing += any(not one.overwritten for one in made.differences)
        if match.known is None:
            counts.new += 1
        elif made.writes:
            counts.filled += 1
        else:
            counts.unchanged += 1
        self.works[match.id] = Work(RESIDENT, match.id, person.grid, match.known, made)

    def _tell_differences(self, person: Person, made: Plan, prefix: str) -> None:
        for one in made.differences:
            code = "field.overwritten" if one.overwritten else "field.cleared" if one.known is None else "field.differs"
            fate: Fate = "check" if one.overwritten else "differs"
            place = person.places.get(_column_path(prefix, one)) or _label(prefix, one)
            shown, known = (masked(_mask_path(prefix, one), value) for value in (one.said, one.known))
            self.run.issues.append(Issue(person.row, fate, code, place, shown, {"known": known}))


def _ever(known: Known | None) -> Callable[[], Collection[str]]:
    return known.ever_written if known is not None else tuple


def _leave_same_address(said: dict[str, Scalar], known: Mapping[str, Scalar], path: str) -> None:
    """An address that is on file in another spelling is the same address."""
    there, here = known.get(path), said.get(path)
    spelt = isinstance(there, str) and isinstance(here, str) and bool(there)
    if spelt and address_of(str(there), {}).key == address_of(str(here), {}).key:
        del said[path]


def _column_path(prefix: str, one: Difference) -> str:
    if one.path.startswith("contact."):
        return "contact." + one.path.rsplit(".", 1)[-1]
    return "live_address" if prefix and one.path == "address_text" else prefix + one.path


def _label(prefix: str, one: Difference) -> str:
    field = (HOUSEHOLD if prefix else RESIDENT).field_at(one.path)
    return field.label.zh if field else one.path


def _mask_path(prefix: str, one: Difference) -> str:
    return "household.phone" if prefix and one.path == "phone" else one.path
