"""Leaving an answer as it is although it breaks a rule: somebody looked at it, and it cannot be made good any more.

What is *missing* may be accepted: a visit of last month is not made again for one question. What *contradicts itself*
may not: one of the answers is wrong, and has to go. An acceptance stands in the document, under a name made of rule and
path, and holds for the answers that were looked at: where one of them changes, the rule speaks again.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any, NamedTuple

from schemas.declaration import Operator, Rule
from schemas.kind import Kind
from schemas.problems import Problem

PREFIX = "review.accepted."
_HASH_CHARACTERS = 16
_ASK_FOR_AN_ANSWER: frozenset[Operator] = frozenset({"together", "any_of", "requires"})
# Cards with a wrong check digit were issued, and are good: whoever has seen the card may say so.
_CODES = frozenset({"value.required", "id_number.checksum"})


class Acceptance(NamedTuple):
    """What is written to a document: at ``path`` the ``mark``."""

    path: str
    mark: str


def rule_of(kind: Kind | None, code: str) -> Rule | None:
    """The declared rule of that code."""
    return next((one for one in (kind.rules if kind else ()) if one.code == code), None)


def concerned(kind: Kind | None, code: str, path: str) -> tuple[str, ...]:
    """The paths of fields, choices and groups that a problem is about."""
    rule = rule_of(kind, code)
    return tuple(dict.fromkeys((*rule.paths, path))) if rule else (path,)


def acceptable(kind: Kind | None, code: str) -> bool:
    """Whether what breaks this rule may be left as it is."""
    rule = rule_of(kind, code)
    return code in _CODES or (rule is not None and rule.operator in _ASK_FOR_AN_ANSWER)


def acceptance(kind: Kind | None, code: str, path: str, values: Mapping[str, Any]) -> Acceptance:
    """What to write so that this problem, with these answers, is accepted."""
    about = concerned(kind, code, path)
    answers = sorted(
        (name, value if isinstance(value, str | int | float | bool) else repr(value))
        for name, value in values.items()
        if value is not None and any(name == one or name.startswith(f"{one}.") for one in about)
    )
    said = sha256(json.dumps(answers).encode()).hexdigest()[:_HASH_CHARACTERS]
    return Acceptance(_place(code, path), f"{code} {said} {path}")


def said_of(mark: Any) -> tuple[str, str] | None:
    """The code and the path that a mark is about; None where it is none."""
    parts = mark.split(" ", 2) if isinstance(mark, str) else ()
    return (parts[0], parts[2]) if len(parts) == 3 else None


def without_accepted(kind: Kind, values: Mapping[str, Any], problems: list[Problem]) -> list[Problem]:
    """The problems, with those that were accepted as no more than worth a look."""
    if not any(path.startswith(PREFIX) for path in values):
        return problems
    left = (one for one in problems if not one.path.startswith(PREFIX))
    return [one._replace(severity="soft") if is_accepted(kind, values, one.code, one.path) else one for one in left]


def is_accepted(kind: Kind | None, values: Mapping[str, Any], code: str, path: str) -> bool:
    """Whether a problem was accepted, and its answers are still those."""
    said = values.get(_place(code, path))
    return said is not None and acceptable(kind, code) and said == acceptance(kind, code, path, values).mark


def _place(code: str, path: str) -> str:
    return PREFIX + sha256(f"{code} {path}".encode()).hexdigest()[:_HASH_CHARACTERS]
