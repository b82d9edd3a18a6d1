"""Processes that tests start.

Each child leads a process group of its own, so that it and whatever it started can be ended together by one
id, and nothing else can be ended by mistake. A child that is forgotten is found at the end of the session.
"""

from __future__ import annotations

import os
import pwd
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import IO, Any

import psutil

from tests.servers import nursery

STOP_SECONDS = 20

_started: list[Child] = []


class ChildFault(AssertionError):
    """A child did what no child should: it died early, would not end, or was left behind."""


class Child:
    """One process started by a test, and everything that it starts in turn."""

    def __init__(
        self,
        command: Sequence[str | Path],
        *,
        log: Path,
        environment: Mapping[str, str],
        cwd: Path,
        account: str | None = None,
        from_nursery: bool = False,
    ) -> None:
        """`from_nursery`: the command is `python -m …` of the product, and shall start with everything loaded."""
        self.log = log
        self._popen: subprocess.Popen[bytes] | nursery.Born
        with log.open("ab") as output, Path(os.devnull).open("rb") as nothing:
            if from_nursery:
                python, flag, *module = (str(part) for part in command)
                assert (python, flag, account, cwd) == (sys.executable, "-m", None, nursery.ROOT)
                files = (nothing.fileno(), output.fileno(), output.fileno())
                self._popen = nursery.start(*module, environment=environment, files=files)
            else:
                self._popen = _from_nothing(command, environment, cwd, account, output)
        self.pid = self._popen.pid
        _started.append(self)

    @property
    def running(self) -> bool:
        return self._popen.poll() is None

    @property
    def exit_code(self) -> int | None:
        return self._popen.poll()

    def log_text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def processes(self) -> list[psutil.Process]:
        """The child and its living descendants."""
        try:
            leader = psutil.Process(self.pid)
            return [leader, *leader.children(recursive=True)]
        except psutil.NoSuchProcess:
            return []

    def cpu_seconds(self) -> float:
        """Processor time of the child and its descendants, the ended ones included, in seconds."""
        total = 0.0
        for process in self.processes():
            try:
                times = process.cpu_times()
            except psutil.NoSuchProcess:
                continue
            total += times.user + times.system
            # Time of descendants that ended and were waited for is only known to their parent.
            total += getattr(times, "children_user", 0.0) + getattr(times, "children_system", 0.0)
        return total

    def stop(self, *, ask: signal.Signals = signal.SIGTERM) -> None:
        """End the child as its operator would, and insist when it does not listen."""
        if self.running:
            self._popen.send_signal(ask)
            try:
                self._popen.wait(STOP_SECONDS)
            except subprocess.TimeoutExpired:
                self.kill9()
                patience = f"did not end within {STOP_SECONDS} s of {ask.name}"
                raise ChildFault(f"process {self.pid} {patience}:\n{tail(self.log_text())}") from None
        self._sweep()

    def kill9(self) -> None:
        """End the child and its descendants at one blow, as a power cut would."""
        descendants = self.processes()
        self._sweep()
        for process in descendants:
            if process.is_running():
                process.kill()
        psutil.wait_procs(descendants, STOP_SECONDS)
        self._popen.wait(STOP_SECONDS)

    def _sweep(self) -> None:
        try:
            os.killpg(self.pid, signal.SIGKILL)
        except ProcessLookupError:
            return
        deadline = time.monotonic() + STOP_SECONDS
        while group_members(self.pid) and time.monotonic() < deadline:
            self._popen.poll()
            time.sleep(0.01)


def _from_nothing(
    command: Sequence[str | Path], environment: Mapping[str, str], cwd: Path, account: str | None, output: IO[bytes]
) -> subprocess.Popen[bytes]:
    return subprocess.Popen(
        [*_dying_with_parent(), *(str(part) for part in command)],
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT,
        env=dict(environment),
        cwd=cwd,
        start_new_session=True,
        **as_account(account),
    )


def tail(text: str, lines: int = 40) -> str:
    return "\n".join(text.splitlines()[-lines:])


def as_account(account: str | None) -> dict[str, Any]:
    """What subprocess needs to be told to run something as another account; nothing, for our own."""
    if account is None:
        return {}
    return {"user": account, "group": pwd.getpwnam(account).pw_gid, "extra_groups": []}


def group_members(group: int) -> list[int]:
    """The living processes of a process group. A zombie has ended: only its parent has not looked yet."""
    members = []
    for process in psutil.process_iter():
        try:
            if os.getpgid(process.pid) == group and process.status() != psutil.STATUS_ZOMBIE:
                members.append(process.pid)
        except (ProcessLookupError, psutil.NoSuchProcess):
            continue
    return members


def end_all() -> list[str]:
    """End every child that still runs, and say which ones there were."""
    forgotten = []
    for child in _started:
        if child.running or group_members(child.pid):
            forgotten.append(f"process group {child.pid}, which logs to {child.log}")
            child.kill9()
    _started.clear()
    nursery.close()
    forgotten += [f"process {pid}: {command}" for pid, command in _strays()]
    return forgotten


def _strays() -> list[tuple[int, str]]:
    """Children that did not come through `Child`. Python's own resource tracker lives as long as we do."""
    strays = []
    for process in psutil.Process().children(recursive=True):
        try:
            command = " ".join(process.cmdline())
            if process.status() == psutil.STATUS_ZOMBIE or "multiprocessing.resource_tracker" in command:
                continue
            strays.append((process.pid, command))
            process.kill()
        except psutil.NoSuchProcess:
            continue
    return strays


def _dying_with_parent() -> list[str]:
    """Even when the test run itself is killed, its servers must not stay behind.

    Only Linux can be asked for that; by a command before the command, because Python between fork and exec
    is not safe where there are threads.
    """
    asker = shutil.which("setpriv")
    # The kernel means the thread that started the child, and only the main one is sure to stay.
    if not asker or threading.current_thread() is not threading.main_thread():
        return []
    return [asker, "--pdeathsig", "KILL", "--"]
