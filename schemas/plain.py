"""Declarations as plain data and back: for fingerprints, and for kinds that come from a file or a database.

What stands at its default is left out. So a fingerprint does not change when fields learn a new property, and
a kind written by hand, or made from a spreadsheet, says only what is special about it.
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from dataclasses import MISSING, fields, is_dataclass
from typing import Any

from schemas.declaration import (
    Code,
    CodeList,
    Condition,
    Declaration,
    Field,
    Group,
    Label,
    Rule,
    Section,
    Unit,
)

Data = Mapping[str, Any]


def plain(thing: object) -> Any:
    """A declaration, or any part of one, as JSON-able data."""
    if isinstance(thing, tuple):
        return [plain(part) for part in thing]
    if not is_dataclass(thing):
        return thing
    return {
        field.name: plain(getattr(thing, field.name))
        for field in fields(thing)
        if field.default is MISSING or getattr(thing, field.name) != field.default
    }


def fingerprint(data: object) -> str:
    """SHA-256 in hex over JSON with sorted keys and no blanks."""
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def label_from(data: Data) -> Label:
    return Label(data["zh"], data["en"])


def code_list_from(data: Data) -> CodeList:
    codes = (Code(**{**code, "label": label_from(code["label"])}) for code in data["codes"])
    return CodeList(**{**data, "codes": tuple(codes)})


def condition_from(data: Data) -> Condition:
    return Condition(data["path"], tuple(data["any_of"]))


def field_from(data: Data) -> Field:
    made: dict[str, Any] = {**data, "label": label_from(data["label"])}
    makers: dict[str, Callable[[Any], object]] = {
        "help": label_from,
        "unit": lambda unit: Unit(**unit),
        "codes": code_list_from,
        "hard": tuple,
        "soft": tuple,
        "severity": tuple,
        "writers": tuple,
        "show_if": condition_from,
    }
    for name, make in makers.items():
        if made.get(name) is not None:
            made[name] = make(made[name])
    return Field(**made)


def part_from(data: Data) -> Field | Group:
    if "type" in data:
        return field_from(data)
    inside = tuple(field_from(field) for field in data["fields"])
    return Group(**{**data, "label": label_from(data["label"]), "fields": inside})


def rule_from(data: Data) -> Rule:
    return Rule(
        **{
            **data,
            "paths": tuple(data["paths"]),
            "sentence": label_from(data["sentence"]),
            "values": tuple(data.get("values", ())),
        }
    )


def declaration_from(data: Data, as_type: type[Declaration] = Declaration) -> Declaration:
    """The declaration that `plain` would turn into this data. Other shapes raise KeyError or TypeError."""
    return as_type(
        **{
            **data,
            "label": label_from(data["label"]),
            "sections": tuple(
                Section(label_from(section["label"]), tuple(part_from(part) for part in section["parts"]))
                for section in data["sections"]
            ),
            "title": tuple(data["title"]),
            "rules": tuple(rule_from(rule) for rule in data.get("rules", ())),
            "finished": condition_from(data["finished"]) if data.get("finished") else None,
        }
    )
