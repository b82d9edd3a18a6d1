"""Bytes that were changed on the way, at every place: only outcomes come back, and nothing is expanded unbounded."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

import cbor2
import pytest
from hypothesis import given, seed, settings
from hypothesis import strategies as st

from schemas.kinds import SHIPPED
from schemas.limits import Limits
from sync import chunk
from sync.cbor import Malformed
from sync.column import Cursor, Truncated, distinct, numbers, texts, within
from sync.document import Document
from sync.history import History
from sync.merge import HandIn, Held, Sender, merge
from sync.outcome import REFUSALS, Known, Merged, Missing, Refusal, Refused
from sync.projection import project
from sync.wire import MalformedItem, decode_compare, decode_sync
from tests.golden.vectors import joined, vectors
from tests.sync import handmade

SEED = 20260104
LIMITS = Limits()
FIXED = settings(max_examples=150, deadline=None, database=None)
SMALL = Limits(
    hand_in_operations_max=2000, hand_in_writes_per_field_max=2000, hand_in_changes_max=200,
    hand_in_inflated_bytes_max=200_000,
)  # fmt: skip


def outcome_of(data: bytes, held: Held | None = None) -> Any:
    sender = Sender(bytes(16), ("370812003001-1001",), lambda *_: True)
    return merge(held, HandIn(bytes(16), data, ()), sender, SMALL)


def sound(outcome: Any) -> None:
    assert isinstance(outcome, Merged | Known | Missing | Refused)
    if isinstance(outcome, Refused):
        assert outcome.code in REFUSALS
    if isinstance(outcome, Merged):
        assert Document.open(outcome.document.save()).heads == outcome.heads
        project(outcome.document.values(), 0, SHIPPED)
        History(outcome.document).disputed()


@pytest.mark.parametrize("form", ["saved", "change", "deflated"])
def test_a_change_of_any_byte_gives_an_outcome(form: str) -> None:
    """Every byte of a real chunk, three values each, with the old checksum and with one that fits."""
    print(f"seed {SEED}")
    chance = random.Random(SEED)
    entry = vectors("documents")[0]
    data = bytes.fromhex(entry["saved"]) if form == "saved" else bytes.fromhex(entry["changes"][0])
    if form == "deflated":
        data = bytes.fromhex(next(e for e in vectors("hostile") if e["name"] == "deflated_small")["changes"])
    for place in range(len(data)):
        for value in (data[place] ^ 1, data[place] ^ 0x80, chance.randrange(256)):
            changed = data[:place] + bytes([value]) + data[place + 1 :]
            sound(outcome_of(changed))
            sound(outcome_of(handmade.refitted(changed)))
        sound(outcome_of(data[:place]))
        sound(outcome_of(handmade.refitted(data[:place] + data[place + 1 :])))


@seed(SEED)
@FIXED
@given(st.binary(max_size=300))
def test_any_contents_in_a_fitting_frame_give_an_outcome(contents: bytes) -> None:
    for kind in (0, 1, 2, 3):
        sound(outcome_of(handmade.chunk(kind, contents)))


BOMBS = [entry for entry in vectors("hostile") if entry.get("never_open")]


@pytest.mark.parametrize("entry", BOMBS, ids=[entry["name"] for entry in BOMBS])
def test_a_bomb_is_counted_and_never_opened(entry: dict[str, Any], monkeypatch: pytest.MonkeyPatch) -> None:
    def opened(_: bytes) -> Document:
        raise AssertionError("a bomb was opened")

    monkeypatch.setattr(Document, "open", opened)
    assert outcome_of(bytes.fromhex(entry["changes"])).code == entry["expect"]["code"]


@pytest.mark.parametrize("rows", [1, 100, 2000, 2001, 10**6, 2**40])
def test_the_rows_that_are_counted_are_the_rows_that_would_be_expanded(rows: int) -> None:
    """At the edge of the limit, and far beyond it."""
    columns = [
        (0x15, handmade.signed(rows) + handmade.text("x")) if rows > 1 else (0x15, b"\x7f" + handmade.text("x")),
        (0x34, handmade.unsigned(rows)), (0x42, handmade.signed(rows) + b"\x01"),
        (0x56, handmade.signed(rows) + b"\x02"), (0x70, handmade.signed(rows) + b"\x00"),
    ]  # fmt: skip
    data = handmade.with_columns(bytes(24), columns)
    if rows > SMALL.hand_in_operations_max:
        with pytest.raises(Refusal, match=r"hand_in\.too_many_operations"):
            chunk.survey(data, SMALL)
    else:
        assert chunk.survey(data, SMALL).operations == rows


@seed(SEED)
@FIXED
@given(st.binary(max_size=60), st.integers(0, 7), st.integers(0, 300))
def test_columns_of_any_bytes_are_bounded_as_they_expand(data: bytes, kind: int, most: int) -> None:
    try:
        counted = distinct(data, most)
        bounded = within(kind, data, most)
    except Truncated:
        return
    assert bounded in {True, False}
    if counted is not None:
        assert counted[0] <= most
        assert len(numbers(data)) == counted[0]
        assert counted[1] == {number for number in numbers(data) if number is not None}
    try:
        if within(5, data, most):
            assert len(texts(data)) <= most
    except Truncated:
        return


@seed(SEED)
@FIXED
@given(st.integers(-(2**63), 2**63 - 1), st.integers(0, 2**64 - 1))
def test_numbers_are_read_as_they_were_written(number: int, count: int) -> None:
    assert Cursor(handmade.signed(number)).signed() == number
    assert Cursor(handmade.unsigned(count)).unsigned() == count


def readable(body: bytes) -> None:
    for decode in (decode_sync, decode_compare):
        code = _told(decode, body)
        assert code in {"", "body.malformed", "body.unknown_field", "protocol.unsupported", "push.too_many_items"}


def _told(decode: Callable[[bytes, Limits], object], body: bytes) -> str:
    try:
        decode(body, LIMITS)
    except Malformed as fault:
        return fault.code
    return ""


@seed(SEED)
@settings(max_examples=400, deadline=None, database=None)
@given(st.binary(max_size=200))
def test_any_body_is_a_request_or_malformed(body: bytes) -> None:
    readable(body)


ANY = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**64 - 1)
    | st.floats()
    | st.text(max_size=5)
    | st.binary(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
FIELDS = ["protocol", "now", "log", "cursors", "push", "bytes_max", "unsent", "app", "grid", "documents", "other"]
ITEM_FIELDS = ["document", "changes", "heads", "seals", "other"]
HASH, NAME = st.binary(min_size=32, max_size=32), st.binary(min_size=16, max_size=16)


@seed(SEED)
@settings(max_examples=400, deadline=None, database=None)
@given(
    st.dictionaries(st.sampled_from(FIELDS), ANY, max_size=4),
    st.lists(
        st.dictionaries(st.sampled_from(ITEM_FIELDS), ANY | st.lists(HASH, max_size=2) | NAME, max_size=4), max_size=3
    ),
)
def test_a_request_with_anything_anywhere_is_read_or_malformed(wrong: dict[str, Any], items: list[Any]) -> None:
    usual = {"protocol": 1, "now": 1, "log": None, "cursors": {}, "bytes_max": 1}
    readable(cbor2.dumps({**usual, "push": items, **wrong}))
    readable(cbor2.dumps({"protocol": 1, "log": None, "grid": "g", "documents": items, **wrong}))
    for item in decode_sync(cbor2.dumps({**usual, "push": items}), LIMITS).push:
        assert isinstance(item, HandIn | MalformedItem)


@pytest.mark.parametrize("entry", vectors("bodies")["requests"], ids=lambda entry: entry["name"])
def test_golden_requests_with_any_byte_changed_are_read_or_malformed(entry: dict[str, Any]) -> None:
    chance = random.Random(SEED)
    body = bytes.fromhex(entry["body"])
    readable(body)
    for place in range(len(body)):
        for value in (body[place] ^ 1, chance.randrange(256)):
            readable(body[:place] + bytes([value]) + body[place + 1 :])
        readable(body[:place])


@pytest.mark.parametrize("entry", vectors("bodies")["by_hand"], ids=lambda entry: entry["name"])
def test_bodies_written_by_hand_are_taken_or_not(entry: dict[str, Any]) -> None:
    body = bytes.fromhex(entry["body"])
    if entry["well_formed"]:
        decode_sync(body, LIMITS)
    else:
        with pytest.raises(Malformed):
            decode_sync(body, LIMITS)


def test_golden_documents_open_and_project() -> None:
    for entry in vectors("documents"):
        document = Document.open(joined(entry["changes"]))
        assert [head.hex() for head in document.heads] == entry["heads"]
        assert project(document.values(), 0, SHIPPED).kind == entry["values"]["kind"]
