"""``POST /api/v1/sync/compare``: find out what differs, when digests do or the log id changed."""

from __future__ import annotations

from flask import Blueprint, Response

from server.auth import tablet_of_request
from server.bodies import cbor_answer, cbor_body
from server.compare import compare
from server.current import limits
from sync.wire import decode_compare, encode_compare

blueprint = Blueprint("compare", __name__)


@blueprint.post("/api/v1/sync/compare")
def compare_grid() -> Response:
    """Compare one grid (protocol §5)."""
    tablet = tablet_of_request()
    request = decode_compare(cbor_body(), limits())
    page, lacking = compare(tablet, request)
    return cbor_answer(encode_compare(tablet.log, request.grid, page, lacking))
