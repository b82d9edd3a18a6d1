"""The database: one engine, two ways to begin.

``writing()`` takes the write lock before anything is read: ``BEGIN IMMEDIATE`` on SQLite; on PostgreSQL the caller
then locks the rows of the grids it will touch (``server.log.lock_grids``), always in grid order, so that nothing
deadlocks. ``reading()`` is one consistent moment on both. A reply leaves only after the block has ended, that is, after
the commit.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy.session import Session as FlaskSession
from sqlalchemy import Connection, Engine, MetaData, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import OperationalError
from sqlalchemy.orm import DeclarativeBase, Session

from server.settings import Settings
from server.statement import driver

_WRITE, _DURABLE = "mulin_write", "mulin_durable"
_PRAGMAS = (
    "journal_mode=WAL",
    "synchronous=FULL",  # what was answered survives a power cut, not only a crash
    # Pages are written over many times before they need to go to their place; the log of them stays below 20 MB.
    "wal_autocheckpoint=4000",
    "foreign_keys=ON",
    "cache_size=-65536",
    "temp_store=MEMORY",
    "mmap_size=268435456",
)


class Base(DeclarativeBase):
    """The base of every table's class; constraints have names, so that a migration can name them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(column_0_label)s",
            "uq": "uq_%(table_name)s_%(column_0_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(referred_table_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


class _Session(FlaskSession):
    """Hands out the connection of the transaction under way at once: what SQLAlchemy does around that costs more than a
    small statement, and the sync path asks twenty times."""

    _under_way: Connection | None = None

    def connection(self, *arguments: Any, **options: Any) -> Connection:
        """The connection of the transaction under way; begins one where there is none."""
        found = self._under_way
        if found is None or arguments or options:
            found = self._under_way = super().connection(*arguments, **options)
        return found

    def commit(self) -> None:
        """Commit the transaction under way."""
        self._under_way = None
        super().commit()

    def rollback(self) -> None:
        """Give the transaction under way up."""
        self._under_way = None
        super().rollback()

    def close(self) -> None:
        """End everything."""
        self._under_way = None
        super().close()


db = SQLAlchemy(model_class=Base, session_options={"class_": _Session})


def init_app(app: Flask, settings: Settings) -> None:
    """Connect ``app`` to its database."""
    url = make_url(settings.database_url)
    app.config["SQLALCHEMY_DATABASE_URI"] = url
    # The connection used last has its pages and statements at hand; taking turns would keep all of them cold.
    options: dict[str, Any] = {"json_serializer": compact_json, "pool_use_lifo": True}
    if url.get_backend_name() == "sqlite":
        options["connect_args"] = {"timeout": settings.limits.lock_wait_seconds_max, "check_same_thread": False}
    else:
        # Two processes of eight threads stay far below PostgreSQL's hundred connections.
        options |= {"pool_size": settings.threads, "max_overflow": 4, "pool_pre_ping": True}
        # Who waits longer than this for a grid is told to come again, as on SQLite.
        options["connect_args"] = {"options": f"-c lock_timeout={settings.limits.lock_wait_seconds_max}s"}
    app.config["SQLALCHEMY_ENGINE_OPTIONS"] = options
    db.init_app(app)
    with app.app_context():
        _listen(db.engine)


# Made once: `json.dumps` with options would make an encoder for every row.
_ENCODER = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def compact_json(value: Any) -> str:
    """JSON as the database keeps it: no spaces, Chinese as it is."""
    return _ENCODER.encode(value)


def _listen(engine: Engine) -> None:
    if engine.dialect.name != "sqlite":
        return

    @event.listens_for(engine, "connect")
    def _open(connection: sqlite3.Connection, _: object) -> None:
        # The driver must not begin transactions by itself: it would begin the kind that deadlocks on upgrade.
        connection.isolation_level = None
        for pragma in _PRAGMAS:
            connection.execute(f"PRAGMA {pragma}")

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        durable = options.get(_DURABLE, True)
        begin = "BEGIN IMMEDIATE" if options.get(_WRITE, False) else "BEGIN"
        with driver(connection, begin) as direct:
            if connection.info.get(_DURABLE, True) != durable:
                # SQLite takes this between transactions only.
                direct.execute(f"PRAGMA synchronous={'FULL' if durable else 'NORMAL'}")
                connection.info[_DURABLE] = durable
            direct.execute(begin)


@contextmanager
def writing(durable: bool = True) -> Iterator[Session]:
    """One write transaction: committed when the block ends, rolled back when it raises.

    Not ``durable`` is for what can be made again: where the power fails within a moment, the database may stand before
    this transaction, whole. The next durable one takes it along. (SQLite only; elsewhere every transaction is durable.)
    """
    session = db.session()
    session.rollback()
    try:
        session.connection(execution_options={_WRITE: True, _DURABLE: durable})
        yield session
        session.commit()
    except BaseException:
        session.rollback()
        raise


@contextmanager
def reading() -> Iterator[Session]:
    """One consistent moment of the whole database."""
    session = db.session()
    session.rollback()
    try:
        if not is_sqlite():
            session.connection(execution_options={"isolation_level": "REPEATABLE READ"})
        yield session
    finally:
        # What was read stays as it was read: else each row would be asked for once more where a page shows it.
        session.expunge_all()
        session.rollback()


def is_sqlite() -> bool:
    """Whether this is the embedded database."""
    return db.engine.dialect.name == "sqlite"


def is_busy(fault: OperationalError) -> bool:
    """Whether another writer held the lock for too long: the same request can simply come again."""
    text = str(fault.orig)
    return "database is locked" in text or "lock timeout" in text or "deadlock detected" in text


def is_full(fault: OperationalError) -> bool:
    """Whether the disk has no room left."""
    text = str(fault.orig).lower()
    return "disk is full" in text or "no space left" in text or "could not extend file" in text
