"""Insert many rows of one table with one statement that is written once: the sync path's own short way.

SQLAlchemy prepares every value of every row anew; for the few tables that grow by forty rows with every hand-in, that
costs more than the database does. The statement is built from the table, so that it cannot drift from it.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, Table

from server.statement import driver

_MARKS = {"qmark": "?", "pyformat": "%s", "format": "%s"}


class BulkInsert:
    """Inserts rows given as tuples, in the order of the columns named here. JSON columns take text."""

    def __init__(self, table: Table, *columns: str) -> None:
        missing = {column.name for column in table.columns if not column.nullable} - set(columns)
        if missing:
            raise ValueError(f"{table.name} needs {sorted(missing)}")
        self._table = table
        self.columns = columns
        self._statements: dict[str, str] = {}

    def __call__(self, connection: Connection, rows: Sequence[tuple[Any, ...]]) -> None:
        """Insert ``rows``; nothing where there are none."""
        if not rows:
            return
        text = self._statement(connection)
        if connection.dialect.name != "sqlite":
            connection.exec_driver_sql(text, list(rows))
            return
        with driver(connection, text) as direct:
            direct.executemany(text, rows)

    def _statement(self, connection: Connection) -> str:
        dialect = connection.dialect
        statement = self._statements.get(dialect.name)
        if statement is None:
            quote = dialect.identifier_preparer.quote
            names = ", ".join(quote(self._table.columns[column].name) for column in self.columns)
            marks = ", ".join([_MARKS[dialect.paramstyle]] * len(self.columns))
            # Names come from the tables in this code; every value is passed apart from the statement.
            statement = f"INSERT INTO {quote(self._table.name)} ({names}) VALUES ({marks})"  # noqa: S608
            self._statements[dialect.name] = statement
        return statement
