"""Answers that whoever has them already need not be sent again."""

from __future__ import annotations

import json
from collections.abc import Mapping
from hashlib import sha256
from typing import Any

from flask import Response, request

from schemas.wire import Body, dump

_TAG_CHARACTERS = 32


def versioned(schema: type[Body], value: Mapping[str, Any]) -> Response:
    """``value`` as JSON under an ``ETag`` made of its content; 304 where the request names that one."""
    text = json.dumps(dump(schema, value), ensure_ascii=False, separators=(",", ":"))
    response = Response(text, mimetype="application/json")
    response.set_etag(sha256(text.encode()).hexdigest()[:_TAG_CHARACTERS])
    response.headers["Cache-Control"] = "private, no-cache"
    response.make_conditional(request)
    return response
