"""The bodies of ``/sync`` and ``/sync/compare``: CBOR to values and back (protocol §4, §5).

Everything that arrives is hostile until it stands here as a value.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from schemas.limits import Limits
from sync import cbor
from sync.cbor import Malformed
from sync.cbor import malformed as _malformed
from sync.digest import SEAL_BYTES
from sync.merge import HandIn, Seal

PROTOCOL = 1
_INTEGER_MAX = 2**53

Place = tuple[int, int]
"""A cursor: up to where the tablet had read before the first page, and how far the pages have reached."""
NOTHING_YET: Place = (-1, 0)
_TEXT_MAX = 200


@dataclass(frozen=True, slots=True)
class MalformedItem:
    """An item of a push that could not be read; its neighbours are."""

    document_id: bytes
    hint: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class SyncRequest:
    """What a tablet hands in and asks for."""

    now_ms: int
    log: str | None
    cursors: dict[str, Place]
    push: list[HandIn | MalformedItem]
    bytes_max: int
    unsent: int | None = None
    app: str | None = None


@dataclass(frozen=True, slots=True)
class CompareRequest:
    """What a tablet holds of one grid."""

    log: str | None
    grid: str
    documents: dict[bytes, tuple[bytes, ...]]
    bytes_max: int


@dataclass(frozen=True, slots=True)
class Pulled:
    """One document of a reply, with the chunks that the tablet lacks."""

    grid: str
    document_id: bytes
    chunks: bytes
    heads: tuple[bytes, ...]
    seal: bytes

    def body(self) -> dict[str, Any]:
        """As it goes on the wire."""
        return {
            "grid": self.grid, "document": self.document_id, "chunks": self.chunks, "heads": list(self.heads),
            "seal": self.seal,
        }  # fmt: skip


@dataclass(slots=True)
class Page:
    """The part of a reply that brings the tablet what it lacks."""

    pull: list[Pulled] = field(default_factory=list)
    drop: list[bytes] = field(default_factory=list)
    cursors: dict[str, Place] = field(default_factory=dict)
    digests: dict[str, bytes] = field(default_factory=dict)
    more: bool = False
    problems: list[dict[str, str]] = field(default_factory=list)


def decode_sync(body: bytes, limits: Limits) -> SyncRequest:
    """A sync request; raises ``Malformed``. An unreadable item of the push stands as ``MalformedItem``."""
    request = _decode(body, limits)
    _only(request, {"protocol", "now", "log", "cursors", "push", "bytes_max", "unsent", "app"})
    push = _typed(request, "push", list, [])
    if len(push) > limits.push_items_max:
        _malformed("push.too_many_items", f"at most {limits.push_items_max} items a request")
    cursors = _typed(request, "cursors", dict, {})
    if len(cursors) > limits.cursors_max:
        _malformed("body.malformed", "cursors: too many")
    return SyncRequest(
        now_ms=_whole(request, "now"),
        log=_text(request, "log"),
        cursors={grid: _place(grid, cursor) for grid, cursor in cursors.items()},
        push=[read_item(item, limits) for item in push],
        bytes_max=_bytes_max(request, limits),
        unsent=_whole(request, "unsent") if request.get("unsent") is not None else None,
        app=_text(request, "app"),
    )


def decode_compare(body: bytes, limits: Limits) -> CompareRequest:
    """A compare request; raises ``Malformed``."""
    request = _decode(body, limits)
    _only(request, {"protocol", "log", "grid", "documents", "bytes_max"})
    grid = _text(request, "grid")
    if grid is None:
        _malformed("body.malformed", "grid: text")
    listed = _typed(request, "documents", list, [])
    if len(listed) > limits.compare_documents_max:
        _malformed("body.malformed", "documents: too many")
    documents: dict[bytes, tuple[bytes, ...]] = {}
    for item in listed:
        if not isinstance(item, dict) or not _is_bytes(item.get("document"), 16):
            _malformed("body.malformed", "documents: document is 16 bytes")
        _only(item, {"document", "heads"})
        documents[item["document"]] = _heads(item.get("heads"), limits, "body.malformed")
    return CompareRequest(_text(request, "log"), grid, documents, _bytes_max(request, limits))


def encode_sync(log: str, now_ms: int, results: Iterable[Mapping[str, Any]], page: Page) -> bytes:
    """A sync reply."""
    return cbor.encode(
        {
            "log": log,
            "now": now_ms,
            "results": list(results),
            "pull": [pulled.body() for pulled in page.pull],
            "drop": page.drop,
            "cursors": {grid: _cursor(place) for grid, place in page.cursors.items()},
            "more": page.more,
            "digests": page.digests,
            "problems": page.problems,
        }
    )


def encode_compare(log: str, grid: str, page: Page, lacking: Mapping[bytes, Iterable[bytes]]) -> bytes:
    """A compare reply; the page holds the one grid's cursor and digest."""
    return cbor.encode(
        {
            "log": log,
            "grid": grid,
            "cursor": _cursor(page.cursors[grid]),
            "digest": page.digests[grid],
            "lacking": [{"document": document, "have": list(have)} for document, have in lacking.items()],
            "pull": [pulled.body() for pulled in page.pull],
            "drop": page.drop,
            "more": page.more,
        }
    )


