"""Many merges side by side: each ends as it would alone, and what waits between two stages stays bounded."""

from __future__ import annotations

from collections.abc import Generator

import pytest

from schemas.limits import Limits
from sync.merge import HandIn, Sender, merge_new
from sync.outcome import Missing, Outcome, Refusal, Refused
from sync.stages import side_by_side
from tests.sync import handmade

ROOM = 100


@pytest.mark.parametrize("needs", [[], [10] * 40, [500], [500, 500, 1, 99, 1], [0, 100, 0, 101, 0]])
def test_no_more_is_begun_than_there_is_room_for(needs: list[int]) -> None:
    begun: dict[int, int] = {}
    most: list[int] = []

    def way(place: int, need: int) -> Generator[int, None, Outcome]:
        begun[place] = need
        most.append(sum(begun.values()) - need)
        yield need
        yield 0
        del begun[place]
        return Missing((bytes([place]),))

    worked_on: list[int] = []
    outcomes = side_by_side([way(*one) for one in enumerate(needs)], worked_on.append, ROOM)
    assert outcomes == [Missing((bytes([place]),)) for place in range(len(needs))]
    assert sorted(worked_on) == sorted(list(range(len(needs))) * 3)
    assert max(most, default=0) <= max(ROOM, *needs, 0)


def test_a_way_may_end_at_any_stage() -> None:
    def way(stages: int) -> Generator[int, None, Outcome]:
        for _ in range(stages):
            yield 1
        if stages % 2:
            raise Refusal("bytes.empty")
        return Missing(())

    outcomes = side_by_side([way(stages) for stages in range(5)], lambda _: None, ROOM)
    refused = Refused("bytes.empty", Refusal("bytes.empty").hint)
    assert outcomes == [Missing(()), refused, Missing(()), refused, Missing(())]


def test_documents_that_inflate_do_not_wait_for_one_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """A thousand of them, of 4 KB each, would otherwise stand for gigabytes of memory at once."""
    opened: list[int] = []
    monkeypatch.setattr("sync.merge.Document.open", lambda data: opened.append(len(data)) or (_ for _ in ()).throw(
        Refusal("bytes.not_automerge")))  # fmt: skip
    large = handmade.birth(bytes(24), "g", handmade.Row("x", handmade.TEXT, bytes(1_000_000)))
    before: list[int] = []
    hand_ins = [HandIn(bytes([place]) * 16, large, ()) for place in range(6)]
    merge_new(hand_ins, Sender(bytes(16), ("g",), lambda *_: False), Limits(), lambda _: before.append(len(opened)))
    assert before == [0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5], "one is looked at while another waits, never more"
