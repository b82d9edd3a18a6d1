"""The demo's documents handed in by tablets, as everybody's are; and changes that others make to them afterwards."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from server.clock import fresh_actor, now_ms
from server.database import reading
from server.demo.people import COMMUNITY
from server.demo.residents import Written
from server.documents import find, load
from server.intake import take_in
from server.reconcile import reconcile
from server.tablet_identity import TabletIdentity
from sync.document import Document, Scalar, new_document
from sync.merge import HandIn
from sync.wire import SyncRequest

_PUSH_ITEMS = 400
Changes = Mapping[str, Scalar]


def hand_in(tablet: TabletIdentity, grid_id: str, documents: Sequence[Written], versions: Mapping[str, int]) -> None:
    """Born on one tablet. ``versions``: of each kind's declaration."""
    actor = fresh_actor(tablet.tablet_id)
    items = []
    for one in documents:
        born = {"kind": one.kind, "grid": grid_id, "kind_version": versions[one.kind], **one.values}
        document = new_document(actor, born)
        items.append(HandIn(one.id, document.save(), document.heads))
    _push(tablet, items)


def change(tablet: TabletIdentity, documents: Sequence[Written], changes: Callable[[Written], Changes]) -> None:
    """Changed on another tablet, which holds them as they were born."""
    _change(tablet, documents, _bytes_of([one.id for one in documents]), changes)


def dispute(one: TabletIdentity, other: TabletIdentity, documents: Sequence[Written]) -> None:
    """Two workers corrected the same checks without having met: what they typed differs, and a person decides."""
    stored = _bytes_of([written.id for written in documents])
    for tablet, by in ((one, 8), (other, -6)):
        _change(tablet, documents, stored, lambda written, by=by: {"vitals.sbp": _pressure(written) + by})  # type: ignore[misc]


def _pressure(written: Written) -> int:
    return int(str(written.values["vitals.sbp"]))


def _change(
    tablet: TabletIdentity,
    documents: Sequence[Written],
    stored: Mapping[bytes, bytes],
    changes: Callable[[Written], Changes],
) -> None:
    items = []
    for written in documents:
        document = Document.open(stored[written.id])
        chunk = document.write(fresh_actor(tablet.tablet_id), dict(changes(written)))
        items.append(HandIn(written.id, chunk, document.heads))
    _push(tablet, items)


def _push(tablet: TabletIdentity, items: Sequence[HandIn]) -> None:
    for start in range(0, len(items), _PUSH_ITEMS):
        part = items[start : start + _PUSH_ITEMS]
        taken = take_in(tablet, SyncRequest(now_ms(), None, {}, [*part], bytes_max=0, unsent=0, app="demo"))
        wrong = [one for one in taken.results if one["outcome"] not in ("merged", "known")]
        if wrong:
            raise RuntimeError(f"the demo was not taken in: {wrong[0]}")
        reconcile(tablet.community_id, taken.opened, taken.opened)


def _bytes_of(ids: Sequence[bytes]) -> dict[bytes, bytes]:
    with reading() as session:
        found = find(session, COMMUNITY, ids)
        load(session, COMMUNITY, found.values())
        return {identity: one.data for identity, one in found.items()}
