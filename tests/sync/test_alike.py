"""What is read by its pattern is what the library would have opened: the same answers, authors, heads and bytes.

The library is the judge. Documents of known patterns are changed in every way that leaves their heads fitting, as
somebody would who knows how all of this is made; whatever is still read without being opened must open, be saved to
the same bytes, be made anew to the same bytes, and say the same.
"""

from __future__ import annotations

import random
import struct
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from automerge.core import ROOT, ObjType, ScalarType
from automerge.core import Document as Automerge

from schemas.limits import Limits
from sync import merge as merging
from sync.alike import Alike, Patterns
from sync.chunk import survey
from sync.document import Document
from sync.merge import HandIn, Sender, merge_new
from sync.outcome import Merged, Outcome, Refused
from sync.pattern import Pattern, Unusual, number, split, times
from tests.golden.vectors import vectors
from tests.sync.handmade import refitted, signed, unsigned
from tests.sync.rows import deltas, taken_apart
from tests.sync.test_canonical import judged, made_anew

SEED = 20261126
LIMITS = Limits()
GRID = "g1"
KEYS = ("a", "b", "note", "x.y", "é", "村")
VALUES: tuple[tuple[Any, Any], ...] = (
    (ScalarType.Str, ""), (ScalarType.Str, "g1"), (ScalarType.Str, "visit"), (ScalarType.Str, "长者"),
    (ScalarType.Int, 0), (ScalarType.Int, 1), (ScalarType.Int, -1), (ScalarType.Int, 300), (ScalarType.Int, -40_000),
    (ScalarType.Int, 1_795_000_000_000), (ScalarType.Int, 2**61), (ScalarType.Int, -(2**63)),
    (ScalarType.Uint, 5), (ScalarType.Uint, 2**64 - 1), (ScalarType.F64, 36.6), (ScalarType.F64, -0.0),
    (ScalarType.Boolean, True), (ScalarType.Boolean, False), (ScalarType.Null, None), (ScalarType.Bytes, b"\x00\xff"),
    (ScalarType.Timestamp, datetime(2026, 11, 26, tzinfo=UTC)),
)  # fmt: skip


def honest(chance: random.Random) -> bytes:
    """A visit by one author: born, then answers of all types and texts, overwritten, taken away, typed into."""
    document = Automerge(actor_id=chance.randbytes(24))
    with document.transaction() as transaction:
        transaction.put(ROOT, "kind", ScalarType.Str, chance.choice(["visit", "health_check"]))
        transaction.put(ROOT, "grid", ScalarType.Str, GRID)
        transaction.put(ROOT, "kind_version", ScalarType.Int, 1)
    for _ in range(chance.randint(0, 5)):
        with document.transaction() as transaction:
            for _ in range(chance.randint(1, 4)):
                _write(chance, transaction)
    now = chance.randint(1_700_000_000, 1_900_000_000)
    made = [now := now + chance.choice([0, 0, 1, 30, 200]) for _ in document.get_changes([])]
    return at_times(document.save(), deltas(made), fitting_head=True)


def _write(chance: random.Random, transaction: Any) -> None:
    key, way = chance.choice(KEYS), chance.random()
    found = transaction.get(ROOT, key)
    if way < 0.1 and found:
        transaction.delete(ROOT, key)
    elif way < 0.7:
        # Most records hold nothing but what is usual.
        transaction.put(ROOT, key, *chance.choice(VALUES if chance.random() < 0.2 else VALUES[:12]))
    else:
        text = found[1] if found and found[0] == ObjType.Text else transaction.put_object(ROOT, key, ObjType.Text)
        for _ in range(chance.randint(1, 5)):
            length = transaction.length(text)
            if length and chance.random() < 0.3:
                transaction.delete(text, chance.randrange(length))
            else:
                place = chance.choice([length, chance.randint(0, length)])
                transaction.insert(text, place, ScalarType.Str, chance.choice("ab长é"))


def at_times(data: bytes, column: bytes, fitting_head: bool = False) -> bytes:
    """The same document with another column of times."""
    saved = taken_apart(data)
    changed = replace(saved, changes=tuple(sorted((dict(saved.changes) | {0x23: column}).items())))
    return (changed.fitting() if fitting_head else changed).chunk()


def knowing(data: bytes) -> tuple[Patterns, Pattern] | None:
    """Patterns that learned this one's, and the pattern; None where it is not of those that are learned."""
    patterns, parts = Patterns(), split(data)
    if parts is None or not judged(data):
        return None
    for _ in range(2):
        patterns.learn(data, survey(data, LIMITS).saved[0][1], Document.open(data), LIMITS)
    known = patterns._recent.get(parts.key)
    return None if known is None else (patterns, known[1])


