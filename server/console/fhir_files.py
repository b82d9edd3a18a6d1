"""FHIR files: checks for clinics and health systems, of those who share with them."""

from __future__ import annotations

from typing import Any

from flask import Response

from schemas.wire.giving import FhirForm
from server.api.roles import DECIDING
from server.approvals import EXPORT, ask
from server.auth import Actor
from server.care.today import today
from server.clock import uuid_text
from server.console.exports import TAKERS, sent
from server.console.site import go, page, place, render
from server.database import reading, writing
from server.errors import fail
from server.fhir_files import fhir_file
from server.giving import GivenOut, given_out
from server.resident_file import resident_file

place(52, "out", "fhir.title", "fhir_files_ask_all", DECIDING, "h")
_MAKER = "fhir"


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
    what = {
        "maker": _MAKER, "kind": "health_check", "grid": None, "first_day": form["first_day"],
        "last_day": form["last_day"], "resident": form["resident"] and uuid_text(form["resident"]),
    }  # fmt: skip
    if form["resident"] is not None:
        with reading() as session:
            resident_file(session, actor, form["resident"])
    if not form["whole"]:
        return sent(_give(actor, what, form["reason"], None))
    if form["recipient"] is None:
        fail("body.invalid", fields={"recipient": ["Who is to get it?"]})
    with writing() as session:
        ask(session, actor, EXPORT, what, form["reason"], form["recipient"])
    return go("exports_approvals", done="asked")


def _give(actor: Actor, what: dict[str, Any], reason: str, approval: bytes | None) -> GivenOut:
    path, ids = given_out(
        actor, lambda session: fhir_file(session, actor, what, masked=approval is None), what, reason, approval
    )
    return GivenOut(path, f"fhir-{today()}.json", len(ids))


TAKERS[_MAKER] = _give
