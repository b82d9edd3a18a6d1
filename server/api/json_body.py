"""Reading a JSON body: small, UTF-8, an object, and nothing that JSON does not have."""

from __future__ import annotations

import json
from typing import Any, NoReturn

from flask import request

from server.current import limits
from server.errors import fail


def body_of_request() -> dict[str, Any]:
    """The object that the request's body is."""
    # A form of another site cannot send this type, so it also keeps strangers' pages from signing anyone in.
    if request.mimetype != "application/json":
        fail("body.encoding", "send Content-Type: application/json")
    request.max_content_length = limits().json_body_bytes_max
    data = request.get_data(cache=False)
    if len(data) > limits().json_body_bytes_max:
        fail("body.too_large")
    try:
        body = json.loads(data, parse_constant=_refuse)
    except (ValueError, RecursionError):
        fail("body.malformed", "not JSON")
    if not isinstance(body, dict):
        fail("body.malformed", "not a JSON object")
    return body


def _refuse(word: str) -> NoReturn:
    raise ValueError(f"{word} is no JSON")
