"""The import from end to end: read a register, say what each row is, and take the good rows.

``read`` opens the file and changes nothing; ``take`` works through it part by part, and lets tablets have their turn in
between.
"""

from __future__ import annotations

import time
from collections.abc import Collection, Iterable, Mapping
from dataclasses import asdict, dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from sqlalchemy.exc import OperationalError

from schemas.limits import Limits
from server.audit import Someone, note
from server.database import is_busy, reading, writing
from server.importing.container import check_container
from server.importing.headings import Table, choose_table
from server.importing.homes import Home, batches, homes_of
from server.importing.mapping import apply, header_id, recall, remembered
from server.importing.matching import Likely, names_of
from server.importing.people import Person, read_people
from server.importing.remembering import recalled, remember
from server.importing.targets import IGNORE
from server.importing.workbook import read_workbook
from server.importing.working import Here, Run, look_around, work_out
from server.importing.writing import write
from server.likeness import keys
from server.reconcile import reconcile

_PAUSE_SECONDS_MAX = 0.5
_ATTEMPTS_MAX = 3


@dataclass(slots=True)
class Register:
    """A register as it was read: its table with the mapping, everybody in it, and what was passed over."""

    table: Table
    told: list[str]
    digest: str
    """SHA-256 of the file, in hex."""
    people: list[Person] = field(default_factory=list)
    homes: list[Home] = field(default_factory=list)
    passed_over: list[int] = field(default_factory=list)


@dataclass(slots=True)
class Taken:
    """What became of a register."""

    run: Run
    documents: int = 0
    """Documents that were born or changed."""
    longest_ms: int = 0
    """The longest that one part kept others from writing."""


def read(path: Path, limits: Limits, sheet: str | None) -> Register:
    """Open a register and find its table; raises ``FileFault``."""
    told = check_container(path, limits)
    sheets = read_workbook(path, limits)
    table = choose_table(sheets, sheet)
    if any(one.hidden for one in sheets):
        told.append("file.hidden_sheets")
    if table.sheet.hidden_rows:
        told.append("file.hidden_rows")
    if table.sheet.formulas:
        told.append("file.formulas")
    return Register(table, told, sha256(path.read_bytes()).hexdigest())


def map_columns(register: Register, community_id: str, lines: Iterable[tuple[str, Iterable[str]]]) -> None:
    """As last time, then as the clerk says now: ``lines`` with where each lot of them comes from."""
    with reading() as session:
        paths = recalled(session, community_id, header_id(register.table))
    if paths:
        recall(register.table, paths)
    for source, said in lines:
        apply(register.table, said, source)


def place(register: Register, here: Here, default_grid: str | None, today: str) -> None:
    """Read the rows as the columns are mapped, and find out who lives together and who stands there twice."""
    register.people, register.passed_over = read_people(register.table, today)
    named = {name: grid for grid, name in here.grids.items()} | {grid: grid for grid in here.grids}
    for person in register.people:
        typed, person.grid = person.grid, named.get(person.grid, "")
        if typed and not person.grid:
            person.tell("refused", "row.grid_unknown", "grid", typed if "网格" in typed and len(typed) < 12 else "*")
        elif not typed and default_grid:
            person.grid = default_grid
    register.homes = homes_of(register.people)
    for person in register.people:
        if not person.grid and not person.refused:
            person.tell("refused", "row.no_grid", "grid")
    _refuse_repeated(register.people, here)


def _refuse_repeated(people: Iterable[Person], here: Here) -> None:
    """The same ID number, or the same name, birth date and address, in two rows: nobody knows which is right."""
    first: dict[bytes, Person] = {}
    alike: dict[bytes, Person] = {}
    for person in people:
        names = names_of(here.namespace, person)
        other = next((first[one] for one in names if one in first), None)
        if other is not None and not (person.number and other.number and person.number != other.number):
            for one, its in ((person, other), (other, person)):
                if not one.refused:
                    one.tell("refused", "row.twice", "name", one.name, {"other": str(its.row)})
        for name in names:
            first.setdefault(name, person)
        key = keys({**person.derived, **person.values}).get("name_birth")
        twin = alike.setdefault(key, person) if key else person
        if twin is not person and not (twin.number and person.number) and here.likely != "new":
            for one, its in ((person, twin), (twin, person)):
                # Whose ID number is known is who they are; the one without may be the same.
                if not one.refused and not one.number:
                    one.tell("refused", "row.alike", "name", one.name, {"other": str(its.row)})


def prepare(
    register: Register,
    community_id: str,
    default_grid: str | None,
    today: str,
    likely: Likely,
    overwrite: Collection[str],
    erased_names: Collection[bytes],
) -> Here:
    """Place everybody in the community."""
    with reading() as session:
        here = look_around(session, community_id)
    here = replace(here, likely=likely, overwrite=frozenset(overwrite), erased_names=frozenset(erased_names))
    place(register, here, default_grid, today)
    return replace(here, own=frozenset(one for person in register.people for one in names_of(here.namespace, person)))


def take(register: Register, here: Here, limits: Limits, dry: bool, by: bytes | None) -> Taken:
    """Take the good rows; with ``dry`` only find out what would become of them."""
    taken = Taken(Run(here))
    whole = False
    try:
        for part in batches(register.homes, limits.import_people_at_once):
            if dry:
                with reading() as session:
                    work_out(session, taken.run, part)
            else:
                _take(part, taken)
        whole = True
        if not dry:
            with writing() as session:
                remember(session, here.community_id, header_id(register.table), remembered(register.table))
    finally:
        if not dry:
            _note(register, taken, whole, by)
    taken.run.issues.sort(key=lambda issue: issue.row)
    return taken


def _take(part: list[Home], taken: Taken) -> None:
    for attempt in range(_ATTEMPTS_MAX):
        began = time.monotonic()
        try:
            with writing() as session:
                written = write(session, taken.run, part)
            break
        except OperationalError as fault:
            # Somebody held the lock for long. Nothing was counted: the lock comes first.
            if not is_busy(fault) or attempt + 1 == _ATTEMPTS_MAX:
                raise
    took = time.monotonic() - began
    taken.documents += len(written.opened)
    reconcile(taken.run.here.community_id, written.opened, written.opened, written.left)
    taken.longest_ms = max(taken.longest_ms, round(took * 1000))
    # Half of the time belongs to the tablets: whoever waits for the lock gets it now.
    time.sleep(min(time.monotonic() - began, _PAUSE_SECONDS_MAX))


def _note(register: Register, taken: Taken, whole: bool, by: bytes | None) -> None:
    fields = sorted(column.target.path for column in register.table.columns if column.target.path != IGNORE)
    with writing() as session:
        note(
            session,
            Someone(taken.run.here.community_id, by),
            "residents.import",
            None,
            file=register.digest,
            fields=fields,
            finished=whole,
            documents=taken.documents,
            **asdict(taken.run.counts),
        )


def counts_of(taken: Taken) -> Mapping[str, Any]:
    """The counts, for a program."""
    return asdict(taken.run.counts)
