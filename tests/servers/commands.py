"""The product as its keeper runs it: what its processes are told, and its commands."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from flask import Flask

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
) -> subprocess.CompletedProcess[str]:
    """`flask --app wsgi …`; fails, with what the command said, when it exits with anything but `expect`."""
    done = subprocess.run(
        [sys.executable, "-m", "flask", "--app", "wsgi", *arguments],
        cwd=ROOT,
        env=environment(database_url=database_url, data=data, settings=settings),
        input=stdin,
        capture_output=True,
        text=True,
        timeout=COMMAND_SECONDS,
        check=False,
    )
    if done.returncode != expect:
        said = tail(done.stdout + done.stderr)
        raise AssertionError(f"`flask {' '.join(arguments)}` exited with {done.returncode}:\n{said}")
    return done


def close_app(app: Flask) -> None:
    """Close the connections of an app that ran inside the test's own process."""
    with app.app_context():
        for engine in app.extensions["sqlalchemy"].engines.values():
            engine.dispose()


def _is_ours(name: str) -> bool:
    return name.startswith(("MULIN_", "FLASK_", "GUNICORN_")) or name in {"DATABASE_URL", "PORT"}
