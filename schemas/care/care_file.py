"""Care files: YAML in which every value knows its line, and every mistake is told with file, line and reason.

The one place for YAML. Of YAML only what a careful reader expects is taken: plain numbers are numbers, `true` and
`false` are booleans, everything else is text. Dates, `yes`, `no`, `010` and `1e3` stay text; anchors, aliases, tags
and a key that stands twice are refused.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, NoReturn

import yaml

from schemas.declaration import Label

SORTS = ("rule_set", "programme", "reminders")
DEPTH_MAX = 20
TEXT_MAX = 512 * 1024

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,14})")
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,14})\.[0-9]{1,15}")

Scalar = str | int | float | bool | None


@dataclass(frozen=True)
class CareFault:
    """One mistake in a care file. `line` counts from 1."""

    file: str
    line: int
    reason: Label

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.reason.zh} / {self.reason.en}"


class CareFileError(ValueError):
    """A care file that cannot be taken, with all that is wrong in it, in the order of its lines."""

    def __init__(self, faults: Iterable[CareFault]) -> None:
        self.faults = tuple(sorted(faults, key=lambda fault: fault.line))
        super().__init__("\n".join(map(str, self.faults)))


@dataclass
class Faults:
    """What was found wrong in one file so far. Reading goes on after a mistake, so that all are told at once."""

    file: str
    found: list[CareFault] = field(default_factory=list)

    def add(self, line: int, zh: str, en: str) -> None:
        fault = CareFault(self.file, line, Label(zh, en))
        if fault not in self.found:
            self.found.append(fault)

    def raise_if_any(self) -> None:
        """Raises CareFileError."""
        if self.found:
            raise CareFileError(self.found)


@dataclass(frozen=True)
class Node:
    """A value and where it stands: a mapping, a list or a scalar.

    The readers (`text`, `integer`, …) give the value, or None after noting a fault; `name` is how faults call it.
    """

    line: int
    value: "Mapping[str, Node] | tuple[Node, ...] | Scalar"
    faults: Faults = field(repr=False, compare=False)
    name: str = ""

    def wrong(self, zh: str, en: str) -> None:
        self.faults.add(self.line, f"{self.name}：{zh}", f"{self.name}: {en}")

    def fields(self, required: Iterable[str] = (), optional: Iterable[str] = ()) -> "Mapping[str, Node]":
        """The mapping's entries with known keys; unknown and absent ones are faults."""
        required, known = tuple(required), {*required, *optional}
        entries = self.entries()
        if isinstance(self.value, Mapping):
            for key, node in entries.items():
                if key not in known:
                    node.faults.add(
                        node.line, f"{self.name}：不认识“{key}”", f"{self.name}: “{key}” is not a known key"
                    )
            for key in required:
                if key not in entries:
                    self.wrong(f"缺少“{key}”", f"“{key}” is missing")
        return {key: node for key, node in entries.items() if key in known}

    def entries(self) -> "Mapping[str, Node]":
        """The mapping's entries, whatever their keys."""
        if isinstance(self.value, Mapping):
            return self.value
        self.wrong("这里应是“名称: 内容”的几行", "lines of “key: value” belong here")
        return {}

    def items(self) -> "tuple[Node, ...]":
        if isinstance(self.value, tuple):
            return self.value
        self.wrong("这里应是列表，每项以“- ”开头", "a list belongs here, with “- ” before each item")
        return ()

    def text(self, length_max: int = 2000) -> str | None:
        if isinstance(self.value, str) and len(self.value.strip()) > 0 and len(self.value) <= length_max:
            return self.value
        if isinstance(self.value, str) and len(self.value) > length_max:
            self.wrong(f"最多 {length_max} 个字", f"at most {length_max} characters")
        else:
            self.wrong("这里应是文字（数字要加引号）", "text belongs here (put quotes around a number)")
        return None

    def integer(self) -> int | None:
        if type(self.value) is int:
            return self.value
        self.wrong("这里应是整数", "a whole number belongs here")
        return None

    def number(self) -> int | float | None:
        if type(self.value) in (int, float):
            return self.value  # type: ignore[return-value]
        self.wrong("这里应是数字", "a number belongs here")
        return None

    def boolean(self) -> bool | None:
        if type(self.value) is bool:
            return self.value
        self.wrong("这里应是 true 或 false", "true or false belongs here")
        return None

    def label(self) -> Label | None:
        """Words in both languages: {zh, en}."""
        parts = self.fields(required=("zh", "en"))
        zh, en = (parts[lang].text() if lang in parts else None for lang in ("zh", "en"))
        return Label(zh, en) if zh is not None and en is not None else None

    def texts(self) -> tuple[str, ...]:
        """A list of texts, without those that are none."""
        return tuple(text for item in self.items() if (text := item.text()) is not None)


