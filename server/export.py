"""Export: the records of a kind as a table that other programs open, masked unless two people want it otherwise."""

from __future__ import annotations

import csv
import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta, timezone
from functools import partial
from pathlib import Path
from typing import Any

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from schemas.columns import Column
from schemas.declaration import Field
from schemas.every_kind import REVIEW_STATES
from schemas.kind import Kind
from server.attachment_store import sync_folder
from server.clock import fresh_bytes, uuid_text
from server.export_sources import HEADINGS, SHEET, WIDTHS, Source, cells, sources_of
from server.models import Record
from server.spreadsheet import Table, write_sheets

FORMATS = ("csv", "jsonl", "xlsx")
_ROWS = 500
_CHINA = timezone(timedelta(hours=8))
_FIXED = ("文档编号", "网格", "时间", "收到时间", "审核状态", "待处理冲突")
_TEXTS = frozenset({"text", "note"})
_ON_THE_MAP = frozenset({"address.estate", "address.building"})
"""Of an address, what statistics need and no door is found by."""
_HIDDEN_IN_PART = frozenset({"personal", "health", "note"})
_FORMULA = tuple("=+-@\t\r\n＝＋－＠")


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records, and whether whole."""

    community_id: str
    kind: Kind
    grid_id: str | None = None
    since_ms: int | None = None
    until_ms: int | None = None
    masked: bool = True
    only: ColumnElement[bool] | None = None
    """What whoever asks may see; None at the server itself."""
    sources: bool = False
    """With who wrote each answer, and how it came about."""

    def query(self) -> Select[Record]:
        """Them, in no order."""
        when = func.coalesce(Record.when_ms, Record.received_ms)
        query = select(Record).where(Record.community_id == self.community_id, Record.kind == self.kind.name)
        if self.grid_id is not None:
            query = query.where(Record.grid_id == self.grid_id)
        if self.since_ms is not None:
            query = query.where(when >= self.since_ms)
        if self.until_ms is not None:
            query = query.where(when < self.until_ms)
        return query if self.only is None else query.where(self.only)

    def records(self, session: Session) -> Iterator[Record]:
        """Them, in the order of grids and times, a page in memory at once."""
        when = func.coalesce(Record.when_ms, Record.received_ms)
        ordered = self.query().order_by(Record.grid_id, when, Record.document_id).execution_options(yield_per=_ROWS)
        yield from session.scalars(ordered)


Telling = Callable[[], Iterable[Source]]


def write(session: Session, wanted: Wanted, form: str, path: Path) -> tuple[Path, list[bytes]]:
    """Write what is wanted to a draft beside ``path``; the draft, and the documents in it.

    The caller writes the audit log and then gives the draft its name: nothing leaves that is not noted.
    """
    draft = path.with_name(f".{path.name}.{fresh_bytes(4).hex()}.part")
    ids: list[bytes] = []

    def counted() -> Iterator[Record]:
        for record in wanted.records(session):
            ids.append(record.document_id)
            yield record

    def told() -> Iterator[Source]:
        # The table is written first, so by now it is known which records are in it.
        as_it_may_leave = partial(shown, wanted)
        return sources_of(session, wanted.community_id, wanted.kind, ids, as_it_may_leave, reasons=not wanted.masked)

    try:
        draft.touch(mode=0o600)
        _WRITERS[form](draft, wanted, counted(), told)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft, ids


def publish(draft: Path, path: Path) -> None:
    """Give a draft its name, once it is on the disk."""
    with draft.open("rb") as file:
        os.fsync(file.fileno())
    draft.replace(path)
    sync_folder(path.parent)


def _write_csv(path: Path, wanted: Wanted, records: Iterable[Record], told: Telling) -> None:
    del told  # one table is all that such a file holds
    # The mark at the beginning is what makes Excel read Chinese as Chinese.
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        table = csv.writer(file)
        table.writerow([_harmless(heading) for heading in headings(wanted.kind)])
        for record in records:
            table.writerow([_harmless(cell) for cell in _cells(wanted, record)])


def _write_jsonl(path: Path, wanted: Wanted, records: Iterable[Record], told: Telling) -> None:
    with path.open("w", encoding="utf-8") as file:
        for record in records:
            values = {name: shown(wanted, name, value) for name, value in record.values.items()}
            body = {
                "document": uuid_text(record.document_id), "kind": record.kind, "grid": record.grid_id,
                "when_ms": record.when_ms, "received_ms": record.received_ms, "status": record.status,
                "conflicts": record.conflicts, "values": values,
            }  # fmt: skip
            file.write(json.dumps(body, ensure_ascii=False) + "\n")
        for one in told() if wanted.sources else ():
            file.write(json.dumps({"origin": asdict(one)}, ensure_ascii=False) + "\n")


def _write_xlsx(path: Path, wanted: Wanted, records: Iterable[Record], told: Telling) -> None:
    rows = (_cells(wanted, record) for record in records)
    beside = [Table(SHEET, HEADINGS, (cells(one) for one in told()), WIDTHS)] if wanted.sources else []
    write_sheets(path, [Table(wanted.kind.label.zh, headings(wanted.kind), rows), *beside])


_WRITERS = {"csv": _write_csv, "jsonl": _write_jsonl, "xlsx": _write_xlsx}


def headings(kind: Kind) -> list[str]:
    """What stands above the columns of a kind's table, in their order."""
    return [*_FIXED, *(_heading(kind, column) for column in kind.columns())]


