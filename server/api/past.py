"""One record's past: where each value comes from, every change in turn, and the record as it was."""

from __future__ import annotations

from typing import Any

from schemas.wire.records import AtQuery, AtReply, HistoryReply, ProvenanceReply
from server import reading as past
from server.access import own_document
from server.api.registry import endpoint
from server.api.roles import AT_WORK
from server.audit import note
from server.auth import Actor
from server.database import reading, writing
from server.errors import fail
from server.reading import Origin
from server.shown import problem_body, shown
from server.told import told_of

_ONE = "/records/<uuid:record>"


@endpoint(
    "GET", f"{_ONE}/provenance", "records", "数据来源", "Where each value comes from",
    roles=AT_WORK, reply=ProvenanceReply,
)  # fmt: skip
def provenance(actor: Actor, record: bytes) -> dict[str, Any]:
    """Path → author, tablet, when they say, when it was received, and in a sentence how the value came about."""
    with reading() as session:
        told = told_of(session, actor, record)
    _note(actor, record, "record.provenance")
    return {
        "fields_": {
            path: {**_origin(origin), **told.sentences(path)} for path, origin in told.provenance.items()
        }
    }  # fmt: skip


@endpoint(
    "GET", f"{_ONE}/history", "records", "修改历史", "Every change of a record",
    roles=AT_WORK, reply=HistoryReply,
)  # fmt: skip
def history(actor: Actor, record: bytes) -> dict[str, Any]:
    """In causal order: no change comes before one that it had seen."""
    with reading() as session:
        kind = actor.catalogue.named(own_document(session, actor, record).kind)
        steps = past.history(session, actor.community_id, record)
    _note(actor, record, "record.history")
    return {
        "steps": [
            {
                "origin": _origin(step.origin),
                **shown(actor.role, kind, _plain(step.values))._asdict(),
                "rivals_of": list(step.rivals_of),
            }
            for step in steps
        ]
    }


@endpoint(
    "GET", f"{_ONE}/at", "records", "某一时刻的记录", "The record as it was",
    roles=AT_WORK, query=AtQuery, reply=AtReply,
)  # fmt: skip
def at(actor: Actor, record: bytes, query: dict[str, Any]) -> dict[str, Any]:
    """As the centre knew it at a moment, or as the author of a change saw it."""
    change, moment = query["change"], query["received_ms"]
    if (change is None) == (moment is None):
        fail("query.invalid", "give either received_ms or change", fields={"received_ms": ["This, or change."]})
    with reading() as session:
        own_document(session, actor, record)
        if change is not None:
            was = past.at_change(session, actor.community_id, record, change)
        else:
            was = past.at_moment(session, actor.community_id, record, moment)
    if was is None:
        fail("not_found", "the record was not known then")
    _note(actor, record, "record.past")
    return {
        "kind": was.kind,
        "kind_version": was.kind_version,
        "grid": was.grid,
        "subject": was.subject,
        "worker": was.worker,
        "when_ms": was.when_ms,
        "status": was.status,
        **shown(actor.role, actor.catalogue.named(was.kind), was.values)._asdict(),
        "problems": [problem_body(problem._asdict()) for problem in was.problems],
    }


def _note(actor: Actor, record: bytes, action: str) -> None:
    with writing() as session:
        note(session, actor, action, record)


def _origin(origin: Origin) -> dict[str, Any]:
    author, receipt = origin.author, origin.receipt
    return {
        "change": origin.change,
        "author": {
            "via": author.via,
            "person": author.person_id,
            "person_name": author.person,
            "tablet": author.tablet_id,
            "tablet_name": author.tablet,
        },
        "claimed_ms": origin.claimed_ms,
        "received_ms": receipt and receipt.received_ms,
        "received_from": receipt and receipt.tablet_id,
        "seq": receipt and receipt.seq,
    }


def _plain(values: dict[str, object]) -> dict[str, Any]:
    """What JSON cannot say is told as records tell it."""
    return {path: "0x" + value.hex() if isinstance(value, bytes) else value for path, value in values.items()}
