"""``/api/v1/attachments/<sha256>?document=<uuid>``: photos and signatures, in and out (protocol §12)."""

from __future__ import annotations

import re
from uuid import UUID

from flask import Blueprint, Response, request
from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.declaration import Label
from schemas.wire.operation import BYTES
from server import access
from server.api.registry import described
from server.attachment_store import Store, pieces
from server.attachments import ANYTHING, Name, Piece, Progress, progress, take_piece
from server.auth import Actor, TabletIdentity, tablet_of_request, tablet_or_actor
from server.current import limits
from server.database import reading
from server.documents import was_in
from server.errors import fail
from server.models import Chunk, Document
from server.models.log import ACTIVE, ERASED

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
    _guard_writing(tablet, name)
    return _answer(take_piece(name, tablet.tablet_id, _piece()))


@blueprint.get(f"/api/v1{_ADDRESS}")
def get(sha256: str) -> Response:
    """Give it out, or, to HEAD, say how much of it is here."""
    by = tablet_or_actor()
    name = _name(by, sha256)
    _guard_reading(by, name)
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


def _guard_writing(tablet: TabletIdentity, name: Name) -> None:
    """Work recorded before a reassignment or a move still comes in, and so do its photos."""
    with reading() as session:
        row = session.execute(
            select(Document.grid_id, Document.state).where(
                Document.community_id == name.community_id, Document.id == name.document_id
            )
        ).one_or_none()
        if row is None or row.state == ERASED:
            fail("not_found", "hand the document in first")
        if row.grid_id not in tablet.grids_ever and not _worked_on(session, tablet, name):
            fail("not_found", "hand the document in first")


def _worked_on(session: Session, tablet: TabletIdentity, name: Name) -> bool:
    """Whether the tablet handed something in to this document, or carried it before it was moved."""
    own = select(Chunk.seq).where(
        Chunk.community_id == name.community_id,
        Chunk.document_id == name.document_id,
        Chunk.tablet_id == tablet.tablet_id,
    )
    handed_in = session.execute(own.limit(1)).first() is not None
    return handed_in or was_in(session, name.community_id, name.document_id, tablet.grids_ever)


def _guard_reading(by: TabletIdentity | Actor, name: Name) -> None:
    with reading() as session:
        if isinstance(by, Actor):
            document = access.own_document(session, by, name.document_id)
            if document.state == ERASED:
                fail("not_found")
            return
        row = session.execute(
            select(Document.grid_id, Document.state).where(
                Document.community_id == name.community_id, Document.id == name.document_id
            )
        ).one_or_none()
    may_read = row is not None and row.state == ACTIVE and row.grid_id in by.grids
    # A tablet that is still sending asks how far it came, also where it may no longer read.
    may_ask = request.method == "HEAD" and row is not None and row.state != ERASED and row.grid_id in by.grids_ever
    if not (may_read or may_ask):
        fail("not_found")


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
