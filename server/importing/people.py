"""One row of a register says who somebody is; what it says of the home stands beside it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from server.importing.cells import person_name, text
from server.importing.headings import Column, Table
from server.importing.issues import Fate, Issue
from server.importing.places import Address, address_of
from server.importing.targets import CONTACT, GRID, HEAD_NAME, IGNORE, NUMBER, RESIDENT, Target
from server.importing.values import birth_day, id_number, read_cell
from server.importing.words import WORDS, heading_key
from server.importing.workbook import Unreadable, Value, column_letter
from sync.document import Scalar

_NAME_CHARACTERS_MAX = 40
_IN_A_NAME = re.compile(r"[^\W\d_]+(?:[ .·'-][^\W\d_]+)*")
_NOTE_CELLS_MAX = 2
_HEAD = "0"
_BY_ITSELF = frozenset({"name", "id_number", "birth_date", GRID, IGNORE, NUMBER, HEAD_NAME})


@dataclass(slots=True)
class Person:
    """What one row says. ``values`` were written there; ``derived`` follow from the ID number and only fill gaps."""

    row: int
    name: str = ""
    number: str = ""
    grid: str = ""
    values: dict[str, Scalar] = field(default_factory=dict)
    derived: dict[str, Scalar] = field(default_factory=dict)
    contact: dict[str, Scalar] = field(default_factory=dict)
    of_home: dict[str, Scalar] = field(default_factory=dict)
    home_number: str = ""
    head_name: str = ""
    address: Address = field(default_factory=Address)
    places: dict[str, str] = field(default_factory=dict)
    """Path → the column that it came from, as it is told."""
    issues: list[Issue] = field(default_factory=list)

    @property
    def refused(self) -> bool:
        """Whether nothing of this row may be taken."""
        return any(issue.fate == "refused" for issue in self.issues)

    @property
    def is_head(self) -> bool:
        """Whether the row says that this is the head of the household."""
        return self.values.get("relation_to_head") == _HEAD or (bool(self.head_name) and self.head_name == self.name)

    @property
    def birth_date(self) -> str:
        """The birth date that is known, "" if none is."""
        known = self.values.get("birth_date") or self.derived.get("birth_date")
        return known if isinstance(known, str) else ""

    def tell(
        self, fate: Fate, code: str, path: str = "", value: Scalar = None, about: dict[str, str] | None = None
    ) -> None:
        """Keep something to be told of this row, masked."""
        self.issues.append(Issue(self.row, fate, code, self.places.get(path, ""), masked(path, value), about or {}))


def masked(path: str, value: object) -> str:
    """A value as it may be printed; "" where there is none."""
    if value is None or value == "":
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    where, said = _mask_path(path), str(value)
    if where.endswith("name"):
        said = person_name(said)
    elif where.endswith("phone"):
        said = "".join(said.split())
    return RESIDENT.mask(where, said)


def _mask_path(path: str) -> str:
    if path == HEAD_NAME:
        return "name"
    if path == "household.phone":
        return "phone"
    if path.startswith(CONTACT) and path.count(".") == 1:
        return f"contact.x.{path.removeprefix(CONTACT)}"
    return path


def read_people(table: Table, today: str) -> tuple[list[Person], list[int]]:
    """Everybody in the table, in its order; and the rows that are notes, headings again, or sums."""
    people, passed_over = [], []
    for row in sorted(number for number in table.sheet.rows if number >= table.first_row):
        if _is_no_person(table, row):
            passed_over.append(row)
        else:
            people.append(_Row(table, row, today).person())
    return people, passed_over


def _is_no_person(table: Table, row: int) -> bool:
    cells = {number: text(value) for number, value in table.sheet.rows[row].items()}
    said = [one for one in cells.values() if one]
    headings = {column.number: heading_key(column.heading) for column in table.columns}
    again = sum(bool(headings.get(number)) and heading_key(one) == headings[number] for number, one in cells.items())
    if again >= 2 or not said:
        return True
    named, numbered = table.column_for("name"), table.column_for("id_number")
    name = cells.get(named.number, "") if named else ""
    if numbered and cells.get(numbered.number):
        return False
    first = said[0]
    if first.startswith(WORDS.note_begins) and (len(said) <= _NOTE_CELLS_MAX or not _IN_A_NAME.fullmatch(name)):
        return True
    return not name and len(said) <= _NOTE_CELLS_MAX


class _Row:
    """One row being read."""

    def __init__(self, table: Table, row: int, today: str) -> None:
        self.table = table
        self.row = row
        self.today = today
        self.made = Person(row)

    def person(self) -> Person:
        for column in self._columns():
            path = column.target.path
            self.made.places[path] = f"{column_letter(column.number)} {column.heading}"
        self._who()
        self._born()
        for column in self._columns():
            if column.target.path not in _BY_ITSELF:
                self._take(column)
        self._sex()
        self._where()
        if self.made.contact and "contact.name" not in self.made.contact:
            phone = self.made.contact.get("contact.phone")
            self.made.tell("left_out", "contact.nameless", "contact.phone", phone)
            self.made.contact.clear()
        return self.made

    def _columns(self) -> Iterator[Column]:
        return (column for column in self.table.columns if column.target.path != IGNORE)

    def _cell(self, path: str) -> Value | None:
        column = self.table.column_for(path)
        return None if column is None else self._value(column.number, column.target)

    def _value(self, number: int, target: Target) -> Value | None:
        own = self.table.sheet.rows[self.row].get(number)
        return self.table.sheet.spanned(self.row, number) if own is None and target.spans_rows else own

    def _who(self) -> None:
        made = self.made
        cell = self._cell("name")
        if isinstance(cell, Unreadable):
            made.tell("refused", f"value.{cell.why}", "name")
        made.name = person_name(text(cell))
        if not made.name and not isinstance(cell, Unreadable):
            made.tell("refused", "row.no_name", "name")
        elif made.name and (len(made.name) > _NAME_CHARACTERS_MAX or not _IN_A_NAME.fullmatch(made.name)):
            made.tell("refused", "row.name", "name", made.name)
        made.values["name"] = made.name
        typed = self._cell("id_number")
        number = id_number(typed, self.today)
        if number.code:
            made.tell("refused", number.code, "id_number", text(typed), {"zh": number.zh, "en": number.en})
        elif number.read:
            made.number = number.read.number
            made.values["id_number"] = made.number
            made.derived |= {"birth_date": number.read.birth_date, "sex": number.read.sex}

    def _born(self) -> None:
        made, cell = self.made, self._cell("birth_date")
        if isinstance(cell, Unreadable):
            made.tell("left_out", f"value.{cell.why}", "birth_date")
            return
        found, from_id = birth_day(cell), made.derived.get("birth_date")
        if found.day and from_id and found.day != from_id:
            made.tell("check", "birth.from_id", "birth_date", found.day)
        elif found.day > self.today:
            made.tell("refused", "date.future", "birth_date", found.day)
        elif found.day:
            made.values["birth_date"] = found.day
        elif found.problem == "date.lunar":
            made.values["lunar_birthday"] = text(cell)[:100]
            made.tell("check", "date.lunar", "birth_date", text(cell))
        elif found.problem == "date.partial" and from_id:
            if not str(from_id).startswith(found.month):
                made.tell("check", "birth.from_id", "birth_date", text(cell))
        elif found.problem in ("date.partial", "date.unreadable"):
            made.tell(
                "check" if from_id else "left_out", _with_id(found.problem, bool(from_id)), "birth_date", text(cell)
            )
        elif found.problem == "date.impossible":
            # Without an ID number nothing else says who this is: the clerk looks at the paper once more.
            code = "date.impossible_id" if from_id else found.problem
            made.tell("check" if from_id else "refused", code, "birth_date", text(cell))

    def _take(self, column: Column) -> None:
        made, path = self.made, column.target.path
        cell = self._value(column.number, column.target)
        read = read_cell(column.target, cell)
        if read.code:
            made.tell(read.fate, read.code, path, text(cell), read.about)
        if path.startswith(CONTACT):
            made.contact |= read.values
        elif column.target.of_household:
            made.of_home |= read.values
        else:
            made.values |= read.values

    def _sex(self) -> None:
        made = self.made
        typed, from_id = made.values.get("sex"), made.derived.get("sex")
        if typed in ("1", "2") and from_id and typed != from_id:
            made.tell("check", "sex.from_id", "sex", str(typed))
            del made.values["sex"]
        elif not typed and not from_id and not made.refused:
            made.tell("check", "sex.missing", "sex")
        if made.number and made.values.pop("id_missing_reason", None):
            made.tell("left_out", "id.reason", "id_missing_reason")

    def _where(self) -> None:
        made = self.made
        made.grid = text(self._cell(GRID))
        made.home_number = text(self._cell(NUMBER))
        made.head_name = person_name(text(self._cell(HEAD_NAME)))
        typed = made.values.get("live_address")
        parts = {part: str(made.of_home.pop(f"address.{part}", "")) for part in ("estate", "building", "unit", "room")}
        made.address = address_of(typed if isinstance(typed, str) else "", parts)
        if made.address.text:
            made.values["live_address"] = made.address.text


def _with_id(code: str, from_id: bool) -> str:
    return f"{code}_id" if from_id and code == "date.partial" else "birth.from_id" if from_id else code
