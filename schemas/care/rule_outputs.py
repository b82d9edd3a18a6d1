"""The parts of a rule set file: outputs in the order in which they are worked out, and cards."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import get_args

from schemas.care import wording
from schemas.care.care_file import Node
from schemas.care.expression import Expression
from schemas.care.expression_tree import names_of
from schemas.care.grammar import ExpressionFault, parse
from schemas.care.rule_inputs import scalar
from schemas.care.rule_reading import NOTE_KEYS, TYPES, Reading, one_of
from schemas.care.rule_set import Card, Level, Output, OutputType, Part, Row, Scalar
from schemas.care.value_types import BOOLEAN, DATE, DECIMAL, INTEGER, TEXT, Type, fits
from schemas.declaration import Label

_OUTPUT_TYPES: tuple[OutputType, ...] = get_args(OutputType)
_LEVELS: tuple[Level, ...] = get_args(Level)


@dataclass
class _Kind:
    """What is known so far about the records of one kind, while parts are read from top to bottom."""

    types: dict[str, Type]
    cards: set[str] = field(default_factory=set)


def read_output_types(parts: Iterable[Node], reading: Reading) -> None:
    """Names and types of all outputs, before anything else is read of them: tables may be found by an output."""
    for part in parts:
        outputs = part.entries().get("outputs") if isinstance(part.value, Mapping) else None
        for node in outputs.items() if outputs else ():
            entries = node.entries()
            if "name" not in entries or "type" not in entries:
                continue
            name, type = entries["name"].text(), entries["type"].value
            if name is None or type not in _OUTPUT_TYPES or not reading.name(name, entries["name"]):
                continue
            found = TYPES[str(type)]
            if reading.output_types.setdefault(name, found) != found:
                entries["type"].wrong(f"“{name}”在别处是另一种类型", f"“{name}” is of another type elsewhere")


def read_parts(nodes: Iterable[Node], reading: Reading) -> tuple[Part, ...]:
    kinds: dict[str, _Kind] = {}
    return tuple(part for node in nodes if (part := _PartReader(node, reading, kinds).part()) is not None)


class _PartReader:
    def __init__(self, node: Node, reading: Reading, kinds: dict[str, _Kind]) -> None:
        self._node = node
        self._reading = reading
        self._all = kinds
        self._here: list[_Kind] = []

    def part(self) -> Part | None:
        fields = self._node.fields(required=("kinds",), optional=("outputs", "cards"))
        if "kinds" not in fields:
            return None
        kinds = fields["kinds"].texts()
        if not kinds or len(set(kinds)) != len(kinds):
            fields["kinds"].wrong("应列出表单种类，各一次", "should list kinds of record, each once")
        for kind in kinds:
            if self._reading.paths is not None and kind not in self._reading.paths:
                fields["kinds"].wrong(f"没有“{kind}”这种表单", f"there is no kind “{kind}”")
        inputs = self._reading.known_types()
        self._here = [self._all.setdefault(kind, _Kind(dict(inputs))) for kind in kinds]
        self._kinds = kinds
        outputs = tuple(filter(None, map(self._output, self._listed(fields, "outputs"))))
        cards = tuple(filter(None, map(self._card, self._listed(fields, "cards"))))
        return Part(kinds, outputs, cards)

    def _listed(self, fields: Mapping[str, Node], key: str) -> tuple[Node, ...]:
        return fields[key].items() if key in fields else ()

    # Outputs.

    def _output(self, node: Node) -> Output | None:
        fields = node.fields(
            required=("name", "type", "label"),
            optional=("rows", "expression", "needs", "codes", "proposes", "shown", *NOTE_KEYS),
        )
        note = self._reading.note(fields)
        if not {"name", "type", "label"} <= set(fields):
            return None
        name, type = fields["name"].text(), one_of(fields["type"], _OUTPUT_TYPES)
        label = fields["label"].label()
        if name is None or type is None:
            return None
        codes = fields["codes"].texts() if "codes" in fields else ()
        needs = fields["needs"].texts() if "needs" in fields else ()
        self._known(needs, fields.get("needs", node))
        rows = self._rows(node, fields, type, codes)
        proposes = self._path(fields["proposes"]) if "proposes" in fields else ""
        shown = fields["shown"].boolean() if "shown" in fields else True
        self._add(name, TYPES[type], fields["name"])
        if label is None or not rows:
            return None
        return Output(name, type, label, rows, needs, codes, proposes or "", shown is not False, note)  # type: ignore[arg-type]

    def _add(self, name: str, type: Type, node: Node) -> None:
        for kind in self._here:
            if name in kind.types:
                node.wrong(f"“{name}”写了两次", f"“{name}” stands here twice")
            kind.types[name] = type

    def _rows(self, node: Node, fields: Mapping[str, Node], type: str, codes: tuple[str, ...]) -> tuple[Row, ...]:
        if ("rows" in fields) == ("expression" in fields):
            node.wrong("要写 expression 或 rows，只写一个", "needs either an expression or rows")
            return ()
        if "expression" in fields:
            found = self._expression(fields["expression"], TYPES[type])
            return (Row(None, None, found),) if found else ()
        nodes = fields["rows"].items()
        rows = [self._row(row, type, codes, last=row is nodes[-1]) for row in nodes]
        return tuple(row for row in rows if row is not None) if None not in rows else ()

    def _row(self, node: Node, type: str, codes: tuple[str, ...], *, last: bool) -> Row | None:
        fields = node.fields(optional=("when", "value", "expression"))
        when = self._expression(fields["when"], BOOLEAN) if "when" in fields else None
        if ("when" in fields) == last:
            node.wrong(
                "最后一行不写 when（其余情况），前面的行都要写",
                "every row has a when, except the last, which stands for all else",
            )
            return None
        if ("value" in fields) == ("expression" in fields):
            node.wrong("要写 value 或 expression，只写一个", "needs either a value or an expression")
            return None
        if "when" in fields and when is None:
            return None
        if "expression" in fields:
            expression = self._expression(fields["expression"], TYPES[type])
            return Row(when, None, expression) if expression else None
        value = self._value(fields["value"], type, codes)
        return Row(when, value) if value is not None else None

    def _value(self, node: Node, type: str, codes: tuple[str, ...]) -> Scalar | None:
        value = scalar(node, type)
        if value is not None and codes and value not in codes:
            node.wrong(f"“{value}”不在 codes 里", f"“{value}” is not among the codes")
            return None
        return value

    def _path(self, node: Node) -> str | None:
        path = node.text()
        for kind in self._kinds:
            paths = (self._reading.paths or {}).get(kind)
            if paths is not None and path is not None and path not in paths:
                node.wrong(f"{kind} 里没有“{path}”", f"{kind} has no “{path}”")
        return path

    # Cards.

    def _card(self, node: Node) -> Card | None:
        fields = node.fields(required=("id", "level", "when", "text"), optional=NOTE_KEYS)
        note = self._reading.note(fields)
        if not {"id", "level", "when", "text"} <= set(fields):
            return None
        id, level = fields["id"].text(), one_of(fields["level"], _LEVELS)
        when, text = self._expression(fields["when"], BOOLEAN), fields["text"].label()
        for kind in self._here:
            if id in kind.cards:
                fields["id"].wrong(f"“{id}”写了两次", f"“{id}” stands here twice")
            kind.cards.add(id or "")
        if text is not None:
            self._words(text, fields["text"])
        if id is None or level is None or when is None or text is None:
            return None
        return Card(id, level, when, text, note)  # type: ignore[arg-type]

    def _words(self, text: Label, node: Node) -> None:
        """Every {name} stands for a number, a date or a text that there is."""
        entries = node.entries()
        for lang, words in (("zh", text.zh), ("en", text.en)):
            if wording.has_loose_brace(words):
                entries[lang].wrong("{ } 没有成对", "a brace without its partner")
            for place in wording.places(words):
                if not wording.is_name(place):
                    entries[lang].wrong(f"{{{place}}} 里应是名称", f"{{{place}}} should hold a name")
                else:
                    self._compiled(place, entries[lang], (INTEGER, DECIMAL, DATE, TEXT))
        if set(wording.places(text.zh)) != set(wording.places(text.en)):
            node.wrong("中文和英文里的 {名称} 应当一样", "both languages should use the same {names}")

    # Expressions.

    def _expression(self, node: Node, wanted: Type) -> Expression | None:
        if type(node.value) is bool:  # `expression: true` is YAML's boolean, and CEL's
            return self._compiled("true" if node.value else "false", node, (wanted,))
        text = node.text()
        return self._compiled(text, node, (wanted,)) if text is not None else None

    def _compiled(self, text: str, node: Node, wanted: tuple[Type, ...]) -> Expression | None:
        found: Expression | None = None
        for kind in self._here:
            try:
                self._in_order(text, kind)
                found = Expression.compile(text, self._types(kind))
            except ExpressionFault as fault:
                node.wrong(fault.reason.zh, fault.reason.en)
                return None
            if not any(fits(found.type, type) for type in wanted):
                words = [str(type) for type in wanted]
                node.wrong(
                    f"结果应是 {'、'.join(words)}，不是 {found.type}",
                    f"should give {' or '.join(words)}, not {found.type}",
                )
                return None
        self._in_records(found, node)
        return found

    def _types(self, kind: _Kind) -> dict[str, Type]:
        rows = {
            name: self._reading.row_type(table)
            for name, table in self._reading.tables.items()
            if table.by in kind.types
        }
        return kind.types | rows

    def _in_order(self, text: str, kind: _Kind) -> None:
        """Raises ExpressionFault for an output that stands further below."""
        for name in sorted(names_of(parse(text))):
            table = self._reading.tables.get(name)
            late = table.by if table else name
            if late not in kind.types and late in self._reading.output_types:
                raise ExpressionFault(
                    text.index(name) + 1, f"“{late}”在前面还没有算出来", f"“{late}” is not worked out above this"
                )

    def _known(self, needs: tuple[str, ...], node: Node) -> None:
        for name in needs:
            if any(name not in self._types(kind) for kind in self._here):
                node.wrong(f"没有“{name}”，或在前面还没有算出来", f"there is no “{name}”, or not above this")

    def _in_records(self, expression: Expression | None, node: Node) -> None:
        """Whether the records of these kinds have the answers that an expression asks for."""
        for name in expression.names if expression else ():
            table = self._reading.tables.get(name)
            asked = self._reading.inputs.get(table.by if table else name)
            if self._reading.paths is None or asked is None or asked.origin != "path":
                continue
            paths = {asked.key} | ({asked.only_if.path} if asked.only_if else set())
            for kind in self._kinds:
                there = self._reading.paths.get(kind)
                for path in sorted(paths):
                    if there is not None and path not in there:
                        node.wrong(f"{kind} 里没有“{path}”", f"{kind} has no “{path}”")
