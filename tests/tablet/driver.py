"""Tablets for the stories: a Node process (``bin/tablet.mjs``) and, for each tablet in it, an object with its commands.

    with TabletProcess() as process:
        a = process.tablet("A", tmp_path / "a")
        a.enrol(server, code, "7号平板")
        visit = a.create("visit", grid, {"vitals.sbp": 142})
        assert a.sync()["outcomes"] == {"merged": 1}

What each command takes and answers is in ``README.md``; every failure is a ``TabletError`` with its code.
"""

from __future__ import annotations

import itertools
import json
import shutil
import subprocess
import threading
from collections.abc import Mapping, Sequence
from concurrent.futures import Future
from pathlib import Path
from types import TracebackType
from typing import Any

HERE = Path(__file__).resolve().parent
Json = dict[str, Any]
ANSWER_SECONDS = 300


class TabletError(Exception):
    """A command that failed: ``code`` is the server's where it was the server that said no."""

    def __init__(self, answer: Json) -> None:
        super().__init__(f"{answer['code']}: {answer['error']}\n{answer.get('stack', '')}".strip())
        self.code: str = answer["code"]
        self.answer = answer


def install() -> str:
    """Make sure that the pinned packages are there; the path of Node."""
    node, npm = shutil.which("node"), shutil.which("npm")
    if node is None or npm is None:
        raise RuntimeError("The tests of the wire need Node 20 or later with npm, and it is not on the PATH.")
    lock, marker = HERE / "package-lock.json", HERE / "node_modules" / ".package-lock.json"
    if not marker.exists() or marker.stat().st_mtime < lock.stat().st_mtime:
        command = [npm, "ci", "--no-audit", "--no-fund"]
        done = subprocess.run(command, cwd=HERE, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"npm ci failed in tests/tablet:\n{done.stderr}")
        marker.touch()
    return node


class TabletProcess:
    """One Node process with any number of tablets; safe to use from several threads."""

    def __init__(self, command: Sequence[str] = ()) -> None:
        command = command or [install(), str(HERE / "bin" / "tablet.mjs")]
        pipe = subprocess.PIPE
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, encoding="utf-8")
        self._numbers = itertools.count()
        self._waiting: dict[int, Future[Json]] = {}
        self._lock = threading.Lock()
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def __enter__(self) -> TabletProcess:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.close()
        try:
            self._process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._reader.join()
        self._process.stdout.close()

    def kill(self) -> None:
        """As when the battery is taken out: whatever is not on the disk is gone."""
        self._process.kill()
        self.close()

    def start(self, command: Json) -> Future[Json]:
        """Write a command and do not wait for its answer: tablets can then do things at the same time."""
        number = next(self._numbers)
        answer: Future[Json] = Future()
        with self._lock:
            if not self._reader.is_alive():
                raise RuntimeError("The tablet process has ended.")
            self._waiting[number] = answer
            assert self._process.stdin
            self._process.stdin.write(json.dumps({**command, "n": number}) + "\n")
            self._process.stdin.flush()
        return answer

    def call(self, command: Json) -> Json:
        return self.start(command).result(timeout=ANSWER_SECONDS)

    def together(self, commands: Sequence[Json]) -> list[Json]:
        """Start all, then wait for all; a failure of any is raised after the last has answered."""
        waiting = [self.start(command) for command in commands]
        for answer in waiting:
            answer.exception(timeout=ANSWER_SECONDS)
        return [answer.result() for answer in waiting]

    def tablet(self, name: str, store: Path, *, durable: bool = True) -> Tablet:
        return Tablet(self, name, store, durable=durable)

    def _read(self) -> None:
        assert self._process.stdout
        for line in self._process.stdout:
            answer = json.loads(line)
            waiting = self._waiting.pop(answer.pop("n"))
            if "error" in answer and "code" in answer:
                waiting.set_exception(TabletError(answer))
            else:
                waiting.set_result(answer)
        with self._lock:
            for waiting in self._waiting.values():
                waiting.set_exception(RuntimeError("The tablet process has ended."))
            self._waiting.clear()


