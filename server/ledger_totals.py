"""The totals of a ledger: how many rows and people, what adds up, and how many of each answer (按类统计)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from schemas.declaration import Field
from schemas.kind import Kind

SHEET = "统计"
_ROWS, _PEOPLE = "{条数}", "{人数}"
_COUNTED = frozenset({"元", "人", "个", "次", "个月", "户"})
"""Units of what is counted or paid: these add up, a pressure or a weight does not."""
_COUNTED_LABELS = ("次数", "人数", "人口", "户数")
_OWN = "x_"


@dataclass(slots=True)
class Totals:
    """``sums``: column → sum, of what adds up; ``answers``: question → answer → in how many rows."""

    rows: int = 0
    people: set[bytes] = field(default_factory=set)
    sums: dict[int, float] = field(default_factory=dict)
    answers: dict[str, Counter[str]] = field(default_factory=dict)

    def words(self) -> dict[str, str]:
        """What a street may leave open anywhere in its table: ``{条数}``, ``{人数}``, ``{探访方式=入户}``."""
        found = {_ROWS: str(self.rows), _PEOPLE: str(len(self.people))}
        for question, counted in self.answers.items():
            found |= {f"{{{question}={answer}}}": str(n) for answer, n in counted.items()}
        return found

    def row(self) -> dict[int, Any]:
        """The cells of a row of totals."""
        return {column: int(one) if one == int(one) else round(one, 2) for column, one in self.sums.items()}

    def sheet(self) -> list[list[Any]]:
        """The numbers by answer, question by question."""
        lines: list[list[Any]] = [["合计", "条数", self.rows], ["", "人数", len(self.people)]]
        for question, counted in self.answers.items():
            lines += [[question if place == 0 else "", answer, n] for place, (answer, n) in enumerate(counted.items())]
        return lines


def totals_of(
    columns: Mapping[int, Field], rows: Sequence[Mapping[int, Any]], people: Iterable[bytes | None]
) -> Totals:
    """The totals of a ledger's rows (column → cell). ``columns``: the field that each holds, of those that hold one."""
    made = Totals(rows=len(rows), people={one for one in people if one is not None})
    for column, one in columns.items():
        cells = [row.get(column) for row in rows]
        if adds_up(one):
            numbers = [cell for cell in cells if isinstance(cell, int | float) and not isinstance(cell, bool)]
            made.sums[column] = sum(numbers)
        elif one.codes is not None:
            made.answers[one.label.zh] = _counted(one, cells)
    return made


def adds_up(one: Field) -> bool:
    """Whether numbers of this field mean something together."""
    if one.type not in ("integer", "decimal"):
        return False
    if one.unit is not None:
        return one.unit.zh in _COUNTED
    return one.label.zh.endswith(_COUNTED_LABELS) or one.path.startswith(_OWN)


def fields_of(keys: Mapping[int, str], kind: Kind, resident: Kind, starts: Mapping[str, str]) -> dict[int, Field]:
    """The field that each column holds: ``starts`` are the beginnings of keys, ``own`` and ``resident``."""
    found: dict[int, Field] = {}
    for column, key in keys.items():
        for name, of in (("own", kind), ("resident", resident)):
            if key.startswith(starts[name]):
                path = key.removeprefix(starts[name])
                one = next((each for each in of.fields if each.path == path), None)
                if one is not None:
                    found[column] = one
    return found


def _counted(one: Field, cells: Sequence[Any]) -> Counter[str]:
    """Every answer that there is, also those that nobody gave: a 0 is told, not left out."""
    labels = [code.label.zh for code in (one.codes.codes if one.codes else ()) if not code.retired]
    counted: Counter[str] = Counter(dict.fromkeys(labels, 0))
    for cell in cells:
        for part in str(cell).split("、") if one.type == "choices" and cell else [cell]:
            counted["没填" if part in (None, "") else str(part)] += 1
    return counted
