"""Statements of the sync path: written once with SQLAlchemy, and on SQLite run by the driver itself.

On the way that every tablet takes, what SQLAlchemy does around a small statement costs several times what SQLite does
for it. What it says is its text and the order of its parameters, and for both SQLAlchemy is asked once; faults come as
SQLAlchemy's own. On PostgreSQL, where the way to the server costs most, nothing is different.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

from sqlalchemy import Connection, Delete, Select, Update
from sqlalchemy.engine import Dialect
from sqlalchemy.exc import DBAPIError

_LIST = re.compile(r"__\[POSTCOMPILE_(\w+)\]")


class Statement:
    """A statement with named parameters, of types that drivers know themselves; lists where it expands them."""

    def __init__(self, clause: Select[Any] | Update | Delete) -> None:
        self.clause = clause
        self._compiled: tuple[str, list[str], dict[str, Any]] | None = None

    def rows(self, connection: Connection, values: Mapping[str, Any]) -> Sequence[Sequence[Any]]:
        """What it finds. A truth value may come as 0 or 1."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self.clause, values).all()
        return self._run(connection, values).fetchall()

    def run(self, connection: Connection, values: Mapping[str, Any]) -> int:
        """Run it; how many rows it changed."""
        if connection.dialect.name != "sqlite":
            return connection.execute(self.clause, values).rowcount
        return self._run(connection, values).rowcount

    def _run(self, connection: Connection, values: Mapping[str, Any]) -> sqlite3.Cursor:
        text, order, fixed = self._compiled or self._compile(connection.dialect)
        given: list[Any] = []
        marks: dict[str, str] = {}
        for name in order:
            value = values[name] if name in values else fixed[name]
            if type(value) is list:
                given += value
                marks[name] = ", ".join("?" * len(value))
            else:
                given.append(value)
        if marks:
            text = _LIST.sub(lambda found: marks[found[1]], text)
        with driver(connection, text) as direct:
            return direct.execute(text, given)

    def _compile(self, dialect: Dialect) -> tuple[str, list[str], dict[str, Any]]:
        compiled: Any = self.clause.compile(dialect=dialect)
        self._compiled = compiled.string, compiled.positiontup, compiled.params
        return self._compiled


@contextmanager
def driver(connection: Connection, text: str) -> Iterator[sqlite3.Connection]:
    """SQLite's own connection, within the transaction that is under way; its faults become SQLAlchemy's."""
    try:
        yield connection.connection.driver_connection  # type: ignore[misc]
    except sqlite3.Error as fault:
        raise DBAPIError.instance(text, None, fault, sqlite3.Error, dialect=connection.dialect) from fault
