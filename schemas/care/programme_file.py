"""From the tree of a programme file to a programme, or to everything that is wrong in it, with lines."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from schemas.care.care_file import CareFileError, Node, read, sort_of
from schemas.care.contact import METHODS
from schemas.care.days import day_of
from schemas.care.expression import Expression
from schemas.care.grammar import ExpressionFault
from schemas.care.programme import TRIGGERS, VISITORS, Ask, Frequency, Programme
from schemas.care.value_types import BOOLEAN, INTEGER, TEXT, TEXTS, Type
from schemas.code_lists import ELDER_TAGS
from schemas.declaration import Label

_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,31}")
_TYPES: Mapping[str, Type] = {"tags": TEXTS, "colour": TEXT, "age": INTEGER, "living": TEXT, "sex": TEXT}
_GAP_DAYS_MAX, _MONTH_MAX, _WITHIN_DAYS_MAX = 366, 31, 60
STATUSES = ("confirmed", "proposed")
_ASKS = ("visits_per_month_min", "gap_days_max", "home_visits_per_month_min", "home_gap_days_max")


def read_programme(text: str, name: str) -> Programme:
    """The programme of a file; ``name`` is what faults call the file. Raises CareFileError with all that is wrong."""
    root = read(text, name)
    if sort_of(root) != "programme":
        root.wrong("这不是探访项目文件", "this is no visit programme")
        root.faults.raise_if_any()
    made = programme_from(root)
    root.faults.raise_if_any()
    return made


def programme_from(root: Node) -> Programme:
    """The programme of a tree. Mistakes are noted in its faults; raises CareFileError where nothing can be made."""
    fields = root.fields(
        required=("programme", "version", "title", "status", "target", "methods", "frequency"),
        optional=("source", "note", "starts_on", "ends_on", "visitors", "triggers", "checklist", "groups"),
    )
    for name in ("source", "note"):
        if name in fields:
            fields[name].text()
    if "status" in fields:
        _one_of(fields["status"], STATUSES)
    methods = frozenset(_all_of(fields.get("methods"), METHODS))
    target = _expression(fields.get("target"))
    frequencies = _frequencies(fields["frequency"], methods) if "frequency" in fields else ()
    triggers = _triggers(fields.get("triggers"))
    visitors, checklist = _all_of(fields.get("visitors"), VISITORS), _labels(fields.get("checklist"))
    groups = _all_of(fields.get("groups"), [code.code for code in ELDER_TAGS.codes])
    starts_on, ends_on = _day(fields.get("starts_on")), _day(fields.get("ends_on"))
    if starts_on is not None and ends_on is not None and ends_on < starts_on:
        fields["ends_on"].wrong("早于开始日期", "before the first day")
    code = fields["programme"].text() if "programme" in fields else None
    if code is not None and not _CODE.fullmatch(code):
        fields["programme"].wrong("用大写字母、数字、下划线", "capital letters, digits and underscores only")
    version = fields["version"].integer() if "version" in fields else None
    title = fields["title"].label() if "title" in fields else None
    if code is None or version is None or title is None or target is None or root.faults.found:
        raise CareFileError(root.faults.found)
    return Programme(
        code=code, version=version, title=title, target=target, frequencies=frequencies, triggers=triggers,
        visitors=visitors, checklist=checklist, groups=groups,
        starts_on=starts_on, ends_on=ends_on,
    )  # fmt: skip


def _frequencies(node: Node, methods: frozenset[str]) -> tuple[Frequency, ...]:
    nodes = node.items()
    if not nodes:
        node.wrong("至少写一条", "at least one is needed")
    for one in nodes[:-1]:
        if "when" not in one.entries():
            one.wrong(
                "没有 when 的一条要放在最后，后面的用不上", "the one without “when” comes last: none after it is used"
            )
    return tuple(_frequency(one, methods) for one in nodes)


def _frequency(node: Node, methods: frozenset[str]) -> Frequency:
    fields = node.fields(optional=("when", "methods", *_ASKS))
    numbers = [_number(fields.get(name), _GAP_DAYS_MAX if "gap" in name else _MONTH_MAX) for name in _ASKS]
    contact, home = Ask(*numbers[:2]), Ask(*numbers[2:])
    if not contact and not home and not node.faults.found:
        node.wrong("没有写多久一次", "nothing says how often")
    own = frozenset(_all_of(fields["methods"], METHODS)) if "methods" in fields else methods
    return Frequency(contact, home, own, _expression(fields["when"]) if "when" in fields else None)


def _triggers(node: Node | None) -> dict[str, int]:
    found: dict[str, int] = {}
    for one in node.items() if node else ():
        fields = one.fields(required=("on", "within_days"))
        trigger = _one_of(fields["on"], TRIGGERS) if "on" in fields else None
        within = _number(fields.get("within_days"), _WITHIN_DAYS_MAX)
        if trigger is not None and within is not None:
            if trigger in found:
                one.wrong("写了两次", "stands here twice")
            found[trigger] = within
    return found


def _expression(node: Node | None) -> Expression | None:
    text = node.text() if node else None
    if node is None or text is None:
        return None
    try:
        made = Expression.compile(text, _TYPES)
    except ExpressionFault as fault:
        node.wrong(fault.reason.zh, fault.reason.en)
        return None
    if made.type is not BOOLEAN:
        node.wrong("这里应能答“是”或“否”", "it should answer yes or no")
    return made


def _number(node: Node | None, most: int) -> int | None:
    value = node.integer() if node else None
    if node is not None and value is not None and not 1 <= value <= most:
        node.wrong(f"应在 1 到 {most} 之间", f"must be from 1 to {most}")
        return None
    return value


def _day(node: Node | None) -> int | None:
    text = node.text() if node else None
    day = day_of(text) if text is not None else None
    if node is not None and text is not None and day is None:
        node.wrong("日期写成 2026-03-01 这样", "write a date as 2026-03-01")
    return day


def _one_of(node: Node, known: Iterable[str]) -> str | None:
    text, words = node.text(), list(known)
    if text is not None and text not in words:
        node.wrong(f"没有“{text}”；可用：{'、'.join(words)}", f"there is no “{text}”; known: {', '.join(words)}")
        return None
    return text


def _all_of(node: Node | None, known: Iterable[str]) -> tuple[str, ...]:
    words = list(known)
    found = [_one_of(one, words) for one in node.items()] if node else []
    return tuple(one for one in found if one is not None)


def _labels(node: Node | None) -> tuple[Label, ...]:
    found = [one.label() for one in node.items()] if node else []
    return tuple(one for one in found if one is not None)
