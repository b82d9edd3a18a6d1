"""Stages: many merges side by side, one stage at a time.

What one stage works with, its code and its tables, stays in the processor's caches while all go through it. One
document after the other, each from beginning to end, takes a fifth more.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence

from sync.outcome import Outcome, Refusal, Refused

Way = Generator[int, None, Outcome]
"""A merge that stops after each stage. The first time it tells what it will need; a ``Refusal`` ends it."""
_OVER = -1


def side_by_side(ways: Sequence[Way], under_way: Callable[[int], None], room: int) -> list[Outcome]:
    """Where each way ends. Beside the one that was begun last, others wait only within ``room``, or one alone."""
    outcomes: dict[int, Outcome] = {}

    def advance(place: int) -> int:
        under_way(place)
        try:
            return next(ways[place])
        except StopIteration as end:
            outcomes[place] = end.value
        except Refusal as reason:
            outcomes[place] = Refused(reason.code, reason.hint)
        return _OVER

    def finish(going: list[int]) -> None:
        while going:
            going = [place for place in going if advance(place) != _OVER]

    group: list[int] = []
    left = room
    for place in range(len(ways)):
        need = advance(place)
        if need == _OVER:
            continue
        if group and need > left:
            finish(group)
            group, left = [], room
        group.append(place)
        left -= need
    finish(group)
    return [outcomes[place] for place in range(len(ways))]
