"""A small tablet, written from ``docs/protocol.md`` alone, on Automerge's Python binding: fast, and strict.

It keeps to the page where a tablet must (seals, compare, drop, two marks), and misbehaves only as networks do: replies
are lost, requests come twice and in another order.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

import cbor2
from automerge.core import ROOT, Document, ObjType, ScalarType

from tests.stories.cast import Enrolled
from tests.stories.network import COMPARE, SYNC, NetworkLost, Post

Heads = tuple[bytes, ...]
_SEALS_MAX = 8
_ROUNDS_MAX = 200
NOW_MS = 1_790_000_000_000


class Erased(Exception):
    """The centre said that this tablet was revoked: it holds nothing any more."""


@dataclass
class Held:
    """One document as the tablet holds it."""

    grid: str
    document: Any
    safe: Heads = ()
    """What is known to be at the centre."""
    seals: list[tuple[Heads, bytes]] = field(default_factory=list)
    whole: bool = False
    """The centre asked for all of it."""
    refused: str | None = None
    dropped: bool = False

    @property
    def heads(self) -> Heads:
        return tuple(sorted(self.document.get_heads()))

    @property
    def hashes(self) -> set[bytes]:
        return {change.hash for change in self.document.get_changes([])}

    @property
    def unsent(self) -> bool:
        return self.whole or bool(self.since_safe())

    def since_safe(self) -> list[Any]:
        """The changes that are not known to be at the centre."""
        known = self.hashes
        return list(self.document.get_changes([head for head in self.safe if head in known]))


@dataclass
class Told:
    """What one sync said."""

    outcomes: Counter[str] = field(default_factory=Counter)
    codes: Counter[str] = field(default_factory=Counter)
    problems: list[str] = field(default_factory=list)
    requests: int = 0
    pulled: int = 0
    dropped: list[bytes] = field(default_factory=list)
    agreed: bool = False
    """The proof: both sides hold the same, in every grid."""


class ModelTablet:
    """One tablet; ``chance`` draws actors and ids, so that a seed gives the same story again."""

    def __init__(self, enrolled: Enrolled, post: Post, chance: random.Random) -> None:
        self.enrolled, self.post, self.chance = enrolled, post, chance
        self.held: dict[bytes, Held] = {}
        self.log: str | None = None
        self.cursors: dict[str, Any] = {}
        self.erased = False
        self.clock_ms = NOW_MS
        self._fresh_actor()

    def _fresh_actor(self) -> None:
        self.actor = self.enrolled.id + self.chance.randbytes(8)

    def restart(self) -> None:
        """The app starts again: what was on the disk is there, and the actor is a new one."""
        self._fresh_actor()
        for one in self.held.values():
            one.document = Document.load(one.document.save())

    def born(
        self, kind: str, grid: str, values: Mapping[str, Any] | None = None, document: bytes | None = None
    ) -> bytes:
        """A new document, with its birth in one change and each answer in one of its own."""
        identity = document or self.chance.randbytes(16)
        assert identity not in self.held
        fresh = Document(actor_id=self.actor)
        with fresh.transaction() as transaction:
            transaction.put(ROOT, "kind", ScalarType.Str, kind)
            transaction.put(ROOT, "grid", ScalarType.Str, grid)
            transaction.put(ROOT, "kind_version", ScalarType.Int, 1)
        self.held[identity] = Held(grid, fresh)
        for path, value in (values or {}).items():
            self.edit(identity, path, value)
        return identity

    def edit(self, identity: bytes, path: str, value: Any) -> None:
        """One answer, one change; None takes it away."""
        document = self._pen(identity)
        with document.transaction() as transaction:
            if value is None:
                transaction.delete(ROOT, path)
            else:
                transaction.put(ROOT, path, _type(value), value)

    def note(self, identity: bytes, path: str, words: str) -> None:
        """Write on at the end of a free note."""
        document = self._pen(identity)
        with document.transaction() as transaction:
            found = transaction.get(ROOT, path)
            text = found[1] if found and found[0] == ObjType.Text else transaction.put_object(ROOT, path, ObjType.Text)
            for place, character in enumerate(words, transaction.length(text)):
                transaction.insert(text, place, ScalarType.Str, character)

    def _pen(self, identity: bytes) -> Any:
        one = self.held[identity]
        one.document.set_actor(self.actor)
        one.refused = None
        return one.document

    def values(self, identity: bytes) -> dict[str, Any]:
        document = self.held[identity].document
        pairs = zip(document.keys(ROOT), document.values(ROOT), strict=True)
        return {key: document.text(at) if value == ObjType.Text else value[1] for key, (value, at) in pairs}

    def digest(self, grid: str) -> bytes:
        total = 0
        for identity, one in self.held.items():
            if one.grid == grid and not one.dropped:
                total ^= int.from_bytes(hashlib.sha256(identity + b"".join(one.heads)).digest())
        return total.to_bytes(32)

    def waiting(self) -> list[bytes]:
        return [identity for identity, one in self.held.items() if one.unsent and one.refused is None]

    def sync(
        self,
        *,
        pages: int = _ROUNDS_MAX,
        bytes_max: int = 1 << 20,
        lose_reply: bool = False,
        twice: bool = False,
        shuffle: bool = False,
    ) -> Told:
        """Hand in, collect, and prove it; at most so many requests."""
        told, compared = Told(), False
        handed_in: set[bytes] = set()
        while told.requests < pages:
            push = [item for identity in self.waiting() if identity not in handed_in for item in [self._item(identity)]]
            if shuffle:
                self.chance.shuffle(push)
            reply = self._exchange(push, bytes_max, lose_reply, twice)
            told.requests += 1
            asked_whole = self._settle(push, reply["results"], told)
            handed_in |= {item["document"] for item in push} - asked_whole
            told.problems += [problem["code"] for problem in reply["problems"]]
            if "log.changed" in told.problems[-len(reply["problems"]) :]:
                self._compare_all(reply, bytes_max)
                handed_in.clear()
                continue
            self._store(reply, told)
            if reply["more"] or any(identity not in handed_in for identity in self.waiting()):
                continue
            told.agreed = all(self.digest(grid) == digest for grid, digest in reply["digests"].items())
            if told.agreed or compared or self.waiting():
                break
            compared = True
            for grid in list(self.cursors):
                self.log, self.cursors[grid] = self._compare(grid, bytes_max)
        return told

    def _item(self, identity: bytes) -> dict[str, Any]:
        one = self.held[identity]
        changes = one.document.get_changes([]) if one.whole else one.since_safe()
        foreign = any(not change.actor_id.startswith(self.enrolled.id) for change in changes)
        data = b"".join(change.raw_bytes for change in changes)
        if not one.safe and not one.whole:
            data = one.document.save()
        item: dict[str, Any] = {"document": identity, "changes": data, "heads": list(one.heads)}
        if one.whole or foreign:
            item["seals"] = [{"heads": list(heads), "seal": seal} for heads, seal in one.seals[:_SEALS_MAX]]
        return item

    def request(self, push: list[dict[str, Any]], bytes_max: int = 1 << 20, **given: Any) -> bytes:
        """A sync request as it goes on the wire; ``given`` replaces its members."""
        body = {
            "protocol": 1, "now": self.clock_ms, "log": self.log, "cursors": self.cursors, "push": push,
            "bytes_max": bytes_max, "unsent": 0,
        }  # fmt: skip
        return cbor2.dumps({**body, **given})

    def _exchange(self, push: list[dict[str, Any]], bytes_max: int, lose_reply: bool, twice: bool) -> dict[str, Any]:
        body = self.request(push, bytes_max)
        if twice:
            self._ask(SYNC, body)
        reply = self._ask(SYNC, body)
        if lose_reply:
            raise NetworkLost
        assert [item["document"] for item in push] == [result["document"] for result in reply["results"]]
        assert not (reply["more"] and reply["digests"])
        return reply

    def _ask(self, path: str, body: bytes) -> dict[str, Any]:
        assert not self.erased
        answer = self.post(path, body, self.enrolled.token)
        if answer.status == 401 and answer.code == "revoked":
            self.held.clear()
            self.cursors.clear()
            self.erased = True
            raise Erased
        assert answer.status == 200, answer
        value: dict[str, Any] = answer.value
        return value

    def _settle(self, push: list[dict[str, Any]], results: Iterable[dict[str, Any]], told: Told) -> set[bytes]:
        asked_whole = set()
        for item, result in zip(push, results, strict=True):
            one = self.held[item["document"]]
            told.outcomes[result["outcome"]] += 1
            if result["outcome"] == "refused":
                told.codes[result["code"]] += 1
                one.refused = result["code"]
            elif result["outcome"] == "missing":
                assert not one.whole, f"asked twice for the whole of {item['document'].hex()}: {result}"
                one.whole = True
                asked_whole.add(item["document"])
            else:
                one.safe = tuple(sorted({*one.safe, *item["heads"]}))
                one.whole = False
        return asked_whole

    def _store(self, reply: dict[str, Any], told: Told) -> None:
        arrived = self._apply(reply["pull"])
        told.pulled += len(arrived)
        for identity in reply["drop"]:
            if identity in self.held and identity not in arrived:
                told.dropped.append(identity)
                self.held[identity].dropped = True
        for one in self.held.values():
            if one.grid not in reply["cursors"]:
                one.dropped = True
        self._forget()
        self.log, self.cursors = reply["log"], reply["cursors"]

    def _apply(self, pull: Iterable[dict[str, Any]]) -> set[bytes]:
        arrived = set()
        for item in pull:
            one = self.held.get(item["document"])
            before = one.document.save() if one else b""
            document = Document.load(before + item["chunks"])
            heads = tuple(sorted(item["heads"]))
            one = one or self.held.setdefault(item["document"], Held(item["grid"], document))
            one.document, one.grid, one.dropped = document, item["grid"], False
            assert one.hashes.issuperset(heads), "what came does not contain the heads that came with it"
            one.safe = tuple(sorted({*one.safe, *heads}))
            covered = self._ancestors(document, heads)
            one.seals = [(heads, item["seal"]), *[pair for pair in one.seals if not covered.issuperset(pair[0])]]
            arrived.add(item["document"])
        return arrived

    def _forget(self) -> None:
        gone = [identity for identity, one in self.held.items() if one.dropped and not one.unsent]
        for identity in gone:
            del self.held[identity]
        if gone:
            # Born here again (a resident met once more), it would count from 1 once more as the same actor.
            self._fresh_actor()

    def _compare_all(self, reply: dict[str, Any], bytes_max: int) -> None:
        """The log is another: ask about each grid, and only then believe the new one."""
        for one in self.held.values():
            one.dropped = False
        cursors = {}
        log = reply["log"]
        for grid in sorted({*reply["cursors"], *(one.grid for one in self.held.values())} & set(reply["cursors"])):
            log, cursors[grid] = self._compare(grid, bytes_max)
        self.log, self.cursors = log, cursors

    def _compare(self, grid: str, bytes_max: int) -> tuple[str, Any]:
        for _ in range(_ROUNDS_MAX):
            listed = [
                {"document": identity, "heads": list(one.heads)}
                for identity, one in self.held.items()
                if one.grid == grid and not one.dropped
            ]
            body = {"protocol": 1, "log": self.log, "grid": grid, "documents": listed, "bytes_max": bytes_max}
            reply = self._ask(COMPARE, cbor2.dumps(body))
            self._apply(reply["pull"])
            for lacking in reply["lacking"]:
                one = self.held[lacking["document"]]
                one.safe, one.whole = tuple(lacking["have"]), False
            for identity in reply["drop"]:
                self.held[identity].dropped = True
            if not reply["more"]:
                self._forget()
                return reply["log"], reply["cursor"]
            assert reply["pull"]
        raise AssertionError("comparing does not end")

    @staticmethod
    def hashes_of(data: bytes) -> set[bytes]:
        """The changes in a document's bytes."""
        return {change.hash for change in Document.load(data).get_changes([])}

    @staticmethod
    def _ancestors(document: Any, heads: Heads) -> set[bytes]:
        deps = {change.hash: change.deps for change in document.get_changes([])}
        found: set[bytes] = set()
        waiting = list(heads)
        while waiting:
            change = waiting.pop()
            if change not in found:
                found.add(change)
                waiting.extend(deps[change])
        return found


def _type(value: Any) -> Any:
    if isinstance(value, bool):
        return ScalarType.Boolean
    if isinstance(value, int):
        return ScalarType.Int
    return ScalarType.F64 if isinstance(value, float) else ScalarType.Str
