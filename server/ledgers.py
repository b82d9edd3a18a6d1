"""Ledgers (台账): the street's own Excel table, uploaded once with what each of its columns is, filled in each month.

Nobody types anything twice: what was recorded at the door goes into the columns as the street has named them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session, undefer

from schemas.catalogue import Catalogue
from schemas.declaration import Field
from schemas.kind import Kind
from server.access import visible_among
from server.audit import note
from server.auth import Actor
from server.care.today import day_of
from server.clock import fresh_id, now_ms, uuid_text
from server.current import limits
from server.errors import fail
from server.export import Wanted, cell_of
from server.giving import draft_path
from server.importing.container import check_container
from server.importing.workbook import Footing, Sheet, fill, read_workbook
from server.ledger_totals import SHEET, fields_of, totals_of
from server.models import Grid, LedgerTemplate, Record
from server.records import names_of_people
from server.register import reference
from server.resident_search import HOUSEHOLD, RESIDENT, door_of

NUMBER, GRID, WORKER, DAY, DOOR = "number", "grid", "worker", "day", "door"
_FIXED = {NUMBER: "序号", GRID: "网格", WORKER: "工作人员", DAY: "日期", DOOR: "住址"}
_OWN, _RESIDENTS = "own:", "resident:"
_HEADINGS_LOOKED_AT = 15
_HEADING_CELLS_MIN = 2
_SAME = {
    "姓名": f"{_RESIDENTS}name", "居民姓名": f"{_RESIDENTS}name", "老人姓名": f"{_RESIDENTS}name",
    "身份证号码": f"{_RESIDENTS}id_number", "身份证号": f"{_RESIDENTS}id_number", "证件号码": f"{_RESIDENTS}id_number",
    "联系电话": f"{_RESIDENTS}phone", "电话": f"{_RESIDENTS}phone", "家庭住址": DOOR, "地址": DOOR, "现住址": DOOR,
    "探访日期": DAY, "走访日期": DAY, "时间": DAY, "探访时间": DAY, "探访人": WORKER, "网格员": WORKER,
    "走访人": WORKER, "所属网格": GRID, "编号": NUMBER,
}  # fmt: skip
_ON_STAIRS = ("address.unit", "address.room", "address_text")


@dataclass(frozen=True, slots=True)
class Source:
    """Something that a column can hold."""

    key: str
    label: str


def sources(catalogue: Catalogue, kind: Kind) -> list[Source]:
    """Everything that a column of a ledger of this kind can hold."""
    found = [Source(key, label) for key, label in _FIXED.items()]
    if kind.subject_path == "resident":
        resident = catalogue.kinds[RESIDENT]
        found += [Source(f"{_RESIDENTS}{one.path}", f"居民：{one.label.zh}") for one in resident.fields if _fits(one)]
    found += [Source(f"{_OWN}{one.path}", one.label.zh) for one in kind.fields if _fits(one)]
    return found


def upload(session: Session, actor: Actor, name: str, kind_name: str, file: Path) -> bytes:
    """Keep a template with a first guess at its columns; its id. Fails as ``FileFault`` where it is no workbook."""
    kind = actor.catalogue.named(kind_name) or fail("not_found")
    check_container(file, limits())
    kept = select(func.count()).where(
        LedgerTemplate.community_id == actor.community_id, LedgerTemplate.retired_ms.is_(None)
    )
    if (session.scalar(kept) or 0) >= limits().ledger_templates_max:
        fail("body.too_large", f"at most {limits().ledger_templates_max} templates: retire one first")
    sheet, heading_row = _heading(read_workbook(file, limits()))
    row = LedgerTemplate(
        community_id=actor.community_id, id=fresh_id(), name=name, kind=kind.name, sheet=sheet.name,
        heading_row=heading_row, columns=_guessed(actor.catalogue, kind, sheet.rows[heading_row]),
        file=file.read_bytes(), person_id=actor.person_id, uploaded_ms=now_ms(),
    )  # fmt: skip
    session.add(row)
    note(session, actor, "ledger.upload", row.id, name=name, kind=kind.name)
    session.flush()
    return row.id


def headings(template: LedgerTemplate, file: Path) -> dict[int, str]:
    """The columns of a template by number, as the street has named them."""
    file.write_bytes(template.file)
    sheet = next(one for one in read_workbook(file, limits()) if one.name == template.sheet)
    return {column: str(value) for column, value in sorted(sheet.rows[template.heading_row].items())}


def map_columns(session: Session, actor: Actor, template_id: bytes, columns: Mapping[str, str]) -> None:
    """Say what each column holds; an empty one stays empty."""
    template = own_template(session, actor, template_id)
    kind = actor.catalogue.named(template.kind) or fail("not_found")
    known = {one.key for one in sources(actor.catalogue, kind)}
    wrong = [column for column, key in columns.items() if key and key not in known]
    if wrong or any(not column.isdecimal() for column in columns):
        fail("body.invalid", fields={f"column {one}": ["Nothing of the kind."] for one in wrong})
    template.columns = {column: key for column, key in columns.items() if key}
    note(session, actor, "ledger.map", template.id)


def own_template(session: Session, actor: Actor, template_id: bytes) -> LedgerTemplate:
    """A template of the actor's community, with its file; fails with ``not_found``."""
    found = session.scalars(
        select(LedgerTemplate)
        .options(undefer(LedgerTemplate.file))
        .where(
            LedgerTemplate.community_id == actor.community_id, LedgerTemplate.id == template_id,
            LedgerTemplate.retired_ms.is_(None),
        )
    ).one_or_none()  # fmt: skip
    return found or fail("not_found")


