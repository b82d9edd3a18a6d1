"""Showing a masked number whole: a click, a reason, and a line in the audit log before it is shown."""

from __future__ import annotations

from typing import Any

from schemas.access import MAY_REVEAL
from schemas.wire.records import Reveal
from server.api.records import reveal
from server.auth import Actor
from server.console.drawing import field_value
from server.console.site import page, render
from server.database import reading
from server.records import find_one


@page("POST", "/records/<uuid:record>/reveal", roles=MAY_REVEAL, form=Reveal)
def show(actor: Actor, record: bytes, form: dict[str, Any]) -> str:
    """One value, and its rivals where it is disputed; as a part of the page, or alone."""
    shown = reveal(actor, record, form)
    with reading() as session:
        kind = actor.catalogue.named(find_one(session, actor, record).record.kind)
    path = form["path"]
    rivals = [field_value(kind, path, one["value"]) for one in shown["rivals"]]
    return render("reveal.html", value=field_value(kind, path, shown["value"]), rivals=rivals)
