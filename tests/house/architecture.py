"""The laws of who may import what."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from tests.house.source import Module, modules

ARROW = ("wsgi", "server", "sync", "schemas")

# Each foreign library is spoken to from one place. A folder ends in a slash.
SEAMS = {
    "automerge": ("sync/document.py",),
    "marshmallow": ("schemas/",),
    "flask": ("server/", "wsgi.py"),
    "flask_sqlalchemy": ("server/",),
    "flask_migrate": ("server/",),
    "werkzeug": ("server/",),
    "sqlalchemy": ("server/",),
    "alembic": ("server/",),
    "psycopg": ("server/",),
    "sqlite3": ("server/",),
    "cel": ("schemas/care/expression.py",),
    "yaml": ("schemas/care/care_file.py",),
    "pypinyin": ("server/spelling.py",),
    "pyxform": ("schemas/forms/xlsform.py",),
}
# The same on the tablet.
TABLET_SEAMS = {
    "@marcbachmann/cel-js": ("static/tablet/src/care/expression.ts",),
    "@automerge/automerge": ("static/tablet/src/documents/", "static/tablet/src/profile/in_browser.ts"),
    "cborg": ("static/tablet/src/wire/cbor.ts",),
    "hash-wasm": ("static/tablet/src/profile/argon.ts",),
    "idb": ("static/tablet/src/store/database.ts", "static/tablet/src/profile/registry.ts"),
}
# Spoken to from one module, whichever that is.
ONE_MODULE = ("cbor2", "openpyxl", "xlsxwriter")

# What would make the middle depend on anything but its arguments.
IMPURE = {
    "time": "a clock",
    "random": "randomness",
    "secrets": "randomness",
    "uuid.uuid1": "a clock",
    "uuid.uuid4": "randomness",
    "os": "the machine it runs on",
    "io": "files",
    "pathlib": "files",
    "tempfile": "files",
    "socket": "a network",
    "http": "a network",
    "urllib.request": "a network",
    "subprocess": "processes",
    "multiprocessing": "processes",
    "threading": "threads",
    "asyncio": "a network",
    "sqlite3": "SQL",
}
# Bytes in memory, read like a file by libraries that ask for one: nothing outside is reached.
PURE = {"io.BytesIO"}
IMPURE_CALLS = {
    "now": "a clock",
    "utcnow": "a clock",
    "today": "a clock",
    "uuid1": "a clock",
    "uuid4": "randomness",
    "urandom": "randomness",
}


def wrong_way_imports(root: Path) -> list[str]:
    """wsgi → server → sync → schemas, and nothing of theirs imports the tests."""
    wrong = []
    for module in modules(root, *ARROW):
        allowed = ARROW[ARROW.index(module.package) :]
        for line, name in module.imports():
            package = name.split(".")[0]
            if package in ("tests", "bench") or (package in ARROW and package not in allowed):
                wrong.append(f"{module.name}:{line} imports {name}; imports run {' → '.join(ARROW)}")
    return wrong


def libraries_out_of_place(root: Path) -> list[str]:
    """Foreign libraries imported anywhere but at their seam."""
    wrong = []
    for module in modules(root, *ARROW):
        for line, name in module.imports():
            places = SEAMS.get(name.split(".")[0], (module.name,))
            if not any(module.name == place or _inside(module, place) for place in places):
                wrong.append(f"{module.name}:{line} imports {name}, which belongs to {' and '.join(places)}")
    for library in ONE_MODULE:
        users = [module.name for module in modules(root, *ARROW) if _uses(module, library)]
        if len(users) > 1:
            wrong.append(f"{library} is imported by {', '.join(users)}; one module should speak to it")
    return wrong


def tablet_libraries_out_of_place(root: Path) -> list[str]:
    """Foreign libraries that the tablet's own code imports anywhere but at their seam."""
    wrong = []
    for path in sorted((root / "static/tablet/src").rglob("*")):
        name = path.relative_to(root).as_posix()
        if path.suffix not in {".ts", ".js", ".mjs", ".vue"}:
            continue
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1):
            for library, places in TABLET_SEAMS.items():
                at_home = any(name == place or (place.endswith("/") and name.startswith(place)) for place in places)
                if not at_home and re.search(rf"""(?:from|import)\s*\(?\s*['"]{re.escape(library)}['"/]""", line):
                    wrong.append(f"{name}:{number} imports {library}, which belongs to {' and '.join(places)}")
    return wrong


def impurities(root: Path, package: str = "sync") -> list[str]:
    """Where the pure middle reaches for a clock, chance, files, a network or SQL."""
    wrong = []
    for module in modules(root, package):
        for line, name in module.imports():
            for impure, what in IMPURE.items():
                if name not in PURE and (name == impure or name.startswith(f"{impure}.")):
                    wrong.append(f"{module.name}:{line} imports {name}: {package} has no {what}")
        for node in ast.walk(module.tree):
            if not isinstance(node, ast.Call):
                continue
            called: str = getattr(node.func, "attr", "") or getattr(node.func, "id", "")
            if called in IMPURE_CALLS:
                what = IMPURE_CALLS[called]
                wrong.append(f"{module.name}:{node.lineno} calls {called}(): {package} has no {what}")
            elif called == "open" and isinstance(node.func, ast.Name):
                wrong.append(f"{module.name}:{node.lineno} opens a file: {package} has no files")
    return wrong


def _inside(module: Module, place: str) -> bool:
    return place.endswith("/") and module.name.startswith(place)


def _uses(module: Module, library: str) -> bool:
    return any(name.split(".")[0] == library for _, name in module.imports())
