"""Fields that tablets do not write as they like: those of a document's birth, and those of the centre."""

from __future__ import annotations

from collections.abc import Collection

BIRTH_FIELDS = frozenset({"kind", "grid", "kind_version"})
"""Written in a document's first change; afterwards only the centre writes them."""
_CENTRE_ONLY = frozenset({"same_as"})
_REVIEW_PREFIX = "review."
_REVIEW_ANSWER = "review.answer"
_CENTRE_NAMES = (_REVIEW_PREFIX, *_CENTRE_ONLY)


def is_centre_only(path: str) -> bool:
    """Whether only the centre may write this field."""
    return path in _CENTRE_ONLY or (path.startswith(_REVIEW_PREFIX) and path != _REVIEW_ANSWER)


def any_centre_only(paths: Collection[str]) -> bool:
    """Whether only the centre may write any of these fields."""
    # One look at all names together; most documents have none of these.
    return any(name in "\n".join(paths) for name in _CENTRE_NAMES) and any(map(is_centre_only, paths))
