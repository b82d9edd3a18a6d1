"""What costs the sender little and the centre much: each is bounded, and told a stable code."""

from __future__ import annotations

import gzip
import struct
import time
import zlib
from collections.abc import Callable

import cbor2
import pytest
from sqlalchemy import func, select

from schemas.limits import Limits
from server.models import Refusal
from sync.cbor_size import holds_at_most
from sync.chunk import survey
from sync.outcome import Refusal as Refused
from tests.attack.conftest import Ground, actor
from tests.stories.cast import GRIDS
from tests.stories.network import COMPARE, SYNC
from tests.sync import handmade
from tests.sync.handmade import SIGNED, TEXT, Row

VISIT = bytes(15) + b"\x01"


def _many(count: int) -> list[tuple[int, bytes]]:
    run = handmade.signed(count)
    return [(0x15, run + handmade.text("p")), (0x34, handmade.unsigned(count)), (0x42, run + b"\x01"),
            (0x56, run + b"\x00"), (0x70, run + b"\x00")]  # fmt: skip


def test_one_field_written_a_hundred_thousand_times_is_not_opened() -> None:
    """Three hundred bytes; opening them takes minutes."""
    with pytest.raises(Refused, match=r"hand_in\.too_many_operations"):
        survey(handmade.with_columns(bytes(24), _many(199_000)), Limits())
    halves = b"".join(handmade.with_columns(bytes(24), _many(3000), seq=seq) for seq in (1, 2))
    with pytest.raises(Refused, match=r"hand_in\.too_many_operations"):
        survey(halves, Limits())
    assert survey(handmade.with_columns(bytes(24), _many(3000)), Limits()).operations == 3000


@pytest.mark.parametrize("more", [0, 1, 100, 300])
def test_what_inflates_to_the_limit_and_a_little_is_not_taken_for_less(more: int) -> None:
    column = b"a" * (200_000 - 3) + b"\x01" * more
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = packer.compress(column) + packer.flush()
    data = handmade.MAGIC + bytes(4) + b"\x02" + handmade.unsigned(len(packed)) + packed
    with pytest.raises(Refused, match=r"hand_in\.too_large"):
        survey(data, Limits(hand_in_inflated_bytes_max=len(column) - more))


def test_many_branches_with_many_fields_are_reconciled_in_time(ground: Ground) -> None:
    birth = handmade.birth(actor(ground.fang), GRIDS[0])
    branches = [
        handmade.change(actor(ground.fang, run), [Row(f"p{run:04}.{place:03}", SIGNED, b"\x01") for place in range(60)],
                        start_op=4, deps=[handmade.hash_of(birth)])
        for run in range(1, 1001)
    ]  # fmt: skip
    tips = [handmade.hash_of(branch) for branch in branches]
    joined = handmade.change(actor(ground.fang, 9999), [Row("x", SIGNED, b"\x01")], start_op=64, deps=tips)
    began = time.monotonic()
    assert ground.hand_in(ground.fang, VISIT, b"".join([birth, *branches, joined])) == ("merged", None)
    assert time.monotonic() - began < 10  # it was a minute and more


def test_one_tablets_branches_do_not_keep_its_grid_from_comparing(ground: Ground) -> None:
    birth = handmade.birth(actor(ground.fang), GRIDS[0])
    branches = [
        handmade.change(actor(ground.fang, run), [Row("x", 2)], start_op=4, deps=[handmade.hash_of(birth)])
        for run in range(1, 34)
    ]  # fmt: skip
    assert ground.hand_in(ground.fang, VISIT, birth + b"".join(branches)) == ("refused", "document.too_large")
    assert ground.hand_in(ground.fang, VISIT, birth + b"".join(branches[:-1])) == ("merged", None)
    assert ground.hand_in(ground.fang, VISIT, branches[-1]) == ("refused", "document.too_large")
    held = [{"document": VISIT, "heads": [handmade.hash_of(branch) for branch in branches[:-1]]}]
    asked = {"protocol": 1, "log": None, "grid": GRIDS[0], "documents": held, "bytes_max": 1}
    assert ground.post(COMPARE, cbor2.dumps(asked), ground.mate.token).value["lacking"] == []


