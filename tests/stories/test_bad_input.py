"""Bad input, from a flipped bit to a bomb: each is told a stable code, its neighbours are merged, nothing is lost."""

from __future__ import annotations

import gzip
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import cbor2
import pytest
from automerge.core import ROOT, ScalarType
from flask import Flask

from tests.conftest import StartServer
from tests.golden.vectors import vectors
from tests.stories.cast import GRIDS, Cast
from tests.stories.model_tablet import ModelTablet
from tests.stories.network import COMPARE, SYNC, in_process, over_http
from tests.stories.truth import check_everything
from tests.sync import handmade
from tests.sync.handmade import Row

LIMITS = {
    "MULIN_BODY_BYTES_MAX": "2000000",
    "MULIN_INFLATED_BYTES_MAX": "3000000",
    "MULIN_HAND_IN_BYTES_MAX": "400000",
    "MULIN_HAND_IN_CHANGES_MAX": "3000",
    "MULIN_DOCUMENT_CHANGES_MAX": "4000",
    "MULIN_PUSH_ITEMS_MAX": "50",
}


@dataclass
class Scene:
    """A worker with some work at the centre, and a colleague whose work must come through beside the bad."""

    cast: Cast
    tablet: ModelTablet
    visit: bytes

    def beside(self, item: dict[str, Any]) -> dict[str, Any]:
        """Hand in an item between two good ones, which must be merged; what became of it."""
        first, last = (self.tablet.born("visit", GRIDS[0], {"result": "1"}) for _ in range(2))
        good = [self._whole(identity) for identity in (first, last)]
        answer = self.tablet.post(SYNC, self.tablet.request([good[0], item, good[1]]), self.tablet.enrolled.token)
        assert answer.status == 200, answer
        before, result, after = answer.value["results"]
        assert (before["outcome"], after["outcome"]) == ("merged", "merged")
        del self.tablet.held[first], self.tablet.held[last]
        return dict(result)

    def _whole(self, identity: bytes) -> dict[str, Any]:
        held = self.tablet.held[identity]
        return {"document": identity, "changes": held.document.save(), "heads": list(held.heads)}

    def refused(self, item: dict[str, Any], code: str) -> None:
        """The item is refused with that code, twice the same, and can be looked at as one row."""
        before = len(self.cast.refusals())
        for times in (1, 2):
            result = self.beside(item)
            assert (result["outcome"], result["code"]) == ("refused", code)
            assert result["hint"]
            rows = self.cast.refusals()
            assert len(rows) == before + 1
            assert (code, times) in [(row[0], row[3]) for row in rows]
        if code != "item.malformed":
            assert item["changes"] in [row[2] for row in self.cast.refusals()]

    def nothing_is_lost(self) -> None:
        assert self.tablet.sync().agreed
        assert self.tablet.values(self.visit)["result"] == "2"
        check_everything(self.cast)


@pytest.fixture
def scene(make_app: Callable[[dict[str, str]], Flask]) -> Iterator[Scene]:
    app = make_app(LIMITS)
    yield from _scene(Cast(app), in_process(app.test_client()))


def _scene(cast: Cast, post: Any) -> Iterator[Scene]:
    tablet = ModelTablet(cast.worker("王芳", GRIDS[0]), post, random.Random(7))
    visit = tablet.born("visit", GRIDS[0], {"result": "1"})
    tablet.edit(visit, "result", "2")
    tablet.sync()
    made = Scene(cast, tablet, visit)
    yield made
    made.nothing_is_lost()


def item(document: bytes, changes: bytes, *heads: bytes) -> dict[str, Any]:
    return {"document": document, "changes": changes, "heads": list(heads)}


