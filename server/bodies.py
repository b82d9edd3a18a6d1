"""Bodies on their way in and out: content types, gzip, and bounds on what they inflate to."""

from __future__ import annotations

import gzip
import zlib

from flask import Response, request

from server.current import limits
from server.errors import fail

_CBOR = "application/cbor"
_COMPRESS_FROM_BYTES = 1024
_LONG_FROM_BYTES = 16 * 1024
_LEVEL, _LEVEL_SHORT = 6, 1
"""What is short holds little but ids and hashes, which no effort makes smaller."""
_GZIP_WINDOW = 31


def cbor_body() -> bytes:
    """The CBOR body of the request at hand, inflated; fails with ``body.*`` codes."""
    if request.mimetype != _CBOR:
        fail("body.encoding", f"the content type is {_CBOR}")
    encoding = request.headers.get("Content-Encoding", "identity").strip().lower()
    body = request.get_data(cache=False)
    if encoding == "gzip":
        return inflate(body, limits().inflated_bytes_max)
    if encoding != "identity":
        fail("body.encoding", "gzip or nothing")
    return body


def inflate(body: bytes, bytes_max: int) -> bytes:
    """A gzipped body inflated, if it is whole and stays within ``bytes_max``."""
    stream = zlib.decompressobj(_GZIP_WINDOW)
    try:
        inflated = stream.decompress(body, bytes_max + 1)
    except zlib.error:
        fail("body.malformed", "not gzip, or changed on the way")
    if len(inflated) > bytes_max:
        fail("body.too_large", f"inflates to more than {bytes_max} bytes")
    if not stream.eof or stream.unused_data:
        fail("body.malformed", "the gzip stream is cut off")
    return inflated


def cbor_answer(body: bytes) -> Response:
    """A CBOR answer, gzipped where that pays and the client accepts it."""
    response = Response(mimetype=_CBOR)
    if len(body) > _COMPRESS_FROM_BYTES and "gzip" in request.headers.get("Accept-Encoding", ""):
        body = gzip.compress(body, _LEVEL if len(body) >= _LONG_FROM_BYTES else _LEVEL_SHORT)
        response.headers["Content-Encoding"] = "gzip"
    response.set_data(body)
    return response
