"""The care files of a community: what Mulin brings along is in force until the community loads its own.

Nothing here can stop anybody's work. What was stored and cannot be understood by this version any more is passed over
for what Mulin brings along, and said in the log.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from schemas.care.care_file import CareFault, CareFileError
from schemas.care.library import CareFile, newest_shipped, shipped, understand
from schemas.care.rule_set_file import paths_of, read_rule_set
from schemas.declaration import Label
from schemas.plain import fingerprint
from server.audit import Author, note
from server.catalogues import catalogue_of
from server.clock import now_ms
from server.models import CareFile as Row
from server.models import Community

Outcome = Literal["loaded", "same"]


@dataclass(frozen=True, slots=True)
class Library:
    """The files in force in a community, by sort and id."""

    files: dict[tuple[str, str], CareFile]

    @property
    def version(self) -> str:
        """A name for exactly these files, for whoever holds a copy."""
        return fingerprint(sorted([*key, one.version, one.sha256.hex()] for key, one in self.files.items()))

    def of(self, sort: str) -> dict[str, CareFile]:
        """The files of one sort by id, in the order of ids."""
        return {one.id: one for key, one in sorted(self.files.items()) if key[0] == sort}


def in_force(session: Session, community_id: str) -> Library:
    """What counts in a community now."""
    rows = session.execute(
        select(Row.sort, Row.id, Row.version, Row.text).where(Row.community_id == community_id, Row.until_ms.is_(None))
    )
    own = (understood(row.text, f"{row.id}@{row.version}") for row in rows)
    return Library(newest_shipped() | {one.key: one for one in own if one is not None})


def one_version(session: Session, community_id: str, sort: str, identity: str, version: int) -> CareFile | None:
    """A version that is or was in force: what was computed by it can be computed again."""
    row = session.get(Row, (community_id, sort, identity, version))
    if row is not None:
        return understood(row.text, f"{identity}@{version}")
    return next((one for one in shipped() if one.key == (sort, identity) and one.version == version), None)


def load(session: Session, by: Author, file: CareFile, name: str) -> Outcome:
    """Put a file in force from now on; raises ``CareFileError`` where its version number is taken or too low.

    Within a write transaction. What is in force already is left as it is.
    """
    community_id = by.community_id
    # Two people who load at once take turns, so that exactly one version of a file is in force.
    session.execute(select(Community.id).where(Community.id == community_id).with_for_update())
    current = in_force(session, community_id).files.get(file.key)
    if current is not None and current.sha256 == file.sha256:
        return "same"
    guard(session, community_id, file, name)
    moment = now_ms()
    session.execute(
        update(Row)
        .where(Row.community_id == community_id, Row.sort == file.sort, Row.id == file.id, Row.until_ms.is_(None))
        .values(until_ms=moment)
    )
    session.add(
        Row(
            community_id=community_id, sort=file.sort, id=file.id, version=file.version, text=file.text,
            content=file.content, sha256=file.sha256, person_id=by.person_id, loaded_ms=moment,
        )
    )  # fmt: skip
    note(session, by, "care.load", sort=file.sort, file=file.id, version=file.version, sha256=file.sha256.hex())
    return "loaded"


def versions(session: Session, community_id: str, identity: str) -> list[dict[str, Any]]:
    """Every version of the files of that id, those of Mulin's first, in the order of versions."""
    rows = session.scalars(
        select(Row).where(Row.community_id == community_id, Row.id == identity).order_by(Row.sort, Row.version)
    ).all()
    now = {one.key: one.version for one in in_force(session, community_id).files.values()}
    own = [
        {
            "sort": row.sort, "id": row.id, "version": row.version, "shipped": False,
            "in_force": row.until_ms is None and now.get((row.sort, row.id)) == row.version,
            "person": row.person_id, "loaded_ms": row.loaded_ms, "until_ms": row.until_ms,
            "sha256": row.sha256.hex(), "text": row.text,
        }
        for row in rows
    ]  # fmt: skip
    replaced = {row.sort for row in rows}
    brought = [
        {
            "sort": one.sort, "id": one.id, "version": one.version, "shipped": True,
            "in_force": one.sort not in replaced and now.get(one.key) == one.version,
            "person": None, "loaded_ms": None, "until_ms": None, "sha256": one.sha256.hex(), "text": one.text,
        }
        for one in shipped()
        if one.id == identity
    ]  # fmt: skip
    return [*brought, *own]


def guard(session: Session, community_id: str, file: CareFile, name: str) -> None:
    """Raise ``CareFileError`` unless the version number is free and higher than all before, or it is in force.

    Also where a rule set asks for answers that the community's forms do not have.
    """
    current = in_force(session, community_id).files.get(file.key)
    if current is not None and current.sha256 == file.sha256:
        return
    if file.sort == "rule_set":
        read_rule_set(file.text, name, paths_of(catalogue_of(session, community_id).kinds))
    used = session.execute(
        select(Row.version, Row.sha256).where(
            Row.community_id == community_id, Row.sort == file.sort, Row.id == file.id
        )
    )
    known = {one.version: one.sha256 for one in shipped() if one.key == file.key} | {
        row.version: row.sha256 for row in used
    }
    if not known or file.version > max(known):
        return
    number, next_one = file.version, max(known) + 1
    if known.get(number, file.sha256) != file.sha256:
        zh = f"版本 {number} 已经用过，内容不同；改过的文件要用版本 {next_one}"
        _refuse(file, name, zh, f"version {number} is taken by another text; a changed file needs version {next_one}")
    zh = f"版本 {number} 早于现行版本；要用它，请把版本号改成 {next_one}"
    _refuse(file, name, zh, f"version {number} is older than what is in force; to use it, number it {next_one}")


def _refuse(file: CareFile, name: str, zh: str, en: str) -> None:
    raise CareFileError([CareFault(name, file.version_line, Label(zh, en))])


def understood(text: str, name: str) -> CareFile | None:
    """A stored file, or None where this version of Mulin cannot make sense of it."""
    try:
        return understand(text, name)
    except CareFileError as fault:
        current_app.logger.error("a care file in force cannot be understood and is passed over: %s", fault)
        return None


def faults_of(error: CareFileError) -> Iterable[dict[str, Any]]:
    """What is wrong, line by line, for a program."""
    return [{"file": one.file, "line": one.line, "zh": one.reason.zh, "en": one.reason.en} for one in error.faults]