def filled_in(
    session: Session,
    actor: Actor,
    template: LedgerTemplate,
    wanted: Wanted,
    words: Mapping[str, str],
    with_totals: bool = False,
) -> tuple[Path, list[bytes]]:
    """The street's file with the records in it; the file, and the documents that it tells of.

    Where the street has a row of totals it is filled in; ``with_totals`` adds one, and a sheet of numbers by answer.
    """
    records = list(wanted.records(session))
    if len(records) > limits().import_rows_max:
        fail("body.too_large", f"more than {limits().import_rows_max} rows: choose a shorter time or one grid")
    rows = _Rows(session, actor, wanted, records)
    columns = {int(column): key for column, key in template.columns.items()}
    made = [
        {column: rows.value(number, record, key) for column, key in columns.items()}
        for number, record in enumerate(records, start=1)
    ]
    about = [one.document_id if one.kind == RESIDENT else one.subject_id for one in records]
    starts = {"own": _OWN, "resident": _RESIDENTS}
    totals = totals_of(fields_of(columns, wanted.kind, actor.catalogue.kinds[RESIDENT], starts), made, about)
    footing = Footing(totals.row(), with_totals, f"合计 {totals.rows} 条", SHEET, totals.sheet())
    path = draft_path(".xlsx")
    said = {**words, **totals.words()}
    path.write_bytes(fill(template.file, template.sheet, template.heading_row, made, said, footing))
    return path, [one.document_id for one in records]


class _Rows:
    """Records with what their rows need beside them, read at once for all of them."""

    def __init__(self, session: Session, actor: Actor, wanted: Wanted, records: Sequence[Record]) -> None:
        self.wanted = wanted
        self.resident = replace(wanted, kind=actor.catalogue.kinds[RESIDENT])
        about = [one.document_id if one.kind == RESIDENT else one.subject_id for one in records]
        self.people = _values(session, actor, RESIDENT, about)
        self.homes = _values(
            session, actor, HOUSEHOLD,
            [one.document_id for one in records if one.kind == HOUSEHOLD]
            + [reference(values.get("household")) for values in self.people.values()],
        )  # fmt: skip
        self.workers = names_of_people(session, actor, (one.worker_id for one in records))
        grids = session.execute(select(Grid.id, Grid.name).where(Grid.community_id == actor.community_id))
        self.grids = {row[0]: row[1] for row in grids}

    def value(self, number: int, record: Record, key: str) -> Any:
        """One cell."""
        if key == NUMBER:
            return number
        if key == GRID:
            return self.grids.get(record.grid_id, record.grid_id)
        if key == WORKER:
            return self.workers.get(record.worker_id or b"")
        if key == DAY:
            return day_of(record.received_ms if record.when_ms is None else record.when_ms)
        person = self.people.get(record.document_id if record.kind == RESIDENT else record.subject_id or b"", {})
        if key == DOOR:
            return self._door(record, person)
        if key.startswith(_RESIDENTS):
            return cell_of(self.resident, key.removeprefix(_RESIDENTS), person)
        return cell_of(self.wanted, key.removeprefix(_OWN), record.values)

    def _door(self, record: Record, person: Mapping[str, Any]) -> str | None:
        home = record.document_id if record.kind == HOUSEHOLD else reference(person.get("household"))
        values = dict(self.homes.get(home or b"", {}))
        if self.wanted.masked:
            # Down to the building, by which statistics are made and nobody is found.
            return door_of({path: value for path, value in values.items() if path not in _ON_STAIRS}) or None
        return door_of(values) or person.get("live_address")


def _values(session: Session, actor: Actor, kind: str, ids: Sequence[bytes | None]) -> dict[bytes, Mapping[str, Any]]:
    wanted = sorted({one for one in ids if one is not None})
    found: dict[bytes, Mapping[str, Any]] = {}
    for start in range(0, len(wanted), 500):
        rows = session.execute(
            select(Record.document_id, Record.values).where(
                visible_among(Record, actor), Record.kind == kind, Record.document_id.in_(wanted[start : start + 500])
            )
        )
        found.update((row[0], row[1]) for row in rows)
    return found


def _heading(sheets: Sequence[Sheet]) -> tuple[Sheet, int]:
    """The row with the most words among the first: that is where a street names its columns."""
    best: tuple[int, Sheet, int] | None = None
    for sheet in sheets:
        for number, row in sorted(sheet.rows.items())[:_HEADINGS_LOOKED_AT]:
            words = sum(isinstance(value, str) for value in row.values())
            if best is None or words > best[0]:
                best = words, sheet, number
    if best is None or best[0] < _HEADING_CELLS_MIN:
        fail("body.invalid", fields={"file": ["No row that names columns was found."]})
    return best[1], best[2]


def _guessed(catalogue: Catalogue, kind: Kind, row: Mapping[int, Any]) -> dict[str, str]:
    known = sources(catalogue, kind)
    keys = {one.key for one in known}
    # What the record itself asks goes before what its resident's file says.
    by_label = {one.label.removeprefix("居民："): one.key for one in known}
    found = {}
    for column, heading in row.items():
        said = "".join(str(heading).split())
        key = by_label.get(said) or _SAME.get(said)
        if key == f"{_RESIDENTS}name" and kind.name == RESIDENT:
            key = f"{_OWN}name"
        elif key is not None and key.startswith(_RESIDENTS) and kind.name == RESIDENT:
            key = _OWN + key.removeprefix(_RESIDENTS)
        if key in keys:
            found[str(column)] = str(key)
    return found


def _fits(field: Field) -> bool:
    return not field.protected and field.type not in ("attachment", "ref", "person") and not field.retired


def template_name(template: LedgerTemplate) -> str:
    """What a file made from it may be called."""
    return f"ledger-{uuid_text(template.id)[:8]}.xlsx"
