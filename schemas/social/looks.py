"""What a look at a building says about each of its homes: who was seen to be well, and whom to go and see at once."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

_START = "window."
_HOUSEHOLD = ".household"


class Look(NamedTuple):
    """One window in one look.

    household: the home's document id
    state: "1" as agreed, "2" not as agreed, "3" could not be seen
    contact: whether the look counts as contact with whoever the window stands for
    task: the id of the task that was made of it, if one was
    """

    household: str
    state: str
    contact: bool
    task: str | None


def looks(values: Mapping[str, object]) -> Iterator[Look]:
    """The windows of a window_check record's values, in the order of their entries; half an entry is left out."""
    for path in sorted(values):
        if not path.startswith(_START) or not path.endswith(_HOUSEHOLD):
            continue
        entry = path[: -len(_HOUSEHOLD)]
        household, state, task = values[path], values.get(f"{entry}.state"), values.get(f"{entry}.task")
        if isinstance(household, str) and isinstance(state, str):
            # What could not be seen is no news, good or bad.
            yield Look(household, state, state == "1", task if isinstance(task, str) else None)
