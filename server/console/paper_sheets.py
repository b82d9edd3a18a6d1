"""A national form drawn: its layout and the answers become rows of cells, as a template writes them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Literal

from schemas.declaration import CodeList, Field
from schemas.kind import Kind
from schemas.paths import UNMEASURED
from server.console.drawing import field_value
from server.console.paper_layouts import DEGREES, SCORES, SELF_CARE, Layout, Row
from server.console.paper_values import Values, diseases, full_day, worked_out

Sort = Literal["say", "value", "printed", "boxes", "inbox"]
_TOKEN = re.compile(r"\{(=|!)?([\w.]+)(?::(day|digits|lines))?\}|\[([\w.]*)(?:\*(\d+))?\]|\(([a-z][\w.]*)\)")
_TICK = "√"
_NONE = "——"
_ALONE_COLUMNS = 6
_DISEASES_ROOM = 6


@dataclass(frozen=True, slots=True)
class Piece:
    """Something printed (``say``, ``printed``), written (``value``; empty: room for a pen), boxes at the right, or one
    among the words (``inbox``)."""

    sort: Sort
    text: str = ""
    boxes: tuple[str, ...] = ()


@dataclass(slots=True)
class Cell:
    """``lines`` of pieces. ``edge``: a heading that stands upright at the left."""

    lines: list[list[Piece]] = field(default_factory=list)
    head: bool = False
    edge: bool = False
    colspan: int = 1
    rowspan: int = 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """A form with its rows of cells; ``side``: visits side by side."""

    title: str
    rows: list[list[Cell]]
    side: bool
    note: str
    columns: str = "alone"
    """Which widths its columns have."""
    when: str = ""
    """The day, where the form has no row for it."""


def sheet(layout: Layout, kind: Kind, records: Sequence[Values], names: Mapping[str, str]) -> Sheet:
    """The form with these records (values as the reader may see them), the first at the left."""
    pen = _Pen(kind, names)
    if layout is SELF_CARE:
        values = records[0] if records else {}
        rows = scores(kind, values, DEGREES, SCORES)
        return Sheet(layout.title, rows, False, layout.note, "scores", full_day(values.get("at")))
    if layout.beside == 1:
        values = records[0] if records else {}
        rows = [pen.alone(row, values) for row in layout.rows]
    else:
        columns = [*records, *([{}] * (layout.beside - len(records)))][: layout.beside]
        rows = [pen.beside(row, columns) for row in layout.rows]
    _join(rows, layout)
    return Sheet(layout.title, rows, layout.beside > 1, layout.note, "alone" if layout.beside == 1 else "beside")


def _join(rows: list[list[Cell]], layout: Layout) -> None:
    """Headings at the left stand once for all the rows that they head."""
    for depth, name in enumerate(("edge", "sub")):
        place = 0
        for said, group in groupby(layout.rows, key=lambda row: (row.edge, row.sub)[: depth + 1]):
            count = len(list(group))
            if said[depth]:
                heading = Cell([[Piece("say", said[depth])]], head=True, edge=name == "edge", rowspan=count)
                rows[place].insert(min(depth, 1 if rows[place] and rows[place][0].edge else 0), heading)
            place += count


@dataclass(frozen=True, slots=True)
class _Pen:
    kind: Kind
    names: Mapping[str, str]

    def beside(self, row: Row, columns: Sequence[Values]) -> list[Cell]:
        (label, text), *_ = row.pairs
        heading = Cell(self.lines(label, {}), head=True, colspan=1 if row.edge else 2)
        return [heading, *(Cell(self.lines(text, one)) for one in columns)]

    def alone(self, row: Row, values: Values) -> list[Cell]:
        cells: list[Cell] = []
        before = 3 - bool(row.edge) - bool(row.sub)
        for place, (label, text) in enumerate(row.pairs):
            last = place == len(row.pairs) - 1
            cells.append(Cell(self.lines(label, values), head=True, colspan=before if place == 0 else 1))
            cells.append(Cell(self.lines(text, values), colspan=_ALONE_COLUMNS - 3 if last and place == 0 else 1))
        return cells

    def lines(self, text: str, values: Values) -> list[list[Piece]]:
        return [list(self._pieces(line, values)) for line in text.split("\n")]

    def _pieces(self, text: str, values: Values) -> Iterable[Piece]:
        at = 0
        for found in _TOKEN.finditer(text):
            if found.start() > at:
                yield Piece("say", text[at : found.start()])
            at = found.end()
            yield from self._token(found, values)
        if at < len(text):
            yield Piece("say", text[at:])

    def _token(self, found: re.Match[str], values: Values) -> Iterable[Piece]:
        sign, path, how, picked, count, ticked = found.groups()
        if ticked is not None:
            yield Piece("printed", self._ticked(ticked, values))
        elif picked is not None:
            yield from self._boxes(picked, int(count or 0), values)
        elif sign == "!":
            yield from self._listed(path, "\n" if how == "lines" else "  ")
        elif path == "diseases":
            yield from self._found_when(values)
        elif sign == "=":
            yield Piece("value", worked_out(self.kind, path, values))
        else:
            yield Piece("value", self._written(path, how, values))

    def _boxes(self, path: str, count: int, values: Values) -> Iterable[Piece]:
        if not path:
            yield Piece("boxes", boxes=("",) * count)
            return
        codes = self._codes(path)
        chosen = [_number(codes, place) for place, one in enumerate(codes.codes)
                  if values.get(path) == one.code or values.get(f"{path}.{one.code}") is True]  # fmt: skip
        if not count:
            yield Piece("printed", _printed(codes))
        most = max(count, len(chosen), 1)
        yield Piece("boxes", boxes=tuple([*chosen, *([""] * most)][:most]))

    def _listed(self, path: str, between: str) -> Iterable[Piece]:
        yield Piece("printed", _printed(self._codes(path), between))

    def _found_when(self, values: Values) -> Iterable[Piece]:
        """The diseases' numbers, each with the month in which it was found."""
        found = diseases(self.kind, values)
        for number, month in [*found, *([("", "")] * _DISEASES_ROOM)][: max(_DISEASES_ROOM, len(found))]:
            yield Piece("inbox", number)
            yield Piece("say", f"确诊时间 {month or '    年  月'}/ ")

    def _ticked(self, path: str, values: Values) -> str:
        said = [one.label.zh + (_TICK if values.get(path) == one.code else "") for one in self._codes(path).codes]
        return " ".join(said)

    def _written(self, path: str, how: str | None, values: Values) -> str:
        one, value = self.kind.field_at(path), values.get(path)
        if value in (None, "") or one is None:
            reason = values.get(path + UNMEASURED)
            return f"未测：{field_value(self.kind, path + UNMEASURED, reason)}" if reason else ""
        if how == "day":
            return full_day(value)
        if how == "digits":
            return str(value).replace("-", " ")
        if one.type == "attachment":
            return ""
        written = field_value(self.kind, path, value, self.names)
        return written.removesuffix(one.unit.zh).strip() if one.unit else written

    def _codes(self, path: str) -> CodeList:
        found: Field | None = next((one for one in self.kind.fields if one.path == path), None)
        return found.codes if found is not None and found.codes is not None else CodeList("none", ())


