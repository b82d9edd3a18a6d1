"""Which saved documents are believed: only those that, made anew from their changes, are saved to the same bytes.

Documents by one author are turned in all ways that leave a checksum and heads that fit: rows in another order, other
names, other successors. Thousands of them open in Python; whatever is believed must be the honest document.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import replace

import pytest
from automerge.core import ROOT, ObjType, ScalarType
from automerge.core import Document as Automerge

from schemas.limits import Limits
from sync.canonical import is_canonical
from sync.chunk import survey
from sync.merge import HandIn, Sender, merge, merge_new
from sync.outcome import Merged, Refusal
from tests.golden.vectors import vectors
from tests.sync.rows import Operation, Saved, taken_apart

SEED = 20261124
KEYS = ("a", "b", "grid", "kind", "note", "x.y", "é", "村")


def judged(data: bytes) -> bool:
    found = survey(data, Limits())
    return len(found.saved) == len(found.actors) == 1 and is_canonical(*found.saved[0])


def made_anew(data: bytes) -> bytes:
    """What its changes alone are saved as, if it opens and is saved again to the same bytes; else nothing."""
    try:
        document = Automerge.load(data)
        if document.save() != data:
            return b""
    except BaseException:
        return b""
    try:
        return Automerge.load(b"".join(change.raw_bytes for change in document.get_changes([]))).save()
    except BaseException:
        return b"cannot be opened"


def honest(chance: random.Random) -> bytes:
    """A few answers and texts by one author: written, overwritten, taken away, typed into anywhere."""
    document = Automerge(actor_id=chance.randbytes(24))
    for _ in range(chance.randint(1, 6)):
        with document.transaction() as transaction:
            for _ in range(chance.randint(1, 4)):
                key = chance.choice(KEYS)
                found = transaction.get(ROOT, key)
                if chance.random() < 0.1 and found:
                    transaction.delete(ROOT, key)
                elif chance.random() < 0.5:
                    transaction.put(ROOT, key, ScalarType.Str, chance.choice(["", "x", "长者" * 20]))
                else:
                    typed = found is not None and found[0] == ObjType.Text
                    text = found[1] if typed and found else transaction.put_object(ROOT, key, ObjType.Text)
                    for _ in range(chance.randint(1, 5)):
                        length = transaction.length(text)
                        if length and chance.random() < 0.3:
                            transaction.delete(text, chance.randrange(length))
                        else:
                            place = chance.choice([length, chance.randint(0, length)])
                            transaction.insert(text, place, ScalarType.Str, chance.choice("ab长"))
    saved: bytes = document.save()
    return saved


def turned(chance: random.Random, rows: tuple[Operation, ...]) -> tuple[Operation, ...]:
    """The same operations with something wrong: places, names, successors, elements or keys."""
    changed = list(rows)
    for _ in range(chance.choice([1, 1, 2, 3])):
        one, other = chance.randrange(len(changed)), chance.randrange(len(changed))
        this, that, way = changed[one], changed[other], chance.randrange(9)
        step = chance.choice([-1, 1, 2])
        if way == 0:
            changed[one], changed[other] = that, this
        elif way == 1:
            changed.insert(other, changed.pop(one))
        elif way == 2:
            changed[one], changed[other] = replace(this, name=that.name), replace(that, name=this.name)
        elif way == 3:
            changed[one] = replace(this, name=max(1, this.name + step))
        elif way == 4:
            changed[one] = replace(this, successors=tuple(max(1, name + step) for name in this.successors))
        elif way == 5:
            changed[one] = replace(this, successors=(*this.successors, that.name))
        elif way == 6:
            changed[one], changed[other] = (
                replace(this, successors=that.successors),
                replace(that, successors=this.successors),
            )
        elif way == 7:
            changed[one] = replace(this, element=that.element)
        else:
            changed[one], changed[other] = replace(this, key=that.key), replace(that, key=this.key)
    return tuple(changed)


def crooked(chance: random.Random, count: int) -> list[bytes]:
    """Documents that are not what they seem, one half with the heads of the honest one, one half with fitting ones."""
    made: list[bytes] = []
    while len(made) < count:
        saved = taken_apart(honest(chance))
        for _ in range(20):
            changed = replace(saved, rows=turned(chance, saved.rows))
            made.append((changed if chance.random() < 0.5 else _fitting(changed)).chunk())
    return made


def _fitting(saved: Saved) -> Saved:
    try:
        return saved.fitting()
    except (IndexError, ValueError):
        return saved


def test_taken_apart_and_put_together_a_document_is_the_same() -> None:
    chance = random.Random(SEED)
    for _ in range(100):
        data = honest(chance)
        saved = taken_apart(data)
        assert saved.fitting() == saved
        if max(map(len, dict(survey(data, Limits()).saved[0][1]).values())) < 250:  # none that is deflated
            assert saved.chunk() == data


def test_honest_documents_are_believed() -> None:
    chance = random.Random(SEED)
    documents = [honest(chance) for _ in range(200)]
    believed = [data for data in documents if judged(data)]
    assert len(believed) > 190
    assert [made_anew(data) for data in believed] == believed
    shown = [bytes.fromhex(one["saved"]) for one in vectors("documents")]
    assert [judged(data) for data in shown] == [len(survey(data, Limits()).actors) == 1 for data in shown]


def test_what_is_believed_is_what_its_changes_lead_to() -> None:
    print(f"seed {SEED}")
    found: Counter[tuple[bool, bool]] = Counter()
    for data in crooked(random.Random(SEED), 6000):
        try:
            believed = judged(data)
        except Refusal:
            continue
        anew = made_anew(data)
        assert not believed or anew in (b"", data), data.hex()
        if anew:
            found[believed, anew == data] += 1
    print(found)
    assert found[True, True] > 300, "some turns lead to another honest document"
    assert found[False, False] > 200, "poison that opens, and is saved again to the same bytes"


@pytest.mark.parametrize("name", ["poison_length", "poison_panic", "poison_saved_again"])
def test_poison_is_not_believed(name: str) -> None:
    data = bytes.fromhex(next(one for one in vectors("hostile") if one["name"] == name)["changes"])
    assert not judged(data) or Automerge.load(data).save() != data


def test_side_by_side_or_one_by_one_is_the_same() -> None:
    """Everything that is hostile, in one request and each by itself; what is too much to be open at once as well."""
    entries = [one for one in vectors("hostile") if not one["base"]]
    sender = Sender(b"\x6f\x1c\x0a\x01" + bytes(12), ("370812003001-1001",), lambda *_: False)
    hand_ins = [
        HandIn(bytes([number]) * 16, bytes.fromhex(one["changes"]), tuple(map(bytes.fromhex, one["heads"])))
        for number, one in enumerate(entries)
    ]
    worked_on: list[int] = []
    together = merge_new(hand_ins, sender, Limits(), worked_on.append)
    assert set(worked_on) == set(range(len(hand_ins)))
    assert len(together) == len(hand_ins)
    for one, outcome in zip(hand_ins, together, strict=True):
        alone = merge(None, one, sender, Limits())
        if isinstance(outcome, Merged) and isinstance(alone, Merged):
            assert (outcome.chunk, outcome.heads) == (alone.chunk, alone.heads)
        else:
            assert outcome == alone
