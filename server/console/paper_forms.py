"""Forms as the paper has them: each question with its numbered answers and boxes, up to four visits side by side."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.declaration import CodeList, Field, Group
from schemas.kind import Kind
from schemas.paths import UNMEASURED, split_entry
from server.console.drawing import field_value
from server.console.words import said

_LEFT_OUT = frozenset({"computed.rule_set", "computed.outputs", "computed.inputs", "visit", "resident"})
_BOXES_MAX = 10


@dataclass(frozen=True, slots=True)
class Cell:
    """One answer on paper: the printed choices, the numbers in the boxes, and what is written."""

    printed: str = ""
    boxes: tuple[str, ...] = ()
    written: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One question, answered once for each record."""

    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Block:
    """What stands beside one heading at the left edge."""

    title: str
    lines: tuple[Line, ...]


Values = Mapping[str, Any]


def blocks(kind: Kind, records: Sequence[Values], names: Mapping[str, str]) -> list[Block]:
    """The form with these records (values as the reader may see them), in the order of the paper."""
    made = [Block(said(one.label), tuple(_lines(kind, one.parts, records, names))) for one in kind.sections]
    return [one for one in made if one.lines]


def title(kind: Kind) -> str:
    """What the paper is called: by the name it is printed under, where its declaration says so."""
    printed = kind.source.split(",")[0].strip()
    return printed if printed.endswith("表") else said(kind.label)


def _lines(
    kind: Kind, parts: Iterable[Field | Group], records: Sequence[Values], names: Mapping[str, str]
) -> Iterable[Line]:
    for part in parts:
        if isinstance(part, Group):
            cells = tuple(Cell(written=_entries(kind, part, one, names)) for one in records)
            yield Line(said(part.label), cells)
        elif part.path not in _LEFT_OUT and (_is_printed(part) or any(part.path in one for one in records)):
            yield Line(_label(part), tuple(_cell(kind, part, one, names) for one in records))


def _is_printed(field: Field) -> bool:
    """Why somebody decided otherwise than was worked out is asked on no paper; it stands there once it is answered."""
    return not field.retired and not field.path.endswith("_reason")


def _label(field: Field) -> str:
    return f"{said(field.label)}（{field.unit.zh}）" if field.unit else said(field.label)


def _cell(kind: Kind, field: Field, values: Values, names: Mapping[str, str]) -> Cell:
    if field.type == "choices" and field.codes is not None:
        ticked = tuple(
            _number(place, one.code, one.paper)
            for place, one in enumerate(field.codes.codes, start=1)
            if values.get(f"{field.path}.{one.code}") is True
        )
        return Cell(_printed(field.codes), ticked[:_BOXES_MAX] or ("",))
    value = values.get(field.path)
    if field.codes is not None:
        chosen = [
            _number(place, one.code, one.paper)
            for place, one in enumerate(field.codes.codes, start=1)
            if one.code == value
        ]
        return Cell(_printed(field.codes), (chosen[0] if chosen else "",))
    if value in (None, ""):
        reason = values.get(field.path + UNMEASURED)
        return Cell(written="" if reason is None else field_value(kind, field.path + UNMEASURED, reason))
    written = field_value(kind, field.path, value, names)
    return Cell(written=written.removesuffix(field.unit.zh).strip() if field.unit else written)


def _printed(codes: CodeList) -> str:
    return "  ".join(
        f"{_number(place, one.code, one.paper)} {said(one.label)}"
        for place, one in enumerate(codes.codes, start=1)
        if not one.retired
    )


def _number(place: int, code: str, paper: str) -> str:
    """The number in the box: the paper's own, the code where it is one, else the place in the list."""
    return paper or (code if code.isdecimal() else str(place))


def _entries(kind: Kind, group: Group, values: Values, names: Mapping[str, str]) -> str:
    places = (split_entry(path) for path in values if path.startswith(f"{group.path}."))
    entries = sorted({one.entry for one in places if one})
    rows = []
    for entry in entries:
        paths = [f"{group.path}.{entry}.{one.path}" for one in group.fields]
        rows.append(" ".join(field_value(kind, path, values[path], names) for path in paths if values.get(path)))
    return "；".join(row for row in rows if row)
