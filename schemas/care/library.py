"""All care files together: which sorts there are, who reads each, and those that Mulin brings along.

A reader takes the tree of a file and gives what it means, or raises `CareFileError` with every mistake in it.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

from schemas.care.care_file import CareFileError, Node, read, sort_of
from schemas.care.programme_file import programme_from
from schemas.care.reminders_file import reminders_from
from schemas.care.rule_set import RuleSet
from schemas.care.rule_set_file import read_rule_set
from schemas.declaration import Label

SHIPPED = Path(__file__).parent / "shipped"
ID_LENGTH_MAX = 64
VERSION_MAX = 1_000_000
KEPT_IN_MEMORY = 256


def plain(node: Node) -> Any:
    """A tree as JSON-able data."""
    if isinstance(node.value, Mapping):
        return {key: plain(inner) for key, inner in node.value.items()}
    if isinstance(node.value, tuple):
        return [plain(inner) for inner in node.value]
    return node.value


Reader = Callable[[str, str, Node], Any]
READERS: Mapping[str, Reader] = {
    "rule_set": lambda text, name, _: read_rule_set(text, name),
    "programme": lambda _text, _name, root: programme_from(root),
    "reminders": lambda _text, _name, root: reminders_from(root),
}
"""What makes sense of each sort: from its text, its name and its tree."""


@dataclass(frozen=True)
class CareFile:
    """A care file without a mistake. `content` is all of it as plain data, `meaning` what its reader made of it."""

    sort: str
    id: str
    version: int
    title: Label
    text: str
    content: Mapping[str, Any]
    meaning: Any
    version_line: int

    @property
    def key(self) -> tuple[str, str]:
        return self.sort, self.id

    @property
    def sha256(self) -> bytes:
        return sha256(self.text.encode()).digest()


@lru_cache(maxsize=KEPT_IN_MEMORY)
def understand(text: str, name: str) -> CareFile:
    """What a care file says. `name` is how faults call it. Raises CareFileError with all that is wrong."""
    root = read(text, name)
    sort = sort_of(root)
    entries = root.entries()
    identity = entries[sort].text(ID_LENGTH_MAX)
    version = entries["version"].integer() if "version" in entries else None
    if version is not None and not 1 <= version <= VERSION_MAX:
        entries["version"].wrong(f"应在 1 到 {VERSION_MAX} 之间", f"must be from 1 to {VERSION_MAX}")
    title = entries["title"].label() if "title" in entries else None
    for key in ("version", "title"):
        if key not in entries:
            root.wrong(f"缺少“{key}”", f"“{key}” is missing")
    meaning = READERS[sort](text, name, root)
    root.faults.raise_if_any()
    if identity is None or version is None or title is None:
        raise CareFileError(root.faults.found)  # not reached: each of them was noted as a fault
    line = entries["version"].line
    content = meaning.plain() if isinstance(meaning, RuleSet) else plain(root)
    return CareFile(sort, identity, version, title, text, content, meaning, line)


@cache
def shipped() -> tuple[CareFile, ...]:
    """The files that Mulin brings along, all versions of each, in the order of their names.

    One that cannot be read is left out: a mistake in it must not keep anybody from their work. A test reads them all.
    """
    found = []
    for path in sorted(SHIPPED.glob("*.yaml")):
        try:
            found.append(understand(path.read_text(encoding="utf-8"), path.name))
        except CareFileError:
            continue
    return tuple(found)


def newest_shipped() -> dict[tuple[str, str], CareFile]:
    """Of each shipped file its newest version, by sort and id."""
    newest: dict[tuple[str, str], CareFile] = {}
    for one in shipped():
        if one.key not in newest or newest[one.key].version < one.version:
            newest[one.key] = one
    return newest
