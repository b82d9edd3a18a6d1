"""The kinds of record there are. A new kind is one more declaration, listed here."""

from typing import Any

from schemas.declaration import Label
from schemas.health_check import HEALTH_CHECK
from schemas.household import HOUSEHOLD
from schemas.kind import Kind
from schemas.plain import fingerprint, plain
from schemas.problems import SENTENCES
from schemas.resident import RESIDENT
from schemas.visit import VISIT

KINDS: dict[str, Kind] = {kind.name: kind for kind in (HOUSEHOLD, RESIDENT, VISIT, HEALTH_CHECK)}


def kind_named(name: str) -> Kind | None:
    """The kind of that name, or None: documents of a newer version may be of kinds not known here yet."""
    return KINDS.get(name)


def problem_sentences() -> dict[str, Label]:
    """Every problem code there is, those of the kinds' rules included, with its sentence."""
    rules = {rule.code: rule.sentence for kind in KINDS.values() for rule in kind.rules}
    return {**SENTENCES, **rules}


def declarations() -> dict[str, Any]:
    """What a tablet needs to draw and check every form, JSON-able.

    {"version": fingerprint of all the rest, "kinds": {name: form}, "problems": {code: {zh, en}}}
    """
    content = {
        "kinds": {name: kind.form() for name, kind in KINDS.items()},
        "problems": {code: plain(sentence) for code, sentence in problem_sentences().items()},
    }
    return {"version": fingerprint(content), **content}
