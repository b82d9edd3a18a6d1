"""Who wrote what having seen what: provenance, surviving writes and rivals, all pure functions of the document.

A change wrote a field when it holds an operation on it. A write survives when no other write to the field had seen it.
Surviving writes whose values differ are rivals. Nothing here needs a clock: order is what each change had seen.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from sync.change import Change
from sync.chunk import ChangeHead, read_changes
from sync.column import numbers, texts
from sync.document import Document, Operation, Scalar

_OBJECT_ACTOR, _OBJECT_COUNTER, _KEY_TEXT, _ACTION = 0x01, 0x02, 0x15, 0x42
_MAKE_TEXT = 4


@dataclass(frozen=True, slots=True)
class Rival:
    """One of several surviving values of a field, and the changes that wrote it (more than one where they agree)."""

    value: Scalar
    changes: tuple[bytes, ...]
    text_object: Operation | None = None
    """Where the value is a text: the object it lives in."""


@dataclass(frozen=True, slots=True)
class Disputed:
    """A field with rivals, in a stable order."""

    path: str
    rivals: tuple[Rival, ...]


@dataclass(frozen=True, slots=True)
class Write:
    """One change's writes to fields of the root; ``text_objects`` says which of them are edits inside a text."""

    paths: frozenset[str]
    text_objects: dict[str, Operation]


class History:
    """A document's changes with what each had seen and wrote."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.changes = document.changes()
        self._index = {change.hash: number for number, change in enumerate(self.changes)}

    @property
    def linear(self) -> bool:
        """Whether every change had seen all before it."""
        return is_linear(self.changes)

    def change(self, change_hash: bytes) -> Change | None:
        """The change of that hash, or None where the document does not hold it."""
        number = self._index.get(change_hash)
        return None if number is None else self.changes[number]

    @cached_property
    def seen(self) -> list[int]:
        """For each change, by number, the changes it had seen as a set of bits, itself not included."""
        seen: list[int] = []
        for change in self.changes:
            bits = 0
            for dep in change.deps:
                number = self._index[dep]
                bits |= seen[number] | 1 << number
            seen.append(bits)
        return seen

    @cached_property
    def writes(self) -> list[Write]:
        """What each change wrote, by number."""
        text_paths: dict[Operation, str] = {}
        return [_writes(read_changes(change.raw)[0], text_paths) for change in self.changes]

    @cached_property
    def _writers(self) -> dict[str, list[int]]:
        """For each field, the numbers of the changes that wrote it. Made once: a document may have many of both."""
        writers: dict[str, list[int]] = {}
        for number, write in enumerate(self.writes):
            for path in write.paths:
                writers.setdefault(path, []).append(number)
        return writers

    def survivors(self, path: str) -> list[int]:
        """Numbers of the changes whose write to ``path`` no other write to it had seen."""
        writers = self._writers.get(path, [])
        if len(writers) < 2:
            return list(writers)
        overwritten = 0
        for number in writers:
            overwritten |= self.seen[number]
        return [number for number in writers if not overwritten >> number & 1]

    def disputed(self) -> list[Disputed]:
        """Every field with rivals, in order of path."""
        if self.linear:
            return []
        found = ((path, self._rivals(path)) for path in sorted(self._writers))
        return [Disputed(path, rivals) for path, rivals in found if len(rivals) > 1]

    def _rivals(self, path: str) -> tuple[Rival, ...]:
        survivors = self.survivors(path)
        if len(survivors) < 2:
            return ()
        values: dict[object, tuple[Scalar, Operation | None, list[bytes]]] = {}
        for number in survivors:
            change = self.changes[number]
            text_object = self.writes[number].text_objects.get(path)
            value: Scalar
            if text_object is None:
                value = self.document.value(path, (change.hash,))
                key: object = (type(value) is bool, value)
            else:
                # Two people in one text are merged by character; only different texts are rivals.
                value = self.document.text_of(path, text_object, self.document.heads)
                key = text_object
            values.setdefault(key, (value, text_object, []))[2].append(change.hash)
        rivals = [Rival(value, tuple(sorted(hashes)), text) for value, text, hashes in values.values()]
        return tuple(sorted(rivals, key=lambda rival: rival.changes))

    def provenance(self) -> dict[str, Change]:
        """For each field shown, the change that its value comes from; for a text, the last that touched it."""
        by_actor: dict[bytes, list[Change]] = {}
        for change in self.changes:
            by_actor.setdefault(change.actor, []).append(change)
        return {
            path: self._last_text_edit(path, operation) or _holding(by_actor[operation.actor], operation)
            for path, operation in self.document.writes().items()
        }

    def _last_text_edit(self, path: str, operation: Operation) -> Change | None:
        for number in range(len(self.changes) - 1, -1, -1):
            if self.writes[number].text_objects.get(path) == operation:
                return self.changes[number]
        return None


def is_linear(changes: Iterable[Change]) -> bool:
    """Whether each change builds on exactly the one before it."""
    before: tuple[bytes, ...] = ()
    for change in changes:
        if change.deps != before:
            return False
        before = (change.hash,)
    return True


def written_last(document: Document, path: str) -> bool:
    """Whether the value shown at ``path`` was written by the last change, and nothing by anybody since."""
    operation, heads = document.writes().get(path), document.heads
    if operation is None or len(heads) != 1:
        return False
    last = next(change for change in document.changes() if change.hash == heads[0])
    return last.actor == operation.actor and last.start_op <= operation.counter <= last.max_op


def written_paths(change: Change) -> frozenset[str]:
    """The fields of the root that a change writes, edits inside texts made elsewhere not included."""
    return _writes(read_changes(change.raw)[0], {}).paths


def _holding(changes: list[Change], operation: Operation) -> Change:
    for change in changes:
        if change.start_op <= operation.counter <= change.max_op:
            return change
    raise AssertionError("an operation without a change")  # Automerge does not hand out such a document


def _writes(head: ChangeHead, text_paths: dict[Operation, str]) -> Write:
    columns = dict(head.columns)
    keys = texts(columns.get(_KEY_TEXT, b""))
    actions = numbers(columns.get(_ACTION, b""))
    holders = numbers(columns.get(_OBJECT_COUNTER, b""))
    holder_actors = numbers(columns.get(_OBJECT_ACTOR, b""))
    paths: set[str] = set()
    inside: dict[str, Operation] = {}
    for row, action in enumerate(actions):
        holder = holders[row] if row < len(holders) else None
        if holder is None:
            path = keys[row] if row < len(keys) else None
            if path is not None:
                paths.add(path)
                inside.pop(path, None)
                if action == _MAKE_TEXT:
                    inside[path] = Operation(head.actor, head.start_op + row)
                    text_paths[inside[path]] = path
            continue
        number = holder_actors[row] if row < len(holder_actors) else None
        if number is None or number >= len(head.actors):
            continue
        operation = Operation(head.actors[number], holder)
        known = text_paths.get(operation)
        if known is not None:
            paths.add(known)
            inside[known] = operation
    return Write(frozenset(paths), inside)
