"""Every outcome of a merge, and every code of a refusal, by name: who adds a code is told here to show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from schemas.limits import Limits
from sync.digest import seal, sealed
from sync.document import Document
from sync.merge import HandIn, Held, Sender, merge
from sync.outcome import REFUSALS, Known, Merged, Missing, Outcome, Refused
from tests.golden.vectors import joined, names, vectors
from tests.sync import handmade
from tests.sync.handmade import Row, birth, change, hash_of

LIMITS = Limits()
KEY = bytes(32)
TABLET, OTHER = bytes(15) + b"\x01", bytes(15) + b"\x02"
ACTOR, STRANGER = TABLET + bytes(8), OTHER + bytes(8)
GRID = "370812003001-1001"
DOCUMENT = bytes(16)
SENDER = Sender(TABLET, (GRID,), lambda document, heads, mark: sealed(KEY, document, heads, mark))
BIRTH = birth(ACTOR, GRID)
HELD = Held(BIRTH, (hash_of(BIRTH),), linear=True)


def answer(*rows: Row, by: bytes = ACTOR, seq: int = 2, deps: tuple[bytes, ...] = HELD.heads) -> bytes:
    return change(by, rows or [Row("result", 6, b"1")], seq=seq, start_op=4, deps=deps)


def merged(held: Held | None, data: bytes, limits: Limits = LIMITS, **given: Any) -> Outcome:
    return merge(held, HandIn(DOCUMENT, data, (), **given), SENDER, limits)


Case = Callable[[], Outcome]
ONLY_AT_THE_CENTRE = {
    "item.malformed": "tests/stories/test_bad_input.py",
    "document.erased": "server/intake.py",
    "hand_in.harmful": "tests/stories/test_tablets.py",
    "tablet.revoked": "tests/stories/test_bundle.py",
}
"""Codes that are given before or after the merge, and the file that shows them."""
REFUSED: dict[str, list[Case]] = {
    "bytes.empty": [lambda: merged(None, b"")],
    "bytes.not_automerge": [
        lambda: merged(None, BIRTH[:-1]),
        lambda: merged(None, BIRTH + b"\x00"),
        lambda: merged(HELD, change(ACTOR, [Row("a", 2), Row("b", 2)], seq=2, start_op=4, deps=HELD.heads,
                                    column=handmade.literals)),
        lambda: merged(HELD, answer(seq=7)),
        lambda: merged(HELD, change(ACTOR, [Row("a", 2)], seq=2, start_op=2, deps=HELD.heads)),
    ],
    "chunk.unknown_type": [lambda: merged(None, handmade.chunk(7, b""))],
    "hand_in.too_large": [lambda: merged(None, BIRTH, replace(LIMITS, hand_in_bytes_max=len(BIRTH) - 1))],
    "hand_in.too_many_changes": [lambda: merged(None, BIRTH + answer(), replace(LIMITS, hand_in_changes_max=1))],
    "hand_in.too_many_operations": [lambda: merged(None, BIRTH, replace(LIMITS, hand_in_operations_max=2))],
    "document.too_large": [
        lambda: merged(HELD, answer(), replace(LIMITS, document_bytes_max=len(BIRTH))),
        lambda: merged(HELD, answer(), replace(LIMITS, document_changes_max=1)),
    ],
    "document.no_birth": [
        lambda: merged(None, change(ACTOR, [Row("grid", 6, GRID.encode())])),
        lambda: merged(None, birth(ACTOR, GRID, kind="")),
    ],
    "value.unsupported": [
        lambda: merged(HELD, answer(Row("n", handmade.COUNTER, b"\x01"))),
        lambda: merged(HELD, answer(Row("n", handmade.SIGNED, b"\x01", handmade.INCREMENT))),
        lambda: merged(HELD, answer(Row("n", 11, b"\x01"))),
        lambda: merged(HELD, answer(Row("n", handmade.TIME, handmade.signed(2**61)))),
        lambda: merged(None, birth(ACTOR, GRID, Row("n", handmade.TIME, handmade.signed(-(2**61))))),
    ],
    "author.not_sender": [
        lambda: merged(HELD, answer(by=STRANGER, seq=1)),
        lambda: merged(None, birth(STRANGER, GRID)),
        lambda: merged(HELD, answer(by=STRANGER, seq=1), seals=((HELD.heads, bytes(16)),)),
        lambda: merged(HELD, answer(by=TABLET, seq=1)),
    ],
    "actor.reused": [
        lambda: merged(_holding(answer()), answer(Row("result", 6, b"2"))),
        lambda: merged(HELD, answer() + answer(Row("result", 6, b"2"))),
    ],
    "field.protected": [
        lambda: merged(HELD, answer(Row("grid", 6, GRID.encode()))),
        lambda: merged(HELD, answer(Row("kind", 6, b"visit"))),
        lambda: merged(HELD, answer(Row("kind_version", 4, b"\x01"))),
        lambda: merged(HELD, answer(Row("same_as", 6, b"x"))),
        lambda: merged(HELD, answer(Row("review.state", 6, b"x"))),
        lambda: merged(None, birth(ACTOR, GRID, Row("same_as", 6, b"x"))),
    ],
    "grid.not_yours": [
        lambda: merged(None, birth(ACTOR, "elsewhere")),
        lambda: merged(HELD, birth(ACTOR[:-1] + b"\x01", "elsewhere")),
    ],
}  # fmt: skip


def _holding(data: bytes) -> Held:
    both = BIRTH + data
    return Held(both, Document.open(both).heads, linear=True)


@pytest.mark.parametrize("code", REFUSALS)
def test_every_code_of_a_refusal_is_shown(code: str) -> None:
    if code in ONLY_AT_THE_CENTRE:
        assert code in Path(ONLY_AT_THE_CENTRE[code]).read_text(encoding="utf-8")
        return
    for number, case in enumerate(REFUSED[code]):
        outcome = case()
        assert isinstance(outcome, Refused), (code, number, outcome)
        assert outcome.code == code, number
        assert outcome.hint


def test_no_code_is_shown_that_the_table_does_not_have() -> None:
    assert {*REFUSED, *ONLY_AT_THE_CENTRE} == set(REFUSALS)


def test_outcomes_that_are_no_refusal() -> None:
    first = merged(None, BIRTH)
    assert isinstance(first, Merged)
    assert first.heads == HELD.heads
    assert first.linear
    assert merged(HELD, BIRTH) == Known(HELD.heads)
    assert merged(HELD, first.document.save()) == Known(HELD.heads)
    orphan = answer(seq=3, deps=(b"\x07" * 32,))
    assert merged(HELD, orphan) == merged(None, orphan) == Missing((b"\x07" * 32,))
    claimed = merge(HELD, HandIn(DOCUMENT, answer(), (b"\x08" * 32,)), SENDER, LIMITS)
    assert isinstance(claimed, Merged)
    assert claimed.need == (b"\x08" * 32,)
    answered = merged(HELD, answer(Row("review.answer", 6, b"x")))
    assert isinstance(answered, Merged)


def test_a_seal_vouches_for_what_lies_behind_it_and_for_nothing_else() -> None:
    theirs = answer(by=STRANGER, seq=1)
    later = change(STRANGER, [Row("x", 2)], seq=2, start_op=5, deps=[hash_of(theirs)])
    heads = (hash_of(theirs),)
    mark = seal(KEY, DOCUMENT, heads)
    assert isinstance(merged(HELD, theirs, seals=((heads, mark),)), Merged)
    beyond = merged(HELD, theirs + later, seals=((heads, mark),))
    assert isinstance(beyond, Refused)
    assert beyond.code == "author.not_sender"
    of_another = merge(HELD, HandIn(b"\x01" * 16, theirs, (), ((heads, mark),)), SENDER, LIMITS)
    assert isinstance(of_another, Refused)


HOSTILE = vectors("hostile")


@pytest.mark.parametrize("entry", HOSTILE, ids=names(HOSTILE))
def test_golden_hand_ins_become_what_the_page_says(entry: dict[str, Any]) -> None:
    base = joined(entry["base"])
    held = Held(base, Document.open(base).heads, linear=False) if base else None
    sender = Sender(UUID(entry["tablet"]).bytes, ("370812003001-1001", "370812003001-1002"), lambda *_: False)
    if entry["name"] == "other_grid":
        sender = replace(sender, grids=())
    changes = bytes.fromhex(entry["changes"])
    heads = tuple(bytes.fromhex(head) for head in entry["heads"]) if "heads" in entry else ()
    outcome = merge(held, HandIn(UUID(entry["document"]).bytes, changes, heads), sender, LIMITS)
    expect = entry["expect"]
    if expect is None:
        assert isinstance(outcome, Merged | Refused)
        if isinstance(outcome, Merged):
            assert Document.open(outcome.chunk).heads == outcome.heads
        return
    kind = {"merged": Merged, "known": Known, "missing": Missing, "refused": Refused}[expect["outcome"]]
    assert isinstance(outcome, kind), outcome
    if isinstance(outcome, Refused) and "code" in expect:
        assert outcome.code == expect["code"]
    if isinstance(outcome, Missing):
        assert [need.hex() for need in outcome.need] == expect["need"]
    if isinstance(outcome, Merged):
        assert [head.hex() for head in outcome.heads] == entry["heads"]
