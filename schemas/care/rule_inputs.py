"""The inputs and constants of a rule set file."""

from typing import Any, get_args

from schemas.care.care_file import Node
from schemas.care.dates import is_date
from schemas.care.rule_reading import NOTE_KEYS, Reading, one_of
from schemas.care.rule_set import Constant, Input, InputType, Named, Origin, Scalar
from schemas.declaration import Condition

_ORIGINS: tuple[Origin, ...] = get_args(Origin)
_TYPES: tuple[InputType, ...] = get_args(InputType)


def read_inputs(node: Node, reading: Reading) -> None:
    """Fill `reading.inputs`; what is wrong with one leaves that one out."""
    for name, entry in node.entries().items():
        made = _input(name, entry)
        if made and reading.name(name, entry):
            reading.inputs[name] = made


def _input(name: str, node: Node) -> Input | None:
    entries = node.fields(required=("type", "label"), optional=(*_ORIGINS, "between", "codes", "when_none", "only_if"))
    origins = [origin for origin in _ORIGINS if origin in entries]
    if len(origins) != 1:
        node.wrong("要写 path、context、previous 中的一个", "needs one of path, context, previous")
    if "type" not in entries or "label" not in entries:
        return None
    type, label = one_of(entries["type"], _TYPES), entries["label"].label()
    if type is None or label is None or len(origins) != 1:
        return None
    key = entries[origins[0]].text()
    if key is None:
        return None
    between = _between(entries["between"], type) if "between" in entries else None
    codes = entries["codes"].texts() if "codes" in entries else ()
    when_none = constant(entries["when_none"], type) if "when_none" in entries else None
    only_if = _condition(entries["only_if"]) if "only_if" in entries else None
    if only_if and origins[0] != "path":
        entries["only_if"].wrong("只用于 path", "goes with path only")
    return Input(name, origins[0], key, type, label, between, codes, when_none, only_if)  # type: ignore[arg-type]


def _between(node: Node, type: str) -> tuple[float, float] | None:
    numbers = [item.number() for item in node.items()]
    if type not in ("integer", "decimal", "score"):
        node.wrong("只用于数字", "goes with numbers only")
    elif len(numbers) != 2 or None in numbers or numbers[0] > numbers[1]:  # type: ignore[operator]
        node.wrong("应是 [最小, 最大]", "should be [lowest, highest]")
    else:
        return numbers[0], numbers[1]  # type: ignore[return-value]
    return None


def _condition(node: Node) -> Condition | None:
    entries = node.fields(required=("path", "any_of"))
    path = entries["path"].text() if "path" in entries else None
    any_of = entries["any_of"].items() if "any_of" in entries else ()
    values = tuple(item.value for item in any_of)
    if not all(isinstance(value, str | bool) for value in values):
        node.wrong("any_of 里应是文字（加引号）或 true、false", "any_of takes texts, true and false")
        return None
    return Condition(path, values) if path and values else None  # type: ignore[arg-type]


def constant(node: Node, type: str) -> Constant | None:
    """A value of a type as inputs and outputs name them."""
    if type in ("choices", "texts"):
        return node.texts() if node.items() or isinstance(node.value, tuple) else None
    return scalar(node, type)


def scalar(node: Node, type: str) -> Scalar | None:
    """One value of this type; the empty text is one too."""
    if type in ("integer", "score"):
        return node.integer()
    if type == "decimal":
        number = node.number()
        return None if number is None else float(number)
    if type == "boolean":
        return node.boolean()
    if node.value == "":
        return ""
    text = node.text()
    if type == "date" and text is not None and not is_date(text):
        node.wrong("日期应写成 2026-03-01 这样", "a date is written like 2026-03-01")
        return None
    return text


def read_constants(node: Node, reading: Reading) -> None:
    for name, entry in node.entries().items():
        fields = entry.fields(required=("value",), optional=("unit", *NOTE_KEYS))
        note = reading.note(fields)
        if "value" not in fields:
            continue
        value, type = _constant(fields["value"])
        unit = fields["unit"].text() if "unit" in fields else ""
        if value is not None and reading.name(name, entry):
            reading.constants[name] = Named(name, value, type, unit or "", note)


def _constant(node: Node) -> tuple[Constant | None, str]:
    """A value and the type that it shows by how it is written."""
    value: Any = node.value
    if isinstance(value, tuple):
        return node.texts() or None, "texts"
    for python, type in ((bool, "boolean"), (int, "integer"), (float, "decimal")):
        if isinstance(value, python):
            return value, type
    text = node.text()
    return text, "date" if is_date(text) else "text"