def _heading(kind: Kind, column: Column) -> str:
    field = kind.field_at(column.path)
    unit = f"（{field.unit.zh}）" if field and field.unit else ""
    # “其他” stands in many lists: an option is headed by its question too.
    question = next((f"{one.label.zh}：" for one in kind.fields if _is_option(one, column.path)), "")
    return f"{question}{column.label.zh}{'（条数）' if column.entries else ''}{unit}"


def _is_option(field: Field, path: str) -> bool:
    return field.type == "choices" and path.startswith(f"{field.path}.")


def _cells(wanted: Wanted, record: Record) -> list[Any]:
    fixed = [
        uuid_text(record.document_id), record.grid_id, _moment(record.when_ms), _moment(record.received_ms),
        next((code.label.zh for code in REVIEW_STATES.codes if code.code == record.status), record.status),
        record.conflicts,
    ]  # fmt: skip
    return [*fixed, *(_cell(wanted, column, record.values) for column in wanted.kind.columns())]


def _cell(wanted: Wanted, column: Column, values: dict[str, Any]) -> Any:
    if column.entries:
        return len({path.split(".")[1] for path in values if path.startswith(f"{column.path}.") and "." in path})
    value = shown(wanted, column.path, values.get(column.path))
    field = wanted.kind.field_at(column.path)
    if value is None or field is None:
        return value
    if field.type == "time":
        return _moment(value)
    if isinstance(value, bool):
        return "是" if value else "否"
    if field.codes is not None:
        return next((code.label.zh for code in field.codes.codes if code.code == value), str(value))
    return value


def cell_of(wanted: Wanted, path: str, values: Mapping[str, Any]) -> Any:
    """One answer as a cell, of a list of ticks all that are ticked; masked where the rest is."""
    field = next((one for one in wanted.kind.fields if one.path == path), None)
    if field is not None and field.type == "choices" and field.codes is not None:
        ticked = [code.label.zh for code in field.codes.codes if values.get(f"{path}.{code.code}") is True]
        return "、".join(ticked) or None
    return _cell(wanted, Column(path, path, "text", wanted.kind.label), dict(values))


def shown(wanted: Wanted, path: str, value: Any) -> Any:
    """A value as it may leave."""
    if not wanted.masked or value is None or isinstance(value, bool):
        return value
    field = wanted.kind.field_at(path)
    if field is None or field.sensitivity == "identity":
        return wanted.kind.mask(path, value, own_grid=False)
    if path == "birth_date":
        return value[:4] if isinstance(value, str) else "*"
    if isinstance(value, str) and field.sensitivity != "open" and not _is_of_its_form(field, value):
        return "*"  # what should be a number or a code, and is words, may be anything
    return wanted.kind.mask(path, value) if _is_telling(field) else value


def _is_telling(field: Field) -> bool:
    """Whether in this field anything may stand by which somebody is known."""
    if field.sensitivity not in _HIDDEN_IN_PART or field.path in _ON_THE_MAP:
        return False
    return field.type in _TEXTS or field.type == "attachment"


def _is_of_its_form(field: Field, value: str) -> bool:
    if field.codes is not None:
        return field.codes.open or any(code.code == value for code in field.codes.codes)
    if field.type in ("integer", "decimal", "boolean", "time"):
        return False
    return field.type not in ("date", "month") or value.replace("-", "").isdecimal()


def _moment(ms: Any) -> str | None:
    if not isinstance(ms, int):
        return None
    try:
        return datetime.fromtimestamp(ms / 1000, UTC).astimezone(_CHINA).strftime("%Y-%m-%d %H:%M")
    except (ValueError, OverflowError, OSError):
        return str(ms)


def _harmless(cell: Any) -> Any:
    """What a spreadsheet would run as a formula, as the text that somebody typed."""
    return f"'{cell}" if isinstance(cell, str) and cell.startswith(_FORMULA) else cell
