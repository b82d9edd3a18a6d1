"""From the tree of a reminders file to reminders, or to everything that is wrong in it, with lines."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

from schemas.care.care_file import Node
from schemas.care.expression import Expression
from schemas.care.facts import FACTS, SUBJECTS
from schemas.care.grammar import ExpressionFault
from schemas.care.reminders import ANY, DAYS_MAX, EMERGENCY, Material, Reminders, Rule, Table, Trigger, Value
from schemas.care.value_types import BOOLEAN, DATE, DECIMAL, INTEGER, TEXT, Type, fits, row_of
from schemas.declaration import Label

PRIORITIES = ("normal", "urgent")
ENTITLED_FROM = ("day", "month", "next_month")
STATUSES = ("in", "moved", "dead", "lost", "refused")
_HERE = ("in", "lost", "refused")
LEADS_MAX = 10
MATERIALS_MAX = 30
RULES_MAX = 200
_ID = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,31}")
_PLACE = re.compile(r"\{([^{}]*)\}")


def reminders_from(root: Node) -> Reminders | None:
    """What a file of reminders says; None after faults were noted in the tree."""
    entries = root.fields(
        ("reminders", "version", "title", "rules"), ("note", "sources", "entitled_from", "tables", "at_once")
    )
    tables = _tables(entries["tables"]) if "tables" in entries else {}
    rules = _rules(entries["rules"], tables) if "rules" in entries else ()
    at_once = _at_once(entries["at_once"]) if "at_once" in entries else {}
    entitled = _one_of(entries.get("entitled_from"), ENTITLED_FROM, "day")
    identity = entries["reminders"].text() if "reminders" in entries else None
    version = entries["version"].integer() if "version" in entries else None
    if root.faults.found or identity is None or version is None:
        return None
    return Reminders(identity, version, entitled, tables, rules, at_once)


def _tables(node: Node) -> dict[str, Table]:
    found = {}
    for name, inner in node.entries().items():
        if name in FACTS or not _ID.fullmatch(name):
            inner.wrong("这个名称不能用", "this name cannot be used")
        entries = inner.fields(("key", "rows"), ("note", "source"))
        key = entries["key"].text() if "key" in entries else None
        if key is not None and FACTS.get(key) != TEXT:
            entries["key"].wrong(f"没有叫“{key}”的文字事实", f"there is no fact of text “{key}”")
        rows = {row: _row(cells) for row, cells in entries["rows"].entries().items()} if "rows" in entries else {}
        columns: dict[str, Type] = {}
        for row in rows.values():
            columns = {**{column: _type(value) for column, value in row.items()}, **columns}
        for name_of_row, cells in rows.items():
            _fit_row(entries["rows"].entries()[name_of_row], cells, columns)
        found[name] = Table(key or "", rows, columns)
    return found


def _row(node: Node) -> dict[str, Value]:
    cells = {column: cell.value for column, cell in node.entries().items() if column not in ("note", "source")}
    return {column: value for column, value in cells.items() if isinstance(value, str | int | float | bool)}


def _fit_row(node: Node, cells: Mapping[str, Value], columns: Mapping[str, Type]) -> None:
    for column, type_ in columns.items():
        if column not in cells:
            node.wrong(f"缺少“{column}”", f"“{column}” is missing")
        elif _type(cells[column]) != type_:
            node.wrong(f"“{column}”各行的类型不一致", f"“{column}” differs in type between rows")


def _type(value: Value) -> Type:
    if isinstance(value, bool):
        return BOOLEAN
    if isinstance(value, int):
        return INTEGER
    return DECIMAL if isinstance(value, float) else TEXT


def _rules(node: Node, tables: Mapping[str, Table]) -> tuple[Rule, ...]:
    entries = node.entries()
    if len(entries) > RULES_MAX:
        node.wrong(f"最多 {RULES_MAX} 条", f"at most {RULES_MAX}")
    rules = (_RuleReader(identity, inner, tables).rule() for identity, inner in entries.items())
    return tuple(rule for rule in rules if rule is not None)


def _at_once(node: Node) -> dict[str, Trigger]:
    found: dict[str, Trigger] = {}
    for kind, answers in node.entries().items():
        if answers.value in (EMERGENCY, ANY):
            found[kind] = str(answers.value)
            continue
        found[kind] = {
            path: tuple(one.value for one in values.items() if isinstance(one.value, str | int | float | bool))
            for path, values in answers.entries().items()
        }
    return found


def _one_of(node: Node | None, allowed: Iterable[str], default: str) -> str:
    if node is None:
        return default
    value = node.text()
    if value is None or value not in tuple(allowed):
        words = ", ".join(allowed)
        node.wrong(f"应是 {words} 之一", f"must be one of {words}")
        return default
    return value


class _RuleReader:
    """Reads one rule and notes what is wrong with it."""

    def __init__(self, identity: str, node: Node, tables: Mapping[str, Table]) -> None:
        self.identity = identity
        self.node = node
        self.entries = node.fields(
            ("about", "title", "why", "type", "role", "needed", "due"),
            (
                "period",
                "begins",
                "done",
                "closing",
                "priority",
                "statuses",
                "lead_days",
                "keep_days",
                "materials",
                "source",
                "note",
            ),
        )
        self.about = _one_of(self.entries.get("about"), SUBJECTS, "resident")
        facts = SUBJECTS[self.about]
        self.types: dict[str, Type] = {**facts}
        self.types |= {name: row_of(table.columns) for name, table in tables.items() if table.key in facts}

    def rule(self) -> Rule | None:
        if not _ID.fullmatch(self.identity):
            self.node.wrong("编号只能用字母、数字、- 和 _", "an id is letters, digits, - and _")
        title, why = self._label("title"), self._label("why")
        closing = self._label("closing") if "closing" in self.entries else Rule.closing
        needed, due = self._expression("needed", BOOLEAN), self._expression("due", DATE)
        period, done = self._expression("period", None), self._expression("done", BOOLEAN)
        begins = self._expression("begins", DATE)
        words = {name: self._text(name) for name in ("type", "role")}
        materials = self._materials()
        if title is None or why is None or needed is None or due is None or closing is None:
            return None
        return Rule(
            id=self.identity, about=self.about, title=title, why=why, type=words["type"], role=words["role"],
            needed=needed, due=due, period=period, begins=begins, done=done, closing=closing,
            priority=_one_of(self.entries.get("priority"), PRIORITIES, "normal"),
            statuses=self._statuses(), lead_days=self._leads(), keep_days=self._days("keep_days", DAYS_MAX),
            materials=materials,
        )  # fmt: skip

    def _text(self, name: str) -> str:
        return (self.entries[name].text(64) or "") if name in self.entries else ""

    def _label(self, name: str) -> Label | None:
        """Words with facts in braces: every place must name one."""
        if name not in self.entries:
            return None
        node = self.entries[name]
        label = node.label()
        for place in _PLACE.findall(f"{label.zh} {label.en}") if label else ():
            if place not in self.types or self.types[place].columns:
                node.wrong(f"没有事实“{place}”", f"there is no fact “{place}”")
        return label

    def _expression(self, name: str, wanted: Type | None) -> Expression | None:
        if name not in self.entries:
            return None
        node = self.entries[name]
        text = node.text()
        if text is None:
            return None
        try:
            found = Expression.compile(text, self.types)
        except ExpressionFault as fault:
            node.wrong(fault.reason.zh, fault.reason.en)
            return None
        allowed = (wanted,) if wanted else (TEXT, DATE, INTEGER)
        if not any(fits(found.type, one) for one in allowed):
            node.wrong(f"结果应是 {allowed[0]}，不是 {found.type}", f"must come to {allowed[0]}, not {found.type}")
        return found

    def _statuses(self) -> tuple[str, ...]:
        if "statuses" not in self.entries:
            return _HERE if self.about == "resident" else ()
        node = self.entries["statuses"]
        chosen = node.texts()
        if self.about != "resident" or not set(chosen) <= set(STATUSES):
            node.wrong(f"应是 {', '.join(STATUSES)}", f"must be of {', '.join(STATUSES)}")
        return chosen

    def _leads(self) -> tuple[int, ...]:
        if "lead_days" not in self.entries:
            return (0,)
        node = self.entries["lead_days"]
        days = [one.integer() for one in node.items()]
        known = sorted({one for one in days if one is not None}, reverse=True)
        if not known or len(known) > LEADS_MAX or known[0] > DAYS_MAX or known[-1] < 0:
            node.wrong(f"应是 0 到 {DAYS_MAX} 的天数，1 到 {LEADS_MAX} 个",
                       f"1 to {LEADS_MAX} numbers of days, each from 0 to {DAYS_MAX}")  # fmt: skip
            return (0,)
        return tuple(known)

    def _days(self, name: str, default: int) -> int:
        if name not in self.entries:
            return default
        value = self.entries[name].integer()
        if value is not None and not 0 <= value <= DAYS_MAX:
            self.entries[name].wrong(f"应在 0 到 {DAYS_MAX} 之间", f"must be from 0 to {DAYS_MAX}")
        return default if value is None else value

    def _materials(self) -> tuple[Material, ...]:
        node: Any = self.entries.get("materials")
        if node is None:
            return ()
        if len(node.entries()) > MATERIALS_MAX:
            node.wrong(f"最多 {MATERIALS_MAX} 项", f"at most {MATERIALS_MAX}")
        found = []
        for identity, inner in node.entries().items():
            if not _ID.fullmatch(identity):
                inner.wrong("编号只能用字母、数字、- 和 _", "an id is letters, digits, - and _")
            name = inner.label()
            if name is not None:
                found.append(Material(identity, name))
        return tuple(found)
