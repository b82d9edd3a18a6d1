"""The centre that the app's tests live by: a real server, and what is done there meanwhile."""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

from flask import Flask
from sqlalchemy import select, update

from schemas.kinds import KINDS
from server import pairing
from server.clock import fresh_actor, fresh_id, now_ms
from server.database import db, reading, writing
from server.demo import COMMUNITY
from server.intake import take_in
from server.models import Community, Conflict, Person, Record, Tablet
from server.reading import provenance
from server.reconcile import reconcile
from server.tablet_identity import TabletIdentity, tablet_by_token
from server.tablet_rules import answer_to
from server.tokens import token_hash
from sync.document import new_document
from sync.merge import HandIn
from sync.wire import SyncRequest
from tests.servers.running import RunningServer


class Centre:
    """The demo community, served. ``app`` looks into the same database from within the test's own process."""

    def __init__(self, server: RunningServer, app: Flask) -> None:
        self.server = server
        self.app = app

    @property
    def url(self) -> str:
        return self.server.url

    @property
    def tablet_url(self) -> str:
        return f"{self.url}/tablet/"

    def pairing_code(self, name: str = "王芳") -> str:
        """A code as a person reads it to another."""
        with self.app.app_context(), writing() as session:
            code, _ = pairing.make_code(session, COMMUNITY, self._person(session, name).id, None)
        return code

    def qr_text(self, code: str) -> str:
        return pairing.pairing_uri(self.url, code)

    def revoke(self, tablet_name: str) -> None:
        """Revoke every tablet of that name, as somebody does who has lost one."""
        with self.app.app_context(), writing() as session:
            for tablet in session.scalars(select(Tablet).where(Tablet.name == tablet_name)):
                tablet.revoked_ms = now_ms()

    def extension(self, tablet_name: str, question: str, days: int) -> str:
        """What the supervisor reads out who was asked on the telephone."""
        with self.app.app_context(), reading() as session:
            tablet = session.scalars(select(Tablet).where(Tablet.name == tablet_name)).one()
            return answer_to(tablet.token_hash, question, days)

    def records(self, kind: str, **values: Any) -> list[Record]:
        """The central records of a kind in which these values stand."""
        with self.app.app_context(), reading() as session:
            found = list(session.scalars(select(Record).where(Record.community_id == COMMUNITY, Record.kind == kind)))
            session.expunge_all()
        return [one for one in found if all(one.values.get(path) == value for path, value in values.items())]

    @staticmethod
    def id_of(record: Record) -> str:
        """A record's document, as addresses have it."""
        return str(uuid.UUID(bytes=record.document_id))

    def authors(self, record: Record) -> dict[str, tuple[str | None, str | None]]:
        """Who wrote each field of a record, and on which tablet."""
        with self.app.app_context(), reading() as session:
            found = provenance(session, COMMUNITY, record.document_id)
            return {path: (origin.author.person, origin.author.tablet) for path, origin in found.items()}

    def conflicts(self, record: Record) -> list[Conflict]:
        """What stands against a record at the centre."""
        with self.app.app_context(), reading() as session:
            found = list(session.scalars(select(Conflict).where(Conflict.document_id == record.document_id)))
            session.expunge_all()
        return found

    def backup(self) -> Path:
        """The whole database as it is now, in a file."""
        kept = self.server.data / "backup.db"
        with closing(sqlite3.connect(self._file)) as database, closing(sqlite3.connect(kept)) as copy:
            database.backup(copy)
        return kept

    def restore(self, backup: Path) -> None:
        """Put an older database in its place, as `flask restore` leaves it: with another id of its log."""
        with self.down():
            with self.app.app_context():
                db.engine.dispose()
            with closing(sqlite3.connect(self._file)) as database, closing(sqlite3.connect(backup)) as older:
                older.backup(database)
            with self.app.app_context(), writing() as session:
                session.execute(update(Community).values(log=str(uuid.uuid4())))

    @property
    def _file(self) -> str:
        return self.server.database_url.removeprefix("sqlite:///")

    def hand_in(self, name: str, grid: str, kind: str, values: Mapping[str, Any]) -> str:
        """A document born at another tablet of ``name``'s and handed in there; its id."""
        code = {"code": self.pairing_code(name), "name": f"{name}的另一台"}
        token = self.app.test_client().post("/api/v1/enrol", json=code).json["token"]
        with self.app.app_context():
            with reading() as session:
                tablet = tablet_by_token(session, token_hash(token))
            assert isinstance(tablet, TabletIdentity)
            born = {"kind": kind, "grid": grid, "kind_version": KINDS[kind].version, **values}
            opened, identity = new_document(fresh_actor(tablet.tablet_id), born), fresh_id()
            item = HandIn(identity, opened.save(), opened.heads)
            taken = take_in(tablet, SyncRequest(now_ms(), None, {}, [item], bytes_max=0, unsent=0, app="test"))
            assert taken.results[0]["outcome"] == "merged", taken.results
            reconcile(tablet.community_id, taken.opened, taken.opened)
        return str(uuid.UUID(bytes=identity))

    @contextmanager
    def down(self) -> Iterator[None]:
        """The server's processes are ended, all of them; afterwards it is there again under the same address."""
        self.server.child.stop()
        try:
            yield
        finally:
            self.server.start()

    @staticmethod
    def _person(session: Any, name: str) -> Person:
        found: Person = session.scalars(
            select(Person).where(Person.community_id == COMMUNITY, Person.name == name)
        ).one()
        return found
