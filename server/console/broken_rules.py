"""What contradicts itself, put right in place, left as it is with a reason, or sent back: one by one or many alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flask import Response, make_response

from schemas.wire.console import ConflictFilters
from schemas.wire.desk_forms import CorrectForm
from schemas.wire.mending import MendForm, MendManyForm
from server.access import own_record
from server.amend import amend
from server.api.roles import DECIDING
from server.auth import Actor
from server.clock import uuid_text
from server.console.answer_boxes import answers_given
from server.console.answers import wrong_in_words
from server.console.conflicts import draw_list, draw_one, kept
from server.console.site import go, page
from server.database import reading
from server.errors import Fault, fail
from server.mending import Broken, mend, mend_many

_ONE = "/conflicts/<uuid:document>"
_STALE = frozenset({"conflict.gone", "record.changed"})


@page("POST", f"{_ONE}/correct", roles=DECIDING, form=CorrectForm)
def correct(actor: Actor, document: bytes, form: dict[str, Any]) -> Response:
    """The answers as they should be, as one change. What was typed stays in its boxes where it cannot be written."""
    with reading() as session:
        record = own_record(session, actor, document)
        kind, values = actor.catalogue.named(record.kind), dict(record.values)
    typed = dict(form["answers"])

    def write() -> None:
        if kind is None:
            fail("not_found")
        wanted = answers_given(actor, kind, form["answers"], values)
        if wanted:
            amend(actor, document, wanted, form["reason"], form["heads"])

    return _done_or_shown(actor, document, write, typed, form["reason"])


@page("POST", f"{_ONE}/mend", roles=DECIDING, form=MendForm)
def decide(actor: Actor, document: bytes, form: dict[str, Any]) -> Response:
    """One of the ways out that the page offers."""
    broken = Broken(document, form["code"], form["path"], form["heads"])
    return _done_or_shown(
        actor, document, lambda: mend(actor, broken, form["choice"], form["reason"]), {}, form["reason"]
    )


@page("POST", "/conflicts/broken", roles=DECIDING, query=ConflictFilters, form=MendManyForm)
def decide_many(actor: Actor, query: dict[str, Any], form: dict[str, Any]) -> Response:
    """The same choice for all that are ticked; what cannot be decided so is left, and says why."""
    if not form["broken"]:
        fail("body.invalid", fields={"broken": ["Tick at least one."]})
    chosen = [Broken(identity, code, path, heads) for identity, heads, code, path in form["broken"]]
    done = mend_many(actor, chosen, form["choice"], form["reason"])
    left = {(one.broken.document_id, one.broken.path): one.problem for one in done if one.problem}
    if left:
        return make_response(draw_list(actor, query, done=len(done) - len(left), left=left), 409)
    return go("conflicts_show_all", **kept(query), count=len(done))


def _done_or_shown(
    actor: Actor, document: bytes, write: Callable[[], Any], typed: dict[str, str], reason: str
) -> Response:
    try:
        write()
    except Fault as fault:
        if fault.code in _STALE:
            return make_response(draw_one(actor, document, stale=True, typed=typed, reason=reason), 409)
        if fault.code == "body.invalid" and typed:
            wrong = wrong_in_words(actor, fault.more.get("fields", {}))
            return make_response(draw_one(actor, document, typed=typed, reason=reason, wrong=wrong), 422)
        raise
    return go("conflicts_show", document=uuid_text(document))