def test_long_rivals_in_a_note_are_left_to_a_person(ground: Ground) -> None:
    """Joining them would write each character as an operation of its own."""
    birth = handmade.birth(actor(ground.fang), GRIDS[0])
    rivals = [
        handmade.change(actor(ground.fang, run), [Row("fraud_note", TEXT, bytes([96 + run]) * 1_000_000)], start_op=4,
                        deps=[handmade.hash_of(birth)])
        for run in (1, 2)
    ]  # fmt: skip
    began = time.monotonic()
    assert ground.hand_in(ground.fang, VISIT, birth + b"".join(rivals)) == ("merged", None)
    assert time.monotonic() - began < 5
    assert [dispute.path for dispute in ground.cast.disputes()] == ["fraud_note"]


def test_a_body_of_empty_things_is_turned_away_before_they_take_memory(ground: Ground) -> None:
    for unit in (b"\x80", b"\xa0"):
        body = gzip.compress(b"\x9f" + unit * 3_000_000 + b"\xff")
        answer = ground.post(SYNC, body, ground.fang.token, Content_Encoding="gzip")
        assert (answer.status, answer.code) == (400, "body.malformed")
        assert "values" in answer.value["hint"]


def test_values_are_counted_without_looking_into_strings() -> None:
    honest = cbor2.dumps({"documents": [{"document": bytes(16), "heads": [b"\x80" * 32]} for _ in range(100)]})
    assert holds_at_most(honest, 603)
    assert not holds_at_most(honest, 602)
    assert not holds_at_most(b"\x9b" + struct.pack(">Q", 2**60) + bytes(10), 5)
    for cut in range(len(honest)):
        holds_at_most(honest[:cut], 50)


def test_refused_bytes_are_kept_within_bounds(make_ground: Callable[[dict[str, str]], Ground]) -> None:
    ground = make_ground({"MULIN_REFUSED_BYTES_PER_TABLET_MAX": "2500", "MULIN_REFUSALS_PER_TABLET_MAX": "4"})
    for number in range(6):
        assert ground.hand_in(ground.fang, VISIT, bytes([number]) * 1000) == ("refused", "bytes.not_automerge")
    for number in (0, 3):
        assert ground.hand_in(ground.fang, VISIT, bytes([number]) * 1000) == ("refused", "bytes.not_automerge")
    assert sorted((len(data), times) for _, _, data, times in ground.cast.refusals()) == [
        (0, 1),
        (0, 2),
        (1000, 1),
        (1000, 2),
    ]
    with ground.cast.looking() as session:
        hints = session.scalars(select(Refusal.hint).where(func.length(Refusal.data) == 0)).all()
    assert any(hint.startswith("1000 bytes, not kept") for hint in hints)
    assert ground.hand_in(ground.mate, VISIT, b"x" * 1000)[0] == "refused"
    assert len(ground.cast.refusals()) == 5, "each tablet has room of its own"


def test_a_push_that_takes_too_long_is_turned_away_whole(ground: Ground, monkeypatch: pytest.MonkeyPatch) -> None:
    ticks = iter(range(0, 10_000, 4))
    monkeypatch.setattr("server.intake.monotonic", lambda: next(ticks))
    items = [
        {"document": bytes([number]) * 16, "changes": handmade.birth(actor(ground.fang, number), GRIDS[0]), "heads": []}
        for number in range(3)
    ]
    answer = ground.sync(ground.fang, *items)
    assert (answer.status, answer.code) == (413, "body.too_large")
    assert ground.sync(ground.mate).value["pull"] == []
    assert ground.sync(ground.fang, items[0]).value["results"][0]["outcome"] == "merged"
