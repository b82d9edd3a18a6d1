"""A rule set: thresholds, tables, and what is worked out of a record with them. Plain, immutable data.

`docs/care.md` tells what each part means to those who write one.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from schemas.care import wording
from schemas.care.expression import Expression
from schemas.declaration import Condition, Label

Scalar = str | int | float | bool
Constant = Scalar | tuple[str, ...]
Status = Literal["reports", "target"]
Origin = Literal["path", "context", "previous"]
InputType = Literal["integer", "decimal", "score", "code", "choices", "boolean", "date", "text", "texts"]
OutputType = Literal["boolean", "integer", "decimal", "code", "date", "text"]
Level = Literal["danger", "warn", "advice"]


@dataclass(frozen=True)
class Note:
    """Where a number or a rule comes from. mark: "" or "unverified" or "proposed"."""

    source: tuple[str, ...] = ()
    mark: str = ""

    def plain(self) -> dict[str, Any]:
        return {"source": list(self.source), "mark": self.mark}


@dataclass(frozen=True)
class Input:
    """What a rule set is given.

    origin, key: an answer of the record at a path; what the caller knows besides; an output of the record before.
    type: "score" is a code whose text is a whole number.
    between: lowest and highest value that can be right. codes: the codes that can be. What is neither is missing.
    when_none: what it means that there is none; without it, the input is then missing.
    only_if: the answer counts only under this condition on another answer of the record.
    """

    name: str
    origin: Origin
    key: str
    type: InputType
    label: Label
    between: tuple[float, float] | None = None
    codes: tuple[str, ...] = ()
    when_none: Constant | None = None
    only_if: Condition | None = None

    def plain(self) -> dict[str, Any]:
        return {
            "origin": self.origin,
            "key": self.key,
            "type": self.type,
            "label": plain_label(self.label),
            "between": list(self.between) if self.between else None,
            "codes": list(self.codes),
            "when_none": list(self.when_none) if isinstance(self.when_none, tuple) else self.when_none,
            "only_if": {"path": self.only_if.path, "any_of": list(self.only_if.any_of)} if self.only_if else None,
        }


@dataclass(frozen=True)
class Named:
    """A constant: one number, text or list of texts with a name."""

    name: str
    value: Constant
    type: str
    unit: str = ""
    note: Note = Note()

    @property
    def given(self) -> Scalar | list[str]:
        """As expressions take it."""
        return list(self.value) if isinstance(self.value, tuple) else self.value

    def plain(self) -> dict[str, Any]:
        return {"value": self.given, "type": self.type, "unit": self.unit, **self.note.plain()}


@dataclass(frozen=True)
class TableRow:
    """start: the first value of the band, None for "all below"; or the one code that the row is for."""

    start: Scalar | None
    values: Mapping[str, Scalar]


@dataclass(frozen=True)
class Table:
    """Rows found by the value of `by`: the last row that begins at or below it, or the row of that very code.

    exact: rows are for one code each. end: the last value of the last band, where there is one.
    """

    name: str
    by: str
    exact: bool
    columns: Mapping[str, str]
    rows: tuple[TableRow, ...]
    end: int | float | None = None
    note: Note = Note()

    def plain(self) -> dict[str, Any]:
        rows = [{"start": row.start, "values": dict(row.values)} for row in self.rows]
        return {
            "by": self.by,
            "exact": self.exact,
            "columns": dict(self.columns),
            "rows": rows,
            "end": self.end,
            **self.note.plain(),
        }


@dataclass(frozen=True)
class Row:
    """When `when` holds (None: always), the output is `value`, or what `expression` gives."""

    when: Expression | None
    value: Scalar | None = None
    expression: Expression | None = None

    def plain(self) -> dict[str, Any]:
        return {
            "when": self.when.text if self.when else None,
            "value": self.value,
            "expression": self.expression.text if self.expression else None,
        }


@dataclass(frozen=True)
class Output:
    """One thing that is worked out: by the first row whose condition holds.

    needs: what must be known before, even where the rows could do without.
    proposes: the path of the decision that this proposes, or "".
    shown: whether a person is to see it, or it only leads to others.
    """

    name: str
    type: OutputType
    label: Label
    rows: tuple[Row, ...]
    needs: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    proposes: str = ""
    shown: bool = True
    note: Note = Note()

    def plain(self) -> dict[str, Any]:
        return {
            "name": self.name,
            "type": self.type,
            "label": plain_label(self.label),
            "rows": [row.plain() for row in self.rows],
            "needs": list(self.needs),
            "codes": list(self.codes),
            "proposes": self.proposes,
            "shown": self.shown,
            **self.note.plain(),
        }


@dataclass(frozen=True)
class Card:
    """Words that appear when `when` holds. {names} in them stand for values."""

    id: str
    level: Level
    when: Expression
    text: Label
    note: Note = Note()

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names that its words stand for."""
        places = (*wording.places(self.text.zh), *wording.places(self.text.en))
        return tuple(dict.fromkeys(place.partition(".")[0] for place in places))

    def plain(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "level": self.level,
            "when": self.when.text,
            "text": plain_label(self.text),
            **self.note.plain(),
        }