def fitting(data: bytes, pattern: Pattern) -> bytes:
    """With the head that its changes lead to, whatever they say, and a checksum that fits."""
    parts = split(data)
    try:
        head = pattern.head(parts) if parts else bytes(32)
    except Unusual:
        head = bytes(32)
    return refitted(data[:38] + head + data[70:])


def turned(chance: random.Random, data: bytes) -> bytes:
    """Another author, other times or values, of every kind that there is and of some that there are not."""
    parts, way = split(data), chance.randrange(6)
    assert parts is not None
    if way == 0:
        return data[:29] + chance.randbytes(8) + data[37:]
    if way == 1:
        return at_times(data, _strange_times(chance, parts.times))
    raw = bytearray(parts.raw)
    for _ in range(chance.choice([1, 1, 2, 5])):
        place = chance.randrange(len(raw))
        if way == 2:
            raw[place] = chance.randrange(256)
        elif way == 3:
            raw[place] ^= 1 << chance.randrange(8)
        else:
            strange = [b"\x80\x00", b"\xff\x7f", "é".encode(), b"\xed\xa0", b"\x80" * 7 + b"\x00"]
            strange += [struct.pack("<d", one) for one in (float("nan"), float("inf"), 1e300)]
            one = chance.choice(strange)[: len(raw) - place]
            raw[place : place + len(one)] = one
    start = len(data) - len(parts.key[3]) - len(parts.raw)
    return data[:start] + bytes(raw) + parts.key[3]


def _strange_times(chance: random.Random, column: bytes) -> bytes:
    way = chance.randrange(4)
    if way == 0:
        changed = bytearray(column)
        changed[chance.randrange(len(changed))] = chance.randrange(256)
        return bytes(changed)
    made = list(times(column))
    if way == 1:
        steps = [one - before for before, one in zip([0, *made], made, strict=False)]
        return signed(-len(steps)) + b"".join(map(signed, steps))  # one by one, equal ones too
    if way == 2:
        made[chance.randrange(len(made))] = chance.choice([0, -1, 1 << 27, (1 << 27) - 1, (1 << 34) - 1, 1 << 34])
        return deltas(made)
    return deltas([chance.randint(1_000_000_000, 2_000_000_000) for _ in made])


def agrees(data: bytes, read: Alike) -> None:
    """The library says the same of these bytes."""
    library = Document.open(data)
    assert library.save() == data
    assert made_anew(data) == data
    assert judged(data)
    assert (read.head,) == read.document.heads == library.heads
    assert read.document.writes() == library.writes()
    told, held = read.document.values(), library.values()
    assert [(*one, type(one[1])) for one in told.items()] == [(*one, type(one[1])) for one in held.items()]
    assert {read.author} == {change.actor for change in library.changes()}
    assert read.changes == len(library.changes())


def known_documents(chance: random.Random, count: int) -> Iterator[tuple[bytes, Patterns, Pattern]]:
    for _ in range(count):
        data = honest(chance)
        known = knowing(data)
        if known is not None:
            yield data, *known


def test_what_is_read_is_what_the_library_opens() -> None:
    print(f"seed {SEED}")
    chance, found = random.Random(SEED), Counter[str]()
    for data, patterns, pattern in known_documents(chance, 150):
        read = patterns.read(data, LIMITS)
        assert read is not None
        agrees(data, read)
        found["learned"] += 1
        for _ in range(20):
            changed = turned(chance, data)
            changed = fitting(changed, pattern) if chance.random() < 0.9 else changed
            read = patterns.read(changed, LIMITS)
            if read is not None:
                agrees(changed, read)
            found["read" if read else "left to the library"] += 1
    print(found)
    assert found["learned"] > 50
    assert found["read"] > 300
    assert found["left to the library"] > 300


def outcome_of(outcome: Outcome) -> Any:
    """What a tablet and the log are told, and what the records are made from."""
    if not isinstance(outcome, Merged):
        return outcome
    document = outcome.document
    said = outcome.chunk, outcome.heads, outcome.change_count, outcome.linear, outcome.need
    return (*said, document.values(), document.writes(), document.heads)


