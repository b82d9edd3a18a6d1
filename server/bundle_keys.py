"""The keys of a community for bundles, and what they open (protocol §14).

P-256 because every browser's WebCrypto has it; the private half never leaves the database but in a backup.
"""

from __future__ import annotations

import hmac
import zlib
from hashlib import sha256

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from sqlalchemy import select
from sqlalchemy.orm import Session, undefer

from schemas.limits import Limits
from server.audit import Author, Someone, note
from server.clock import now_ms
from server.database import reading, writing
from server.errors import fail
from server.models import BundleKey, Community
from sync.bundle import KEY_ID_BYTES, Bundle, Envelope, read_bundle

_CURVE = ec.SECP256R1()
_KEY_BYTES = 32
_INFO = b"mulin bundle 1"
_GZIP_BEGINS, _GZIP_WINDOW = b"\x1f\x8b", 31


def current_key(community_id: str) -> BundleKey:
    """The key that bundles are made for now; made where there was none. A moment of its own."""
    with reading() as session:
        found = _newest(session, community_id)
        session.expunge_all()
    if found is not None:
        return found
    with writing() as session:
        # Of two tablets that are the first to ask, the second waits here and finds what the first made.
        session.execute(select(Community.id).where(Community.id == community_id).with_for_update())
        found = _newest(session, community_id) or _make(session, Someone(community_id))
        session.flush()
        session.expunge_all()
    return found


def change_key(session: Session, by: Author) -> BundleKey:
    """A new key for the bundles to come. What was made for the old ones still opens."""
    return _make(session, by)


def body_of(key: BundleKey) -> dict[str, str]:
    """The public half, as tablets are told it."""
    return {"id": key.id.hex(), "key": key.point.hex()}


def find_key(session: Session, key_id: bytes, community_id: str | None = None) -> BundleKey | None:
    """A key with its private half, of one community or of whichever it is."""
    query = select(BundleKey).options(undefer(BundleKey.secret)).where(BundleKey.id == key_id)
    if community_id is not None:
        query = query.where(BundleKey.community_id == community_id)
    return session.scalars(query).first()


def open_bundle(key: BundleKey, envelope: Envelope, limits: Limits) -> Bundle:
    """What is in a bundle; fails with ``bundle.damaged`` or, of the body, as ``Malformed`` or ``body.too_large``."""
    body = unseal(key, envelope, _INFO)
    if body.startswith(_GZIP_BEGINS):
        body = _inflate(body, limits.bundle_inflated_bytes_max)
    return read_bundle(body, limits)


def unseal(key: BundleKey, envelope: Envelope, info: bytes) -> bytes:
    """What was encrypted for this key and use; fails with ``bundle.damaged``."""
    try:
        private = ec.derive_private_key(int.from_bytes(key.secret), _CURVE)
        shared = private.exchange(ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(_CURVE, envelope.point))
        opener = HKDF(hashes.SHA256(), _KEY_BYTES, salt=envelope.salt, info=info).derive(shared)
        return AESGCM(opener).decrypt(envelope.nonce, envelope.sealed, envelope.header)
    except (InvalidTag, ValueError):
        fail("bundle.damaged")


def is_proven(bundle: Bundle, envelope: Envelope, token_hash: bytes) -> bool:
    """Whether whoever holds the token with this hash made the bundle."""
    return hmac.compare_digest(hmac.digest(token_hash, envelope.header, "sha256"), bundle.proof)


def _newest(session: Session, community_id: str) -> BundleKey | None:
    return session.scalars(
        select(BundleKey)
        .where(BundleKey.community_id == community_id)
        .order_by(BundleKey.created_ms.desc(), BundleKey.id)
        .limit(1)
    ).one_or_none()


def _make(session: Session, by: Author) -> BundleKey:
    pair = ec.generate_private_key(_CURVE)
    point = pair.public_key().public_bytes(serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint)
    key = BundleKey(
        community_id=by.community_id,
        id=sha256(point).digest()[:KEY_ID_BYTES],
        point=point,
        secret=pair.private_numbers().private_value.to_bytes(_KEY_BYTES),
        created_ms=now_ms(),
    )
    session.add(key)
    note(session, by, "bundle_key.make", key=key.id.hex())
    return key


def _inflate(body: bytes, bytes_max: int) -> bytes:
    stream = zlib.decompressobj(_GZIP_WINDOW)
    try:
        inflated = stream.decompress(body, bytes_max + 1)
    except zlib.error:
        fail("bundle.damaged")
    if len(inflated) > bytes_max:
        fail("body.too_large", f"inflates to more than {bytes_max} bytes")
    if not stream.eof or stream.unused_data:
        fail("bundle.damaged", "what it holds is cut off")
    return inflated
