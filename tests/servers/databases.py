"""Fresh databases, already migrated.

Migrations run once for each kind of database and session; every test then gets a copy of the result, which
takes milliseconds.
"""

from __future__ import annotations

import itertools
import os
import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Protocol

from tests.servers.commands import run_flask
from tests.servers.postgresql import PostgresServer

KINDS = ("sqlite", "postgresql")
NARROWED_BY = "MULIN_TEST_DATABASES"


def kinds_under_test() -> list[str]:
    """Both, unless someone who is in a hurry names one by hand."""
    wanted = os.environ.get(NARROWED_BY, ",".join(KINDS)).replace(",", " ").split()
    unknown = set(wanted) - set(KINDS)
    if unknown or not wanted:
        raise ValueError(f"{NARROWED_BY} may name {' and '.join(KINDS)}, not {os.environ[NARROWED_BY]!r}")
    return wanted


class Databases(Protocol):
    """Where fresh databases of one kind come from."""

    def fresh(self) -> str:
        """Make a migrated, empty database, and give its URL."""

    def empty(self) -> str:
        """Make a database without tables, for what is about the migrations themselves."""

    def drop(self, url: str) -> None:
        """Remove one of them."""

    def close(self) -> None:
        """Remove them all."""


class SqliteDatabases:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._numbers = itertools.count(1)
        self._template: Path | None = None

    def fresh(self) -> str:
        copy = self._next_path()
        shutil.copyfile(self._migrated(), copy)
        return _sqlite_url(copy)

    def empty(self) -> str:
        return _sqlite_url(self._next_path())

    def drop(self, url: str) -> None:
        shutil.rmtree(Path(url.removeprefix("sqlite:///")).parent)

    def close(self) -> None:
        shutil.rmtree(self._folder)

    def _next_path(self) -> Path:
        # A folder for each: SQLite keeps its log in files beside the database.
        folder = self._folder / str(next(self._numbers))
        folder.mkdir(parents=True)
        return folder / "mulin.db"

    def _migrated(self) -> Path:
        if self._template is None:
            path = self._next_path()
            migrate(_sqlite_url(path), data=path.parent / "data")
            with closing(sqlite3.connect(path)) as connection:
                # What is still in the write-ahead log would not be copied.
                connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            self._template = path
        return self._template


class PostgresDatabases:
    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._server = PostgresServer()
        self._numbers = itertools.count(1)
        self._template: str | None = None

    def fresh(self) -> str:
        template, name = self._migrated(), f"test_{next(self._numbers)}"
        self._server.execute(f"CREATE DATABASE {name} TEMPLATE {template}")
        return self._server.url(name)

    def empty(self) -> str:
        name = f"empty_{next(self._numbers)}"
        self._server.execute(f"CREATE DATABASE {name}")
        return self._server.url(name)

    def drop(self, url: str) -> None:
        name = url.partition("@/")[2].partition("?")[0]
        # FORCE: a test that failed half-way may have left connections behind.
        self._server.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")

    def close(self) -> None:
        self._server.close()

    def _migrated(self) -> str:
        if self._template is None:
            name = "migrated_template"
            self._server.execute(f"CREATE DATABASE {name}")
            migrate(self._server.url(name), data=self._folder / "data")
            self._template = name
        return self._template


def migrate(url: str, *, data: Path) -> None:
    """As `make run` does it."""
    run_flask("db", "upgrade", database_url=url, data=data)


def _sqlite_url(path: Path) -> str:
    return f"sqlite:///{path}"
