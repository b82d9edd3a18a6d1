"""Who lives together, and by what each row will be known again next year.

A register says it in one of four ways: a number of the household, the head's name on every row, the head's row with
the members below, or just the same address.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from uuid import UUID, uuid5

from schemas.id_number import read as read_id_number
from server.importing.cells import person_name
from server.importing.people import Person
from server.importing.places import Address, address_of
from sync.document import Scalar

_KNOWN_BY = ("id_number", "name", "birth_date", "live_address")


@dataclass(slots=True)
class Home:
    """People of one household; of somebody whose address is not known, they alone."""

    grid: str
    address: Address = field(default_factory=Address)
    head_name: str = ""
    members: list[Person] = field(default_factory=list)

    @property
    def head(self) -> Person | None:
        """The row of the head, if it is in the register."""
        return next((one for one in self.members if one.name == self.head_name), None) if self.head_name else None

    @property
    def values(self) -> dict[str, Scalar]:
        """What the rows say of the household; of several that say it, the first."""
        said: dict[str, Scalar] = {}
        for member in self.members:
            for path, value in member.of_home.items():
                said.setdefault(path, value)
        return {**said, **self.address.values()}


def homes_of(people: Iterable[Person]) -> list[Home]:
    """Everybody, by household, in the order of the register. Fills in the address that members have from their head."""
    gathering = _Gathering()
    for person in people:
        gathering.take(person)
    return [home for home in gathering.homes if home.members]


class _Gathering:
    def __init__(self) -> None:
        self.homes: list[Home] = []
        self.by_key: dict[tuple[str, ...], Home] = {}
        self.by_place: dict[tuple[str, str], list[Home]] = {}
        self.current: Home | None = None

    def take(self, person: Person) -> None:
        """Put a person into their household, and let them have its grid and address where their row is silent."""
        if self._goes_on(person) and self.current and not person.grid:
            person.grid = self.current.grid
        home = self._home(person)
        if person.is_head and not home.head_name:
            home.head_name = person.name
        if not home.address.text and person.address.text:
            home.address = person.address
            self.by_place.setdefault((home.grid, home.address.key), []).append(home)
        elif not person.address.text and home.address.text:
            person.address = home.address
            person.values["live_address"] = home.address.text
        home.members.append(person)
        self.current = home

    def _goes_on(self, person: Person) -> bool:
        """Whether the row belongs below the head's row above it."""
        if person.is_head or not person.values.get("relation_to_head"):
            return False
        current, key = self.current, person.address.key
        return current is not None and person.grid in ("", current.grid) and key in ("", current.address.key)

    def _home(self, person: Person) -> Home:
        key, current = person.address.key, self.current
        if person.home_number:
            return self._of(("number", person.grid, person.home_number), person)
        if person.head_name:
            where = key or (current.address.key if current and current.head_name == person.head_name else "")
            home = self._of(("head", person.grid, where, person.head_name), person)
            home.head_name = person.head_name
            return home
        if person.is_head:
            return self._of(("head", person.grid, key or f"row {person.row}", person.name), person)
        if current and self._goes_on(person):
            return current
        if not key:
            return self._of(("row", str(person.row)), person)
        here = self.by_place.get((person.grid, key), [])
        return here[0] if len(here) == 1 else self._of(("address", person.grid, key), person)

    def _of(self, key: tuple[str, ...], person: Person) -> Home:
        home = self.by_key.get(key)
        if home is None:
            home = self.by_key[key] = Home(person.grid)
            self.homes.append(home)
        return home


def numbered_id(namespace: bytes, number: str) -> bytes:
    """The document of a resident with an ID number, as every tablet derives it (protocol §2)."""
    return uuid5(UUID(bytes=namespace), number).bytes


def register_id(namespace: bytes, person: Person) -> bytes | None:
    """The document of a resident by what their row is known by: name, birth date, address. None: by nothing."""
    return _row_id(namespace, person.name, person.birth_date, person.address)


def names_of_resident(namespace: bytes, values: Mapping[str, object]) -> list[bytes]:
    """The documents that a register would take this resident for, by number and by row."""
    said = {path: value if isinstance(value := values.get(path), str) else "" for path in _KNOWN_BY}
    number = read_id_number(said["id_number"]).number if said["id_number"] else ""
    by_row = _row_id(namespace, person_name(said["name"]), said["birth_date"], address_of(said["live_address"], {}))
    return ([numbered_id(namespace, number)] if number else []) + ([by_row] if by_row else [])


def _row_id(namespace: bytes, name: str, birth_date: str, address: Address) -> bytes | None:
    if not birth_date and not address.key:
        return None
    return _derived(namespace, "resident", name, birth_date, address.key)


def household_id(namespace: bytes, home: Home) -> bytes | None:
    """The document of a household by its address and its head; None where there is no address."""
    return _derived(namespace, "household", home.address.key, home.head_name) if home.address.key else None


def _derived(namespace: bytes, *parts: str) -> bytes:
    # A line feed is in no name and no address, nor in an identity number: no two of these meet by chance.
    return uuid5(UUID(bytes=namespace), "\n".join(("register", *parts))).bytes


def batches(homes: Iterable[Home], people_max: int) -> Iterator[list[Home]]:
    """Households in parts of about so many people each; a household is never torn, unless it is larger than that."""
    part: list[Home] = []
    count = 0
    for home in homes:
        for piece in _pieces(home, people_max):
            if part and count + len(piece.members) > people_max:
                yield part
                part, count = [], 0
            part.append(piece)
            count += len(piece.members)
    if part:
        yield part


def _pieces(home: Home, people_max: int) -> Iterator[Home]:
    if len(home.members) <= people_max:
        yield home
        return
    for start in range(0, len(home.members), people_max):
        yield Home(home.grid, home.address, home.head_name, home.members[start : start + people_max])
