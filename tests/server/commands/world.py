"""A small community with everything in it that a keeper's command can meet, made through the product's own doors."""

from __future__ import annotations

import hashlib
import os
from dataclasses import dataclass, field
from uuid import UUID, uuid4

from flask import Flask

from server import archive, enlist
from server.attachments import Name, Piece, take_piece
from server.clock import now_ms
from server.database import reading, writing
from server.intake import take_in
from server.log import GridLog
from server.models import Document as DocumentRow
from server.models import Tablet
from server.moving import move
from server.reconcile import reconcile
from server.tablet_identity import TabletIdentity, tablet_by_token
from sync.document import Document, new_document
from sync.merge import HandIn
from sync.wire import SyncRequest

COMMUNITY = "ruyili"
PHOTO = b"\xff\xd8\xff" + bytes(range(256)) * 40
MONTH_MS = 31 * 86_400_000


@dataclass
class World:
    """Who and what there is."""

    app: Flask
    tablets: dict[str, TabletIdentity] = field(default_factory=dict)
    people: dict[str, bytes] = field(default_factory=dict)
    documents: dict[str, bytes] = field(default_factory=dict)

    def hand_in(self, by: str, name: str, document: Document, since: tuple[bytes, ...] = ()) -> str:
        """Hand in a document, or what is new in it, from a tablet; what became of it."""
        tablet = self.tablets[by]
        changes = b"".join(one.raw for one in document.changes(since)) if since else document.save()
        item = HandIn(self.documents[name], changes, document.heads)
        taken = take_in(tablet, SyncRequest(now_ms(), None, {}, [item], bytes_max=0))
        reconcile(COMMUNITY, taken.opened, taken.opened)
        (result,) = taken.results
        return str(result.get("code") or result["outcome"])

    def write(self, by: str, called: str, kind: str, grid: str, **values: object) -> Document:
        """A new document from a tablet."""
        self.documents[called] = uuid4().bytes
        birth = {"kind": kind, "grid": grid, "kind_version": 1}
        dotted = {path.replace("__", "."): value for path, value in values.items()}
        document = new_document(self._actor(by), birth | dotted)  # type: ignore[arg-type]
        assert self.hand_in(by, called, document) == "merged"
        return document

    def change(self, by: str, name: str, base: bytes, **values: object) -> None:
        """A change made on ``base``, which is the document as the tablet had it."""
        document = Document.open(base)
        since = document.heads
        dotted = {path.replace("__", "."): value for path, value in values.items()}
        document.write(self._actor(by), dotted)  # type: ignore[arg-type]
        assert self.hand_in(by, name, document, since) == "merged"

    def _actor(self, by: str) -> bytes:
        return self.tablets[by].tablet_id + os.urandom(8)


def build(app: Flask) -> World:
    """Two grids, three people, a dispute, a saved document, one that moved, one archived, a photo."""
    world = World(app)
    with app.app_context():
        _people(world)
        wang = str(UUID(bytes=world.people["王芳"]))
        resident = world.write(
            "王芳", "resident", "resident", "g1", name="李秀英", sex="2", status="in", phone="1380000"
        )
        subject = str(UUID(bytes=world.documents["resident"]))
        check = world.write(
            "王芳", "check", "health_check", "g1",
            resident=subject, worker=wang, at=now_ms() - 1000, source="1", vitals__sbp=140, vitals__dbp=80,
        ).save()  # fmt: skip
        world.change("王芳", "check", check, vitals__sbp=150)
        world.change("张强", "check", check, vitals__sbp=160)
        base = resident
        for number in range(4):
            before = base.heads
            base.write(world._actor("王芳"), {"live_address": f"{number}号楼"})
            assert world.hand_in("王芳", "resident", base, before) == "merged"
        world.write("张强", "visit", "visit", "g2", resident=subject, worker=wang, at=now_ms() - 5000, method="1",
                    result="1", note="说“=1+1”")  # fmt: skip
        world.write("王芳", "moved", "household", "g1", address_text="睦邻苑1号楼")
        with writing() as session:
            move(session, COMMUNITY, world.people["李红"], world.documents["moved"], "g2", "搬家")
        reconcile(COMMUNITY, [world.documents["moved"]])
        long_ago = now_ms() - 20 * MONTH_MS
        world.write("王芳", "old", "visit", "g1", resident=subject, worker=wang, at=long_ago, method="1", result="1")
        _grow_old(world, "old")
        archive.archive(COMMUNITY)
        digest = hashlib.sha256(PHOTO).digest()
        take_piece(Name(COMMUNITY, digest, world.documents["visit"]), None, Piece(0, len(PHOTO), PHOTO))
    return world


def _people(world: World) -> None:
    with writing() as session:
        enlist.add_community(session, COMMUNITY, "如意里社区")
        for grid in ("g1", "g2"):
            enlist.add_grid(session, COMMUNITY, grid, f"{grid}网格")
        for name, role in (
            ("王芳", "grid_worker"),
            ("张强", "grid_worker"),
            ("李红", "supervisor"),
            ("管理员", "admin"),
        ):
            person = enlist.add_person(session, COMMUNITY, name, role, login=name)  # type: ignore[arg-type]
            world.people[name] = person.id
            if role == "admin":
                continue
            for grid in ("g1", "g2"):
                enlist.assign(session, COMMUNITY, person.id, grid)
            session.add(
                Tablet(
                    community_id=COMMUNITY, id=uuid4().bytes, person_id=person.id, name=f"{name}的平板",
                    token_hash=hashlib.sha256(name.encode()).digest(), enrolled_ms=now_ms(),
                )
            )  # fmt: skip
    with reading() as session:
        for name in ("王芳", "张强", "李红"):
            found = tablet_by_token(session, hashlib.sha256(name.encode()).digest())
            assert isinstance(found, TabletIdentity)
            world.tablets[name] = found


def _grow_old(world: World, name: str) -> None:
    """As if it had come two months ago; the chunk says so too, so its links are made anew."""
    from sqlalchemy import select, update  # noqa: PLC0415

    from server.models import Chunk, Grid, Record  # noqa: PLC0415
    from sync.digest import EMPTY  # noqa: PLC0415

    moment, identity = now_ms() - 2 * MONTH_MS, world.documents[name]
    with writing() as session:
        session.execute(update(Chunk).where(Chunk.document_id == identity).values(received_ms=moment))
        session.execute(update(DocumentRow).where(DocumentRow.id == identity).values(received_ms=moment))
        session.execute(update(Record).where(Record.document_id == identity).values(received_ms=moment))
        log = GridLog(COMMUNITY, "g1", 0, EMPTY, EMPTY)
        for row in session.scalars(select(Chunk).where(Chunk.grid_id == "g1").order_by(Chunk.seq)):
            log.append(row.document_id, row.data, row.received_ms, row.tablet_id, row.person_id)
            row.link = log.link
        session.get_one(Grid, (COMMUNITY, "g1")).link = log.link