def read(text: str, name: str) -> Node:
    """The tree of a care file. `name` is what faults call the file.

    Raises CareFileError where it is no YAML, or YAML of a sort that is not taken.
    """
    faults = Faults(name)
    if len(text) > TEXT_MAX:
        faults.add(1, f"文件太大，最多 {TEXT_MAX} 个字", f"The file is too large: at most {TEXT_MAX} characters")
        faults.raise_if_any()
    try:
        root = _Reader(text, faults).document()
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        _refuse(faults, line, f"格式不对：{error.problem}", f"not well-formed: {error.problem}")
    except (yaml.YAMLError, ValueError) as error:
        if isinstance(error, CareFileError):
            raise
        _refuse(faults, 1, f"格式不对：{error}", f"not well-formed: {error}")
    faults.raise_if_any()
    if not isinstance(root.value, Mapping) or not root.value:
        _refuse(faults, root.line, "文件是空的，或不是“名称: 内容”", "The file is empty, or no “key: value”")
    return root


def sort_of(root: Node) -> str:
    """Which of SORTS the file is: its first key says so. Raises CareFileError."""
    first = next(iter(root.entries()), "")
    if first not in SORTS:
        known = "、".join(SORTS)
        _refuse(
            root.faults,
            root.line,
            f"第一行应是 {known} 之一，不是“{first}”",
            f"the first key should be one of {', '.join(SORTS)}, not “{first}”",
        )
    return first


def _refuse(faults: Faults, line: int, zh: str, en: str) -> NoReturn:
    faults.add(line, zh, en)
    raise CareFileError(faults.found)


class _Reader:
    """Builds the tree from the parser's events, so that depth is bounded before anything recurses."""

    def __init__(self, text: str, faults: Faults) -> None:
        self._events = yaml.parse(text, Loader=_Loader)
        self._faults = faults

    def document(self) -> Node:
        root: Node | None = None
        for event in self._events:
            if isinstance(event, yaml.DocumentStartEvent) and root is not None:
                _refuse(self._faults, event.start_mark.line + 1, "一个文件只能有一份内容", "one document a file")
            if isinstance(event, yaml.NodeEvent):
                root = self._node(event, "", 0)
        return root or Node(1, None, self._faults)

    def _node(self, event: Any, name: str, depth: int) -> Node:
        line = event.start_mark.line + 1
        if depth > DEPTH_MAX:
            _refuse(self._faults, line, "层次太深", "nested too deeply")
        if isinstance(event, yaml.AliasEvent) or event.anchor or event.tag not in (None, "!"):
            _refuse(self._faults, line, "不支持 &、*、! 写法", "&, * and ! are not supported")
        if isinstance(event, yaml.ScalarEvent):
            return Node(line, _scalar(event), self._faults, name)
        if isinstance(event, yaml.SequenceStartEvent):
            items = []
            while not isinstance(event := next(self._events), yaml.SequenceEndEvent):
                items.append(self._node(event, name, depth + 1))
            return Node(line, tuple(items), self._faults, name)
        return Node(line, self._mapping(name, depth), self._faults, name)

    def _mapping(self, name: str, depth: int) -> dict[str, Node]:
        entries: dict[str, Node] = {}
        while not isinstance(event := next(self._events), yaml.MappingEndEvent):
            line = event.start_mark.line + 1
            if not isinstance(event, yaml.ScalarEvent):
                _refuse(self._faults, line, "名称应是一个词", "a key should be one word")
            key = event.value
            node = self._node(next(self._events), f"{name}.{key}" if name else key, depth + 1)
            if key in entries:
                self._faults.add(line, f"“{key}”写了两次", f"“{key}” stands here twice")
            entries[key] = node
        return entries


def _scalar(event: Any) -> Scalar:
    text: str = event.value
    if not event.implicit[0]:  # quoted
        return text
    if text in ("", "~", "null"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if _DECIMAL.fullmatch(text) else text
