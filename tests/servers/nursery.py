"""Processes of the product that are born with everything loaded.

A start of the server loads some thousand modules: three seconds of a processor, for every process of it, and the tests
start hundreds. Here one process loads them once and then forks: what is born has a process, an environment, a session
and files of its own, and runs the very command that a keeper would, only sooner. The first start of all, as it is on
somebody's machine, has its own test (`test_servers.py`).

This module is both sides: `start` is what tests call; the rest is run as `python -m tests.servers.nursery`.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import json
import os
import runpy
import selectors
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Mapping, Sequence
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
# What gunicorn and flask load by name, and only when they are asked to.
_PRELOADED = (
    "alembic.autogenerate", "flask.cli", "gunicorn.app.wsgiapp", "gunicorn.workers.gthread", "psycopg",
    "sqlalchemy.dialects.postgresql.psycopg", "sqlalchemy.dialects.sqlite.pysqlite", "server",
)  # fmt: skip
_REQUEST_BYTES_MAX = 200_000
_PR_SET_PDEATHSIG = 1
_CLOSE_SECONDS = 20


class Born:
    """A process that the nursery started; asked as one asks `subprocess.Popen`."""

    def __init__(self, report: socket.socket) -> None:
        self._report = report
        self.pid = int(_line(report))
        self.returncode: int | None = None

    def poll(self) -> int | None:
        """The exit code, minus a signal's number where one ended it; None while it runs."""
        return self._look(0.0)

    def wait(self, timeout: float | None = None) -> int:
        """The exit code; `subprocess.TimeoutExpired` after so many seconds."""
        code = self._look(timeout)
        if code is None:
            raise subprocess.TimeoutExpired(f"process {self.pid}", timeout or 0.0)
        return code

    def send_signal(self, sent: signal.Signals) -> None:
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, sent)

    def _look(self, seconds: float | None) -> int | None:
        if self.returncode is None:
            with selectors.DefaultSelector() as selector:
                selector.register(self._report, selectors.EVENT_READ)
                if selector.select(seconds):
                    self.returncode = int(_line(self._report))
                    self._report.close()
        return self.returncode


_nursery: tuple[subprocess.Popen[bytes], socket.socket] | None = None
_lock = threading.Lock()


def start(module: str, *arguments: str, environment: Mapping[str, str], files: Sequence[int]) -> Born:
    """`python -m module arguments…` in the project's folder; `files` are its three standard ones,
    open here, and stay the caller's."""
    request = json.dumps({"module": module, "arguments": arguments, "environment": dict(environment)}).encode()
    assert len(request) < _REQUEST_BYTES_MAX, "an environment of this size is a mistake"
    ours, theirs = socket.socketpair()
    with _lock:
        control = _running()
        with theirs:
            socket.send_fds(control, [request], [*files, theirs.fileno()])
    return Born(ours)


def close() -> None:
    """End the nursery, if there is one. What was born there and still runs ends with it."""
    global _nursery
    with _lock:
        if _nursery is not None:
            process, control = _nursery
            control.close()
            process.wait(_CLOSE_SECONDS)
            _nursery = None


def _running() -> socket.socket:
    global _nursery
    if _nursery is None or _nursery[0].poll() is not None:
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs:
            process = subprocess.Popen(
                [sys.executable, "-m", __name__, str(theirs.fileno())], cwd=ROOT, pass_fds=[theirs.fileno()]
            )
        _nursery = (process, ours)
    return _nursery[1]


def _line(report: socket.socket) -> str:
    """One line of a report; empty only if the nursery died."""
    told = b""
    while not told.endswith(b"\n"):
        byte = report.recv(1)
        if not byte:
            raise AssertionError("the nursery died")
        told += byte
    return told.decode().strip()


# What follows runs inside the nursery.


class _Asked(Exception):
    """Raised in a process that was just born, so that it leaves everything of the nursery behind: what it shall run."""


def _tend(control: socket.socket) -> None:
    """Bear what is asked for, until nobody asks any more."""
    reports: dict[int, socket.socket] = {}
    awake, wake = socket.socketpair()
    wake.setblocking(False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wake.fileno())
    with awake, wake, selectors.DefaultSelector() as selector, contextlib.ExitStack() as left_behind:
        selector.register(control, selectors.EVENT_READ)
        selector.register(awake, selectors.EVENT_READ)
        # Only in the process that was born does this loop end by an exception.
        left_behind.callback(_close, reports)
        left_behind.callback(signal.set_wakeup_fd, -1)
        while True:
            ready = [key.fileobj for key, _ in selector.select()]
            if awake in ready:
                awake.recv(4096)
                _tell_of_the_ended(reports)
            if control in ready:
                request, files, _, _ = socket.recv_fds(control, _REQUEST_BYTES_MAX, 4)
                if not request:
                    return
                _bear(request, files, reports)


def _close(reports: Mapping[int, socket.socket]) -> None:
    for report in reports.values():
        report.close()


def _bear(request: bytes, files: Sequence[int], reports: dict[int, socket.socket]) -> None:
    nursery = os.getpid()
    pid = os.fork()
    report = socket.socket(fileno=files[3])
    if pid == 0:
        _belong_to(nursery)
        for number, file in enumerate(files[:3]):
            os.dup2(file, number)
        for file in files[:3]:
            os.close(file)
        report.close()
        raise _Asked(request)
    for file in files[:3]:
        os.close(file)
    reports[pid] = report
    report.sendall(f"{pid}\n".encode())


def _belong_to(nursery: int) -> None:
    """A session of one's own, that ends when the nursery does, however that ended."""
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != nursery:
        os._exit(1)
    os.setsid()


def _tell_of_the_ended(reports: dict[int, socket.socket]) -> None:
    for pid in list(reports):
        ended, status = os.waitpid(pid, os.WNOHANG)
        if ended:
            with reports.pop(pid) as report, contextlib.suppress(BrokenPipeError):
                report.sendall(f"{os.waitstatus_to_exitcode(status)}\n".encode())


def _main(control: socket.socket) -> None:
    for name in _PRELOADED:
        importlib.import_module(name)
    tasks = len(list(Path("/proc/self/task").iterdir()))
    assert tasks == 1, f"{tasks} threads: a fork would take along only one of them"
    # What is loaded is never given back, and stays shared between all that are born.
    gc.collect()
    gc.freeze()
    try:
        with control:
            _tend(control)
            return
    except _Asked as asked:
        request = json.loads(asked.args[0])
    os.environ.clear()
    os.environ.update(request["environment"])
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    sys.argv = [request["module"], *request["arguments"]]
    runpy.run_module(request["module"], run_name="__main__", alter_sys=True)


if __name__ == "__main__":
    _main(socket.socket(fileno=int(sys.argv[1])))
