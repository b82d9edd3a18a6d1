"""From a declaration to the paths that a document of that kind may hold."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from typing import NamedTuple

from schemas.declaration import Declaration, Field, Group, Label
from schemas.every_kind import REVIEW_SECTION, SYSTEM_FIELDS, UNMEASURED_REASONS

_ENTRY_ID = re.compile(r"[A-Za-z0-9_-]{1,36}")
UNMEASURED = ".unmeasured"


class EntryPath(NamedTuple):
    """A path inside a group: `contact.7f3a.name` is group "contact", entry "7f3a", field "name"."""

    group: str
    entry: str
    field: str


def option(field: Field, code: str, label: Label) -> Field:
    """The boolean that stands for one code of a choices field.

    Its severity is fixed: where answers are merged by severity, having been ticked by anyone counts.
    """
    severity = (False, True) if field.policy == "severest" else ()
    return replace(
        field,
        path=f"{field.path}.{code}",
        type="boolean",
        label=label,
        codes=None,
        neutral=None,
        required=False,
        severity=severity,
    )


def companion(field: Field) -> Field:
    """The reason why a measured field has no value."""
    return Field(
        path=field.path + UNMEASURED,
        type="code",
        label=Label(f"{field.label.zh}未测原因", f"{field.label.en}: why not measured"),
        codes=UNMEASURED_REASONS,
        sensitivity=field.sensitivity,
        policy="latest",
        show_if=field.show_if,
        writers=field.writers,
    )


def expanded(fields: Iterable[Field]) -> Iterator[Field]:
    """One field per path: choices become one boolean per code, measured fields get their companion."""
    for field in fields:
        if field.type == "choices":
            for code in field.codes.codes if field.codes else ():
                yield option(field, code.code, code.label)
            continue
        yield field
        if field.measured:
            yield companion(field)


def review_fields() -> tuple[Field, ...]:
    return tuple(part for part in REVIEW_SECTION.parts if isinstance(part, Field))


def ordinary_fields(declaration: Declaration) -> dict[str, Field]:
    """Every path outside groups, system and review fields included, in the order of the form."""
    fields = (*SYSTEM_FIELDS, *declaration.fields, *review_fields())
    return {field.path: field for field in expanded(fields)}


def group_fields(group: Group) -> dict[str, Field]:
    """Every path inside one entry of a group, relative to the entry."""
    return {field.path: field for field in expanded(group.fields)}


def split_entry(path: str) -> EntryPath | None:
    """Take apart a path inside a group; None when it cannot be one."""
    parts = path.split(".", 2)
    if len(parts) < 3 or not _ENTRY_ID.fullmatch(parts[1]):
        return None
    return EntryPath(*parts)
