"""Each kind as a SQL view with typed columns, for reports: ``SELECT sbp FROM report_health_check``.

Made anew after every migration from the declarations. A value of another type than the column's shows as NULL, so that
one odd answer never breaks a report.
"""

from __future__ import annotations

from sqlalchemy import Connection, text

from schemas.columns import Column
from schemas.kind import Kind
from schemas.kinds import KINDS

_FIXED = (
    "community_id",
    "document_id",
    "grid_id",
    "kind_version",
    "subject_id",
    "worker_id",
    "when_ms",
    "received_ms",
    "status",
    "conflicts",
)


def view_name(kind: str) -> str:
    """The view of a kind."""
    return f"report_{kind}"


def refresh_views(connection: Connection) -> None:
    """Make the view of every kind anew, if the table they read is there."""
    dialect = connection.dialect.name
    if not connection.dialect.has_table(connection, "record"):
        return
    for kind in KINDS.values():
        connection.execute(text(f"DROP VIEW IF EXISTS {view_name(kind.name)}"))
        connection.execute(text(_create(kind, dialect)))


def _create(kind: Kind, dialect: str) -> str:
    expression = _sqlite_expression if dialect == "sqlite" else _postgresql_expression
    columns = [f"record.{name}" for name in _FIXED]
    columns += [f'{expression(column)} AS "{_free(column.name)}"' for column in kind.columns() if not column.entries]
    # How many entries a group has is a question for the export; in SQL it would read every key of every record.
    # Names and paths come from declarations, which are checked to be plain identifiers; nothing here is a stranger's.
    return (
        f"CREATE VIEW {view_name(kind.name)} AS SELECT {', '.join(columns)} "  # noqa: S608
        f"FROM record WHERE record.kind = '{kind.name}'"
    )


def _free(name: str) -> str:
    return f"{name}_answer" if name in _FIXED else name


def _sqlite_expression(column: Column) -> str:
    path = f"'$.\"{column.path}\"'"
    value, kind = f'json_extract(record."values", {path})', f'json_type(record."values", {path})'
    if column.sql == "integer":
        return f"CASE WHEN {kind} = 'integer' THEN {value} END"
    if column.sql == "real":
        return f"CASE WHEN {kind} IN ('integer', 'real') THEN CAST({value} AS REAL) END"
    if column.sql == "boolean":
        return f"CASE WHEN {kind} IN ('true', 'false') THEN {value} END"
    if column.sql == "timestamp":
        return f"CASE WHEN {kind} = 'integer' THEN datetime({value} / 1000, 'unixepoch') END"
    if column.sql == "date":
        # A day that no month has comes out of a sum as another day.
        return f"CASE WHEN {kind} = 'text' AND date({value}, '+0 days') = {value} THEN {value} END"
    return f"CASE WHEN {kind} = 'text' THEN {value} END"


def _postgresql_expression(column: Column) -> str:
    value, kind = f"(record.\"values\" ->> '{column.path}')", f"json_typeof(record.\"values\" -> '{column.path}')"
    if column.sql == "integer":
        return f"CASE WHEN {kind} = 'number' AND {value} ~ '^-?[0-9]+$' THEN {value}::numeric END"
    if column.sql == "real":
        return f"CASE WHEN {kind} = 'number' THEN {value}::double precision END"
    if column.sql == "boolean":
        return f"CASE WHEN {kind} = 'boolean' THEN {value}::boolean END"
    if column.sql == "timestamp":
        return (
            f"CASE WHEN {kind} = 'number' AND {value} ~ '^[0-9]{{1,15}}$' "
            f"THEN to_timestamp({value}::double precision / 1000) END"
        )
    if column.sql == "date":
        pattern = "'^[0-9]{4}-[0-9]{2}-[0-9]{2}$'"
        valid = f"{kind} = 'string' AND {value} ~ {pattern} AND pg_input_is_valid({value}, 'date')"
        return f"CASE WHEN {valid} THEN {value}::date END"
    return f"CASE WHEN {kind} = 'string' THEN {value} END"
