"""From the text of a rule set file to a rule set, or to everything that is wrong in it, with lines."""

import re
from collections.abc import Mapping
from typing import get_args

from schemas.care.care_file import CareFileError, Node, read, sort_of
from schemas.care.rule_inputs import read_constants, read_inputs
from schemas.care.rule_outputs import read_output_types, read_parts
from schemas.care.rule_reading import KindPaths, Reading, one_of
from schemas.care.rule_set import RuleSet, Status
from schemas.care.rule_tables import read_tables
from schemas.declaration import Declaration
from schemas.paths import ordinary_fields

_ID = re.compile(r"[A-Z][A-Z0-9_]{0,63}")
_STATUS: tuple[Status, ...] = get_args(Status)
VERSION_MAX = 1_000_000


def read_rule_set(text: str, name: str, paths: KindPaths | None = None) -> RuleSet:
    """The rule set of a file.

    name: what faults call the file. paths: by kind of record, the paths that such a record may hold, a choices field
        under its own name; without it, nobody looks whether inputs are really asked for.
    Raises CareFileError with every fault that was found.
    """
    root = read(text, name)
    if sort_of(root) != "rule_set":
        root.faults.add(root.line, "这不是规则文件", "this is no rule set")
        raise CareFileError(root.faults.found)
    reading = Reading(root.faults, paths)
    made = _rule_set(root, reading)
    root.faults.raise_if_any()
    return made


def paths_of(kinds: Mapping[str, Declaration]) -> KindPaths:
    """What the records of these kinds may hold: every path outside groups, and choices under their own name too."""
    return {
        name: frozenset(ordinary_fields(kind)) | {field.path for field in kind.fields} for name, kind in kinds.items()
    }


def _rule_set(root: Node, reading: Reading) -> RuleSet:
    fields = root.fields(
        required=("rule_set", "version", "title", "status", "sources", "parts"),
        optional=("inputs", "constants", "tables"),
    )
    empty = Node(root.line, {}, root.faults)
    for id, source in fields.get("sources", empty).entries().items():
        reading.sources[id] = source.text() or ""
    parts = fields["parts"].items() if "parts" in fields else ()
    read_inputs(fields.get("inputs", empty), reading)
    read_constants(fields.get("constants", empty), reading)
    read_output_types(parts, reading)
    read_tables(fields.get("tables", empty), reading)
    found = read_parts(parts, reading)
    title = fields["title"].label() if "title" in fields else None
    status = one_of(fields["status"], _STATUS) if "status" in fields else None
    id, version = _id(fields["rule_set"]), _version(fields["version"]) if "version" in fields else 0
    return RuleSet(
        id,
        version,
        title,  # type: ignore[arg-type]
        status,  # type: ignore[arg-type]
        reading.sources,
        reading.inputs,
        reading.constants,
        reading.tables,
        found,
    )


def _id(node: Node) -> str:
    text = node.text() or ""
    if text and not _ID.fullmatch(text):
        node.wrong("编号用大写英文字母、数字和 _", "an id is upper-case letters, digits and _")
    return text


def _version(node: Node) -> int:
    number = node.integer()
    if number is not None and not 1 <= number <= VERSION_MAX:
        node.wrong("版本应是 1、2、3 …", "a version is 1, 2, 3, …")
    return number or 0
