"""The laws of migrations: one line, each called as its file, so that a database has one way to be current."""

from __future__ import annotations

import re
from pathlib import Path

VERSIONS = Path("server") / "migrations" / "versions"
_REVISION = re.compile(r'^revision = "(\w+)"$', re.MULTILINE)
_BEFORE = re.compile(r'^down_revision = (?:"(\w+)"|None)$', re.MULTILINE)


def out_of_line(root: Path) -> list[str]:
    """Migrations that are not called as their files, or do not each build on the one before."""
    wrong, before = [], ""
    for path in sorted((root / VERSIONS).glob("*.py")):
        text, named = path.read_text(encoding="utf-8"), path.name.partition("_")[0]
        revision, upon = _REVISION.search(text), _BEFORE.search(text)
        if not revision or revision[1] != named:
            wrong.append(f"{path.name} should call itself {named}")
        if not upon or (upon[1] or "") != before:
            wrong.append(f"{path.name} should build on {before or 'nothing'}")
        if named == before:
            wrong.append(f"{path.name} has the number of another")
        before = named
    return wrong
