"""Bearer tokens: 32 random bytes, shown once, kept as a hash. Who steals the database steals no token."""

from __future__ import annotations

import hashlib
from base64 import urlsafe_b64encode

from flask import request

from server.clock import fresh_bytes
from server.errors import fail

_BYTES = 32
_CHARACTERS_MAX = 200


def fresh_token() -> tuple[str, bytes]:
    """A new token as its holder gets it, and the hash that is kept."""
    token = urlsafe_b64encode(fresh_bytes(_BYTES)).rstrip(b"=").decode()
    return token, token_hash(token)


def token_hash(token: str) -> bytes:
    """The hash by which a token is found. It is random enough that a plain hash will do."""
    return hashlib.sha256(token.encode()).digest()


def bearer() -> str | None:
    """The token of the request's ``Authorization`` header; None where there is none."""
    scheme, _, token = request.headers.get("Authorization", "").partition(" ")
    token = token.strip()
    return token if scheme.lower() == "bearer" and token else None


def bearer_hash() -> bytes:
    """The hash of the request's token; fails where there is none."""
    token = bearer()
    if token is None:
        fail("token.missing", "send Authorization: Bearer <token>")
    if len(token) > _CHARACTERS_MAX or not token.isascii():
        fail("token.unknown")
    return token_hash(token)
