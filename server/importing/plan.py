"""What a register adds to a document: empty fields are filled, what somebody wrote stays, what differs is told."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple
from uuid import UUID, uuid5

from schemas.id_number import normalise
from schemas.kind import Kind
from sync.document import Scalar

_NONE = "none"
_CONTACT = "contact"


class Difference(NamedTuple):
    """A field where register and document say different things. ``known`` is None where somebody emptied it."""

    path: str
    said: Scalar
    known: Scalar
    overwritten: bool = False


@dataclass(slots=True)
class Plan:
    """What to write into one document, and what is left for a person."""

    writes: dict[str, Scalar] = field(default_factory=dict)
    differences: list[Difference] = field(default_factory=list)


def plan(
    kind: Kind,
    known: Mapping[str, Scalar],
    said: Mapping[str, Scalar],
    derived: Mapping[str, Scalar],
    ever_written: Callable[[], Collection[str]],
    overwrite: Collection[str] = (),
) -> Plan:
    """Compare what a register ``said`` with what is ``known``; ``derived`` only fills gaps.

    ``ever_written``: the paths that anybody ever wrote, asked for only where something is to be filled: what somebody
    has emptied is theirs to fill again.
    """
    made = Plan()
    for path, value in said.items():
        if not _is_there(known.get(path)):
            if value not in (False, "", None):
                made.writes[path] = value
        elif not _same(kind, path, known[path], value):
            _differs(made, path, value, known[path], overwrite)
    for path, value in derived.items():
        if value and path not in said and not _is_there(known.get(path)):
            made.writes[path] = value
    _leave_contradictions(kind, made, known)
    if known and made.writes:
        emptied = ever_written()
        for path in [path for path in made.writes if path in emptied and not _is_there(known.get(path))]:
            value = made.writes.pop(path)
            if path in said:
                _differs(made, path, value, None, overwrite)
    return made


def _differs(made: Plan, path: str, value: Scalar, known: Scalar, overwrite: Collection[str]) -> None:
    asked = path in overwrite or path.split(".", 1)[0] in overwrite
    if asked:
        made.writes[path] = value
    made.differences.append(Difference(path, value, known, asked))


def _is_there(value: Scalar) -> bool:
    return value is not None and value != ""


def _same(kind: Kind, path: str, one: Scalar, other: Scalar) -> bool:
    if one == other:
        return True
    if not isinstance(one, str) or not isinstance(other, str):
        return False
    of = kind.field_at(path)
    if of is not None and of.type == "id_number":
        return normalise(one) == normalise(other)
    return _squeezed(one) == _squeezed(other)


def _squeezed(text: str) -> str:
    return "".join(text.split()).replace("-", "")


def _leave_contradictions(kind: Kind, made: Plan, known: Mapping[str, Scalar]) -> None:
    """“None” does not stand with an answer: where one is known, the other is not filled in beside it."""
    for of in kind.fields:
        if of.type != "choices" or of.codes is None or all(code.code != _NONE for code in of.codes.codes):
            continue
        none = f"{of.path}.{_NONE}"
        others = [f"{of.path}.{code.code}" for code in of.codes.codes if code.code != _NONE]
        if none in made.writes and any(known.get(path) is True for path in others):
            made.differences.append(Difference(none, made.writes.pop(none), False))
        if known.get(none) is True:
            for path in [path for path in others if path in made.writes]:
                made.differences.append(Difference(path, made.writes.pop(path), False))


def contact_values(known: Mapping[str, Scalar], contact: Mapping[str, Scalar], document_id: bytes) -> dict[str, Scalar]:
    """The paths at which a contact stands: with the entry of that name, if there is one, else with one of its own.

    The entry's id follows from resident and name, so that the same contact twice is one.
    """
    name = str(contact["contact.name"])
    entry = next(
        (
            path.split(".")[1]
            for path, value in known.items()
            if path.startswith(f"{_CONTACT}.") and path.endswith(".name") and path.count(".") == 2 and value == name
        ),
        uuid5(UUID(bytes=document_id), f"contact\n{name}").hex[:8],
    )
    return {f"{_CONTACT}.{entry}.{path.removeprefix('contact.')}": value for path, value in contact.items()}