def test_a_hand_in_ends_the_same_whether_its_pattern_is_known_or_not(monkeypatch: pytest.MonkeyPatch) -> None:
    """By its author or by another, for its grid or for another, with heads that came or did not."""
    print(f"seed {SEED}")
    chance, found = random.Random(SEED), Counter[tuple[str, str]]()
    for data, patterns, pattern in known_documents(chance, 120):
        author, head = data[13:29], data[38:70]
        for _ in range(10):
            changed = fitting(turned(chance, data), pattern) if chance.random() < 0.8 else data
            sender = Sender(chance.choice([author] * 4 + [bytes(16)]), chance.choice([(GRID,)] * 4 + [()]), _unsealed)
            heads = chance.choice([(changed[38:70],)] * 3 + [(), (head,), (bytes(32), changed[38:70])])
            hand_in = HandIn(bytes(16), changed, heads)
            monkeypatch.setattr(merging, "_patterns", patterns)
            [known] = merge_new([hand_in], sender, LIMITS, lambda _: None)
            monkeypatch.setattr(merging, "_patterns", Patterns())
            [unknown] = merge_new([hand_in], sender, LIMITS, lambda _: None)
            assert outcome_of(known) == outcome_of(unknown), changed.hex()
            code = known.code if isinstance(known, Refused) else type(known).__name__
            opened = isinstance(known, Merged) and type(known.document) is Document
            found[code, "opened" if opened else "not opened"] += 1
    print(found)
    assert found["Merged", "not opened"] > 100
    assert found["Merged", "opened"] > 50
    assert found["author.not_sender", "not opened"] > 50
    assert found["grid.not_yours", "not opened"] > 50


def _unsealed(*_: object) -> bool:
    return False


def test_other_limits_are_not_those_that_a_pattern_was_bounded_by() -> None:
    data, patterns, _ = next(known_documents(random.Random(SEED), 20))
    assert patterns.read(data, LIMITS) is not None
    assert patterns.read(data, Limits(hand_in_operations_max=1)) is None


def test_a_pattern_is_learned_from_the_second_of_its_kind(monkeypatch: pytest.MonkeyPatch) -> None:
    data, _, _ = next(known_documents(random.Random(SEED), 20))
    patterns, sender = Patterns(), Sender(data[13:29], (GRID,), _unsealed)
    monkeypatch.setattr(merging, "_patterns", patterns)
    opened = []
    for _ in range(3):
        [outcome] = merge_new([HandIn(bytes(16), data, ())], sender, LIMITS, lambda _: None)
        assert isinstance(outcome, Merged)
        opened.append(type(outcome.document) is Document)
    assert opened == [True, True, False]


def test_patterns_that_are_met_no_more_are_forgotten(monkeypatch: pytest.MonkeyPatch) -> None:
    documents = [data for data, _, _ in known_documents(random.Random(SEED), 60)]
    monkeypatch.setattr("sync.alike._LEARNED_OPERATIONS_MAX", 100)
    patterns = Patterns()
    for place, data in enumerate([documents[0], *documents, *documents]):
        patterns.learn(data, survey(data, LIMITS).saved[0][1], Document.open(data), LIMITS)
        assert place == 0 or patterns.read(documents[0], LIMITS), "met again and again"
    kept = [pattern for _, pattern in (patterns._recent | patterns._before).values()]
    assert 0 < sum(one.operations for one in kept) <= 200 < sum(len(taken_apart(data).rows) for data in documents)


def test_a_number_is_read_as_short_as_it_is_written() -> None:
    """All of one and two bytes, and around each border of more."""
    values = [sign * (1 << bits) + more for bits in range(63) for sign in (1, -1) for more in (-1, 0, 1)]
    for is_signed, encoded in ((True, signed), (False, unsigned)):
        short = {encoded(one): one for one in values if (is_signed or one >= 0) and len(encoded(one)) <= 9}
        for data in [*short, *(bytes(two) for two in pairs()), *(bytes([one]) for one in range(256))]:
            try:
                told = number(data, 0, is_signed, len(data))[0]
            except Unusual:
                assert data not in short
                assert len(data) < 3
                continue
            assert encoded(told) == data
            assert short.get(data, told) == told


def pairs() -> Iterator[tuple[int, int]]:
    return ((one, other) for one in range(256) for other in range(256))


def test_what_tablets_write_is_read() -> None:
    """The golden documents of the JavaScript library, each as the second and third of its pattern."""
    read = 0
    for one in vectors("documents"):
        data = bytes.fromhex(one["saved"])
        known = knowing(data)
        if known is not None:
            found = known[0].read(data, LIMITS)
            assert found is not None
            agrees(data, found)
            read += 1
    assert read > 0
