"""What makes a declaration fit for use. A kind that is not sound is refused when it is made, not when a
worker stands at a door with it; that holds for the kinds in this package and for those a community brings itself.
"""

import re
from collections import Counter
from collections.abc import Iterator
from typing import get_args

from schemas.columns import NAME_LENGTH_MAX, RESERVED_WORDS, columns_of
from schemas.declaration import (
    NOTE_LENGTH_MAX,
    Code,
    CodeList,
    Declaration,
    Field,
    FieldType,
    Label,
    Operator,
    Policy,
    Rule,
    Sensitivity,
    Severity,
    Stay,
)
from schemas.paths import UNMEASURED, group_fields, ordinary_fields

_NAME = re.compile(r"[a-z][a-z0-9_]*")
_PATH = re.compile(r"[a-z][a-z0-9_]*(?:\.[a-z0-9][a-z0-9_]*)*")
_PATH_LENGTH_MAX = 60
_PAIR_OPERATORS = ("less", "at_most", "id_birth", "id_sex")


class UnsoundDeclaration(ValueError):
    """A declaration that cannot be used, with every reason why."""


def faults(declaration: Declaration) -> list[str]:
    """All that is wrong with a declaration, in words for whoever wrote it; empty when it can be used."""
    return [
        *_kind_faults(declaration),
        *(fault for field in declaration.fields for fault in _field_faults(field)),
        *(fault for group in declaration.groups for field in group.fields for fault in _field_faults(field)),
        *_path_faults(declaration),
        *(fault for rule in declaration.rules for fault in _rule_faults(rule, declaration)),
    ]


def _kind_faults(declaration: Declaration) -> Iterator[str]:
    if not _NAME.fullmatch(declaration.name):
        yield f"kind {declaration.name!r}: the name must be lower-case letters, digits and underscores"
    if declaration.version < 1:
        yield f"kind {declaration.name}: versions start at 1"
    known = ordinary_fields(declaration)
    places = (
        *declaration.title,
        declaration.subject_path,
        declaration.worker_path,
        declaration.when_path,
        declaration.status_path,
        declaration.finished.path if declaration.finished else None,
    )
    if declaration.on_tablets not in get_args(Stay):
        yield f"kind {declaration.name}: stays on tablets {declaration.on_tablets!r}, which is no way of staying"
    for path in places:
        if path is not None and path not in known:
            yield f"kind {declaration.name}: no field at {path}"
    if not declaration.title:
        yield f"kind {declaration.name}: without a title no list can name its records"
    for label in (declaration.label, *(section.label for section in declaration.sections)):
        yield from _label_faults(declaration.name, label)
    for group in declaration.groups:
        yield from _label_faults(group.path, group.label)


def _label_faults(path: str, label: Label) -> Iterator[str]:
    if not label.zh.strip() or not label.en.strip():
        yield f"{path}: a label needs Chinese and English"


def _field_faults(field: Field) -> Iterator[str]:
    yield from _label_faults(field.path, field.label)
    for value, allowed in ((field.type, FieldType), (field.policy, Policy), (field.sensitivity, Sensitivity)):
        if value not in get_args(allowed):
            yield f"{field.path}: {value!r} is none of {', '.join(get_args(allowed))}"
    if field.type in ("code", "choices"):
        yield from _code_list_faults(field.path, field.codes)
    if field.type in ("integer", "decimal"):
        yield from _range_faults(field)
    if (field.type == "note") != (field.policy == "text"):
        yield f"{field.path}: notes, and only notes, merge as text"
    if field.type == "ref" and not field.refers_to:
        yield f"{field.path}: a ref names the kind it refers to"
    if field.policy == "severest":
        yield from _severity_faults(field)
    if field.length_max and (field.type != "text" or not 0 < field.length_max <= NOTE_LENGTH_MAX):
        yield f"{field.path}: only a text has a length of its own, from 1 to {NOTE_LENGTH_MAX} characters"
    if field.computed and (field.required or field.lasting or field.neutral is not None):
        yield f"{field.path}: what is worked out is never asked for and never filled in beforehand"
    if field.writers and field.policy != "review":
        # What the centre settles by itself carries the centre's name: whose answer it was could not be told any more.
        yield f"{field.path}: what only some may write is settled by a person"
    if field.measured and (field.neutral is not None or field.lasting):
        yield f"{field.path}: what is measured is never filled in beforehand"
    if (
        field.type == "code"
        and field.neutral is not None
        and field.codes
        and field.neutral not in {code.code for code in field.codes.codes}
    ):
        yield f"{field.path}: the neutral answer is none of its codes"


