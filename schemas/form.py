"""A kind as the tablet receives it: everything needed to draw the form, ask, check and fill in, as JSON.

Field: {path, type, label: {zh, en}, policy, sensitivity} and, where they apply, help, unit: {ucum, zh},
decimals, codes: [{code, label, paper?}], open_codes, options: [{path, code, label, paper?}] (choices),
hard: [low, high], soft: [low, high], drift_percent, required, unmeasured: {path, codes} (measured), neutral,
show_if: {path, any_of}, lasting, past, computed, retired, refers_to, writers, severity, length_max.
Group: {group: path, label, entries_max, fields}; the paths of its fields are relative to an entry.
A retired form begins no new record, a retired field is shown where it is answered and asked no more, and a retired
code or option is offered no more.
"""

from typing import Any

from schemas.declaration import (
    CODE_LENGTH_MAX,
    NOTE_LENGTH_MAX,
    TEXT_LENGTH_MAX,
    Declaration,
    Field,
    Group,
    Section,
)
from schemas.every_kind import REVIEW_SECTION, SYSTEM_FIELDS
from schemas.paths import companion
from schemas.plain import fingerprint, plain

_LENGTHS_MAX = {"text": TEXT_LENGTH_MAX, "note": NOTE_LENGTH_MAX, "code": CODE_LENGTH_MAX}


def kind_fingerprint(declaration: Declaration) -> str:
    """Changes with anything the declaration says, and with what every kind carries."""
    return fingerprint([plain(declaration), plain(SYSTEM_FIELDS), plain(REVIEW_SECTION)])


def form_of(declaration: Declaration) -> dict[str, Any]:
    return {
        "kind": declaration.name,
        "version": declaration.version,
        "fingerprint": kind_fingerprint(declaration),
        "label": plain(declaration.label),
        **({"retired": True} if declaration.retired else {}),
        "title": list(declaration.title),
        "subject_path": declaration.subject_path,
        "worker_path": declaration.worker_path,
        "when_path": declaration.when_path,
        "status_path": declaration.status_path,
        "sections": [_section(section) for section in declaration.sections],
        "review": _section(REVIEW_SECTION),
        "neutral": {field.path: field.neutral for field in declaration.fields if field.neutral is not None},
        "rules": [plain(rule) for rule in declaration.rules],
    }


def _section(section: Section) -> dict[str, Any]:
    return {
        "label": plain(section.label),
        "parts": [_group(part) if isinstance(part, Group) else _field(part) for part in section.parts],
    }


def _group(group: Group) -> dict[str, Any]:
    return {
        "group": group.path,
        "label": plain(group.label),
        "entries_max": group.entries_max,
        "fields": [_field(field) for field in group.fields],
    }


def _field(field: Field) -> dict[str, Any]:
    drawn: dict[str, Any] = plain(field)
    drawn["policy"], drawn["sensitivity"] = field.policy, field.sensitivity
    drawn.pop("measured", None)
    if field.codes:
        codes = drawn.pop("codes")["codes"]
        if field.type == "choices":
            drawn["options"] = [{"path": f"{field.path}.{code['code']}", **code} for code in codes]
        else:
            drawn["codes"] = codes
        if field.codes.open:
            drawn["open_codes"] = True
    if field.type in _LENGTHS_MAX:
        drawn["length_max"] = field.length_max or _LENGTHS_MAX[field.type]
    if field.measured:
        reason = companion(field)
        codes_of_reason = reason.codes.codes if reason.codes else ()
        drawn["unmeasured"] = {"path": reason.path, "codes": plain(codes_of_reason)}
    return drawn
