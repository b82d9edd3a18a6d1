"""Whether a saved document is what its changes are saved as, told from its columns alone.

The library believes a saved document's own word about its operations: their numbers, their places, what took their
place. The hashes of the changes pin what each change writes, and in which order, and leave room in the rest: a
document can have the right heads and values and yet not be the one that its changes lead to. Here it is looked at
whether numbers, places and successors are those that an honest library gives them.

Judged is only the usual document: one author, one change after the other, answers in the root, and texts. Of everything
else this says no, and whoever asks makes the document anew.

Source: the Automerge binary format specification (document chunk; order of operations; order of insertions).
"""

from __future__ import annotations

from functools import lru_cache

from sync.chunk import Columns
from sync.column import Truncated, flags, numbers, strings, totals

_CHANGES = (0x01, 0x03, 0x13, 0x40, 0x43, 0x56)
"""author, number, last operation, how many dependencies, which, extra bytes"""
_OPERATIONS = (0x01, 0x02, 0x11, 0x13, 0x15, 0x21, 0x23, 0x34, 0x42, 0x80, 0x81, 0x83)
"""object (actor, counter), element (actor, counter), key, own number (actor, counter), insertion, action, how many
successors, which (actor, counter)"""
_TIME, _TYPES, _VALUES = 0x23, 0x56, 0x57
_KNOWN_CHANGES = frozenset({*_CHANGES, _TIME})
_KNOWN_OPERATIONS = frozenset({*_OPERATIONS, _TYPES, _VALUES})
_SET, _MAKE_TEXT = 1, 4
_NO_BYTES = 7
_HEAD = _NONE = 0
_CACHED = 1024
_CACHED_BYTES_MAX = 2048


class _Unusual(Exception):
    """Not the document that is judged here, or one that is not sound."""


def is_canonical(changes: Columns, operations: Columns) -> bool:
    """Whether numbers, places and successors follow from the changes; no also where that is not known.

    The columns are those of a document chunk by one author, inflated, and bounded before.
    """
    change, operation = dict(changes), dict(operations)
    if not (change.keys() <= _KNOWN_CHANGES and operation.keys() <= _KNOWN_OPERATIONS):
        return False
    # Only where the answers stand is looked at, not what they are: records that are filled in alike are judged once.
    judged = _judged_again if sum(map(len, operation.values())) <= _CACHED_BYTES_MAX else _judged
    return judged(
        tuple([change.get(spec, b"") for spec in _CHANGES]), tuple([operation.get(spec, b"") for spec in _OPERATIONS])
    )


def _judged(change: tuple[bytes, ...], operation: tuple[bytes, ...]) -> bool:
    try:
        last = _last_operation(*change)
        rows = _Rows(*operation)
        gone = rows.answers_in_order() + rows.texts_in_order()
        return _each_once(last, rows.own + gone)
    except (Truncated, _Unusual):
        return False


_judged_again = lru_cache(_CACHED)(_judged)


def _last_operation(author: bytes, number: bytes, last: bytes, some: bytes, which: bytes, extra: bytes) -> int:
    """The number of the last operation, where every change has seen all before it."""
    ends = _whole(totals(last))
    count = len(ends)
    _need(numbers(author) == [0] * count)
    _need(totals(number) == list(range(1, count + 1)))
    _need(numbers(some) == [0] + [1] * (count - 1))
    _need(totals(which) == list(range(count - 1)))
    _need(numbers(extra) == [_NO_BYTES] * count)
    _need(ends == sorted(ends))
    return ends[-1]


def _each_once(last: int, found: list[int]) -> bool:
    """Whether these are the numbers from 1 to ``last``, in any order."""
    return len(found) == last and min(found) == 1 and max(found) == last and len(set(found)) == last


