"""A real server: gunicorn with its workers, on a port of its own, as `make run` starts it."""

from __future__ import annotations

import http.client
import re
import socket
import sys
import time
from collections.abc import Mapping
from pathlib import Path

from tests.servers.children import Child, ChildFault, tail
from tests.servers.commands import ROOT, environment

START_SECONDS = 30
ADDRESS = "127.0.0.1"
TROUBLE = re.compile(
    r"^Traceback|\[CRITICAL\]|WORKER TIMEOUT|failed to boot|was sent SIG(?!TERM)|exited with code [1-9]"
)


class RunningServer:
    """Started on creation; `stop` ends it, and fails when something went wrong that was not foreseen."""

    def __init__(
        self,
        *,
        database_url: str,
        data: Path,
        log: Path,
        workers: int = 2,
        settings: Mapping[str, str] | None = None,
        from_nursery: bool = True,
    ) -> None:
        """`from_nursery=False` starts it from nothing, as on somebody's machine, which takes seconds."""
        self.database_url = database_url
        self.data = data
        self.log = log
        self.workers = workers
        self.settings = dict(settings or {})
        self.from_nursery = from_nursery
        self._reservation = _reserve_port()
        self.port: int = self._reservation.getsockname()[1]
        self.url = f"http://{ADDRESS}:{self.port}"
        self._trouble_foreseen: list[re.Pattern[str]] = []
        self._child: Child | None = None
        try:
            self.start()
        except BaseException:
            self._reservation.close()
            raise

    def start(self) -> None:
        """Start it, or start it again, on the same port and data; returns when it answers."""
        self._child = Child(
            [
                *(sys.executable, "-m", "gunicorn", "-c", "server/gunicorn_conf.py"),
                # Its control socket lies in the home folder, where servers that run side by side would meet.
                "--no-control-socket",
                *("--bind", f"{ADDRESS}:{self.port}", "--workers", str(self.workers), "wsgi:app"),
            ],
            log=self.log,
            environment={
                **environment(database_url=self.database_url, data=self.data, settings=self.settings),
                "PORT": str(self.port),
            },
            cwd=ROOT,
            from_nursery=self.from_nursery,
        )
        self._wait_until_it_answers()

    @property
    def child(self) -> Child:
        assert self._child is not None
        return self._child

    @property
    def log_text(self) -> str:
        return self.log.read_text(encoding="utf-8", errors="replace")

    def cpu_seconds(self) -> float:
        """Processor time of all its processes since it was last started."""
        return self.child.cpu_seconds()

    def worker_pids(self) -> list[int]:
        return [process.pid for process in self.child.processes()[1:]]

    def kill9(self) -> None:
        """End all its processes at one blow, as a power cut would. The port then refuses connections."""
        self.child.kill9()

    def restart(self) -> None:
        """Stop it if it runs, and start it again on the same port and data."""
        self.child.stop()
        self.start()

    def foresee(self, pattern: str) -> None:
        """Say that lines in which this pattern occurs will stand in the log, and are no fault."""
        self._trouble_foreseen.append(re.compile(pattern))

    def stop(self) -> None:
        """End it for good, and look at what it logged."""
        try:
            self.child.stop()
        finally:
            self._reservation.close()
        trouble = self.trouble()
        if trouble:
            raise ChildFault(f"the server logged trouble:\n{trouble}")

    def trouble(self) -> str:
        """What the log says of dead workers and tracebacks, with the lines around; empty when all is well."""
        lines = self.log_text.splitlines()
        for number, line in enumerate(lines):
            foreseen = any(pattern.search(line) for pattern in self._trouble_foreseen)
            if TROUBLE.search(line) and not foreseen:
                return "\n".join(lines[max(0, number - 10) : number + 40])
        return ""

    def _wait_until_it_answers(self) -> None:
        deadline = time.monotonic() + START_SECONDS
        # All of its workers, not only the one that answers: a test may count them, or stop the server at once.
        while (answer := self._answer()) != "200" or len(self.worker_pids()) < self.workers:
            if not self.child.running or time.monotonic() > deadline:
                self.child.kill9()
                raise ChildFault(f"the server did not start; /healthz: {answer}\n{tail(self.log_text)}")
            time.sleep(0.02)

    def _answer(self) -> str:
        """The status that /healthz answers with, or why there is none."""
        connection = http.client.HTTPConnection(ADDRESS, self.port, timeout=5)
        try:
            connection.request("GET", "/healthz")
            return str(connection.getresponse().status)
        except (OSError, http.client.HTTPException) as reason:
            return repr(reason)
        finally:
            connection.close()


def _reserve_port() -> socket.socket:
    """A port that stays ours while the server is down.

    Bound and never listening, it keeps others away and refuses connections. SO_REUSEADDR is set only after: the
    kernel then picked a port that nobody else holds, and still lets gunicorn, which sets it too, bind to it.
    """
    reservation = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    reservation.bind((ADDRESS, 0))
    reservation.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    return reservation
