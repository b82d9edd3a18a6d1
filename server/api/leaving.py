"""Getting it out by program: tables, ledgers and FHIR bundles, masked at once, whole where a second person allows it.

A program asks for what is whole and takes it once it was allowed. It is allowed by a person at a browser alone: two
tokens on one machine are not two people.
"""

from __future__ import annotations

from typing import Any

from flask import Response

from schemas.wire.giving import (
    ApprovalReply,
    ApprovalsReply,
    AskedReply,
    Decide,
    FhirAsked,
    FhirWanted,
    LedgerAsked,
    LedgersReply,
    LedgerWanted,
    TableAsked,
    TableWanted,
)
from schemas.wire.operation import BYTES, FHIR
from server import fhir_files, ledger_files
from server.api.registry import endpoint
from server.api.roles import AT_WORK, DECIDING, OVERSEEING
from server.approvals import decide, is_over, listed
from server.auth import Actor
from server.database import reading, writing
from server.errors import fail
from server.giving import Asked
from server.leaving import ask_for_whole, made, sent, take_allowed
from server.models import Approval

_LISTED = 100


@endpoint(
    "POST", "/exports", "leaving", "导出表格（打码）", "A table of records, masked",
    roles=DECIDING, body=TableWanted, media=BYTES, problems=("not_found",),
)  # fmt: skip
def table(actor: Actor, body: dict[str, Any]) -> Response:
    """The file; that it left, with which rows and why, stands in the audit log first."""
    return sent(made(actor, _table(body), body["reason"]))


@endpoint(
    "POST", "/exports/ask", "leaving", "申请不打码的表格", "Ask for a whole table",
    roles=DECIDING, body=TableAsked, reply=AskedReply, status=201, problems=("not_found",),
)  # fmt: skip
def ask_table(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """It waits for a second person."""
    return _asked(actor, _table(body), body)


@endpoint("GET", "/ledgers", "leaving", "台账模板", "The ledgers' templates", roles=DECIDING, reply=LedgersReply)
def ledgers(actor: Actor) -> dict[str, Any]:
    """Those in use."""
    with reading() as session:
        return {"ledgers": [
            {"id": one.id, "name": one.name, "kind": one.kind, "sheet": one.sheet, "columns": dict(one.columns),
             "uploaded_ms": one.uploaded_ms}
            for one in ledger_files.templates_of(session, actor)
        ]}  # fmt: skip


@endpoint(
    "POST", "/ledgers/<uuid:ledger>/fill", "leaving", "填好的台账（打码）", "A ledger filled in, masked",
    roles=DECIDING, body=LedgerWanted, media=BYTES,
)  # fmt: skip
def ledger(actor: Actor, ledger: bytes, body: dict[str, Any]) -> Response:
    """The street's own file for a time."""
    return sent(made(actor, _ledger(actor, ledger, body), body["reason"]))


@endpoint(
    "POST", "/ledgers/<uuid:ledger>/ask", "leaving", "申请不打码的台账", "Ask for a whole ledger",
    roles=DECIDING, body=LedgerAsked, reply=AskedReply, status=201,
)  # fmt: skip
def ask_ledger(actor: Actor, ledger: bytes, body: dict[str, Any]) -> dict[str, Any]:
    """It waits for a second person."""
    return _asked(actor, _ledger(actor, ledger, body), body)


@endpoint(
    "POST", "/fhir", "leaving", "健康数据 FHIR R4（去标识）", "Measurements as a FHIR R4 bundle, without names",
    roles=DECIDING, body=FhirWanted, media=FHIR, problems=("not_found", "consent.missing"),
)  # fmt: skip
def fhir(actor: Actor, body: dict[str, Any]) -> Response:
    """Of those whose consent to sharing with the clinic is in force."""
    return sent(made(actor, _fhir(actor, body), body["reason"]))


@endpoint(
    "POST", "/fhir/ask", "leaving", "申请带姓名的 FHIR", "Ask for a FHIR bundle with names and numbers",
    roles=DECIDING, body=FhirAsked, reply=AskedReply, status=201, problems=("not_found",),
)  # fmt: skip
def ask_fhir(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    """It waits for a second person."""
    return _asked(actor, _fhir(actor, body), body)


@endpoint(
    "GET", "/approvals", "leaving", "两人批准", "What waits for a second person", roles=OVERSEEING | DECIDING,
    reply=ApprovalsReply,
)  # fmt: skip
def approvals(actor: Actor) -> dict[str, Any]:
    """What one asked for oneself, and what one may decide; the latest first."""
    with reading() as session:
        return {"approvals": [_body(*row) for row in listed(session, actor, _LISTED)]}


@endpoint(
    "POST", "/approvals/<uuid:approval>", "leaving", "批准或不批准", "Allow it or not",
    roles=OVERSEEING, body=Decide, reply=ApprovalReply, problems=("session.needed", "record.changed"),
)  # fmt: skip
def judge(actor: Actor, approval: bytes, body: dict[str, Any]) -> dict[str, Any]:
    """By another person than asked for it, who has signed in at a browser: a program decides nothing."""
    if actor.via != "session":
        fail("session.needed")
    with writing() as session:
        decide(session, actor, approval, body["granted"])
    with reading() as session:
        found = [row for row in listed(session, actor, _LISTED) if row[0].id == approval]
        return _body(*found[0]) if found else fail("not_found")


@endpoint(
    "POST", "/approvals/<uuid:approval>/take", "leaving", "取走批准的文件", "Take what was allowed",
    roles=AT_WORK, media=BYTES, problems=("record.changed", "consent.missing"),
)  # fmt: skip
def take(actor: Actor, approval: bytes) -> Response:
    """The whole file, once, for whoever asked."""
    return sent(take_allowed(actor, approval))


def _table(body: dict[str, Any]) -> dict[str, Any]:
    return Asked(**{name: body[name] for name in ("kind", "form", "grid", "first_day", "last_day", "sources")}).body()


def _ledger(actor: Actor, ledger: bytes, body: dict[str, Any]) -> dict[str, Any]:
    return ledger_files.asked_of(actor, ledger, body["grid"], body["first_day"], body["last_day"], body["totals"])


def _fhir(actor: Actor, body: dict[str, Any]) -> dict[str, Any]:
    return fhir_files.asked_of(actor, body["resident"], body["first_day"], body["last_day"])


def _asked(actor: Actor, what: dict[str, Any], body: dict[str, Any]) -> dict[str, Any]:
    return {"approval": ask_for_whole(actor, what, body["reason"], body["recipient"])}


def _body(one: Approval, asker: str, decider: str | None) -> dict[str, Any]:
    return {
        "id": one.id, "action": one.action, "what": one.what, "reason": one.reason, "recipient": one.recipient,
        "asked_by": {"id": one.asked_by, "name": asker}, "asked_ms": one.asked_ms,
        "decided_by": one.decided_by and {"id": one.decided_by, "name": decider}, "granted": one.granted,
        "used_ms": one.used_ms, "over": is_over(one),
    }  # fmt: skip
