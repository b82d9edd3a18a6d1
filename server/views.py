"""Each kind as a SQL view with typed columns, for reports: ``SELECT sbp FROM report_health_check``.

Made anew after every migration from the declarations. A value of another type than the column's shows as NULL, so that
one odd answer never breaks a report.
"""

from __future__ import annotations

import re
from hashlib import sha256

from sqlalchemy import Connection, inspect, select, text

from schemas.columns import Column
from schemas.kind import Kind
from schemas.kinds import KINDS
from server.catalogues import catalogue_for
from server.tables import COMMUNITY, CUSTOM_KIND

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


_OWN = "__"
"""Stands between the community and the kind in the name of a view of one community; in no other view's name."""
_COMMUNITY_CHARACTERS_MAX = 26
_UNFIT = re.compile(r"[^a-z0-9]+")


def view_name(kind: str, community_id: str | None = None) -> str:
    """The view of a kind: of all communities, or of one that shaped the kind itself, e.g. ``report_ruyili__visit``."""
    if community_id is None:
        return f"report_{kind}"
    name = _UNFIT.sub("_", community_id.lower()).strip("_")
    if name != community_id or len(name) > _COMMUNITY_CHARACTERS_MAX:
        # Two communities whose names differ only in what a view cannot carry are still two.
        short = name[: _COMMUNITY_CHARACTERS_MAX - 9].strip("_")
        name = f"{short}_{sha256(community_id.encode()).hexdigest()[:8]}"
    return f"report_{name}{_OWN}{kind}"


def refresh_views(connection: Connection) -> None:
    """Make the view of every kind anew, if the tables they read are there."""
    dialect = connection.dialect
    if not dialect.has_table(connection, "record"):
        return
    for kind in KINDS.values():
        _make(connection, view_name(kind.name), kind)
    if dialect.has_table(connection, CUSTOM_KIND.name):
        refresh_own_views(connection)


def refresh_own_views(connection: Connection) -> None:
    """Make the views anew of the kinds that communities shaped themselves; those of forms that are gone, go."""
    for name in inspect(connection).get_view_names():
        if name.startswith("report_") and _OWN in name:
            connection.execute(text(f'DROP VIEW IF EXISTS "{name}"'))
    for community_id in connection.execute(select(COMMUNITY.c.id).where(COMMUNITY.c.kinds != "")).scalars().all():
        catalogue = catalogue_for(connection, community_id)
        for kind in catalogue.kinds.values():
            if kind.name in catalogue.earlier:
                _make(connection, view_name(kind.name, community_id), kind, community_id)


def _make(connection: Connection, name: str, kind: Kind, community_id: str | None = None) -> None:
    connection.execute(text(f'DROP VIEW IF EXISTS "{name}"'))
    connection.execute(text(_create(name, kind, connection.dialect.name, community_id)))


def _create(name: str, kind: Kind, dialect: str, community_id: str | None) -> str:
    expression = _sqlite_expression if dialect == "sqlite" else _postgresql_expression
    columns = [f"record.{fixed}" for fixed in _FIXED]
    columns += [f'{expression(column)} AS "{_free(column.name)}"' for column in kind.columns() if not column.entries]
    # How many entries a group has is a question for the export; in SQL it would read every key of every record.
    # Names and paths come from declarations, which are checked to be plain identifiers; nothing here is a stranger's.
    of_community = ""
    if community_id is not None:
        quoted = community_id.replace("'", "''").replace(":", "\\:")
        of_community = f" AND record.community_id = '{quoted}'"
    return (
        f'CREATE VIEW "{name}" AS SELECT {", ".join(columns)} '  # noqa: S608
        f"FROM record WHERE record.kind = '{kind.name}'{of_community}"
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
