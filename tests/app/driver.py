"""The tablet app's own core in Node, for the stories: TypeScript of ``static/tablet/src``, over an IndexedDB in memory.

    with AppProcess() as process:
        a = process.app("A")
        a.enrol(server.url, code)
        visit = a.begin("visit", grid, {"result": "1"})
        assert a.sync()["agreed"]["now"]

Commands and their answers are those of the notebook (``static/tablet/src/notebook.ts``); every failure is a
``TabletError`` with its code. Screens, and a real browser's storage, are tried elsewhere.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.servers.commands import ROOT
from tests.tablet.driver import Json, TabletProcess

TABLET = ROOT / "static" / "tablet"
_OWN = os.environ.get("PYTEST_XDIST_WORKER", "alone")
"""Processes that test side by side each build their own: what one runs another would empty."""
DRIVER = TABLET / "node_modules" / f".app-driver-{_OWN}"
PAGE = TABLET / "node_modules" / f".app-page-{_OWN}"


def build() -> list[str]:
    """Make one script of core and driver; the command that runs it."""
    return [_vite("test/app/vite.config.ts", DRIVER), str(DRIVER / "driver.mjs")]


def make_page() -> None:
    """Make a page of the core alone, in ``PAGE``."""
    _vite("test/app/vite.page.config.ts", PAGE)


def _vite(config: str, folder: Path) -> str:
    """Build by this configuration into a folder; the path of Node."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise RuntimeError("The tests of the app need Node 20.19 or later with npm, and it is not on the PATH.")
    if not (TABLET / "node_modules" / ".package-lock.json").exists():
        _run([npm, "ci", "--no-audit", "--no-fund"])
    vite = str(TABLET / "node_modules" / "vite" / "bin" / "vite.js")
    _run([node, vite, "build", "--logLevel", "error", "--config", config, "--outDir", str(folder), "--emptyOutDir"])
    return node


def _run(command: list[str]) -> None:
    done = subprocess.run(command, cwd=TABLET, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{done.stdout}{done.stderr}")


class AppProcess(TabletProcess):
    """One Node process with any number of tablets, each a browser of its own but for the memory they share."""

    def __init__(self) -> None:
        super().__init__(build())

    def app(self, name: str) -> App:
        return App(self, name)


class App:
    """One tablet with the app; what is enrolled first is what the other commands speak to."""

    def __init__(self, process: AppProcess, name: str) -> None:
        self.process, self.name = process, name

    def do(self, what: str, **given: Any) -> Json:
        command = {key: value for key, value in given.items() if value is not None}
        return self.process.call({"do": what, "tablet": self.name, **command})

    def enrol(self, server: str, code: str, name: str = "7号平板") -> Json:
        """Enrol, choose a PIN, be let in, and sync once."""
        return self.do("enrol", server=server, code=code, name=name)

    def lock(self) -> None:
        self.do("lock")

    def unlock(self, pin: str | None = None) -> Json:
        """As after a cold start: from the disk, under a fresh actor; then sync once."""
        return self.do("unlock", pin=pin)

    def begin(
        self, kind: str, grid: str, answers: Mapping[str, Any] | None = None, id_number: str | None = None
    ) -> str:
        return str(self.do("begin", kind=kind, grid=grid, answers=dict(answers or {}), id_number=id_number)["document"])

    def write(self, document: str, answers: Mapping[str, Any], *, together: bool = False) -> None:
        self.do("write", document=document, answers=dict(answers), together=together)

    def note(self, document: str, path: str, text: str) -> None:
        self.do("note", document=document, path=path, text=text)

    def read(self, document: str) -> Json:
        """``entry``, ``values``, ``rivals``, ``authors``."""
        return self.do("read", document=document)

    def entries(self) -> dict[str, Json]:
        return {entry["document"]: entry for entry in self.do("entries")["entries"]}

    def sync(self) -> Json:
        """What the sync screen then shows."""
        return self.do("sync")

    def disk(self) -> list[bytes]:
        """Every record in this profile's database, as whoever holds the tablet could read it."""
        return [bytes.fromhex(one) for one in self.do("disk")["hex"]]
