"""Files that leave, by what makes them: the same for pages and for programs, masked at once or whole by two people."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, send_file

from server.approvals import EXPORT, ask
from server.auth import Actor
from server.database import reading, writing
from server.errors import fail
from server.fhir_files import give_fhir
from server.giving import Asked, GivenOut, count, give, wanted_by
from server.ledger_files import give_ledger
from server.models import Approval

Maker = Callable[[Actor, dict[str, Any], str, bytes | None], GivenOut]
TABLE = "table"
_MEDIA = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv",
    "jsonl": "application/jsonl",
    "json": "application/fhir+json",
    "html": "text/html",
}


def _table(actor: Actor, what: dict[str, Any], reason: str, approval: bytes | None) -> GivenOut:
    return give(actor, Asked(**what), reason, approval)


MAKERS: dict[str, Maker] = {TABLE: _table, "ledger": give_ledger, "fhir": give_fhir}
"""By the word ``maker`` in what was asked for; a page that makes something of its own adds it."""


def made(actor: Actor, what: dict[str, Any], reason: str) -> GivenOut:
    """What is asked for, masked, now."""
    return MAKERS[what.get("maker", TABLE)](actor, what, reason, None)


def ask_for_whole(actor: Actor, what: dict[str, Any], reason: str, recipient: str | None) -> bytes:
    """Ask a second person for the same with whole names and numbers; the approval's id."""
    if recipient is None:
        fail("body.invalid", fields={"recipient": ["Who is to get it?"]})
    with writing() as session:
        if "maker" not in what:
            count(session, wanted_by(session, actor, Asked(**what)))
        return ask(session, actor, EXPORT, what, reason, recipient).id


def take_allowed(actor: Actor, approval: bytes) -> GivenOut:
    """The whole file, once, for whoever asked."""
    with reading() as session:
        found = session.get(Approval, (actor.community_id, approval))
        if found is None or found.action != EXPORT or found.asked_by != actor.person_id:
            fail("not_found")
        what, reason = dict(found.what), found.reason
    return MAKERS[what.get("maker", TABLE)](actor, what, reason, approval)


def sent(file: GivenOut) -> Response:
    """A file as an answer; what lay on the disk goes with it."""
    suffix = file.name.rpartition(".")[2]
    size, opened = file.path.stat().st_size, file.path.open("rb")
    # From here on it has no name any more: whatever becomes of the answer, nothing stays behind.
    file.path.unlink()
    response = send_file(opened, mimetype=_MEDIA[suffix], as_attachment=True, download_name=file.name)
    response.content_length = size
    response.headers["Cache-Control"] = "no-store"
    return response
