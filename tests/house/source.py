"""Reading the house's own files. Each law is a function from a folder to what is wrong in it, one sentence each."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("schemas", "sync", "server")


@dataclass(frozen=True)
class Module:
    """One Python file of a folder that is, or is laid out like, the house."""

    root: Path
    path: Path

    @property
    def name(self) -> str:
        """As the laws name it: `sync/document.py`."""
        return self.path.relative_to(self.root).as_posix()

    @property
    def package(self) -> str:
        """The folder at the top, or the module itself where it stands alone: `sync`, `wsgi`."""
        return self.path.relative_to(self.root).parts[0].removesuffix(".py")

    @cached_property
    def text(self) -> str:
        return self.path.read_text(encoding="utf-8")

    @property
    def tree(self) -> ast.Module:
        return _tree(self.text, self.name)

    def imports(self) -> Iterator[tuple[int, str]]:
        """Line and dotted name of everything imported, also inside functions and for type checking only."""
        yield from _imports(self.text, self.name)

    def texts(self) -> Iterator[tuple[int, str]]:
        """Line and value of every string in the code, those in docstrings included."""
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Constant) and isinstance(node.value, str):
                yield node.lineno, node.value


# By their text, as the laws look at the same files one after the other, and their own tests at files that change.
@cache
def _tree(text: str, name: str) -> ast.Module:
    return ast.parse(text, name)


@cache
def _imports(text: str, name: str) -> list[tuple[int, str]]:
    found: list[tuple[int, str]] = []
    for node in ast.walk(_tree(text, name)):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.level == 0 and node.module:
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def modules(root: Path, *packages: str) -> list[Module]:
    """The Python files of these packages, in a stable order; of `wsgi` the file, where it exists."""
    found = []
    for package in packages:
        alone = root / f"{package}.py"
        if alone.exists():
            found.append(Module(root, alone))
        found += [Module(root, path) for path in sorted((root / package).rglob("*.py"))]
    return found


def own_files(root: Path) -> list[Path]:
    """What a clone would hold: every file that git tracks or would track."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=root,
        capture_output=True,
        check=True,
    )
    paths = {root / name for name in listed.stdout.decode().split("\0") if name}
    return sorted(path for path in paths if path.is_file())


def hold(wrong: list[str]) -> None:
    """Fail with all that is wrong, a line each."""
    if wrong:
        pytest.fail("\n" + "\n".join(wrong), pytrace=False)


def text_of(path: Path) -> str | None:
    """The file's text; None for a picture or other bytes."""
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return None
