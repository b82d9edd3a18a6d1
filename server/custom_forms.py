"""A community's own forms: loaded as new versions, never changed, and never taken away from the records they made."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.declaration import Declaration, Label
from schemas.forms.faults import SETTINGS, Fault, FormError
from schemas.forms.versions import Next, ended, follow, same
from schemas.kinds import SHIPPED
from schemas.own_kinds import extended, own_kind
from schemas.plain import declaration_from, plain
from schemas.soundness import UnsoundDeclaration
from server.audit import Author, note
from server.catalogues import forms_fingerprint, forms_of
from server.clock import now_ms
from server.current import limits
from server.database import reading, writing
from server.models import Community, CustomKind
from server.reconcile import reread
from server.views import refresh_own_views

if TYPE_CHECKING:
    from schemas.forms.declare import Draft

_NO_FILE = b""


class WouldRetire(Exception):
    """Questions that are asked today do not stand in the new file."""

    def __init__(self, removed: tuple[Label, ...]) -> None:
        super().__init__(removed)
        self.removed = removed


@dataclass(frozen=True, slots=True)
class Loaded:
    """What became of a form."""

    kind: str
    version: int
    changed: bool
    added: tuple[Label, ...] = ()
    removed: tuple[Label, ...] = ()
    records: int = 0
    """Records that were read anew by it."""


def step(session: Session, community_id: str, draft: Draft) -> tuple[CustomKind | None, Next]:
    """The version that a form follows on, and what it would become; raises ``FormError`` where it cannot."""
    before = _latest(session, community_id, draft.declaration.name)
    following = follow(draft.declaration, _declared(before) if before else None, draft.rows)
    if following.faults:
        raise FormError(following.faults)
    _check_usable(following.declaration, draft.extends)
    return before, following


def load(by: Author, draft: Draft, digest: bytes, file_name: str, retire_missing: bool = False) -> Loaded:
    """Load a form as the next version; the same form again changes nothing.

    digest: SHA-256 of the file. Raises ``FormError`` where it cannot follow on the version before it, and
    ``WouldRetire`` where questions would be asked no more and ``retire_missing`` does not say that this is meant.
    """
    kind = draft.declaration.name
    with writing() as session:
        community = _locked(session, by.community_id)
        before, following = step(session, by.community_id, draft)
        made = following.declaration
        if before is not None and same(made, _declared(before)):
            return Loaded(kind, before.version, changed=False)
        if following.removed and not retire_missing:
            raise WouldRetire(following.removed)
        _check_room(session, by.community_id, made, is_new=before is None)
        skipped = [{**fault._asdict(), "reason": plain(fault.reason)} for fault in draft.skipped]
        _append(session, community, by, made, digest, file_name, skipped)
        note(session, by, "form.load", kind=kind, version=made.version, sha256=digest.hex())
    records = reread(by.community_id, kind).records
    return Loaded(kind, made.version, True, following.added, following.removed, records)


def retire(by: Author, kind: str) -> Loaded | None:
    """Ask a form no more; None where the community has none for that kind. Twice is once."""
    with writing() as session:
        community = _locked(session, by.community_id)
        before = _latest(session, by.community_id, kind)
        if before is None:
            return None
        declaration = _declared(before)
        made = ended(declaration, own_kind=SHIPPED.named(kind) is None)
        if same(made, declaration):
            return Loaded(kind, before.version, changed=False)
        _append(session, community, by, made, _NO_FILE, "", [])
        note(session, by, "form.retire", kind=kind, version=made.version)
    return Loaded(kind, made.version, True, records=reread(by.community_id, kind).records)


def versions(community_id: str) -> list[CustomKind]:
    """Every version of every form of a community."""
    with reading() as session:
        found = list(
            session.scalars(
                select(CustomKind)
                .where(CustomKind.community_id == community_id)
                .order_by(CustomKind.kind, CustomKind.version)
            )
        )
        session.expunge_all()
        return found


def _locked(session: Session, community_id: str) -> Community:
    return session.scalars(select(Community).where(Community.id == community_id).with_for_update()).one()


def _latest(session: Session, community_id: str, kind: str) -> CustomKind | None:
    return session.scalars(
        select(CustomKind)
        .where(CustomKind.community_id == community_id, CustomKind.kind == kind)
        .order_by(CustomKind.version.desc())
        .limit(1)
    ).one_or_none()


def _declared(row: CustomKind) -> Declaration:
    return declaration_from(row.declaration)


def _check_usable(made: Declaration, extends: bool) -> None:
    base = SHIPPED.named(made.name)
    try:
        if extends and base is not None:
            extended(base, made)
        else:
            own_kind(made)
    except UnsoundDeclaration as fault:
        reason = Label(f"这张表不能用：{fault}", f"this form cannot be used: {fault}")
        raise FormError([Fault("", 0, "", reason)]) from fault


def _check_room(session: Session, community_id: str, made: Declaration, is_new: bool) -> None:
    most = limits()
    if made.version > most.form_versions_max:
        reason = Label(f"最多 {most.form_versions_max} 个版本", f"at most {most.form_versions_max} versions")
        raise FormError([Fault(SETTINGS, 0, "", reason)])
    if is_new and len(forms_of(session.connection(), community_id)) >= most.forms_per_community_max:
        reason = Label(f"最多 {most.forms_per_community_max} 张表", f"at most {most.forms_per_community_max} forms")
        raise FormError([Fault(SETTINGS, 0, "", reason)])


def _append(
    session: Session,
    community: Community,
    by: Author,
    made: Declaration,
    digest: bytes,
    file_name: str,
    skipped: list[Any],
) -> None:
    session.add(
        CustomKind(
            community_id=community.id, kind=made.name, version=made.version, declaration=plain(made), sha256=digest,
            file_name=file_name[:200], skipped=skipped, person_id=by.person_id, loaded_ms=now_ms(),
        )
    )  # fmt: skip
    session.flush()
    connection = session.connection()
    community.kinds = forms_fingerprint(forms_of(connection, community.id))
    session.flush()
    refresh_own_views(connection)
