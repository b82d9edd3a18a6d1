"""A bundle as bytes: its header, and the body once it was decrypted (protocol §14). No keys here, and no files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from schemas.limits import Limits
from sync.cbor import decode, malformed
from sync.merge import HandIn
from sync.wire import MalformedItem, read_item

MAGIC = b"MULINBDL"
ROOT_MAGIC = b"MULINPIN"
VERSION = 1
KEY_ID_BYTES = 8
HEADER_BYTES = 94
_POINT_BYTES, _TAG_BYTES, _PROOF_BYTES = 65, 16, 32
_KEYS = frozenset({"bundle", "tablet", "proof", "now", "push", "attachments", "unsent", "app"})
_INTEGER_MAX = 2**53
_TEXT_MAX = 200


@dataclass(frozen=True, slots=True)
class Envelope:
    """A bundle as it lies on the stick: what can be read without a key."""

    header: bytes
    key_id: bytes
    point: bytes
    nonce: bytes
    sealed: bytes

    @property
    def salt(self) -> bytes:
        """What the key of the body depends on besides the secret."""
        return self.key_id + self.point


@dataclass(frozen=True, slots=True)
class BundledAttachment:
    """A photo or signature within a bundle."""

    document_id: bytes
    sha256: bytes
    data: bytes


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a tablet put into a bundle. Who made it is for ``proof`` to show."""

    tablet_id: bytes
    proof: bytes
    now_ms: int
    push: list[HandIn | MalformedItem]
    attachments: list[BundledAttachment]
    unsent: int | None
    app: str | None


@dataclass(frozen=True, slots=True)
class SealedRoot:
    """What opens a tablet's store without its PIN (protocol §3)."""

    tablet_id: bytes
    root: bytes


def read_root(body: bytes, limits: Limits) -> SealedRoot:
    """The body of a sealed root, decrypted; raises ``Malformed``."""
    given = decode(body, limits)
    if given.keys() != {"tablet", "root"}:
        malformed("bundle.not_one", "tablet, root")
    return SealedRoot(_bytes(given, "tablet", 16), _bytes(given, "root", 32))


def read_envelope(data: bytes, magic: bytes = MAGIC) -> Envelope:
    """The parts of a bundle; raises ``Malformed`` (``bundle.not_one``, ``bundle.damaged``)."""
    if data[: len(magic)] != magic:
        malformed("bundle.not_one", "it does not begin as a bundle does")
    if len(data) <= HEADER_BYTES + _TAG_BYTES:
        malformed("bundle.damaged", "it is cut off")
    version_at = len(MAGIC)
    if data[version_at] != VERSION:
        malformed("bundle.not_one", f"version {data[version_at]} of the format is not known here")
    key_at = version_at + 1
    point_at = key_at + KEY_ID_BYTES
    nonce_at = point_at + _POINT_BYTES
    return Envelope(
        header=data[:HEADER_BYTES],
        key_id=data[key_at:point_at],
        point=data[point_at:nonce_at],
        nonce=data[nonce_at:HEADER_BYTES],
        sealed=data[HEADER_BYTES:],
    )


def read_bundle(body: bytes, limits: Limits) -> Bundle:
    """The body of a bundle; raises ``Malformed``. An unreadable item stands as ``MalformedItem``."""
    given = decode(body, limits)
    for unknown in given.keys() - _KEYS:
        malformed("body.unknown_field", f"not in the protocol: {str(unknown)[:50]!r}")
    if type(given.get("bundle")) is not int or given["bundle"] != VERSION:
        malformed("bundle.not_one", f"bundle: {VERSION}")
    push, attachments = _list(given, "push"), _list(given, "attachments")
    if len(push) > limits.bundle_items_max or len(attachments) > limits.bundle_attachments_max:
        malformed("body.too_large", "more items than one bundle may carry")
    return Bundle(
        tablet_id=_bytes(given, "tablet", 16),
        proof=_bytes(given, "proof", _PROOF_BYTES),
        now_ms=_whole(given, "now"),
        push=[read_item(item, limits) for item in push],
        attachments=[_attachment(item) for item in attachments],
        unsent=None if given.get("unsent") is None else _whole(given, "unsent"),
        app=_app(given.get("app")),
    )


def _attachment(item: Any) -> BundledAttachment:
    if not isinstance(item, dict) or item.keys() != {"document", "sha256", "data"}:
        malformed("body.malformed", "attachments: document, sha256, data")
    if not isinstance(item["data"], bytes):
        malformed("body.malformed", "attachments: data is bytes")
    return BundledAttachment(_bytes(item, "document", 16), _bytes(item, "sha256", 32), item["data"])


def _list(given: dict[str, Any], key: str) -> list[Any]:
    value = [] if given.get(key) is None else given[key]
    return value if isinstance(value, list) else malformed("body.malformed", f"{key}: a list")


def _bytes(given: dict[str, Any], key: str, length: int) -> bytes:
    value = given.get(key)
    if not isinstance(value, bytes) or len(value) != length:
        malformed("body.malformed", f"{key}: {length} bytes")
    return value


def _whole(given: dict[str, Any], key: str) -> int:
    value = given.get(key)
    if type(value) is not int or abs(value) > _INTEGER_MAX:
        malformed("body.malformed", f"{key}: whole number")
    return int(value)


def _app(value: Any) -> str | None:
    if value is not None and (not isinstance(value, str) or len(value) > _TEXT_MAX or "\x00" in value):
        malformed("body.malformed", f"app: text of at most {_TEXT_MAX} characters")
    return value
