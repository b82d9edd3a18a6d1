"""Erasure: on the wish of the person it is about, once a second person has allowed it. It reaches every tablet."""

from __future__ import annotations

from typing import Any

from flask import Response

from schemas.wire.giving import EraseForm
from server.access import own_document
from server.api.roles import SUPERVISOR
from server.approvals import ERASE, allowed, ask, use
from server.auth import Actor
from server.clock import uuid_text
from server.console.site import go, page, render
from server.current import settings
from server.database import reading, writing
from server.erase import about, erase
from server.errors import fail
from server.models import Approval, Record

_ONE = "/documents/<uuid:document>/erase"


@page("GET", _ONE, roles=SUPERVISOR)
def ask_form(actor: Actor, document: bytes) -> str:
    """What would go."""
    ids, name = _going(actor, document)
    return render("erase.html", document=document, count=len(ids), name=name)


@page("POST", _ONE, roles=SUPERVISOR, form=EraseForm)
def ask_for(actor: Actor, document: bytes, form: dict[str, Any]) -> Response:
    """A second person is asked; nothing goes yet."""
    ids, _ = _going(actor, document)
    with writing() as session:
        own_document(session, actor, document)
        ask(session, actor, ERASE, {"document": uuid_text(document), "count": len(ids)}, form["reason"])
    return go("exports_approvals", done="asked")


@page("POST", "/approvals/<uuid:approval>/erase", roles=SUPERVISOR)
def carry_out(actor: Actor, approval: bytes) -> Response:
    """It goes, with everything about the person; whoever asked does it, once."""
    with reading() as session:
        found = session.get(Approval, (actor.community_id, approval))
        if found is None or found.action != ERASE or found.asked_by != actor.person_id:
            fail("not_found")
        document = bytes.fromhex(found.what["document"].replace("-", ""))
    ids, _ = _going(actor, document)
    with writing() as session:
        granted = allowed(session, actor, approval, ERASE)
        approver, reason = uuid_text(granted.decided_by or b""), granted.reason
    # First it goes, then the approval is used up: what broke off half-way can be done again.
    erase(actor, ids, settings().data, reason=reason, approved_by=approver)
    with writing() as session:
        use(session, actor, approval, ERASE)
    return go("exports_approvals", done="erased")


def _going(actor: Actor, document: bytes) -> tuple[list[bytes], str]:
    """The document and all that is about it, and what people call it."""
    with reading() as session:
        own_document(session, actor, document)
        record = session.get(Record, (actor.community_id, document))
        kind = actor.catalogue.named(record.kind) if record else None
        name = "" if record is None or kind is None else " ".join(str(record.values.get(p) or "") for p in kind.title)
    return about(actor.community_id, document), name.strip()
