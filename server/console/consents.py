"""Consents: what residents allowed, taken back at a desk as it is at a door."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from flask import Response

from schemas.wire.residents import WithdrawForm
from server.amend import amend
from server.api.roles import DECIDING
from server.auth import Actor
from server.care.today import CHINA
from server.clock import now_ms, uuid_text
from server.console.site import go, page
from server.database import reading
from server.errors import fail
from server.records import find_one
from server.resident_file import CONSENT


@page("POST", "/consents/<uuid:consent>/withdraw", roles=DECIDING, form=WithdrawForm)
def withdraw(actor: Actor, consent: bytes, form: dict[str, Any]) -> Response:
    """From that day on what it names is not done any more, here and at every door. Twice is once."""
    with reading() as session:
        record = find_one(session, actor, consent).record
        if record.kind != CONSENT or record.subject_id is None:
            fail("not_found")
        subject, given = record.subject_id, record.values.get("at")
        withdrawn_before = record.values.get("withdrawn_at")
    if withdrawn_before is None:
        moment = datetime.strptime(form["withdrawn_on"], "%Y-%m-%d").replace(tzinfo=CHINA)
        # On the day on which it was given it ends after it began; a day that is to come has not come.
        at = max(int(moment.timestamp() * 1000), given if isinstance(given, int) else 0)
        if at > now_ms():
            fail("body.invalid", fields={"withdrawn_on": ["Lies in the future."]})
        values = {
            "withdrawn_at": at,
            "withdrawn_by": form["withdrawn_by"],
            "withdrawal_worker": uuid_text(actor.person_id),
        }
        amend(actor, consent, values, form["reason"], form["seen"])
    return go("residents_show", resident=uuid_text(subject), done="withdrawn")
