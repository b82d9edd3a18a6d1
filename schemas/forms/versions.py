"""How one version of a form follows on another: what was asked before stays readable, and nothing changes its type."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from schemas.declaration import CodeList, Declaration, Field, Group, Label, Section
from schemas.forms.faults import SURVEY, Fault

_FORMER = Label("以前的问题", "Former questions")
Part = Field | Group


@dataclass(frozen=True)
class Next:
    """What a form becomes after the version before it.

    declaration: with everything that was ever asked; what is asked no more is retired.
    added, removed: labels of questions, to be told; faults: why it cannot follow.
    """

    declaration: Declaration
    added: tuple[Label, ...]
    removed: tuple[Label, ...]
    faults: tuple[Fault, ...]


def follow(new: Declaration, before: Declaration | None, rows: Mapping[str, int]) -> Next:
    """``new`` as the version after ``before``. ``rows``: path → the row of the survey, to name what is wrong."""
    if before is None:
        return Next(new, tuple(part.label for part in _parts(new)), (), ())
    known = {part.path: part for part in _parts(before)}
    faults: list[Fault] = []
    sections = tuple(
        Section(one.label, tuple(_with_former(part, known.get(part.path), rows, faults) for part in one.parts))
        for one in new.sections
    )
    here = {part.path for section in sections for part in section.parts}
    former = tuple(_retired(part) for path, part in known.items() if path not in here)
    if former:
        sections = (*sections, Section(_FORMER, former))
    made = replace(new, version=before.version + 1, sections=sections)
    asked_before, asked_now = _asked(before), _asked(made)
    added = tuple(label for path, label in asked_now.items() if path not in asked_before)
    removed = tuple(label for path, label in asked_before.items() if path not in asked_now)
    return Next(made, added, removed, tuple(faults))


def same(one: Declaration, other: Declaration) -> bool:
    """Whether two versions ask the same."""
    return replace(one, version=0) == replace(other, version=0)


def ended(before: Declaration, own_kind: bool) -> Declaration:
    """The form asked no more: an own kind begins no new record, added questions are all retired."""
    if own_kind:
        return replace(before, version=before.version + 1, retired=True)
    former = tuple(_retired(part) for part in _parts(before))
    return replace(before, version=before.version + 1, sections=(Section(_FORMER, former),))


def knowing(older: Declaration, latest: Declaration) -> Declaration:
    """A former version as it checks the records that were filled in with it.

    What was added since may have been answered in them later: it is known there, and never demanded.
    """
    known = {part.path: part for part in _parts(latest)}
    here = {part.path for part in _parts(older)}
    later = tuple(_retired(part) for path, part in known.items() if path not in here)
    sections = tuple(
        Section(one.label, tuple(_knowing(part, known.get(part.path)) for part in one.parts)) for one in older.sections
    )
    return replace(older, sections=(*sections, Section(_FORMER, later)) if later else sections)


def _parts(declaration: Declaration) -> Iterator[Part]:
    return (part for section in declaration.sections for part in section.parts)


def _asked(declaration: Declaration) -> dict[str, Label]:
    asked: dict[str, Label] = {}
    for part in _parts(declaration):
        fields = part.fields if isinstance(part, Group) else (part,)
        for one in fields:
            if not one.retired:
                path = f"{part.path}.{one.path}" if isinstance(part, Group) else one.path
                asked[path] = one.label
    return asked


def _with_former(part: Part, before: Part | None, rows: Mapping[str, int], faults: list[Fault]) -> Part:
    """A part with what it had before and has no more: fields of a group, answers of a list."""
    if before is None:
        return part
    row = rows.get(part.path, 0)
    if isinstance(part, Group) != isinstance(before, Group):
        faults.append(_changed(row, part.path))
        return part
    if isinstance(part, Group) and isinstance(before, Group):
        fields = {one.path: one for one in before.fields}
        kept = [_with_former(one, fields.get(one.path), {one.path: row}, faults) for one in part.fields]
        here = {one.path for one in part.fields}
        gone = [_retired(one) for path, one in fields.items() if path not in here]
        return replace(part, fields=tuple(one for one in (*kept, *gone) if isinstance(one, Field)))
    if isinstance(part, Field) and isinstance(before, Field):
        if (part.type, part.refers_to) != (before.type, before.refers_to):
            faults.append(_changed(row, part.path))
            return part
        return replace(part, codes=_all_codes(part.codes, before.codes, retired=True))
    return part


def _knowing(part: Part, latest: Part | None) -> Part:
    if isinstance(part, Group) and isinstance(latest, Group):
        here = {one.path for one in part.fields}
        later = tuple(_retired(one) for one in latest.fields if one.path not in here)
        known = {one.path: one for one in latest.fields}
        fields = tuple(_knowing(one, known.get(one.path)) for one in part.fields)
        return replace(part, fields=tuple(one for one in (*fields, *later) if isinstance(one, Field)))
    if isinstance(part, Field) and isinstance(latest, Field):
        return replace(part, codes=_all_codes(part.codes, latest.codes, retired=False))
    return part


def _all_codes(now: CodeList | None, other: CodeList | None, retired: bool) -> CodeList | None:
    if now is None or other is None:
        return now
    here = {code.code for code in now.codes}
    more = tuple(replace(code, retired=retired or code.retired) for code in other.codes if code.code not in here)
    return replace(now, codes=(*now.codes, *more))


def _retired(part: Part) -> Part:
    if isinstance(part, Group):
        fields = tuple(replace(one, retired=True, required=False, show_if=None) for one in part.fields)
        return replace(part, fields=fields)
    return replace(part, retired=True, required=False, show_if=None)


def _changed(row: int, path: str) -> Fault:
    name = path.removeprefix("x_")
    return Fault(
        SURVEY,
        row,
        "type",
        Label(
            f"题 {name} 以前是另一种题型，已有的答案会读错；请换一个新名称（name）",
            f"question {name} had another type before, and its answers would be misread; give it a new name",
        ),
    )
