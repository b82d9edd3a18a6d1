"""The cast of the stories: a community with its grids, its people and their tablets, and what is done at its centre.

Everything is written through the product's own models, so that a story can begin where it likes.
"""

from __future__ import annotations

import hashlib
import random
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import ColumnElement, Table, delete, insert, select, update
from sqlalchemy.orm import Session

from server import documents, moving, pairing
from server import settle as settling
from server.clock import now_ms
from server.database import db, reading, writing
from server.log import flush, lock_grids
from server.models import Assignment, Community, Conflict, Grid, Person, Refusal, Tablet
from server.models.log import ACTIVE, ARCHIVED
from server.reconcile import reconcile

COMMUNITY = "ruyili"
GRIDS = ("370812003001-1001", "370812003001-1002", "370812003001-1003")


@dataclass(frozen=True)
class Enrolled:
    """A tablet as its worker holds it: its id, its token, and whose it is."""

    id: bytes
    token: str
    person_id: bytes
    name: str


class Cast:
    """One community and whoever plays in it; ids come from ``seed``, so that a story can be told again."""

    def __init__(self, app: Flask, community: str = COMMUNITY, grids: tuple[str, ...] = GRIDS, seed: int = 1) -> None:
        self.app, self.community, self.grids = app, community, grids
        self.random = random.Random(f"{community}/{seed}")
        with self.at_the_centre() as session:
            session.add(
                Community(
                    id=community,
                    name="如意里社区",
                    log=f"log-{community}-1",
                    namespace=self.random.randbytes(16),
                    seal_key=self.random.randbytes(32),
                    centre=self.random.randbytes(16),
                    created_ms=now_ms(),
                )
            )
            session.flush()
            for number, grid in enumerate(grids, 1):
                session.add(
                    Grid(community_id=community, id=grid, name=f"{number}网格", seq=0, link=bytes(32), digest=bytes(32))
                )
        self.supervisor = self.person("乔岚", "supervisor", *grids)

    @contextmanager
    def at_the_centre(self) -> Iterator[Session]:
        """One write transaction at the centre."""
        with self.app.app_context(), writing() as session:
            yield session

    @contextmanager
    def looking(self) -> Iterator[Session]:
        """One moment of the database."""
        with self.app.app_context(), reading() as session:
            yield session

    def person(self, name: str, role: str, *grids: str) -> bytes:
        identity = self.random.randbytes(16)
        with self.at_the_centre() as session:
            session.add(
                Person(community_id=self.community, id=identity, name=name, role=role, wrong_passwords=0,
                       session_epoch=0, created_ms=now_ms())
            )  # fmt: skip
        for grid in grids:
            self.assign(identity, grid)
        return identity

    def assign(self, person_id: bytes, grid: str) -> None:
        with self.at_the_centre() as session:
            found = session.get(Assignment, (self.community, person_id, grid))
            if found:
                found.ended_ms = None
                return
            session.add(Assignment(community_id=self.community, person_id=person_id, grid_id=grid, since_ms=now_ms()))

    def reassign(self, person_id: bytes, grid: str) -> None:
        """Somebody no longer serves a grid."""
        with self.at_the_centre() as session:
            assignment = session.get_one(Assignment, (self.community, person_id, grid))
            assignment.ended_ms = now_ms()

    def tablet(self, name: str, person_id: bytes) -> Enrolled:
        identity, token = self.random.randbytes(16), self.random.randbytes(16).hex()
        with self.at_the_centre() as session:
            session.add(
                Tablet(community_id=self.community, id=identity, person_id=person_id, name=name,
                       token_hash=hashlib.sha256(token.encode()).digest(), enrolled_ms=now_ms())
            )  # fmt: skip
        return Enrolled(identity, token, person_id, name)

    def worker(self, name: str, *grids: str) -> Enrolled:
        """A grid worker with a tablet of their own."""
        return self.tablet(name, self.person(name, "grid_worker", *grids))

    def pairing_code(self, person_id: bytes) -> str:
        with self.at_the_centre() as session:
            return pairing.make_code(session, self.community, person_id, None)[0]

    def revoke(self, tablet_id: bytes) -> None:
        with self.at_the_centre() as session:
            session.execute(
                update(Tablet)
                .where(Tablet.community_id == self.community, Tablet.id == tablet_id)
                .values(revoked_ms=now_ms())
            )

    def settle(self, document_id: bytes, path: str, value: Any, *, other_value: bool = False) -> bytes:
        """The supervisor looks at a dispute and decides."""
        with self.looking() as session:
            conflict = session.get_one(Conflict, (self.community, document_id, "disputed", path, "rivals"))
            seen = {change for rival in conflict.detail for change in rival["changes"]}
        with self.at_the_centre() as session:
            change = settling.settle(
                session, self.community, self.supervisor, document_id, path, value, "问过本人", seen, other_value
            )
        self.reconcile(document_id)
        return change

    def move(self, document_id: bytes, grid: str) -> None:
        with self.at_the_centre() as session:
            moving.move(session, self.community, self.supervisor, document_id, grid, "搬家")
        self.reconcile(document_id)

    def archive(self, document_id: bytes) -> None:
        """What is long past leaves the tablets: an empty chunk in the log tells them so."""
        with self.at_the_centre() as session:
            seen = documents.find(session, self.community, [document_id])[document_id]
            logs = lock_grids(session, self.community, [seen.grid_id])
            one = documents.find(session, self.community, [document_id])[document_id]
            if one.state != ACTIVE:
                return
            documents.append(logs[one.grid_id], one, b"", one.heads, now_ms(), None, self.supervisor)
            logs[one.grid_id].take_out(one.id, one.heads)
            one.state = ARCHIVED
            documents.save(session, self.community, [one])
            flush(session, logs.values())

    def reconcile(self, *ids: bytes) -> None:
        with self.app.app_context():
            reconcile(self.community, ids)

    def disputes(self) -> list[Conflict]:
        with self.looking() as session:
            found = session.scalars(
                select(Conflict).where(Conflict.community_id == self.community, Conflict.type == "disputed")
            ).all()
            session.expunge_all()
            return list(found)

    def refusals(self) -> list[tuple[str, bytes, bytes, int]]:
        """What was kept aside: code, document, bytes, times."""
        with self.looking() as session:
            rows = session.execute(
                select(Refusal.code, Refusal.document_id, Refusal.data, Refusal.times)
                .where(Refusal.community_id == self.community)
                .order_by(Refusal.received_ms, Refusal.id)
            )
            return [(code, document, data, times) for code, document, data, times in rows]

    def backup(self) -> Mapping[str, list[dict[str, Any]]]:
        """Every row of the community, as it is at this moment."""
        with self.looking() as session:
            return {
                table.name: [dict(row) for row in session.execute(select(table).where(self._own(table))).mappings()]
                for table in _tables()
            }

    def restore(self, saved: Mapping[str, list[dict[str, Any]]], log: str) -> None:
        """The machine died, and yesterday's backup is played back: the log gets a new id."""
        with self.at_the_centre() as session:
            for table in reversed(_tables()):
                session.execute(delete(table).where(self._own(table)))
            for table in _tables():
                if saved[table.name]:
                    session.execute(insert(table), saved[table.name])
            session.execute(update(Community).where(Community.id == self.community).values(log=log))

    def _own(self, table: Table) -> ColumnElement[bool]:
        column = table.c.id if table.name == "community" else table.c.community_id
        return column == self.community


def _tables() -> list[Table]:
    """The tables that belong to communities, those first to which others refer."""
    return [table for table in db.metadata.sorted_tables if table.name == "community" or "community_id" in table.c]
