"""The columns of a kind's record, for typed SQL views and for exports."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from schemas.declaration import Declaration, Field, FieldType, Label
from schemas.every_kind import SYSTEM_FIELDS
from schemas.paths import ordinary_fields

SqlType = Literal["text", "integer", "real", "boolean", "date", "timestamp"]

_SQL_TYPES: dict[FieldType, SqlType] = {
    "integer": "integer",
    "decimal": "real",
    "boolean": "boolean",
    "date": "date",
    "time": "timestamp",
}
# PostgreSQL cuts longer names off without a word.
NAME_LENGTH_MAX = 63

# What PostgreSQL reserves and what SQLite does not let stand as a bare column name.
_RESERVED = """
    abort action add after all alter always analyse analyze and any array as asc asymmetric attach
    authorization autoincrement before begin between binary both by cascade case cast check collate
    collation column commit concurrently conflict constraint create cross current current_catalog
    current_date current_role current_schema current_time current_timestamp current_user database
    default deferrable deferred delete desc detach distinct do drop each else end escape except
    exclude exclusive exists explain fail false fetch filter first following for foreign freeze from
    full generated glob grant group groups having if ignore ilike immediate in index indexed
    initially inner insert instead intersect into is isnull join key last lateral leading left like
    limit localtime localtimestamp match materialized natural no not nothing notnull null nulls of
    offset on only or order others outer over overlaps partition placing plan pragma preceding
    primary query raise range recursive references regexp reindex release rename replace restrict
    returning right rollback row rows savepoint select session_user set similar some symmetric
    system_user table tablesample temp temporary then ties to trailing transaction trigger true
    unbounded union unique update user using vacuum values variadic verbose view virtual when where
    window with without
"""
RESERVED_WORDS = frozenset(_RESERVED.split())


class Column(NamedTuple):
    """One column.

    name: a legal SQL identifier, the path with underscores for dots
    path: where its value stands in a document; for a group the group's path
    sql: its type; "timestamp" is kept in documents as milliseconds since 1970 UTC
    label: the heading
    entries: True when the column does not hold a value but says how many entries a group has
    """

    name: str
    path: str
    sql: SqlType
    label: Label
    entries: bool = False


def column_name(path: str) -> str:
    return path.replace(".", "_")


def columns_of(declaration: Declaration) -> list[Column]:
    """In the order of the form, then groups, then the review.

    Choices have one boolean column per option, a measured field has the reason beside its value, and of a
    group there is the number of its entries: entries are rows of their own and fit no column. The system
    fields are left out, because every record has them anyway.
    """
    return list(_columns(declaration))


def _columns(declaration: Declaration) -> Iterator[Column]:
    system = {field.path for field in SYSTEM_FIELDS}
    review = []
    for path, field in ordinary_fields(declaration).items():
        if path in system:
            continue
        if path.startswith("review."):
            review.append(_column(field))
        else:
            yield _column(field)
    for group in declaration.groups:
        yield Column(f"{column_name(group.path)}_count", group.path, "integer", group.label, entries=True)
    yield from review


def _column(field: Field) -> Column:
    return Column(column_name(field.path), field.path, _SQL_TYPES.get(field.type, "text"), field.label)
