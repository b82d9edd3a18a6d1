"""``/api/v1/attachments/<sha256>?document=<uuid>``: photos and signatures, in and out (protocol §12)."""

from __future__ import annotations

import re
from uuid import UUID

from flask import Blueprint, Response, request

from schemas.declaration import Label
from schemas.wire.operation import BYTES
from server.api.registry import described
from server.attachment_rights import guard_reading, guard_writing
from server.attachment_store import Store, pieces
from server.attachments import ANYTHING, Name, Piece, Progress, progress, take_piece
from server.auth import Actor, TabletIdentity, tablet_of_request, tablet_or_actor
from server.current import limits
from server.errors import fail

blueprint = Blueprint("attachments", __name__)

_ADDRESS = "/attachments/<sha256>"
_RANGE = re.compile(r"bytes (\d{1,15})-(\d{1,15})/(\d{1,15})")
_HASH = re.compile(r"[0-9a-f]{64}")
_NOTE = Label("用 ?document= 指明所属文档。", "`?document=` names the document that it belongs to.")

described(
    "PUT", _ADDRESS, "attachments", "上传附件的一段", "Send one piece of an attachment", who="tablet", body_media=BYTES,
    problems=("not_found", "attachment.range", "attachment.offset", "attachment.hash_mismatch", "body.too_large",
              "storage.full"), note=_NOTE,
)  # fmt: skip
described(
    "HEAD", _ADDRESS, "attachments", "附件已到多少", "How much of an attachment is here", who="either",
    problems=("not_found",), note=_NOTE,
)  # fmt: skip
described(
    "GET", _ADDRESS, "attachments", "下载附件", "Fetch an attachment", who="either", media=BYTES,
    problems=("not_found",), note=_NOTE,
)  # fmt: skip


@blueprint.put(f"/api/v1{_ADDRESS}")
def put(sha256: str) -> Response:
    """Take one piece in."""
    tablet = tablet_of_request()
    name = _name(tablet, sha256)
    guard_writing(tablet, name)
    return _answer(take_piece(name, tablet.tablet_id, _piece()))


@blueprint.get(f"/api/v1{_ADDRESS}")
def get(sha256: str) -> Response:
    """Give it out, or, to HEAD, say how much of it is here."""
    by = tablet_or_actor()
    name = _name(by, sha256)
    guard_reading(by, name, only_asks=request.method == "HEAD")
    here = progress(name)
    if request.method == "HEAD":
        return _answer(here)
    if not here.complete:
        fail("not_found")
    file = Store().open(name.community_id, name.digest)
    response = Response(pieces(file), mimetype=here.content_type)
    response.call_on_close(file.close)
    response.content_length = here.size
    if here.content_type == ANYTHING:
        response.headers["Content-Disposition"] = "attachment"
    return response


def _answer(here: Progress) -> Response:
    response = Response(status=200)
    response.headers["Upload-Offset"] = str(here.received)
    response.headers["Upload-Complete"] = "?1" if here.complete else "?0"
    return response


def _name(by: TabletIdentity | Actor, sha256: str) -> Name:
    if not _HASH.fullmatch(sha256):
        fail("not_found", "an attachment is named by its SHA-256: 64 lower-case hex digits")
    try:
        document = UUID(request.args.get("document", ""))
    except ValueError:
        fail("query.invalid", "document: a UUID")
    return Name(by.community_id, bytes.fromhex(sha256), document.bytes)


def _piece() -> Piece:
    found = _RANGE.fullmatch(request.headers.get("Content-Range", ""))
    if found is None:
        fail("attachment.range", "Content-Range: bytes <first>-<last>/<total>")
    first, last, total = (int(number) for number in found.groups())
    if not first <= last < total:
        fail("attachment.range")
    if last - first >= limits().attachment_piece_bytes_max:
        fail("body.too_large")
    data = request.get_data(cache=False)
    if len(data) != last - first + 1:
        fail("attachment.range", "the body is not as long as Content-Range says")
    return Piece(first, total, data)
