"""Bring in a bundle: everything unsent of a tablet in one file. What comes of it is what would have come of a sync.

Each part is a moment of its own: what was answered merged is on the disk, and a bundle whose import broke off is simply
imported again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from flask import current_app
from sqlalchemy import select

from server.access import visible_tablets
from server.attachment_rights import guard_writing
from server.attachments import Name, Piece, progress, take_piece
from server.audit import Author, note
from server.auth import Actor, TabletIdentity
from server.bundle_keys import find_key, is_proven, open_bundle
from server.care.at_once import see_to
from server.clock import now_ms
from server.current import limits
from server.database import reading, writing
from server.errors import Fault, fail
from server.intake import take_in
from server.models import BundleKey, Person, Tablet
from server.reconcile import reconcile
from server.tablet_identity import tablet_by_id
from sync.bundle import Bundle, BundledAttachment, Envelope, read_envelope
from sync.merge import HandIn
from sync.wire import MalformedItem, SyncRequest

REVOKED = "tablet.revoked"
_BATCH_ITEMS, _BATCH_BYTES = 200, 8 * 1024 * 1024
Items = Sequence[HandIn | MalformedItem]


@dataclass(slots=True)
class Imported:
    """What came of a bundle."""

    tablet: dict[str, Any]
    now_ms: int
    received_ms: int
    revoked: bool
    items: list[dict[str, Any]] = field(default_factory=list)
    attachments: list[dict[str, Any]] = field(default_factory=list)

    @property
    def counts(self) -> dict[str, int]:
        """How many parts came to what."""
        of_items = [item["outcome"] for item in self.items]
        of_attachments = [one["outcome"] for one in self.attachments]
        return {
            **{outcome: of_items.count(outcome) for outcome in ("merged", "known", "missing", "refused")},
            "taken": of_attachments.count("taken"),
            "attachments_known": of_attachments.count("known"),
            "attachments_refused": of_attachments.count("refused"),
        }

    def body(self) -> dict[str, Any]:
        """As the API and the command tell it."""
        return {
            "tablet": self.tablet,
            "now_ms": self.now_ms,
            "received_ms": self.received_ms,
            "revoked": self.revoked,
            "items": self.items,
            "attachments": self.attachments,
            "counts": self.counts,
        }


def import_bundle(data: bytes, by: Actor | None, accept_revoked: bool, community_id: str | None = None) -> Imported:
    """Take a bundle in, for a person (``by``) or for whoever is at the server; fails with ``bundle.*`` codes."""
    if len(data) > limits().bundle_bytes_max:
        fail("body.too_large", f"a bundle has at most {limits().bundle_bytes_max} bytes")
    envelope = read_envelope(data)
    with reading() as session:
        key = find_key(session, envelope.key_id, by.community_id if by else community_id)
        session.expunge_all()
    if key is None:
        fail("bundle.key_unknown")
    bundle = open_bundle(key, envelope, limits())
    tablet, revoked, said = _maker(key, bundle, envelope, by)
    done = Imported(said, bundle.now_ms, now_ms(), revoked)
    aside = REVOKED if revoked and not accept_revoked else None
    for batch in _batches(bundle.push):
        done.items += [_told(result) for result in _take(tablet, batch, bundle.now_ms, aside)]
    for one in bundle.attachments:
        done.attachments.append(_attachment(tablet, one, aside))
    with writing() as session:
        author: Author = by or tablet
        file = sha256(data).hexdigest()
        note(
            session, author, "bundle.import", tablet.tablet_id, file=file, accepted=revoked and not aside, **done.counts
        )
    return done


def _maker(
    key: BundleKey, bundle: Bundle, envelope: Envelope, by: Actor | None
) -> tuple[TabletIdentity, bool, dict[str, Any]]:
    """The tablet that made the bundle, whether it was revoked, and how people call it."""
    with reading() as session:
        row = session.execute(
            select(Tablet.token_hash, Tablet.name, Person.id, Person.name, Person.role)
            .join(Person, (Person.community_id == Tablet.community_id) & (Person.id == Tablet.person_id))
            .where(
                Tablet.community_id == key.community_id,
                Tablet.id == bundle.tablet_id,
                *([visible_tablets(by)] if by else []),
            )
        ).one_or_none()
        found = tablet_by_id(session, key.community_id, bundle.tablet_id)
    if row is None or found is None or not is_proven(bundle, envelope, row[0]):
        fail("bundle.unproven")
    _, name, person_id, person, role = row
    said = {"id": bundle.tablet_id, "name": name, "person": {"id": person_id, "name": person, "role": role}}
    return *found, said


def _batches(items: Items) -> Iterator[Items]:
    """So many at once as neither keep tablets waiting nor take a transaction each."""
    batch: list[HandIn | MalformedItem] = []
    size = 0
    for item in items:
        length = len(item.changes) if isinstance(item, HandIn) else len(item.raw)
        if batch and (len(batch) >= _BATCH_ITEMS or size + length > _BATCH_BYTES):
            yield batch
            batch, size = [], 0
        batch.append(item)
        size += length
    if batch:
        yield batch


def _take(tablet: TabletIdentity, items: Items, told_ms: int, aside: str | None) -> list[dict[str, Any]]:
    request = SyncRequest(now_ms=told_ms, log=tablet.log, cursors={}, push=list(items), bytes_max=0)
    try:
        taken = take_in(tablet, request, in_person=False, aside=aside)
    except Fault as fault:
        if fault.code != "body.too_large":
            raise
        if len(items) == 1:
            # Alone, and still more than the time that one request may keep others waiting.
            return [{"document": items[0].document_id, "outcome": "refused", "code": "hand_in.too_large"}]
        middle = len(items) // 2
        return _take(tablet, items[:middle], told_ms, aside) + _take(tablet, items[middle:], told_ms, aside)
    # The work is committed: what goes wrong with records from here on is caught up by `flask reconcile`.
    try:
        reconcile(tablet.community_id, taken.opened, taken.opened, taken.left, durable=False)
        see_to(tablet.community_id, taken.opened)
    except Exception:
        current_app.logger.exception("records stay behind until `flask reconcile`")
    return taken.results


def _told(result: dict[str, Any]) -> dict[str, Any]:
    # An item of which nothing could be read names no document.
    document = result["document"] or None
    return {"document": document, **{key: result[key] for key in ("outcome", "code", "hint") if key in result}}


def _attachment(tablet: TabletIdentity, one: BundledAttachment, aside: str | None) -> dict[str, Any]:
    said = {"document": one.document_id, "sha256": one.sha256}
    name = Name(tablet.community_id, one.sha256, one.document_id)
    if progress(name).complete:
        return {**said, "outcome": "known"}
    if aside is not None:
        return {**said, "outcome": "refused", "code": aside}
    try:
        guard_writing(tablet, name)
        if sha256(one.data).digest() != one.sha256:
            fail("attachment.hash_mismatch")
        _put(name, tablet.tablet_id, one.data)
    except Fault as fault:
        if fault.type.status >= 500:
            raise
        return {**said, "outcome": "refused", "code": fault.code}
    return {**said, "outcome": "taken"}


def _put(name: Name, tablet_id: bytes, data: bytes) -> None:
    """Piece by piece, going on where the tablet itself may have stopped."""
    here = progress(name)
    at = here.received if here.size == len(data) else 0
    while not here.complete:
        end = min(at + limits().attachment_piece_bytes_max, len(data))
        here = take_piece(name, tablet_id, Piece(at, len(data), data[at:end]))
        at = here.received


def bundle_lines(name: str, body: dict[str, Any]) -> Iterator[str]:
    """What came of a bundle (as ``BundleReply`` dumps it), for a person to read."""
    counts, tablet = body["counts"], body["tablet"]
    yield (
        f"{name}：{tablet['person']['name']} 的 {tablet['name']}，新收 {counts['merged']}，早已有 {counts['known']}，"
        f"缺前文 {counts['missing']}，退回 {counts['refused']}；附件新收 {counts['taken']}，早已有 "
        f"{counts['attachments_known']}，退回 {counts['attachments_refused']}"
    )
    yield "  merged, known, missing, refused; attachments taken, known, refused"
    if body["revoked"]:
        yield "  这台平板已吊销。 This tablet was revoked."
    for item in body["items"]:
        if item["outcome"] in ("missing", "refused"):
            yield f"  {item['document'] or '-'}  {item['outcome']}  {item.get('code', '')}"
