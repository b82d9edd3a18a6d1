"""What two sides compare to know that they hold the same documents, and the seal that says what the centre held."""

from __future__ import annotations

import hmac
from collections.abc import Iterable
from hashlib import sha256

EMPTY = bytes(32)
SEAL_BYTES = 16


def entry(document_id: bytes, heads: Iterable[bytes]) -> bytes:
    """One document's part of a digest: SHA-256 over its id and its heads in ascending order."""
    return sha256(document_id + b"".join(sorted(heads))).digest()


def combine(one: bytes, other: bytes) -> bytes:
    """Take an entry into a digest, or, the same again, out of it."""
    return (int.from_bytes(one) ^ int.from_bytes(other)).to_bytes(32)


def digest(documents: Iterable[tuple[bytes, Iterable[bytes]]]) -> bytes:
    """The digest of (document id, heads) pairs: the XOR of their entries."""
    total = 0
    for document_id, heads in documents:
        total ^= int.from_bytes(entry(document_id, heads))
    return total.to_bytes(32)


def seal(key: bytes, document_id: bytes, heads: Iterable[bytes]) -> bytes:
    """16 bytes by which the centre knows again that it held these heads (protocol §7)."""
    return hmac.digest(key, document_id + b"".join(sorted(heads)), "sha256")[:SEAL_BYTES]


def sealed(key: bytes, document_id: bytes, heads: Iterable[bytes], given: bytes) -> bool:
    """Whether ``given`` is the centre's seal on these heads."""
    return hmac.compare_digest(seal(key, document_id, heads), given)


NOBODY = bytes(16)
"""Stands in a link where no tablet handed the chunk in, or no person stands behind it."""


def link(
    previous: bytes,
    seq: int,
    document_id: bytes,
    tablet_id: bytes | None,
    person_id: bytes | None,
    received_ms: int,
    data: bytes,
) -> bytes:
    """The hash that a chunk's row carries: over the row before it and everything in its own."""
    return link_over(previous, seq, document_id, tablet_id, person_id, received_ms, sha256(data).digest())


def link_over(
    previous: bytes,
    seq: int,
    document_id: bytes,
    tablet_id: bytes | None,
    person_id: bytes | None,
    received_ms: int,
    data_hash: bytes,
) -> bytes:
    """The same where only the hash of the bytes is left: what was erased leaves no gap in the chain."""
    author = (tablet_id or NOBODY) + (person_id or NOBODY)
    return sha256(previous + seq.to_bytes(8) + document_id + author + received_ms.to_bytes(8) + data_hash).digest()