@dataclass(frozen=True)
class Part:
    """Outputs and cards that some kinds of record have in common."""

    kinds: tuple[str, ...]
    outputs: tuple[Output, ...]
    cards: tuple[Card, ...]

    def names(self) -> Iterator[str]:
        """Every name that is used in it: of inputs, constants, tables and outputs."""
        for output in self.outputs:
            yield from output.needs
            for row in output.rows:
                for expression in (row.when, row.expression):
                    yield from expression.names if expression else ()
        for card in self.cards:
            yield from card.when.names
            yield from card.names

    def plain(self) -> dict[str, Any]:
        return {
            "kinds": list(self.kinds),
            "outputs": [output.plain() for output in self.outputs],
            "cards": [card.plain() for card in self.cards],
        }


@dataclass(frozen=True)
class KindRules:
    """What a rule set says about one kind of record.

    inputs: the names of those it needs, sorted. constants: those it needs, as expressions take them.
    """

    outputs: tuple[Output, ...]
    cards: tuple[Card, ...]
    inputs: tuple[str, ...]
    constants: Mapping[str, Any]


@dataclass(frozen=True)
class RuleSet:
    """status: "reports" counts in reports; "target" is shown beside them until the district confirms it."""

    id: str
    version: int
    title: Label
    status: Status
    sources: Mapping[str, str]
    inputs: Mapping[str, Input]
    constants: Mapping[str, Named]
    tables: Mapping[str, Table]
    parts: tuple[Part, ...]
    _by_kind: dict[str, KindRules] = field(default_factory=dict, repr=False, compare=False)

    @property
    def reference(self) -> str:
        """How records name it: `NBPHS3_2017@1`."""
        return f"{self.id}@{self.version}"

    @cached_property
    def kinds(self) -> tuple[str, ...]:
        """The kinds of record that it has something to say about."""
        return tuple(sorted({kind for part in self.parts for kind in part.kinds}))

    def of_kind(self, kind: str) -> KindRules:
        """What it says about one kind of record; nothing about a kind that it does not know."""
        if kind not in self.kinds:
            return KindRules((), (), (), {})
        if kind not in self._by_kind:
            self._by_kind[kind] = self._for(kind)
        return self._by_kind[kind]

    def _for(self, kind: str) -> KindRules:
        parts = [part for part in self.parts if kind in part.kinds]
        names = {name for part in parts for name in part.names()}
        names |= {self.tables[name].by for name in names if name in self.tables}
        return KindRules(
            tuple(output for part in parts for output in part.outputs),
            tuple(card for part in parts for card in part.cards),
            tuple(sorted(names & set(self.inputs))),
            {name: self.constants[name].given for name in names & set(self.constants)},
        )

    def plain(self) -> dict[str, Any]:
        """The checked rule set as JSON-able data: what tablets get."""
        return {
            "rule_set": self.id,
            "version": self.version,
            "title": plain_label(self.title),
            "status": self.status,
            "sources": dict(self.sources),
            "inputs": {name: given.plain() for name, given in self.inputs.items()},
            "constants": {name: constant.plain() for name, constant in self.constants.items()},
            "tables": {name: table.plain() for name, table in self.tables.items()},
            "parts": [part.plain() for part in self.parts],
        }


def plain_label(label: Label) -> dict[str, str]:
    return {"zh": label.zh, "en": label.en}
