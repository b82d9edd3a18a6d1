"""The catalogue of a community that brought forms of its own.

An own kind's name begins with `x_`, and so does every path that a community adds to a shipped kind: what Mulin ships
never does, so neither can ever meet the other. The version that a document carries names both sides of a kind that a
community extended: 2001 is the second version of its questions on the first version of what Mulin ships.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

from schemas.catalogue import Catalogue
from schemas.declaration import Declaration
from schemas.forms.versions import knowing
from schemas.kind import Kind
from schemas.plain import plain

EXTENSION_STEP = 1000


@dataclass(frozen=True)
class Unusable:
    """A version that this version of Mulin cannot use, and why. The others are used all the same."""

    name: str
    version: int
    reason: str


def catalogue_with(
    shipped: Catalogue, forms: Mapping[str, Iterable[Declaration]]
) -> tuple[Catalogue, tuple[Unusable, ...]]:
    """The shipped kinds and a community's own. ``forms``: kind → its versions, in any order."""
    kinds = dict(shipped.kinds)
    earlier: dict[str, dict[int, Kind]] = {}
    unusable: list[Unusable] = []
    for name, versions in forms.items():
        ordered = sorted(versions, key=lambda one: one.version)
        base = shipped.named(name)
        try:
            latest = extended(base, ordered[-1]) if base else own_kind(ordered[-1])
        except (ValueError, KeyError, TypeError) as fault:
            unusable.append(Unusable(name, ordered[-1].version, str(fault)))
            continue
        kinds[name] = latest
        earlier[name] = {}
        for one in ordered[:-1]:
            try:
                made = knowing(one, ordered[-1])
                former = _on_every_version(base, made) if base else {one.version: own_kind(made)}
            except (ValueError, KeyError, TypeError) as fault:
                unusable.append(Unusable(name, one.version, str(fault)))
                continue
            earlier[name] |= former
        if base:
            none_yet = replace(ordered[-1], version=0, sections=())
            earlier[name] |= _on_every_version(base, knowing(none_yet, ordered[-1]))
            earlier[name] |= _on_every_version(base, ordered[-1])
    return Catalogue(kinds, earlier), tuple(unusable)


def extended(base: Kind, form: Declaration) -> Kind:
    """A shipped kind with a community's questions after its own."""
    version = form.version * EXTENSION_STEP + base.version
    return replace(base, version=version, sections=(*base.sections, *form.sections))


def own_kind(form: Declaration) -> Kind:
    """A kind of a community's own; raises ``UnsoundDeclaration`` where it cannot be used."""
    return Kind.from_data(plain(form))


def _on_every_version(base: Kind, form: Declaration) -> dict[int, Kind]:
    """By the number that documents carry: those of before an update of Mulin are checked by what it ships now."""
    kind = extended(base, form)
    return {form.version * EXTENSION_STEP + number: kind for number in range(1, base.version + 1)}