def _decode(body: bytes, limits: Limits) -> dict[str, Any]:
    request = cbor.decode(body, limits)
    if request.get("protocol") != PROTOCOL or type(request.get("protocol")) is not int:
        _malformed("protocol.unsupported", f"this server speaks protocol {PROTOCOL}")
    return request


def read_item(item: Any, limits: Limits) -> HandIn | MalformedItem:
    """An item of a push, in a request or a bundle."""
    document_id = item.get("document") if isinstance(item, dict) else None
    try:
        if not isinstance(item, dict) or not isinstance(document_id, bytes) or len(document_id) != 16:
            _malformed("item.malformed", "document is 16 bytes")
        _only(item, {"document", "changes", "heads", "seals"})
        heads, seals = _heads(item.get("heads"), limits), _seals(item.get("seals"), limits)
        return HandIn(document_id, _typed(item, "changes", bytes, None), heads, seals)
    except Malformed as fault:
        named = document_id if isinstance(document_id, bytes) and len(document_id) == 16 else b""
        return MalformedItem(named, fault.hint, cbor.again(item))


def _place(grid: Any, cursor: Any) -> Place:
    if isinstance(grid, str) and _is_count(cursor):
        return cursor, cursor
    pair = isinstance(cursor, list) and len(cursor) == 2 and type(cursor[0]) is int
    if not isinstance(grid, str) or not pair or not -1 <= cursor[0] <= _INTEGER_MAX or not _is_count(cursor[1]):
        _malformed("body.malformed", "cursors: text → a cursor as a reply gave it")
    return cursor[0], cursor[1]


def _cursor(place: Place) -> int | list[int]:
    return place[0] if place[0] == place[1] else list(place)


def _seals(given: Any, limits: Limits) -> tuple[Seal, ...]:
    if given is None:
        return ()
    if not isinstance(given, list) or len(given) > limits.seals_per_item_max:
        _malformed("item.malformed", f"seals: at most {limits.seals_per_item_max}")
    if not all(isinstance(pair, dict) and _is_bytes(pair.get("seal"), SEAL_BYTES) for pair in given):
        _malformed("item.malformed", f"seals: a seal is {SEAL_BYTES} bytes")
    return tuple((_heads(pair.get("heads"), limits), pair["seal"]) for pair in given)


def _heads(given: Any, limits: Limits, code: str = "item.malformed") -> tuple[bytes, ...]:
    if not isinstance(given, list) or len(given) > limits.heads_per_item_max:
        _malformed(code, f"heads: at most {limits.heads_per_item_max} hashes")
    if not all(_is_bytes(head, 32) for head in given):
        _malformed(code, "heads: a hash is 32 bytes")
    return tuple(given)


def _bytes_max(request: dict[str, Any], limits: Limits) -> int:
    given = limits.pull_bytes_default if request.get("bytes_max") is None else request["bytes_max"]
    if not _is_count(given):
        _malformed("body.malformed", "bytes_max: whole number from 0")
    return min(given, limits.pull_bytes_max)


def _only(given: dict[str, Any], keys: set[str]) -> None:
    for unknown in given.keys() - keys:
        _malformed("body.unknown_field", f"not in the protocol: {str(unknown)[:50]!r}")


def _typed(request: dict[str, Any], key: str, kind: type, default: Any) -> Any:
    value = default if request.get(key) is None else request[key]
    if not isinstance(value, kind):
        _malformed("body.malformed", f"{key}: wrong type")
    return value


def _text(request: dict[str, Any], key: str) -> str | None:
    value = request.get(key)
    if value is not None and (not isinstance(value, str) or len(value) > _TEXT_MAX or "\x00" in value):
        _malformed("body.malformed", f"{key}: text of at most {_TEXT_MAX} characters, without NUL")
    return value


def _whole(request: dict[str, Any], key: str) -> int:
    value = request.get(key)
    if type(value) is not int or abs(value) > _INTEGER_MAX:
        _malformed("body.malformed", f"{key}: whole number")
    return int(value)


def _is_count(value: Any) -> bool:
    return type(value) is int and 0 <= value <= _INTEGER_MAX


def _is_bytes(value: Any, length: int) -> bool:
    return isinstance(value, bytes) and len(value) == length