class Tablet:
    """One tablet; its methods are the commands of ``bin/tablet.mjs``, and answer what those answer."""

    def __init__(self, process: TabletProcess, name: str, store: Path, *, durable: bool = True) -> None:
        self.process, self.name, self.store, self.durable = process, name, store, durable
        self.open()

    def command(self, what: str, **given: Any) -> Json:
        """A command as a line says it, for ``TabletProcess.start`` and ``together``."""
        return {"do": what, "tablet": self.name, **{key: value for key, value in given.items() if value is not None}}

    def do(self, what: str, **given: Any) -> Json:
        return self.process.call(self.command(what, **given))

    def open(self) -> Json:
        """Open, or open again: a restart of the app, with a fresh actor."""
        return self.do("open", store=str(self.store), durable=self.durable)

    restart = open

    def close(self) -> Json:
        return self.do("close")

    def enrol(self, server: str, code: str, name: str = "测试平板") -> Json:
        return self.do("enrol", server=server, code=code, name=name)

    def kinds(self) -> Json:
        """The forms of its community: ``changed``, ``version``, and ``kinds`` by name."""
        return self.do("kinds")

    def create(self, kind: str, grid: str, values: Mapping[str, Any] | None = None, **options: Any) -> str:
        """A new document; its id."""
        document = self.do("create", kind=kind, grid=grid, values=dict(values or {}), **options)["document"]
        assert isinstance(document, str)
        return document

    def edit(self, document: str, values: Mapping[str, Any] | None = None, **options: Any) -> Sequence[str]:
        """Answers, each its own change; the document's heads after them."""
        return tuple(self.do("edit", document=document, values=dict(values or {}), **options)["heads"])

    def splice(self, document: str, path: str, at: int, delete: int = 0, insert: str = "") -> Sequence[str]:
        return self.edit(document, text={path: {"splice": [at, delete, insert]}})

    def read(self, document: str) -> Json:
        return self.do("read", document=document)

    def values(self, document: str) -> Json:
        values = self.read(document)["values"]
        assert isinstance(values, dict)
        return values

    def history(self, document: str) -> Sequence[Json]:
        return tuple(self.do("history", document=document)["changes"])

    def chunks(self, document: str, since: Sequence[str] = ()) -> Json:
        return self.do("chunks", document=document, since=list(since))

    def list(self, **only: str) -> Sequence[Json]:
        return tuple(self.do("list", **only)["documents"])

    def heads(self, document: str | None = None) -> Any:
        return self.do("heads", document=document)["heads"]

    def seals(self, document: str) -> Sequence[Json]:
        return tuple(self.do("seals", document=document)["seals"])

    def digest(self, grid: str | None = None) -> dict[str, str]:
        return dict(self.do("digest", grid=grid)["digests"])

    def status(self) -> Json:
        return self.do("status")

    def sync(self, **options: Any) -> Json:
        return self.do("sync", **options)

    def compare(self, grid: str | None = None, **options: Any) -> Json:
        return self.do("compare", grid=grid, **options)

    def raw(self, request: bytes = b"", **options: Any) -> Json:
        return self.do("raw", request=request.hex(), **options)

    def retry(self, document: str) -> Json:
        return self.do("retry", document=document)

    def attach(self, document: str, content: bytes, field: str | None = None) -> str:
        """Keep a photo or signature; its SHA-256."""
        return str(self.do("attach", document=document, data=content.hex(), field=field)["sha256"])

    def upload(self, sha256: str | None = None, **options: Any) -> Sequence[Json]:
        return tuple(self.do("upload", sha256=sha256, **options)["uploads"])

    def bundle(self, to: Path, **options: Any) -> Json:
        """Write everything unsent into one encrypted file."""
        return self.do("bundle", to=str(to), **options)

    def clone_actor(self, actor: str) -> Json:
        return self.do("clone_actor", actor=actor)

    def backup_store(self, to: Path) -> Json:
        return self.do("backup_store", to=str(to))

    def restore_store(self, source: Path) -> Json:
        return self.do("restore_store", **{"from": str(source)})
