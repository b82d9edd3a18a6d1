"""``POST /api/v1/sync``: one request hands in the work of a tablet and collects everybody else's.

Read on in ``server/intake.py`` (what becomes of the work), ``sync/document.py`` (what a document is) and
``server/reconcile.py`` (how records follow).
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app

from server.auth import tablet_of_request
from server.bodies import cbor_answer, cbor_body
from server.care.at_once import see_to
from server.clock import now_ms
from server.collect import collect, collect_nothing
from server.current import limits
from server.intake import Taken, take_in
from server.reconcile import reconcile
from server.tablets import clock_is_off, note_quiet_contact
from sync.wire import Page, decode_sync, encode_sync

blueprint = Blueprint("sync", __name__)


@blueprint.post("/api/v1/sync")
def sync() -> Response:
    """Hand in and collect (protocol §4)."""
    tablet = tablet_of_request()
    request = decode_sync(cbor_body(), limits())
    received_ms = now_ms()
    if request.push:
        taken = take_in(tablet, request)
        _let_records_follow(tablet.community_id, taken)
    else:
        taken = Taken()
        note_quiet_contact(tablet, request, received_ms)
    if request.log is not None and request.log != tablet.log:
        page = collect_nothing(tablet)
    else:
        page = collect(tablet, request.cursors, fresh=request.log is None, bytes_max=request.bytes_max)
        page.drop += [document for document in taken.foreign if document not in page.drop]
    if clock_is_off(request, received_ms):
        page.problems.append({"code": "clock.skewed", "hint": "set this tablet's clock"})
    return _answer(tablet.log, taken, page)


def _let_records_follow(community_id: str, taken: Taken) -> None:
    # The work is committed. Nothing that goes wrong from here on may make the tablet believe that it is not.
    try:
        reconcile(community_id, taken.opened, taken.opened, taken.left, durable=False)
        see_to(community_id, taken.opened)
    except Exception:
        current_app.logger.exception("records stay behind until `flask reconcile`")


def _answer(log: str, taken: Taken, page: Page) -> Response:
    return cbor_answer(encode_sync(log, now_ms(), taken.results, page))