def _printed(codes: CodeList, between: str = "  ") -> str:
    return between.join(
        f"{_number(codes, place)} {one.label.zh}" for place, one in enumerate(codes.codes) if not one.retired
    )


def _number(codes: CodeList, place: int) -> str:
    """The number in the box: the paper's own, the code where it is one, else the place in the list."""
    one = codes.codes[place]
    return one.paper or (one.code if one.code.isdecimal() else str(place + 1))


def scores(kind: Kind, values: Values, columns: Sequence[str], items: Mapping[str, Sequence[Any]]) -> list[list[Cell]]:
    """Rows of a form whose answers are scores: what each degree is, its score, and the score that was given."""
    rows: list[list[Cell]] = []
    given: list[int] = []
    heads = ("评估事项、内容与评分", *columns, "判断评分")
    rows.append([_said(one, head=True) for one in heads])
    for number, (path, degrees) in enumerate(items.items(), start=1):
        one = kind.field_at(path)
        if one is None:
            continue
        labels = {code.code: code.label.zh for code in (one.codes.codes if one.codes else ())}
        score = str(values.get(path) or "")
        given += [int(score)] if score.isdecimal() else []
        about = f"（{number}）{one.label.zh}：{one.help.zh if one.help else ''}"
        said = [labels.get(str(each), _NONE) if shown else _NONE for each, shown in degrees]
        rows.append([_said(about, head=True), *(_said(each) for each in said), Cell()])
        numbers = [_said(str(each)) for each, _ in degrees]
        rows.append([_said("评分", head=True), *numbers, Cell([[Piece("value", score)]])])
    total = str(sum(given)) if len(given) == len(items) else ""
    rows.append(
        [Cell([[Piece("say", "总评分")]], head=True, colspan=len(columns) + 1), Cell([[Piece("value", total)]])]
    )
    return rows


def _said(text: str, head: bool = False) -> Cell:
    return Cell([[Piece("say", text)]], head=head)
