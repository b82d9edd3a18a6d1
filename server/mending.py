"""Broken rules, decided by a person: the answers put right, left as they are with a reason, or sent back to the worker.

Whoever decides names the moment of the document that they saw; where it has gone on since, nothing is written.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from schemas.acceptance import acceptable, acceptance, is_accepted
from schemas.kind import Kind
from schemas.mending import Choice, mendings
from server.access import own_document
from server.amend import amend
from server.audit import note
from server.auth import Actor
from server.centre import take_to_desk
from server.conflicts import of_record
from server.database import reading, writing
from server.errors import Fault, fail
from server.models.records import INCONSISTENT
from server.reading import open_document
from server.reconcile import reconcile
from server.review import RETURNED, Seen
from server.reviews import decide
from server.shown import conflict_sentences
from server.telling import field_text
from sync.document import Document

ACCEPT = "accept"


@dataclass(frozen=True, slots=True)
class Broken:
    """A broken rule as somebody saw it; ``seen`` are the heads of the document then."""

    document_id: bytes
    code: str
    path: str
    seen: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Mended:
    """What became of one decision: the change, or the code of the problem for which nothing was written."""

    broken: Broken
    change: bytes | None
    problem: str = ""


def mend(actor: Actor, broken: Broken, choice: Choice, reason: str) -> bytes | None:
    """Decide one; the change, or None where it is decided so already. Fails with ``conflict.gone``,
    ``conflict.not_fitting`` where the choice does not fit this rule, or ``record.changed``.
    """
    if choice == "accept":
        return _accept(actor, broken, reason)
    if choice == "return":
        return _return(actor, [broken], reason)
    with reading() as session:
        own_document(session, actor, broken.document_id)
        stored, document = open_document(session, actor.community_id, broken.document_id) or fail("not_found")
    kind = _still_broken(actor, stored.kind, document, broken)
    ways = mendings(kind, broken.code, broken.path, document.values())
    wanted = ways.get(choice) or fail("conflict.not_fitting")
    return amend(actor, broken.document_id, wanted, reason, broken.seen)


def mend_many(actor: Actor, chosen: Sequence[Broken], choice: Choice, reason: str) -> list[Mended]:
    """The same choice for each; what cannot be decided so is left alone and says why."""
    by_document: dict[bytes, list[Broken]] = {}
    for one in chosen:
        by_document.setdefault(one.document_id, []).append(one)
    done: list[Mended] = []
    for group in by_document.values():
        done += _returned(actor, group, reason) if choice == "return" else _one_by_one(actor, group, choice, reason)
    return done


def _one_by_one(actor: Actor, group: Sequence[Broken], choice: Choice, reason: str) -> list[Mended]:
    done, seen = [], group[0].seen
    for one in group:
        try:
            change = mend(actor, replace(one, seen=seen if one.seen == group[0].seen else one.seen), choice, reason)
        except Fault as fault:
            done.append(Mended(one, None, fault.code))
            continue
        # What was just written here was seen by whoever wrote it.
        seen = (change,) if change is not None else seen
        done.append(Mended(one, change))
    return done


def _returned(actor: Actor, group: Sequence[Broken], reason: str) -> list[Mended]:
    try:
        change = _return(actor, group, reason)
    except Fault as fault:
        return [Mended(one, None, fault.code) for one in group]
    return [Mended(one, change) for one in group]


def _accept(actor: Actor, broken: Broken, reason: str) -> bytes | None:
    with writing() as session:
        own_document(session, actor, broken.document_id)
        desk = take_to_desk(session, actor.community_id, actor.person_id, broken.document_id)
        # Where it was moved between the look and the lock, the right to it may have gone.
        own_document(session, actor, broken.document_id)
        values = desk.document.values()
        kind = _kind(actor, desk.stored.kind, desk.document)
        if is_accepted(kind, values, broken.code, broken.path):
            return None
        _still_broken(actor, desk.stored.kind, desk.document, broken)
        if not acceptable(kind, broken.code):
            fail("conflict.not_fitting", "answers that contradict each other cannot both stand")
        made = acceptance(kind, broken.code, broken.path, values)
        change = desk.write({made.path: made.mark})
        before: list[dict[str, Any]] = [{"value": values.get(made.path), "changes": []}]
        desk.note(ACCEPT, made.path, made.mark, before, reason, change)
        note(session, actor, "conflict.accept", broken.document_id, path=broken.path, code=broken.code)
    reconcile(actor.community_id, [broken.document_id])
    return change


def _return(actor: Actor, group: Sequence[Broken], reason: str) -> bytes | None:
    """To the worker, with what is wrong in words."""
    document_id = group[0].document_id
    with reading() as session:
        kind = actor.catalogue.named(own_document(session, actor, document_id).kind)
        found = {(one.code, one.path): one for one in of_record(session, actor, document_id)
                 if one.type == INCONSISTENT}  # fmt: skip
    wrong = [found.get((one.code, one.path)) or fail("conflict.gone") for one in group]
    said = [f"{field_text(kind, one.path, 'zh')}：{conflict_sentences(one.type, one.path, one.code, one.detail)[0]}"
            for one in wrong]  # fmt: skip
    comment = "；".join(said) + (f"（{reason}）" if reason else "")
    decided = decide(actor, [Seen(document_id, group[0].seen)], RETURNED, comment)[0]
    if decided.outcome == "missing":
        fail("not_found")
    if decided.outcome == "changed":
        fail("record.changed")
    return decided.change


def _still_broken(actor: Actor, name: str, document: Document, broken: Broken) -> Kind | None:
    """The kind of a document that stands where it was seen, with this rule broken; fails otherwise."""
    if tuple(sorted(broken.seen)) != document.heads:
        fail("record.changed")
    kind = _kind(actor, name, document)
    wrong = kind.check(document.values()) if kind else []
    if not any((one.path, one.code) == (broken.path, broken.code) for one in wrong):
        fail("conflict.gone")
    return kind


def _kind(actor: Actor, name: str, document: Document) -> Kind | None:
    """The declaration by which a document is checked."""
    version = document.value("kind_version")
    return actor.catalogue.filled_in(name, version if isinstance(version, int) else 0)
