"""The tablet app as `make build` makes it, and never an older one than its sources."""

from __future__ import annotations

import fcntl
import os
import subprocess

from tests.servers.children import tail
from tests.servers.commands import ROOT

_SECONDS = 300


def build_app() -> None:
    """Build it where its sources are newer than what was built; whoever tests beside us waits meanwhile."""
    # A make that started the tests would have its own ideas of how many may build at once.
    kept = {name: value for name, value in os.environ.items() if name not in {"MAKEFLAGS", "MAKELEVEL", "MFLAGS"}}
    with (ROOT / ".venv" / "building.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        done = subprocess.run(
            ["make", "--silent", "build"],
            cwd=ROOT,
            env=kept,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            timeout=_SECONDS,
            check=False,
        )
    if done.returncode != 0:
        raise AssertionError(f"the tablet app does not build:\n{tail(done.stdout + done.stderr)}")