class _Rows:
    """The operations that left a row: the answers in the root first, then the characters of one text after the other.

    A counter alone names an operation, because there is one actor.
    """

    def __init__(
        self, object_actor: bytes, holder: bytes, element_actor: bytes, element: bytes, key: bytes, actor: bytes,
        counter: bytes, insertion: bytes, action: bytes, some: bytes, successor_actor: bytes, successor: bytes,
    ) -> None:  # fmt: skip
        self.own = _whole(totals(counter))
        keys = strings(key)
        self.keys = [one for one in keys if one is not None]
        answers, count = len(self.keys), len(self.own)
        typed = count - answers
        _need(answers > 0 and typed >= 0)
        _need(keys == self.keys + [None] * typed)
        _need(numbers(actor) == [0] * count)
        _need(flags(insertion) == [False] * answers + [True] * typed)
        self.actions = numbers(action)
        _need(len(self.actions) == count and {_SET, _MAKE_TEXT}.issuperset(self.actions))
        _need(self.actions[answers:] == [_SET] * typed)
        self.holders, self.elements = _below(answers, numbers(holder)), _below(answers, totals(element))
        _need(len(self.holders) == typed == len(self.elements))
        _need(_below(answers, numbers(object_actor)) == [0] * typed)
        behind: list[int | None] = [0 if one else None for one in self.elements]
        nowhere: list[int | None] = [None] * answers
        _need(numbers(element_actor) == (nowhere + behind if 0 in behind else []))
        self.after = _successors(numbers(some), _whole(totals(successor)), count)
        _need(numbers(successor_actor) == [0] * (count - self.after.count(_NONE)))

    def answers_in_order(self) -> list[int]:
        """The numbers of what took answers away; raises where keys, or the writes to one key, are out of order."""
        keys, own, after = self.keys, self.own, self.after
        gone = []
        for place, key in enumerate(keys):
            successor = after[place]
            again = place + 1 < len(keys) and keys[place + 1] == key
            _need(place + 1 == len(keys) or again or keys[place + 1] > key)
            if again:
                _need(own[place] < successor <= own[place + 1])
            if successor != _NONE and not (again and successor == own[place + 1]):
                _need(own[place] < successor)
                gone.append(successor)
        return gone

    def texts_in_order(self) -> list[int]:
        """The numbers of what took characters away; raises where texts or characters are out of order.

        A character stands right behind the one that it was typed behind, before all that was typed there earlier.
        """
        answers = len(self.keys)
        made = {name for name, action in zip(self.own, self.actions, strict=False) if action == _MAKE_TEXT}
        gone = []
        text, behind, latest = _NONE, [_HEAD], [_NONE]
        for holder, element, name, successor in zip(
            self.holders, self.elements, self.own[answers:], self.after[answers:], strict=True
        ):
            if holder != text:
                _need(holder > text and holder in made)
                text, behind, latest = holder, [_HEAD], [_NONE]
            while behind[-1] != element:
                behind.pop()
                latest.pop()
                _need(len(behind) > 0)
            _need(name > max(element, holder) and (latest[-1] == _NONE or name < latest[-1]))
            latest[-1] = name
            behind.append(name)
            latest.append(_NONE)
            if successor != _NONE:
                _need(name < successor)
                gone.append(successor)
        return gone


def _successors(some: list[int | None], names: list[int], count: int) -> list[int]:
    """What took each row's place: at most one operation."""
    _need(len(some) == count and {0, 1}.issuperset(some) and some.count(1) == len(names))
    if not names:
        return [_NONE] * count
    following = iter(names)
    return [next(following) if one else _NONE for one in some]


def _below(answers: int, column: list[int | None]) -> list[int]:
    """What a column says of the characters: of the answers it says nothing."""
    _need(column[:answers] == [None] * min(answers, len(column)))
    return _whole(column[answers:])


def _whole(column: list[int | None]) -> list[int]:
    found = [one for one in column if one is not None]
    _need(len(found) == len(column))
    return found


def _need(condition: bool) -> None:
    if not condition:
        raise _Unusual
