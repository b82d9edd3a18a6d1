"""What the other tests stand on must itself stand: servers that start, end, and do not hide what went wrong."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
import sqlalchemy

from tests.conftest import LONG_ONES
from tests.servers.children import Child, group_members
from tests.servers.commands import ROOT, run_flask
from tests.servers.databases import NARROWED_BY, kinds_under_test
from tests.servers.running import TROUBLE, RunningServer


def test_every_database_is_its_own(database_url: str, module_database_url: str) -> None:
    assert database_url != module_database_url
    assert _tables(database_url) == _tables(module_database_url)
    assert {"community", "grid", "document", "chunk"} <= _tables(database_url)


def test_an_empty_database_has_no_tables(empty_database_url: str) -> None:
    assert _tables(empty_database_url) == set()


def _tables(url: str) -> set[str]:
    engine = sqlalchemy.create_engine(url)
    try:
        return set(sqlalchemy.inspect(engine).get_table_names())
    finally:
        engine.dispose()


def test_a_server_answers_dies_and_comes_back_on_its_port(running_server: RunningServer) -> None:
    assert _status(running_server) == 200
    assert len(running_server.worker_pids()) == running_server.workers
    assert running_server.cpu_seconds() > 0

    running_server.kill9()
    with pytest.raises(urllib.error.URLError, match="refused"):
        _status(running_server)

    running_server.start()
    assert _status(running_server) == 200
    running_server.restart()
    assert _status(running_server) == 200


def test_servers_stand_side_by_side(start_server: Callable[..., RunningServer]) -> None:
    one, other = start_server(workers=1), start_server(workers=1)
    assert one.port != other.port
    assert _status(one) == _status(other) == 200


def test_a_server_starts_from_nothing_as_on_the_machine_of_a_community(
    start_server: Callable[..., RunningServer],
) -> None:
    """The other tests' processes are born with everything loaded; this one has to find it all by itself."""
    server = start_server(workers=1, from_nursery=False)
    assert _status(server) == 200
    alone = partial(run_flask, database_url=server.database_url, data=server.data, from_nursery=False)
    assert "alembic_version" in _tables(server.database_url)
    assert "Usage: python -m flask" in alone("--help").stdout
    assert "No such command" in alone("nonsense", expect=2).stderr


def test_who_is_born_in_the_nursery_is_told_what_it_was_given_and_tells_how_it_ended(
    flask_command: Callable[..., subprocess.CompletedProcess[str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MULIN_PAIRING_MINUTES", "nonsense of the tester's own")
    refused = flask_command("nonsense", expect=2)
    assert "No such command 'nonsense'" in refused.stderr
    assert refused.stdout == ""
    wrong = flask_command("--help", expect=0, settings={"MULIN_PAIRING_MINUTES": "many"})
    assert "many" in wrong.stdout + wrong.stderr
    assert "many" not in flask_command("--help").stderr


def test_a_process_of_the_nursery_is_ended_as_any_other(running_server: RunningServer) -> None:
    assert running_server.child.exit_code is None
    running_server.child.stop()
    assert running_server.child.exit_code == 0
    running_server.start()
    running_server.kill9()
    assert running_server.child.exit_code == -signal.SIGKILL


def test_a_worker_that_dies_unforeseen_is_trouble(running_server: RunningServer) -> None:
    os.kill(running_server.worker_pids()[0], signal.SIGKILL)
    deadline = time.monotonic() + 10
    while not running_server.trouble():
        assert time.monotonic() < deadline, running_server.log_text
        time.sleep(0.02)
    running_server.foresee("was sent SIGKILL")
    assert running_server.trouble() == ""
    # The worker in its place may not listen for signals yet: asked to end just now, it would be waited for in vain.
    running_server.kill9()


def _status(server: RunningServer) -> int:
    with urllib.request.urlopen(f"{server.url}/healthz", timeout=10) as answer:
        status: int = answer.status
        return status


@pytest.mark.parametrize(
    ("line", "is_trouble"),
    [
        ("Traceback (most recent call last):", True),
        ("[2026-01-01 00:00:00 +0000] [7] [CRITICAL] WORKER TIMEOUT (pid:8)", True),
        ("[2026-01-01 00:00:00 +0000] [7] [ERROR] Worker (pid:8) was sent SIGKILL! Perhaps out of memory?", True),
        ("[2026-01-01 00:00:00 +0000] [7] [ERROR] Worker (pid:8) was sent SIGTERM!", False),
        ("[2026-01-01 00:00:00 +0000] [7] [ERROR] Worker (pid:8) exited with code 3", True),
        ("[2026-01-01 00:00:00 +0000] [7] [INFO] Worker exiting (pid: 8)", False),
    ],
)
def test_trouble_is_known_by_its_line(line: str, is_trouble: bool) -> None:
    assert bool(TROUBLE.search(line)) == is_trouble


def test_a_child_is_ended_with_all_it_started(tmp_path: Path) -> None:
    nested = f"import subprocess, time; subprocess.Popen([{sys.executable!r}, '-c', 'import time; time.sleep(600)'])"
    child = Child(
        [sys.executable, "-c", f"{nested}; print('both', flush=True); time.sleep(600)"],
        log=tmp_path / "log",
        environment=dict(os.environ),
        cwd=tmp_path,
    )
    deadline = time.monotonic() + 20
    while "both" not in child.log_text():
        assert time.monotonic() < deadline, child.log_text()
        time.sleep(0.02)
    assert len(group_members(child.pid)) == 2
    child.stop()
    assert group_members(child.pid) == []


def test_both_databases_unless_narrowed_by_hand(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(NARROWED_BY, raising=False)
    assert kinds_under_test() == ["sqlite", "postgresql"]
    monkeypatch.setenv(NARROWED_BY, "postgresql")
    assert kinds_under_test() == ["postgresql"]
    monkeypatch.setenv(NARROWED_BY, "oracle")
    with pytest.raises(ValueError, match="oracle"):
        kinds_under_test()


def test_the_modules_that_are_begun_first_are_there() -> None:
    assert [name for name in LONG_ONES if not (ROOT / name).exists()] == []
