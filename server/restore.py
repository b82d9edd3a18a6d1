"""Restore: put a backup back. Nothing is touched before every byte of it was found to be as it was written.

The log gets a new id, by which tablets notice, compare, and hand in again what the backup had lost (protocol §8).
"""

from __future__ import annotations

import shutil
import zipfile
from dataclasses import dataclass, field
from pathlib import Path

from flask_migrate import upgrade
from sqlalchemy import delete, insert, inspect, select, update
from sqlalchemy.orm import Session

from server import erase
from server.attachment_store import Store
from server.audit import Someone, note
from server.backup import BESIDE, backup, revision
from server.backup_file import Damaged, checked, kept_tables, rows_in
from server.clock import fresh_bytes, fresh_id, now_ms, uuid_text
from server.database import Base, db, reading, writing
from server.finding import Finding
from server.models import Community, Document, Person, Tablet
from server.models.log import ERASED
from server.reconcile import communities, rebuild
from server.verify import Counts, verify
from server.views import refresh_own_views

_ROWS = 500


class NotEmpty(Exception):
    """There is data already."""


@dataclass(slots=True)
class Restored:
    """What a restore did."""

    kept: Path | None = None
    """The backup of what was there before."""
    rows: int = 0
    erased_again: int = 0
    findings: list[Finding] = field(default_factory=list)


def restore(data: Path, path: Path, replace: bool) -> Restored:
    """Put the backup at ``path`` back; raises ``Damaged`` or ``NotEmpty`` before anything is touched."""
    manifest = checked(path)
    if not inspect(db.engine).has_table("community"):
        upgrade()
    done = Restored()
    with reading() as session:
        if revision(session) != manifest["revision"]:
            raise Damaged(f"it has the form {manifest['revision']}, and this version has {revision(session)}")
        occupied = session.scalars(select(Community.id).limit(1)).first() is not None
    if occupied and not replace:
        raise NotEmpty
    if occupied:
        done.kept, _ = backup(data, data / f"before-restore-{now_ms()}.zip")
    with zipfile.ZipFile(path) as file:
        _put_attachments(data, file)
        with writing() as session:
            done.rows = _put_rows(session, file)
            refresh_own_views(session.connection())
        _put_files(data, file)
    for community_id in communities():
        done.erased_again += _erase_again(community_id, data)
        rebuild(community_id)
    with reading() as session:
        done.findings = list(verify(session, Counts()))
    return done


def _put_attachments(data: Path, file: zipfile.ZipFile) -> None:
    """First, because bytes that nothing names do no harm, and a name without its bytes does."""
    store, draft = Store(), data / f"restore-{fresh_bytes(4).hex()}.part"
    try:
        for name in file.namelist():
            folder, _, rest = name.partition("/")
            if folder == "attachments":
                community_id, _, digest = rest.rpartition("/")
                with file.open(name) as source, draft.open("wb") as target:
                    shutil.copyfileobj(source, target)
                store.put(community_id, bytes.fromhex(digest), draft)
    finally:
        draft.unlink(missing_ok=True)


def _put_rows(session: Session, file: zipfile.ZipFile) -> int:
    revoked = session.execute(
        select(Tablet.community_id, Tablet.id, Tablet.revoked_ms, Tablet.revoked_by).where(
            Tablet.revoked_ms.is_not(None)
        )
    ).all()
    for table in reversed(Base.metadata.sorted_tables):
        session.execute(delete(table))
    count = 0
    for table in kept_tables():
        for rows in rows_in(file, table, _ROWS):
            session.execute(insert(table), rows)
            count += len(rows)
    for community_id in session.scalars(select(Community.id)).all():
        session.execute(update(Community).where(Community.id == community_id).values(log=uuid_text(fresh_id())))
        note(session, Someone(community_id), "backup.restore")
    # Sessions that were ended after the backup must not live again, nor tablets that were revoked.
    session.execute(update(Person).values(session_epoch=Person.session_epoch + 1))
    for community_id, tablet_id, revoked_ms, revoked_by in revoked:
        session.execute(
            update(Tablet)
            .where(Tablet.community_id == community_id, Tablet.id == tablet_id)
            .values(revoked_ms=revoked_ms, revoked_by=revoked_by)
        )
    return count


def _put_files(data: Path, file: zipfile.ZipFile) -> None:
    """What lay beside the database, where this box has none of its own."""
    for name in BESIDE:
        target = data / name
        if f"files/{name}" in file.namelist() and not target.exists():
            target.parent.mkdir(parents=True, exist_ok=True)
            target.touch(mode=0o600)
            target.write_bytes(file.read(f"files/{name}"))


def _erase_again(community_id: str, data: Path) -> int:
    ids = erase.again(community_id, data)
    if not ids:
        return 0
    with reading() as session:
        present = list(
            session.scalars(
                select(Document.id).where(
                    Document.community_id == community_id, Document.id.in_(ids), Document.state != ERASED
                )
            )
        )
    return erase.erase(Someone(community_id), present, data, reason="erased before the backup was restored")
