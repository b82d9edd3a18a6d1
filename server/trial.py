"""Hand-ins that killed a process are tried apart before they may come near another.

Before each merge its fingerprint is written into a small file of the thread's own, mapped into memory, and wiped after.
If the process dies in between, whoever starts next finds the fingerprint and keeps it as suspicious. A suspicious
hand-in is first opened in a process of its own, with bounded time and memory: a power cut leaves a healthy visit
suspicious, and it must not be lost for that.
"""

from __future__ import annotations

import mmap
import os
import resource
import subprocess
import sys
import threading
from hashlib import sha256
from pathlib import Path

from schemas.limits import Limits
from server.current import settings
from server.settings import ROOT

_FINGERPRINT_BYTES = 32
_NOTHING = bytes(_FINGERPRINT_BYTES)
_local = threading.local()


class Watch:
    """Watches over the hand-ins of one request, one after the other."""

    def __init__(self) -> None:
        self._folder = settings().data / "trials" / "suspects"
        self._suspects = {path.name for path in self._folder.iterdir()} if self._folder.exists() else set()
        self._mark = _mark()

    @property
    def suspects_any(self) -> bool:
        """Whether there is any hand-in that was under way when a process died: there hardly ever is."""
        return bool(self._suspects)

    def suspects(self, mark: bytes) -> bool:
        """Whether the hand-in with this fingerprint was under way when a process died."""
        return self.suspects_any and mark.hex() in self._suspects

    def begin(self, mark: bytes) -> None:
        """The hand-in with this fingerprint is under way, in the place of the one before."""
        self._mark[:_FINGERPRINT_BYTES] = mark

    def end(self) -> None:
        """It is over, and the process lives."""
        if self._suspects:
            fingerprint = self._mark[:_FINGERPRINT_BYTES].hex()
            if fingerprint in self._suspects:
                (self._folder / fingerprint).unlink(missing_ok=True)
        self._mark[:_FINGERPRINT_BYTES] = _NOTHING


def fingerprint(document_id: bytes, changes: bytes) -> bytes:
    """By what a hand-in is known again."""
    return sha256(document_id + changes).digest()


def survives(held: bytes, changes: bytes, limits: Limits) -> bool:
    """Whether a process of its own, with bounded time and memory, can open these bytes."""
    with subprocess.Popen(
        [sys.executable, "-m", "sync.trial"], cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    ) as process:  # fmt: skip
        memory = limits.trial_memory_bytes_max
        try:
            resource.prlimit(process.pid, resource.RLIMIT_AS, (memory, memory))
            process.communicate(held + changes, timeout=limits.trial_seconds_max)
        except (subprocess.TimeoutExpired, OSError):
            process.kill()
            process.communicate()
            return False
        return process.returncode == 0


def gather_suspects(data: Path) -> list[str]:
    """Turn the marks of processes that died at work into suspects; their fingerprints in hex."""
    found = []
    for path in sorted((data / "trials").glob("*.mark")):
        if _is_alive(int(path.name.partition("-")[0])):
            continue
        fingerprint = path.read_bytes()[:_FINGERPRINT_BYTES]
        if len(fingerprint) == _FINGERPRINT_BYTES and fingerprint != _NOTHING:
            suspects = data / "trials" / "suspects"
            suspects.mkdir(exist_ok=True)
            (suspects / fingerprint.hex()).touch()
            found.append(fingerprint.hex())
        path.unlink(missing_ok=True)
    return found


def _is_alive(pid: int) -> bool:
    if pid == os.getpid():
        return False  # an older process of the same number: this one has no mark yet
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _mark() -> mmap.mmap:
    mark = getattr(_local, "mark", None)
    if mark is None or _local.pid != os.getpid() or _local.data != settings().data:
        folder = settings().data / "trials"
        folder.mkdir(exist_ok=True)
        path = folder / f"{os.getpid()}-{threading.get_ident()}.mark"
        path.write_bytes(bytes(_FINGERPRINT_BYTES))
        with path.open("r+b") as file:
            mark = mmap.mmap(file.fileno(), _FINGERPRINT_BYTES)
        _local.mark, _local.pid, _local.data = mark, os.getpid(), settings().data
    return mark