def handed_in(scene: Scene) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Every bad item, by name, with the code it must be told."""
    tablet, visit = scene.tablet, scene.visit
    held, other = tablet.held[visit], bytes(15) + b"\x09"
    heads, actor, stranger = held.heads, tablet.enrolled.id + bytes(8), b"\x77" * 24
    last_op = max(change.max_op for change in held.document.get_changes([]))
    saved = held.document.save()

    def onto(*rows: Row, by: bytes = actor, **given: Any) -> bytes:
        return handmade.change(by, rows, deps=heads, **{"start_op": last_op + 1, **given})

    birth = handmade.birth(actor, GRIDS[0])
    yield "no bytes", item(other, b""), "bytes.empty"
    yield "text", item(other, "你好".encode()), "bytes.not_automerge"
    yield "cut off", item(other, saved[:-1]), "bytes.not_automerge"
    yield "cut in half", item(other, saved[: len(saved) // 2]), "bytes.not_automerge"
    yield "a bit flipped", item(other, saved[:40] + bytes([saved[40] ^ 1]) + saved[41:]), "bytes.not_automerge"
    yield "another chunk type", item(other, handmade.chunk(9, b"\x00")), "chunk.unknown_type"
    yield "a counter", item(visit, onto(Row("n", handmade.COUNTER, b"\x01"))), "value.unsupported"
    yield "an increment", item(visit, onto(Row("n", handmade.SIGNED, b"\x01", handmade.INCREMENT))), "value.unsupported"
    yield "an unknown type", item(visit, onto(Row("n", 12, b"\x01"))), "value.unsupported"
    yield "the year 11476", item(visit, onto(Row("t", 9, handmade.signed(3 * 10**14)))), "value.unsupported"
    yield "a stranger", item(visit, onto(Row("x", 2), by=stranger)), "author.not_sender"
    yield "my prefix, too long", item(visit, onto(Row("x", 2), by=tablet.enrolled.id + bytes(9))), "author.not_sender"
    yield "another grid", item(other, handmade.birth(actor, GRIDS[1])), "grid.not_yours"
    yield "no such grid", item(other, handmade.birth(actor, "nowhere")), "grid.not_yours"
    yield "no birth", item(other, handmade.change(actor, [Row("x", 2)])), "document.no_birth"
    yield "the grid changed", item(visit, onto(Row("grid", 6, GRIDS[0].encode()))), "field.protected"
    yield "a review forged", item(visit, onto(Row("review.state", 6, b"approved"))), "field.protected"
    yield "a link forged", item(visit, onto(Row("same_as", 6, b"x"))), "field.protected"
    yield "the same number twice", item(visit, onto(Row("x", 2), by=tablet.actor, seq=2)), "actor.reused"
    yield "a number left out", item(visit, onto(Row("x", 2), seq=5)), "bytes.not_automerge"
    long_for_short = {"column": handmade.literals}
    yield (
        "not as Automerge writes",
        item(visit, onto(Row("x", 2), Row("y", 2), **long_for_short)),
        "bytes.not_automerge",
    )
    yield (
        "operations of before",
        item(visit, onto(Row("x", 2), start_op=2, by=tablet.actor, seq=4)),
        "bytes.not_automerge",
    )
    yield "too many bytes", item(other, birth + bytes(400_000)), "hand_in.too_large"
    yield "too many changes", item(other, birth + _tiny(actor, birth, 3001)), "hand_in.too_many_changes"
    for bomb in vectors("hostile"):
        if bomb.get("never_open"):
            changes = bytes.fromhex(bomb["changes"])
            yield bomb["name"], item(other, changes), bomb["expect"]["code"]
    yield "heads too many", {**item(other, birth), "heads": [bytes(32)] * 1025}, "item.malformed"
    yield "an unknown field", {**item(other, birth), "urgent": True}, "item.malformed"
    yield "no changes", {"document": other, "heads": []}, "item.malformed"
    yield "changes as text", {**item(other, b""), "changes": "abc"}, "item.malformed"
    yield "a short hash", item(other, birth, b"abc"), "item.malformed"
    yield "a seal that is none", {**item(other, birth), "seals": [7]}, "item.malformed"


def _tiny(actor: bytes, birth: bytes, count: int) -> bytes:
    """Thousands of changes of one answer each."""
    chunks, before = [], handmade.hash_of(birth)
    for number in range(count):
        one = handmade.change(actor, [Row("x", 4, b"\x01")], seq=number + 2, start_op=number + 4, deps=[before])
        chunks.append(one)
        before = handmade.hash_of(one)
    return b"".join(chunks)


def test_each_bad_item_is_told_what_is_wrong_and_its_neighbours_are_merged(scene: Scene) -> None:
    codes = set()
    for name, bad, code in handed_in(scene):
        print(name)
        scene.refused(bad, code)
        codes.add(code)
    assert len(codes) >= 12


@pytest.mark.parametrize("entry", ["a number", "a list", "no id", "a short id"])
def test_an_item_that_is_no_item_is_named_as_such(scene: Scene, entry: str) -> None:
    bad: Any = {"a number": 7, "a list": [1], "no id": {"changes": b""}, "a short id": item(b"short", b"", b"")}[entry]
    result = scene.beside(bad)
    assert (result["outcome"], result["code"], result["document"]) == ("refused", "item.malformed", b"")


def test_thousands_of_tiny_changes_are_taken_up_to_the_limit_of_a_document(scene: Scene) -> None:
    actor, identity = scene.tablet.enrolled.id + bytes(8), b"\x31" * 16
    birth = handmade.birth(actor, GRIDS[0])
    tiny = _tiny(actor, birth, 2900)
    assert scene.beside(item(identity, birth + tiny))["outcome"] == "merged"
    assert scene.beside(item(identity, birth + tiny))["outcome"] == "known"
    last = scene.beside(item(identity, tiny))["heads"]
    more, before = [], last
    for number in range(1101):
        one = handmade.change(actor, [Row("y", 4, b"\x01")], seq=2902 + number, start_op=2904 + number, deps=before)
        more.append(one)
        before = [handmade.hash_of(one)]
    assert scene.beside(item(identity, b"".join(more[:1099])))["outcome"] == "merged"
    scene.refused(item(identity, b"".join(more[1099:])), "document.too_large")


def test_values_that_no_form_has_are_kept_and_flagged(scene: Scene) -> None:
    """Every type and every odd path of the format comes through to the record, and never stops another."""
    document = scene.tablet._pen(scene.visit)
    with document.transaction() as transaction:
        transaction.put(ROOT, "odd\x00path", ScalarType.Str, "a\x00b")
        transaction.put(ROOT, "most", ScalarType.Uint, 2**64 - 1)
        transaction.put(ROOT, "least", ScalarType.Int, -(2**63))
        transaction.put(ROOT, "nan", ScalarType.F64, float("nan"))
        transaction.put(ROOT, "bytes", ScalarType.Bytes, b"\xff\x00")
        transaction.put(ROOT, "p" * 3000, ScalarType.Str, "长" * 3000)
        transaction.put(ROOT, "result", ScalarType.Int, 7)
    assert scene.tablet.sync().agreed
    scene.tablet.edit(scene.visit, "result", "2")
    scene.tablet.sync()


def test_rivals_of_every_type_are_listed(scene: Scene) -> None:
    """Two tablets of one worker disagree about fields that hold bytes, moments, numbers that are none, and NUL."""
    born, visit = scene.tablet.held[scene.visit], scene.visit
    last_op = max(change.max_op for change in born.document.get_changes([]))
    for number in (1, 2):
        rows = [
            Row("bytes", 7, b"\xff" * number),
            Row("day", 9, handmade.signed(number)),
            Row("float", 5, bytes(7) + bytes([number])),
            Row("nul\x00", 6, b"\x00" * number),
        ]
        chunk = handmade.change(
            scene.tablet.enrolled.id + bytes([number] * 8), rows, start_op=last_op + 1, deps=born.heads
        )
        assert scene.beside(item(visit, chunk))["outcome"] == "merged"
    assert len({dispute.path for dispute in scene.cast.disputes()}) == 4


def test_a_kind_and_a_version_that_nobody_declared_are_taken(scene: Scene) -> None:
    actor = scene.tablet.enrolled.id + bytes(8)
    rows = [
        Row("grid", 6, GRIDS[0].encode()),
        Row("kind", 6, b"k\x00" + b"x" * 90),
        Row("kind_version", 3, b"\xff" * 9 + b"\x01"),
    ]
    assert scene.beside(item(b"\x41" * 16, handmade.change(actor, rows)))["outcome"] == "merged"


BODIES = {
    "not CBOR": (b"\xff\xff", "body.malformed"),
    "empty": (b"", "body.malformed"),
    "a list": (cbor2.dumps([1]), "body.malformed"),
    "protocol 2": ({"protocol": 2}, "protocol.unsupported"),
    "an unknown field": ({"extra": 1}, "body.unknown_field"),
    "a field that is no text": ({7: 1}, "body.malformed"),
    "now is text": ({"now": "today"}, "body.malformed"),
    "now is beyond all clocks": ({"now": 2**60}, "body.malformed"),
    "cursors are a list": ({"cursors": [1]}, "body.malformed"),
    "a cursor below zero": ({"cursors": {GRIDS[0]: -5}}, "body.malformed"),
    "a cursor of three": ({"cursors": {GRIDS[0]: [1, 2, 3]}}, "body.malformed"),
    "push is a map": ({"push": {}}, "body.malformed"),
    "too many items": ({"push": [1] * 51}, "push.too_many_items"),
    "bytes_max below zero": ({"bytes_max": -1}, "body.malformed"),
    "a log with NUL": ({"log": "a\x00b"}, "body.malformed"),
    "an app with NUL": ({"app": "a\x00b"}, "body.malformed"),
    "unsent is text": ({"unsent": "2"}, "body.malformed"),
}


@pytest.mark.parametrize("name", BODIES)
def test_a_request_that_is_none_is_told_so_and_the_next_is_served(scene: Scene, name: str) -> None:
    given, code = BODIES[name]
    body = given if isinstance(given, bytes) else cbor2.dumps({**cbor2.loads(scene.tablet.request([])), **given})
    answer = scene.tablet.post(SYNC, body, scene.tablet.enrolled.token)
    assert 400 <= answer.status < 500
    assert answer.code == code


@pytest.mark.parametrize(
    "wrong",
    [
        [],
        [7],
        [{"document": b"x", "heads": []}],
        [{"document": bytes(16), "heads": [b"x"]}],
        [{"document": bytes(16), "heads": [], "more": 1}],
        [{"document": bytes(16)}],
    ],
)
def test_a_comparison_of_nonsense_is_told_so(scene: Scene, wrong: list[Any]) -> None:
    body = {"protocol": 1, "log": None, "grid": GRIDS[0] if wrong else "nowhere", "documents": wrong, "bytes_max": 1}
    answer = scene.tablet.post(COMPARE, cbor2.dumps(body), scene.tablet.enrolled.token)
    assert answer.code in ({"body.malformed", "body.unknown_field"} if wrong else {"grid.not_yours"})


def test_a_cursor_from_the_future_is_named_and_nothing_is_skipped(scene: Scene) -> None:
    tablet = scene.tablet
    body = tablet.request([], cursors={GRIDS[0]: 10_000})
    reply = tablet.post(SYNC, body, tablet.enrolled.token).value
    assert [problem["code"] for problem in reply["problems"] if problem["code"] != "clock.skewed"] == ["cursor.ahead"]
    assert reply["cursors"] == {GRIDS[0]: 10_000}
    assert reply["pull"] == []


@pytest.mark.parametrize("clock", [0, 4_070_908_800_000, -1])
def test_a_clock_of_1970_or_2099_is_named_and_changes_nothing(scene: Scene, clock: int) -> None:
    scene.tablet.clock_ms = clock
    scene.tablet.edit(scene.visit, "mood_state", "1")
    told = scene.tablet.sync()
    assert "clock.skewed" in told.problems
    assert told.agreed


def test_a_tablet_cannot_write_into_another_community(scene: Scene) -> None:
    elsewhere = Cast(scene.cast.app, "haiqing")
    stranger = ModelTablet(elsewhere.worker("周敏", GRIDS[0]), scene.tablet.post, random.Random(8))
    stranger.held[scene.visit] = scene.tablet.held[scene.visit]
    whole = scene._whole(scene.visit)
    answer = stranger.post(SYNC, stranger.request([whole]), stranger.enrolled.token)
    assert [one["code"] for one in answer.value["results"]] == ["author.not_sender"]
    assert answer.value["pull"] == []
    assert elsewhere.refusals()[0][0] == "author.not_sender"
    assert scene.cast.refusals() == []


def _whole_requests(scene: Scene) -> Iterator[tuple[bytes, dict[str, str], str]]:
    good = scene.tablet.request([])
    zipped = gzip.compress(good)
    yield gzip.compress(bytes(50_000_000)), {"Content_Encoding": "gzip"}, "body.too_large"
    yield zipped[:-5], {"Content_Encoding": "gzip"}, "body.malformed"
    yield b"not gzip", {"Content_Encoding": "gzip"}, "body.malformed"
    yield good, {"Content_Encoding": "br"}, "body.encoding"
    yield good, {"Content_Type": "text/plain"}, "body.encoding"
    yield good, {"Authorization": "Bearer nobody"}, "token.unknown"
    yield bytes(2_100_000), {}, "body.too_large"


def test_bodies_that_are_too_large_or_bombs_are_turned_away(scene: Scene) -> None:
    for body, headers, code in _whole_requests(scene):
        assert scene.tablet.post(SYNC, body, scene.tablet.enrolled.token, **headers).code == code


def test_a_real_server_answers_all_of_it_and_no_worker_dies(app: Flask, start_server: StartServer) -> None:
    server = start_server(settings=LIMITS)
    before = server.worker_pids()
    for scene in _scene(Cast(app), over_http(server)):
        for name, bad, code in handed_in(scene):
            result = scene.beside(bad)
            assert (name, result["outcome"], result.get("code")) == (name, "refused", code)
        for body, headers, code in _whole_requests(scene):
            assert scene.tablet.post(SYNC, body, scene.tablet.enrolled.token, **headers).code == code
    assert set(before) <= set(server.worker_pids())
