"""Documents that are filled in alike: learn a pattern from one, and read the next without opening it.

The first documents of a pattern are opened, judged and saved again as any other (``sync.merge``). From one that was
found canonical and is saved to the very bytes that came, it is learned how each of its changes is written. A further
document of that pattern has the same bytes but for author, times, values and head. Its changes are written out with
its own, each is hashed with the hash of the one before, as the library does, and the last hash must be the head that
the document claims. Why that is as sure as opening it: docs/decisions/0024-read-by-pattern.md.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from schemas.limits import Limits
from sync.chunk import Columns
from sync.document import Document, Operation
from sync.learning import pattern_of
from sync.pattern import Key, Parts, Pattern, Scalar, Unusual, is_whole, split

_LEARNED_OPERATIONS_MAX = 60_000
"""Of all patterns that one generation keeps: some ten megabytes."""
_SEEN_MAX = 20_000


class Alike(NamedTuple):
    """A document that was read by its pattern."""

    document: Document
    author: bytes
    head: bytes
    changes: int


class ReadDocument(Document):
    """A document of which heads, answers and their authors are known, and that was not opened."""

    __slots__ = ("_author", "_counters")

    def __init__(self, author: bytes, head: bytes, values: dict[str, Scalar], counters: Mapping[str, int]) -> None:
        super().__init__(None)
        self._heads = (head,)
        self._values = dict(values)
        self._author = author
        self._counters = counters

    def writes(self) -> dict[str, Operation]:
        """For each field, the operation that the answer comes from."""
        return {path: Operation(self._author, counter) for path, counter in self._counters.items()}


class Patterns:
    """The patterns met lately, in two generations: what is not met again while one is filled goes with the other.

    Threads share it: each step is one look-up or one entry, and what gets lost between two is learned again.
    """

    def __init__(self) -> None:
        self._recent: dict[Key, tuple[Limits, Pattern]] = {}
        self._before: dict[Key, tuple[Limits, Pattern]] = {}
        self._operations = 0
        self._seen: set[int] = set()

    def read(self, data: bytes, limits: Limits) -> Alike | None:
        """The document that these bytes are, if its pattern is known and all of it is sound; else None."""
        parts = split(data)
        if parts is None:
            return None
        known = self._recent.get(parts.key) or self._again(parts.key)
        if known is None or known[0] is not limits or not is_whole(data):
            return None
        return _read(known[1], parts)

    def learn(self, data: bytes, operations: Columns, document: Document, limits: Limits) -> None:
        """Learn from a document that was merged, is canonical, and is saved to ``data``; at the second of its pattern.

        ``operations`` are its columns. What was bounded by ``limits`` is bounded again by the same.
        """
        parts = split(data)
        if parts is None:
            return
        known = self._recent.get(parts.key)
        if known is not None and known[0] is limits:
            return
        mark = hash(parts.key)
        if mark not in self._seen:
            # Many are met only once, and to learn them would be in vain.
            if len(self._seen) >= _SEEN_MAX:
                self._seen = set()
            self._seen.add(mark)
            return
        pattern = pattern_of(operations, document)
        if pattern is not None and _tells(pattern, parts, document):
            self._keep(parts.key, limits, pattern)

    def _again(self, key: Key) -> tuple[Limits, Pattern] | None:
        known = self._before.get(key)
        if known is not None:
            self._keep(key, *known)
        return known

    def _keep(self, key: Key, limits: Limits, pattern: Pattern) -> None:
        self._operations += pattern.operations
        if self._operations > _LEARNED_OPERATIONS_MAX:
            self._before, self._recent, self._operations = self._recent, {}, pattern.operations
        self._recent[key] = limits, pattern


def _read(pattern: Pattern, parts: Parts) -> Alike | None:
    try:
        if pattern.head(parts) != parts.head:
            return None
        values = pattern.values(parts.raw)
    except Unusual:
        return None
    document = ReadDocument(parts.author, parts.head, values, pattern.counters)
    return Alike(document, parts.author, parts.head, len(pattern.changes))


def _tells(pattern: Pattern, parts: Parts, document: Document) -> bool:
    """Whether of the document that it was learned from, the pattern says what the library says."""
    alike = _read(pattern, parts)
    if alike is None or (alike.document.heads, alike.document.writes()) != (document.heads, document.writes()):
        return False
    told, held = alike.document.values(), document.values()
    return list(map(_typed, told.items())) == list(map(_typed, held.items()))


def _typed(answer: tuple[str, object]) -> tuple[str, object, type]:
    # To Python, 1 is True.
    return (*answer, type(answer[1]))
