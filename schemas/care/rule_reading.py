"""What every section of a rule set is read with: names, sources and marks, and what is known so far."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from schemas.care.care_file import Faults, Node
from schemas.care.grammar import RESERVED
from schemas.care.rule_set import Input, Named, Note, Table
from schemas.care.value_types import BOOLEAN, DATE, DECIMAL, FUNCTIONS, INTEGER, TEXT, TEXTS, Type, row_of

NAME = re.compile(r"[a-z][a-z0-9_]{0,63}")
MARKS = ("unverified", "proposed")
NOTE_KEYS = ("source", "mark")
TYPES: Mapping[str, Type] = {
    "integer": INTEGER,
    "decimal": DECIMAL,
    "score": INTEGER,
    "code": TEXT,
    "text": TEXT,
    "choices": TEXTS,
    "texts": TEXTS,
    "boolean": BOOLEAN,
    "date": DATE,
}
KindPaths = Mapping[str, Collection[str]]


@dataclass
class Reading:
    """A rule set as far as it is read.

    paths: by kind, the paths that its records may hold; None where nobody can say.
    output_types: of every output of the file, whatever its kind, so that tables can be found by it.
    """

    faults: Faults
    paths: KindPaths | None
    sources: dict[str, str] = field(default_factory=dict)
    inputs: dict[str, Input] = field(default_factory=dict)
    constants: dict[str, Named] = field(default_factory=dict)
    tables: dict[str, Table] = field(default_factory=dict)
    output_types: dict[str, Type] = field(default_factory=dict)

    def name(self, text: str | None, node: Node) -> bool:
        """Whether this can be the name of an input, constant, table or output, and is none yet."""
        if text is None:
            return False
        if not NAME.fullmatch(text) or text in RESERVED or text in FUNCTIONS:
            node.wrong(
                f"“{text}”不能作名称：用小写英文字母、数字和 _",
                f"“{text}” is no name: lower-case letters, digits and _, and no word of the language",
            )
            return False
        if text in self.inputs or text in self.constants or text in self.tables:
            node.wrong(f"名称“{text}”已经用过", f"the name “{text}” is taken")
            return False
        return True

    def note(self, entries: Mapping[str, Node]) -> Note:
        """`source` (one or several, each told in `sources`) and `mark`."""
        found: tuple[str, ...] = ()
        if "source" in entries:
            node = entries["source"]
            found = node.texts() if isinstance(node.value, tuple) else tuple(filter(None, [node.text()]))
            for source in found:
                if source not in self.sources:
                    node.wrong(f"sources 里没有“{source}”", f"there is no “{source}” among the sources")
        mark = entries["mark"].text() if "mark" in entries else ""
        if mark and mark not in MARKS:
            entries["mark"].wrong("应是 unverified 或 proposed", "should be unverified or proposed")
        return Note(found, mark or "")

    def known_types(self) -> dict[str, Type]:
        """The types of inputs and constants."""
        types = {name: TYPES[given.type] for name, given in self.inputs.items()}
        return types | {name: TYPES[constant.type] for name, constant in self.constants.items()}

    def row_type(self, table: Table) -> Type:
        return row_of({column: TYPES[type] for column, type in table.columns.items()})


def one_of(node: Node, allowed: Collection[str]) -> str | None:
    """A text that is one of these; anything else is a fault."""
    text = node.text()
    if text is not None and text not in allowed:
        words = "、".join(allowed)
        node.wrong(f"应是 {words} 之一", f"should be one of {', '.join(allowed)}")
        return None
    return text
