"""The catalogue: the kinds of record that one community knows, those that Mulin ships and its own.

A catalogue is a value. It is handed to whoever reads records, so that two communities on one machine never meet, and
what it says cannot change while a request is under way.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from schemas.declaration import Label
from schemas.kind import Kind
from schemas.plain import fingerprint, plain
from schemas.problems import SENTENCES

_NONE: Mapping[int, Kind] = {}


@dataclass(frozen=True)
class Catalogue:
    """Kinds by name, as they are filled in now; and, of those that a community shaped, as they were before.

    earlier: name → form version, as documents carry it in `kind_version`, → the kind that checks such documents.
    """

    kinds: Mapping[str, Kind]
    earlier: Mapping[str, Mapping[int, Kind]] = field(default_factory=dict)

    def named(self, name: str) -> Kind | None:
        """The kind of that name as it is now, or None: documents may be of kinds that are not known here."""
        return self.kinds.get(name)

    def filled_in(self, name: str, version: int) -> Kind | None:
        """The kind by which a document is checked that was filled in with that version of the form."""
        return self.earlier.get(name, _NONE).get(version) or self.kinds.get(name)

    @cached_property
    def sentences(self) -> dict[str, Label]:
        """Every problem code there is, those of the kinds' rules included, with its sentence."""
        rules = {rule.code: rule.sentence for kind in self.kinds.values() for rule in kind.rules}
        return {**SENTENCES, **rules}

    @cached_property
    def declarations(self) -> dict[str, Any]:
        """What a tablet needs to draw and check every form, JSON-able.

        {"version": fingerprint of all the rest, "kinds": {name: form}, "problems": {code: {zh, en}}}
        """
        content = {
            "kinds": {name: kind.form() for name, kind in self.kinds.items()},
            "problems": {code: plain(sentence) for code, sentence in self.sentences.items()},
        }
        return {"version": fingerprint(content), **content}

    @cached_property
    def declarations_json(self) -> str:
        """The same as text: every tablet asks for it."""
        return json.dumps(self.declarations, ensure_ascii=False, separators=(",", ":"))
