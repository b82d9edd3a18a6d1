"""The product as its keeper runs it: what its processes are told, and its commands."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO

from flask import Flask

from tests.servers import nursery
from tests.servers.children import tail

ROOT = Path(__file__).resolve().parents[2]
COMMAND_SECONDS = 120


def environment(*, database_url: str, data: Path, settings: Mapping[str, str] | None = None) -> dict[str, str]:
    """What a process of the product is told. Nothing of the tester's own settings leaks in."""
    kept = {name: value for name, value in os.environ.items() if not _is_ours(name)}
    return {
        **kept,
        "DATABASE_URL": database_url,
        "MULIN_DATA": str(data),
        # Nothing happens by itself in a test that did not ask for it.
        "MULIN_REMIND_HOUR": "24",
        **(settings or {}),
    }


def run_flask(
    *arguments: str,
    database_url: str,
    data: Path,
    settings: Mapping[str, str] | None = None,
    expect: int = 0,
    stdin: str = "",
    from_nursery: bool = True,
) -> subprocess.CompletedProcess[str]:
    """`flask --app wsgi …`; fails, with what the command said, when it exits with anything but `expect`."""
    told = environment(database_url=database_url, data=data, settings=settings)
    run = _run_from_nursery if from_nursery else _run_from_nothing
    done = run(["flask", "--app", "wsgi", *arguments], told, stdin)
    if done.returncode != expect:
        said = tail(done.stdout + done.stderr)
        raise AssertionError(f"`flask {' '.join(arguments)}` exited with {done.returncode}:\n{said}")
    return done


def _run_from_nothing(command: Sequence[str], told: Mapping[str, str], stdin: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=told,
        input=stdin,
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
        check=False,
    )


def _run_from_nursery(command: Sequence[str], told: Mapping[str, str], stdin: str) -> subprocess.CompletedProcess[str]:
    with TemporaryFile() as given, TemporaryFile() as said, TemporaryFile() as complained:
        given.write(stdin.encode())
        given.seek(0)
        files = (given.fileno(), said.fileno(), complained.fileno())
        born = nursery.start(*command, environment=told, files=files)
        try:
            code = born.wait(COMMAND_SECONDS)
        except subprocess.TimeoutExpired:
            born.send_signal(signal.SIGKILL)
            raise
        return subprocess.CompletedProcess(list(command), code, _text(said), _text(complained))


def _text(file: IO[bytes]) -> str:
    file.seek(0)
    return file.read().decode()


def close_app(app: Flask) -> None:
    """Close the connections of an app that ran inside the test's own process."""
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()


def _is_ours(name: str) -> bool:
    return name.startswith(("MULIN_", "FLASK_", "GUNICORN_")) or name in {"DATABASE_URL", "PORT"}