def _code_list_faults(path: str, codes: CodeList | None) -> Iterator[str]:
    if codes is None or not codes.codes:
        yield f"{path}: a code list is missing"
        return
    for code in codes.codes:
        yield from _label_faults(f"{path}, code {code.code}", code.label)
    yield from (f"{path}: code {code} stands twice" for code in _twice([code.code for code in codes.codes]))


def _severity_faults(field: Field) -> Iterator[str]:
    if field.type in ("choices", "boolean") and not field.severity:
        if field.type == "boolean":
            yield f"{field.path}: severest needs an order"
        return
    codes: tuple[Code, ...] = field.codes.codes if field.codes else ()
    if field.type == "code" and sorted(map(str, field.severity)) != sorted(code.code for code in codes):
        yield f"{field.path}: severest needs every code exactly once, from the least to the most severe"


def _range_faults(field: Field) -> Iterator[str]:
    if field.hard is None:
        yield f"{field.path}: a number needs a hard range"
        return
    low, high = field.hard
    usual_low, usual_high = field.soft or field.hard
    if not low <= usual_low <= usual_high <= high or low == high:
        yield f"{field.path}: the ranges must run upwards, soft inside hard"


def _path_faults(declaration: Declaration) -> Iterator[str]:
    ordinary = ordinary_fields(declaration)
    paths = [*ordinary, *(group.path for group in declaration.groups)]
    inside = [f"{group.path}.x.{path}" for group in declaration.groups for path in group_fields(group)]
    for path in (*paths, *inside):
        if not _PATH.fullmatch(path) or len(path) > _PATH_LENGTH_MAX:
            yield f"{path!r}: paths are short lower-case words with dots between"
    declared = [field.path for field in declaration.fields] + [group.path for group in declaration.groups]
    yield from (f"{path}: declared twice" for path in _twice(declared))
    for group in declaration.groups:
        yield from (
            f"{path}: lies inside the group {group.path}" for path in ordinary if path.startswith(group.path + ".")
        )
    for field in (*declaration.fields, *(f for group in declaration.groups for f in group.fields)):
        if field.path.endswith(UNMEASURED) or field.path.startswith("review."):
            yield f"{field.path}: this path is made by the system"
    for field in declaration.fields:
        if field.show_if and field.show_if.path not in ordinary:
            yield f"{field.path}: shown by {field.show_if.path}, which no field has"
    names = [column.name for column in columns_of(declaration)]
    yield from (f"column {name} stands twice" for name in _twice(names))
    for name in names:
        if not _NAME.fullmatch(name) or name in RESERVED_WORDS or len(name) > NAME_LENGTH_MAX:
            yield f"column {name} is no good as a name in SQL"


def _rule_faults(rule: Rule, declaration: Declaration) -> Iterator[str]:
    if rule.operator not in get_args(Operator) or rule.severity not in get_args(Severity):
        yield f"{rule.code}: unknown operator or severity"
    if not rule.code.startswith("rule."):
        yield f"{rule.code}: the code of a rule starts with rule."
    if not rule.sentence.zh.strip() or not rule.sentence.en.strip():
        yield f"{rule.code}: the sentence needs Chinese and English"
    ordinary = ordinary_fields(declaration)
    choices = {field.path for field in declaration.fields if field.type == "choices"}
    if rule.operator == "chosen_max":
        yield from _chosen_max_faults(rule, choices)
        return
    if len(rule.paths) < 2 or (rule.operator in _PAIR_OPERATORS and len(rule.paths) != 2):
        yield f"{rule.code}: wrong number of paths"
    wide = choices | {group.path for group in declaration.groups}
    for number, path in enumerate(rule.paths):
        exact = rule.operator in _PAIR_OPERATORS or (number == 0 and rule.values)
        if path not in ordinary and (exact or path not in wide):
            yield f"{rule.code}: no field at {path}"


def _chosen_max_faults(rule: Rule, choices: set[str]) -> Iterator[str]:
    if len(rule.values) != 1 or type(rule.values[0]) is not int or rule.values[0] < 1:
        yield f"{rule.code}: chosen_max needs one whole number of at least 1 in values"
    if not rule.paths:
        yield f"{rule.code}: wrong number of paths"
    yield from (f"{rule.code}: no choices field at {path}" for path in rule.paths if path not in choices)


def _twice(names: list[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
