"""Back up: one file, of one consistent moment, made while the server runs and nobody has to stop working."""

from __future__ import annotations

import json
import os
import zipfile
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import Table, select, text
from sqlalchemy.orm import Session

from server.attachment_store import Store, pieces, sync_folder
from server.backup_file import FORMAT, MANIFEST, checked, encode, kept_tables, member, seal
from server.clock import fresh_bytes, now_ms
from server.database import reading
from server.models import Attachment

_ROWS = 500
_PREFIX, _SUFFIX = "mulin-", ".zip"
BESIDE = ("erased.jsonl", "certificates/ca.crt", "certificates/ca.key")
"""Files of the data folder without which a new box could not take the old one's place."""


def backup(data: Path, target: Path) -> tuple[Path, dict[str, Any]]:
    """Write a backup to ``target``, or, where that is a folder, into it under today's name; its path and manifest.

    It is read back before it gets its name, so that a file of that name is always a whole one.
    """
    path = target / _todays_name() if target.is_dir() else target
    draft = path.with_name(f".{path.name}.{fresh_bytes(4).hex()}.part")
    try:
        with draft.open("xb") as file:
            os.chmod(draft, 0o600)  # noqa: PTH101 - it holds residents' health data
            manifest = _write(file, data)
            file.flush()
            os.fsync(file.fileno())
        checked(draft)
        draft.replace(path)
    except BaseException:
        with suppress(OSError):
            draft.unlink(missing_ok=True)
        raise
    sync_folder(path.parent)
    return path, manifest


def keep_newest(folder: Path, count: int) -> list[Path]:
    """Remove all but the newest ``count`` backups of a folder; those that went."""
    old = sorted(folder.glob(f"{_PREFIX}*{_SUFFIX}"))[:-count]
    for path in old:
        path.unlink()
    return old


def revision(session: Session) -> str:
    """The form that the database has."""
    return str(session.execute(text("SELECT version_num FROM alembic_version")).scalar_one())


def _todays_name() -> str:
    moment = datetime.fromtimestamp(now_ms() / 1000, UTC)
    return f"{_PREFIX}{moment:%Y%m%dT%H%M%S}{moment.microsecond // 1000:03d}Z{_SUFFIX}"


def _write(target: BinaryIO, data: Path) -> dict[str, Any]:
    members: dict[str, dict[str, Any]] = {}
    with reading() as session, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for table in kept_tables():
            members[member(table)] = _write_table(session, file, table)
        missing = _write_attachments(session, file, members)
        for name in BESIDE:
            if (data / name).is_file():
                with (data / name).open("rb") as beside:
                    members[f"files/{name}"] = _write_member(file, f"files/{name}", pieces(beside))
        manifest = {"format": FORMAT, "made_ms": now_ms(), "revision": revision(session), "members": members}
        if missing:
            manifest["missing"] = missing
        file.writestr(MANIFEST, json.dumps({**manifest, "seal": seal(manifest)}))
    return manifest


def _write_table(session: Session, file: zipfile.ZipFile, table: Table) -> dict[str, Any]:
    rows = session.execute(
        select(table).order_by(*table.primary_key.columns).execution_options(yield_per=_ROWS)
    ).mappings()
    count = 0

    def lines() -> Any:
        nonlocal count
        for row in rows:
            count += 1
            yield encode(table, row)

    said = _write_member(file, member(table), lines())
    return {**said, "rows": count}


def _write_attachments(session: Session, file: zipfile.ZipFile, members: dict[str, dict[str, Any]]) -> list[str]:
    """The bytes of every complete attachment; the names of those that the store has lost."""
    store, missing = Store(), []
    found = session.execute(
        select(Attachment.community_id, Attachment.sha256).distinct().where(Attachment.completed_ms.is_not(None))
    ).all()
    for community_id, digest in found:
        name = f"attachments/{community_id}/{digest.hex()}"
        try:
            with store.open(community_id, digest) as source:
                members[name] = _write_member(file, name, pieces(source))
        except FileNotFoundError:
            missing.append(name)
    return missing


def _write_member(file: zipfile.ZipFile, name: str, parts: Any) -> dict[str, Any]:
    digest, size = sha256(), 0
    with file.open(name, "w", force_zip64=True) as target:
        for part in parts:
            target.write(part)
            digest.update(part)
            size += len(part)
    return {"sha256": digest.hexdigest(), "bytes": size}
