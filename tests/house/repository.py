"""The laws of what may stand in any file: nothing that only holds on one machine, and no test that does not run."""

from __future__ import annotations

import re
from pathlib import Path

from tests.house.source import text_of

# A letter in brackets keeps a pattern from finding itself.
MACHINE_PATHS = re.compile(
    r"(?<![\w.$}:~-])(?:/home/[a-z]|/Users/[A-Za-z]|/[r]oot/|/[w]ork/|/[p]rivate/|[A-Z]:\\Users\\)"
)
# A lock file or a setting that names a registry ties every installation to that registry.
REGISTRIES = re.compile(
    r"registry\.(?:npmjs|npmmirror|yarnpkg)\.\w+|(?:files\.pythonhosted|pypi(?:\.\w+)*|pypi\.tuna\S*)\.(?:org|cn|com)"
    r"|index[-]url|find[-]links|\bmirrors?\.[a-z]+\.[a-z]+"
)
RESOLVED = re.compile(r"[\"']resolved[\"']\s*:")
UNRUN_PYTHON = re.compile(
    r"\bmark\.(?:skip|skipif|xfail)\b|\bimportorskip\b|\bpytest\.(?:skip|xfail)\b|\bunittest\.skip|\bSkipTest\b"
)
UNRUN_JAVASCRIPT = re.compile(
    r"\b(?:it|test|describe|suite)\.(?:skip|only|todo|skipIf|runIf|fails)\b|\bx(?:it|describe|test)\("
    r"|\b[tc](?:tx|est)?\.(?:skip|todo)\(|\{[^}\n]*\b(?:skip|only|todo):"
)
LOCK_FILES = frozenset({"package-lock.json", "npm-shrinkwrap.json", "yarn.lock", "pnpm-lock.yaml"})


def bound_to_a_machine(root: Path, files: list[Path]) -> list[str]:
    """Paths that exist on somebody's machine, and registries that somebody installs from."""
    wrong = []
    for path in files:
        for number, line in _lines(path):
            place = f"{path.relative_to(root).as_posix()}:{number}"
            if found := MACHINE_PATHS.search(line):
                wrong.append(f"{place} has a path of one machine: {line[found.start() :][:60]}")
            if found := REGISTRIES.search(line):
                wrong.append(f"{place} names where packages come from: {found.group()}")
            if path.name in LOCK_FILES and RESOLVED.search(line):
                wrong.append(f'{place}: a "resolved" address; leave it out (npm: omit-lockfile-registry-resolved)')
    return wrong


def unrun_tests(root: Path, files: list[Path]) -> list[str]:
    """A test that is skipped says nothing, and looks as if it did."""
    wrong = []
    for path in files:
        pattern = {".py": UNRUN_PYTHON}.get(path.suffix)
        if path.suffix in {".js", ".mjs", ".cjs", ".ts", ".tsx"}:
            pattern = UNRUN_JAVASCRIPT
        if pattern is None:
            continue
        for number, line in _lines(path):
            if found := pattern.search(line):
                place = f"{path.relative_to(root).as_posix()}:{number}"
                wrong.append(f"{place} leaves a test out ({found.group().strip()}): mend it or remove it")
    return wrong


def _lines(path: Path) -> list[tuple[int, str]]:
    return list(enumerate((text_of(path) or "").splitlines(), 1))
