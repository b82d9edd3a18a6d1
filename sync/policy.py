"""Who decides between rivals: a person (``review``), or the field's declared policy.

A decision is one more change to the document, so this module only says what that change should write. Order among
rivals is the order in which the centre received them, never a time.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from schemas.declaration import Field
from sync.document import Scalar
from sync.history import Disputed, Rival

_ADDED_CHARACTERS_MAX = 20_000
_KEPT_CHARACTERS_MAX = 1_000_000


@dataclass(frozen=True, slots=True)
class Decision:
    """What one change should write to settle a dispute: a value, or texts to append to the one shown."""

    path: str
    value: Scalar = None
    append: str | None = None


def decide(disputed: Disputed, field: Field | None, received: Mapping[bytes, int], shown: Scalar) -> Decision | None:
    """The decision that the field's policy makes by itself; None where a person decides.

    ``received`` gives, for each change, its place in the centre's log; ``shown`` the value the document shows now.
    """
    decider = _DECIDERS.get(field.policy if field else "review")
    return decider(disputed, field, received, shown) if decider and field else None


def _place(rival: Rival, received: Mapping[bytes, int]) -> tuple[int, bytes]:
    return max((received.get(change, 0), change) for change in rival.changes)


def _latest(disputed: Disputed, field: Field, received: Mapping[bytes, int], shown: Scalar) -> Decision:
    del field, shown
    last = max(disputed.rivals, key=lambda rival: _place(rival, received))
    return Decision(disputed.path, last.value)


def _severest(disputed: Disputed, field: Field, received: Mapping[bytes, int], shown: Scalar) -> Decision | None:
    del shown
    order: dict[Scalar, int] = {value: rank for rank, value in enumerate(field.severity)}
    values = [rival.value for rival in disputed.rivals]
    known = [rival for rival in disputed.rivals if rival.value in order]
    if not known or len(known) < len([value for value in values if value is not None]):
        return None  # a value outside the code list: a person looks at it
    worst = max(known, key=lambda rival: (order[rival.value], _place(rival, received)))
    return Decision(disputed.path, worst.value)


def _text(disputed: Disputed, field: Field, received: Mapping[bytes, int], shown: Scalar) -> Decision | None:
    del field
    kept = shown if isinstance(shown, str) else ""
    added = []
    for rival in sorted(disputed.rivals, key=lambda rival: _place(rival, received)):
        text = rival.value if isinstance(rival.value, str) else ""
        if len(kept) > _KEPT_CHARACTERS_MAX:
            return None
        if text and text not in kept:
            added.append(text)
            kept = f"{kept}\n{text}"
    if sum(map(len, added)) > _ADDED_CHARACTERS_MAX:
        return None  # each character is an operation for ever: what is that long, a person looks at
    # Even where nothing is to be added, one change that has seen all rivals ends the dispute.
    return Decision(disputed.path, append="".join(f"\n{text}" for text in added))


_Decider = Callable[[Disputed, Field, Mapping[bytes, int], Scalar], Decision | None]
_DECIDERS: dict[str, _Decider] = {"latest": _latest, "severest": _severest, "text": _text}
