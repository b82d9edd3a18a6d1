"""Addresses that speak other than JSON and are routed by blueprints of their own: here they are documented."""

from __future__ import annotations

from schemas.declaration import Label
from schemas.wire.operation import CBOR
from server.api.registry import described

_PROTOCOL = Label("格式见 docs/protocol.md", "The form is described in docs/protocol.md")

described(
    "POST", "/sync", "sync", "同步", "Hand in and collect",
    who="tablet", body_media=CBOR, media=CBOR, note=_PROTOCOL,
    problems=("body.malformed", "body.too_large", "body.encoding", "protocol.unsupported", "push.too_many_items"),
)  # fmt: skip
described(
    "POST", "/sync/compare", "sync", "核对", "Compare what both sides hold of one grid",
    who="tablet", body_media=CBOR, media=CBOR, note=_PROTOCOL,
    problems=("body.malformed", "body.too_large", "body.encoding", "protocol.unsupported", "grid.not_yours"),
)  # fmt: skip
