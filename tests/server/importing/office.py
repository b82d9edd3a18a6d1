"""The community's office: whoever brings a register in, and what is then on file."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from flask import Flask
from sqlalchemy import select

from server import documents, enlist, erase
from server.current import limits
from server.database import reading, writing
from server.importing.register import Register, Taken, map_columns, prepare, read, take
from server.models import AuditEvent, Community, Document, Grid, Record
from sync.document import Document as Opened
from tests.server.commands.world import COMMUNITY, World, _people

TODAY = "2026-07-01"


@dataclass
class Office:
    """An office with two grids, two workers with tablets, a supervisor and an admin."""

    app: Flask
    world: World
    data: Path

    def bring(
        self,
        path: Path,
        *,
        dry: bool = False,
        grid: str | None = "g1",
        sheet: str | None = None,
        sets: Iterable[str] = (),
        likely: Any = "list",
        overwrite: Iterable[str] = (),
    ) -> Taken:
        """Import a register, as the command does."""
        with self.app.app_context():
            register = read(path, limits(), sheet)
            map_columns(register, COMMUNITY, [("--set ", list(sets))])
            self.register: Register = register
            erased = erase.names(COMMUNITY, self.data)
            here = prepare(register, COMMUNITY, grid, TODAY, likely, list(overwrite), erased)
            return take(register, here, limits(), dry, None)

    def residents(self) -> dict[str, dict[str, Any]]:
        """Name → values, of everybody on file."""
        return {str(one.values.get("name")): one.values for one in self.records("resident")}

    def records(self, kind: str) -> list[Record]:
        with self.app.app_context(), reading() as session:
            query = select(Record).where(Record.kind == kind).order_by(Record.document_id)
            found = list(session.scalars(query))
            session.expunge_all()
            return found

    def seqs(self) -> dict[str, int]:
        """Grid → the number of its last chunk: what must not move where nothing changes."""
        with self.app.app_context(), reading() as session:
            return {grid.id: grid.seq for grid in session.scalars(select(Grid))}

    def derived(self, number: str) -> bytes:
        """The document of a resident with that ID number, as the protocol says."""
        with self.app.app_context(), reading() as session:
            return uuid5(UUID(bytes=session.get_one(Community, COMMUNITY).namespace), number).bytes

    def rows(self, kind: str) -> int:
        with self.app.app_context(), reading() as session:
            return len(list(session.scalars(select(Document).where(Document.kind == kind))))

    def change(self, by: str, identity: bytes, **values: object) -> None:
        """A worker writes in a document on their tablet, having seen all of it."""
        with self.app.app_context():
            with reading() as session:
                found = documents.find(session, COMMUNITY, [identity])
                documents.load(session, COMMUNITY, found.values())
            self.world.documents["one"] = identity
            self.world.change(by, "one", found[identity].data, **values)

    def audit(self) -> list[AuditEvent]:
        with self.app.app_context(), reading() as session:
            found = list(session.scalars(select(AuditEvent).where(AuditEvent.action == "residents.import")))
            session.expunge_all()
            return found


def open_office(app: Flask, data: Path) -> Office:
    world = World(app)
    with app.app_context():
        _people(world)
        with writing() as session:
            session.get_one(Grid, (COMMUNITY, "g1")).name = "1网格"
            session.get_one(Grid, (COMMUNITY, "g2")).name = "2网格"
            enlist.add_grid(session, COMMUNITY, "old", "旧网格").closed_ms = 1
    return Office(app, world, data)


def opened(office: Office, identity: bytes) -> Opened:
    """A document as the log has it."""
    with office.app.app_context(), reading() as session:
        found = documents.find(session, COMMUNITY, [identity])
        documents.load(session, COMMUNITY, found.values())
        return Opened.open(found[identity].data)
