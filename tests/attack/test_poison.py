"""What opens in Python and throws in JavaScript: whatever the centre hands on must open on a tablet."""

from __future__ import annotations

import json
import random
import subprocess
from typing import Any
from uuid import UUID

import pytest

from schemas.limits import Limits
from server.clock import now_ms
from server.models import Tablet
from server.tokens import fresh_token
from sync.document import Document
from sync.merge import HandIn, Sender, merge
from sync.outcome import Merged
from tests.attack.conftest import Ground
from tests.golden.vectors import vectors
from tests.stories.cast import GRIDS, Enrolled
from tests.sync import handmade
from tests.sync.handmade import SIGNED, Row
from tests.sync.test_alike import LIMITS, fitting, known_documents, turned
from tests.sync.test_canonical import SEED, crooked, judged, made_anew
from tests.tablet.driver import HERE, install

SUSPECTS = [one for one in vectors("hostile") if one.get("poison") or one["name"].endswith("_refitted")]
_OPEN = """
import * as Automerge from "@automerge/automerge";
let text = "";
for await (const part of process.stdin) text += part;
const answers = JSON.parse(text).map((chunks) => {
  try {
    const document = Automerge.loadIncremental(Automerge.init(), Buffer.from(chunks, "hex"));
    JSON.stringify(document, (_, value) => (typeof value === "bigint" ? String(value) : value));
    return Automerge.getHeads(Automerge.load(Automerge.save(document))).sort();
  } catch (fault) { return String(fault); }
});
console.log(JSON.stringify(answers));
"""


def _opened(chunks: list[bytes]) -> list[Any]:
    """The heads that JavaScript finds, or what it throws."""
    command = [install(), "--input-type=module", "-e", _OPEN]
    given = json.dumps([one.hex() for one in chunks])
    done = subprocess.run(command, cwd=HERE, input=given, capture_output=True, text=True, check=True)
    found: list[Any] = json.loads(done.stdout)
    return found


def _author(ground: Ground, identity: bytes) -> Enrolled:
    token, hashed = fresh_token()
    with ground.cast.at_the_centre() as session:
        session.add(
            Tablet(community_id=ground.cast.community, id=identity, person_id=ground.fang.person_id, name="毒",
                   token_hash=hashed, enrolled_ms=now_ms())
        )  # fmt: skip
    return Enrolled(identity, token, ground.fang.person_id, "毒")


def _birth(data: bytes) -> bytes:
    """The first change of what is poisoned, sound by itself."""
    try:
        return Document.open(data).changes()[0].raw
    except BaseException:
        return b""


@pytest.mark.parametrize("way", ["at once", "birth first", "with a tail"])
def test_what_other_tablets_collect_opens_in_javascript(ground: Ground, way: str) -> None:
    author = _author(ground, UUID(SUSPECTS[0]["tablet"]).bytes)
    merged = 0
    for number, one in enumerate(SUSPECTS, 1):
        document, changes = bytes([number]) * 16, bytes.fromhex(one["changes"])
        if way == "birth first" and (birth := _birth(changes)):
            ground.hand_in(author, document, birth)
        outcome, code = ground.hand_in(author, document, changes)
        print(one["name"], outcome, code)
        merged += outcome == "merged"
        if way == "with a tail":
            _lengthen(ground, author, document)
    pulled = ground.sync(ground.mate).value["pull"]
    assert len(pulled) >= merged
    assert merged or way != "at once"
    assert _opened([one["chunks"] for one in pulled]) == [sorted(head.hex() for head in one["heads"]) for one in pulled]


def _lengthen(ground: Ground, author: Enrolled, document: bytes) -> None:
    """So many changes on top that the centre writes a snapshot."""
    found = [one for one in ground.sync(ground.mate).value["pull"] if one["document"] == document]
    if not found:
        return
    heads, last = found[0]["heads"], max(one.max_op for one in Document.open(found[0]["chunks"]).changes())
    for number in range(20):
        actor = author.id + b"later" + bytes([0, number // 256, document[0]])
        one = handmade.change(actor, [Row("x", SIGNED, bytes([number]))], seq=number + 1, start_op=last + 1 + number,
                              deps=heads)  # fmt: skip
        assert ground.hand_in(author, document, one) == ("merged", None)
        heads = [handmade.hash_of(one)]


def test_a_saved_document_with_any_byte_changed_is_refused_or_opens_in_javascript() -> None:
    """Its checksum fits again; it would even be saved to the same bytes."""
    birth = Document.open(handmade.birth(bytes(24), GRIDS[0], Row("x", SIGNED, b"\x01")))
    birth.write(bytes(24), {"x": 2, "y": 3}, {"note": "hello"})
    saved = birth.save()
    sender, merged = Sender(bytes(16), GRIDS, lambda *_: False), []
    for place in range(9, len(saved)):
        for value in {0, saved[place] ^ 1, saved[place] + 1 & 0xFF} - {saved[place]}:
            changed = handmade.refitted(saved[:place] + bytes([value]) + saved[place + 1 :])
            outcome = merge(None, HandIn(bytes(16), changed, ()), sender, Limits())
            if isinstance(outcome, Merged):
                merged.append(outcome)
    assert merged
    assert _opened([one.chunk for one in merged]) == [[head.hex() for head in one.heads] for one in merged]


def test_what_is_believed_without_being_made_anew_opens_in_javascript() -> None:
    """Whatever of thousands of crooked documents the centre would hand on as it came."""
    made = crooked(random.Random(SEED), 3000)
    handed_on = [data for data in made if made_anew(data) and judged(data)]
    assert len(handed_on) > 100
    assert [found for found in _opened(handed_on) if isinstance(found, str)] == []


def test_what_is_read_without_being_opened_opens_in_javascript() -> None:
    """Values, times and authors of every kind, in documents of known patterns, with heads worked out to fit."""
    chance, handed_on = random.Random(SEED), []
    for data, patterns, pattern in known_documents(chance, 60):
        made = [fitting(turned(chance, data), pattern) for _ in range(20)]
        handed_on += [one for one in made if patterns.read(one, LIMITS)]
    assert len(handed_on) > 100
    assert _opened(handed_on) == [[one[38:70].hex()] for one in handed_on]


def test_the_poison_is_poison() -> None:
    poison = [bytes.fromhex(one["changes"]) for one in SUSPECTS if one.get("poison")]
    assert poison
    assert all(isinstance(found, str) for found in _opened(poison))
