"""What of a record's values a person is shown: plain, masked, or not at all (``schemas/access.py`` says which)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

from schemas.acceptance import PREFIX
from schemas.access import Role, Sight, sight
from schemas.kind import Kind
from schemas.problems import Problem, sentence

_RIVALS = ("几个人填的不一样，请选定一个", "Several people wrote different answers; one has to be chosen")


class Shown(NamedTuple):
    """The values to show, and the paths of those that are masked."""

    values: dict[str, Any]
    masked: list[str]


def shown(role: Role, kind: Kind | None, values: Mapping[str, Any]) -> Shown:
    """The values of a record of ``kind`` as ``role`` sees them; ``kind`` is None where the community knows it not."""
    result = Shown({}, [])
    for path, value in values.items():
        how = sight_of(role, kind, path)
        if how == "hidden":
            continue
        result.values[path] = masked(kind, path, value) if how == "masked" else value
        if how == "masked" and value is not None:
            result.masked.append(path)
    return result


def sight_of(role: Role, kind: Kind | None, path: str) -> Sight:
    """How ``role`` sees the field at ``path``. What no declaration speaks of may be anything, so it is masked."""
    field = kind.field_at(path) if kind else None
    if field is None and path.startswith(PREFIX):
        return sight(role, "open")  # a rule's code and a path, and nothing of anybody's
    return sight(role, field.sensitivity if field else "identity")


def masked(kind: Kind | None, path: str, value: Any) -> str | None:
    """A value as it may be shown unasked."""
    if value is None:
        return None
    return kind.mask(path, value) if kind else "*"


def shown_value(role: Role, kind: Kind | None, path: str, value: Any) -> Any:
    """One value as ``role`` sees it; None where they see none."""
    how = sight_of(role, kind, path)
    if how == "plain":
        return value
    return masked(kind, path, value) if how == "masked" else None


def shown_rivals(role: Role, kind: Kind | None, path: str, rivals: Any) -> list[dict[str, Any]]:
    """Rivals with their values as ``role`` sees them; the changes that wrote them say which is which."""
    return [
        {"value": shown_value(role, kind, path, rival.get("value")), "changes": rival.get("changes", [])}
        for rival in rivals or []
    ]


def problem_body(problem: Mapping[str, Any]) -> dict[str, Any]:
    """What is wrong with a value, with its sentence in both languages."""
    whole = Problem(problem["path"], problem["code"], problem["severity"], problem.get("params") or {})
    return {
        "path": whole.path,
        "code": whole.code,
        "severity": whole.severity,
        "zh": sentence(whole, "zh"),
        "en": sentence(whole, "en"),
    }


def conflict_sentences(type_: str, path: str, code: str, detail: Any) -> tuple[str, str]:
    """What a conflict says to a person, in Chinese and in English."""
    if type_ == "disputed" or not isinstance(detail, Mapping):
        return _RIVALS
    whole = Problem(path, code, "rule", detail)
    return sentence(whole, "zh"), sentence(whole, "en")
