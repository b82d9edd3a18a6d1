"""FHIR files: checks for clinics and health systems, of those who share with them."""

from __future__ import annotations

from typing import Any

from flask import Response

from schemas.wire.giving import FhirForm
from server.api.roles import DECIDING
from server.auth import Actor
from server.care.today import today
from server.clock import uuid_text
from server.console.exports import now_or_asked
from server.console.site import page, place, render
from server.database import reading
from server.fhir_files import asked_of
from server.resident_file import resident_file

place(52, "out", "fhir.title", "fhir_files_ask_all", DECIDING, "h")


@page("GET", "/fhir", roles=DECIDING)
def ask_all(actor: Actor) -> str:
    """Of everybody, for a time."""
    del actor
    return render("fhir.html", resident=None, name="", today=today())


@page("GET", "/residents/<uuid:resident>/fhir", roles=DECIDING)
def ask_one(actor: Actor, resident: bytes) -> str:
    """Of one person."""
    with reading() as session:
        name = str(resident_file(session, actor, resident).record.values.get("name") or "")
    return render("fhir.html", resident=uuid_text(resident), name=name, today=today())


@page("POST", "/fhir", roles=DECIDING, form=FhirForm)
def take(actor: Actor, form: dict[str, Any]) -> Response:
    """Without names: the file, now. With them: a second person is asked."""
    what = asked_of(actor, form["resident"], form["first_day"], form["last_day"])
    return now_or_asked(actor, what, form)
