"""Two communities, their people and what they recorded, written straight into the database."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import event, select
from werkzeug.test import TestResponse

from server.clock import fresh_actor, fresh_id, now_ms
from server.database import db, reading, writing
from server.intake import take_in
from server.models import (
    ApiToken,
    Assignment,
    Attachment,
    AuditEvent,
    Community,
    Conflict,
    Document,
    Grid,
    Person,
    Record,
    Refusal,
    ResidentEntry,
    Settlement,
    Tablet,
)
from server.reconcile import reconcile
from server.register import entry_of
from server.sign_in import password_hash
from server.tablet_identity import TabletIdentity, tablet_by_token
from server.tokens import fresh_token, token_hash
from sync.change import concatenated
from sync.document import Document as OpenDocument
from sync.document import new_document
from sync.merge import HandIn
from sync.wire import SyncRequest

PASSWORD = "correct horse battery"
RUYILI, CHAOYANG = "ruyili", "chaoyang"
FIRST, SECOND = "370812003001-1001", "370812003001-1002"
ID_NUMBER, PHONE = "370822194001010003", "13800001234"


@cache
def _hashed() -> str:
    # One hash for everybody: making it is slow on purpose.
    return password_hash(PASSWORD)


class House:
    """Ruyili with two grids and its people, and Chaoyang next door, whose grid bears the same number."""

    def __init__(self, app: Flask) -> None:
        self.app = app
        self._numbers = itertools.count(1)
        self.people: dict[bytes, tuple[str, str]] = {}
        self.community(RUYILI, FIRST, SECOND)
        self.community(CHAOYANG, FIRST)
        self.fang = self.person("王芳", "grid_worker", FIRST)
        self.doctor = self.person("孙医生", "doctor", FIRST)
        self.qiao = self.person("乔岚", "supervisor", FIRST)
        self.lan = self.person("兰秀", "grid_worker", SECOND)
        self.duan = self.person("段平", "supervisor", SECOND)
        self.admin = self.person("管理员", "admin")
        self.stranger = self.person("外人", "supervisor", FIRST, community=CHAOYANG)
        self.stranger_admin = self.person("外管", "admin", community=CHAOYANG)

    @contextmanager
    def writing(self) -> Iterator[Any]:
        with self.app.app_context(), writing() as session:
            yield session

    def all(self, statement: Any) -> list[Any]:
        with self.app.app_context(), reading() as session:
            found = list(session.scalars(statement))
            session.expunge_all()
            return found

    def community(self, identity: str, *grids: str) -> None:
        with self.writing() as session:
            session.add(
                Community(
                    id=identity,
                    name=identity,
                    log=f"log-{identity}",
                    namespace=fresh_id(),
                    seal_key=bytes(32),
                    centre=fresh_id(),
                    created_ms=now_ms(),
                )
            )
            session.flush()
            for grid in grids:
                session.add(
                    Grid(
                        community_id=identity, id=grid, name=f"{grid[-1]}网格", seq=0, link=bytes(32), digest=bytes(32)
                    )
                )

    def person(self, name: str, role: str, *grids: str, community: str = RUYILI) -> bytes:
        identity = fresh_id()
        login = f"login{next(self._numbers)}"
        with self.writing() as session:
            session.add(
                Person(
                    community_id=community,
                    id=identity,
                    name=name,
                    role=role,
                    login=login,
                    password_hash=_hashed(),
                    wrong_passwords=0,
                    session_epoch=0,
                    created_ms=now_ms(),
                )
            )
            session.flush()
            for grid in grids:
                session.add(Assignment(community_id=community, person_id=identity, grid_id=grid, since_ms=now_ms()))
        self.people[identity] = (community, login)
        return identity

    def end_assignment(self, person: bytes, grid: str) -> None:
        with self.writing() as session:
            session.get(Assignment, (self.people[person][0], person, grid)).ended_ms = now_ms()

    def tablet(self, person: bytes, name: str = "7号平板") -> tuple[bytes, str]:
        """A tablet's id and token."""
        token, hashed = fresh_token()
        identity = fresh_id()
        with self.writing() as session:
            session.add(
                Tablet(
                    community_id=self.people[person][0],
                    id=identity,
                    person_id=person,
                    name=name,
                    token_hash=hashed,
                    enrolled_ms=now_ms(),
                    unsent=3,
                    clock_ahead_ms=-700_000,
                    seen_ms=now_ms(),
                    app="mulin-tablet 1",
                )
            )
        return identity, token

    def record(self, grid: str, values: Mapping[str, Any], **more: Any) -> bytes:
        """A record and its document's row, as reconcile would have left them."""
        community, kind = more.pop("community", RUYILI), more.pop("kind", "resident")
        identity = more.pop("identity", None) or fresh_id()
        heads = fresh_id() * 2
        row = {
            "kind_version": 1, "received_ms": now_ms(), "status": "received", "conflicts": 0, "problems": [],
            "subject_id": None, "worker_id": None, "when_ms": None, **more,
        }  # fmt: skip
        with self.writing() as session:
            session.add(
                Document(
                    community_id=community,
                    id=identity,
                    grid_id=grid,
                    kind=kind,
                    state="active",
                    heads=heads,
                    first_seq=1,
                    last_seq=1,
                    linear=True,
                    tail=0,
                    snapshot_seq=0,
                    received_ms=row["received_ms"],
                )
            )
            session.add(
                Record(community_id=community, document_id=identity, grid_id=grid, kind=kind, heads=heads,
                       values=dict(values), **row)
            )  # fmt: skip
            if kind == "resident":
                place = {"community_id": community, "document_id": identity, "grid_id": grid}
                session.add(ResidentEntry(**place, **entry_of(values)))
        return identity

    def conflict(self, document: bytes, grid: str, path: str, detail: Any, **more: Any) -> None:
        row = {"community_id": RUYILI, "type": "disputed", "code": "rivals", "kind": "resident", **more}
        with self.writing() as session:
            session.add(Conflict(document_id=document, grid_id=grid, path=path, detail=detail, **row))

    def settlement(self, document: bytes, grid: str, path: str, community: str = RUYILI) -> bytes:
        """A decision that somebody made over one earlier answer."""
        identity = fresh_id()
        with self.writing() as session:
            session.add(
                Settlement(
                    community_id=community, id=identity, document_id=document, grid_id=grid, action="amend", path=path,
                    chosen="x", rivals=[{"value": "y", "changes": []}], reason="x", person_id=fresh_id(),
                    at_ms=now_ms(), change_hash=fresh_id() * 2,
                )
            )  # fmt: skip
        return identity

    def refusal(self, tablet: bytes, person: bytes, document: bytes = b"", **more: Any) -> bytes:
        identity = fresh_id() * 2
        row = {
            "code": "author.not_sender",
            "hint": "",
            "data": b"raw bytes",
            "received_ms": now_ms(),
            "times": 1,
            **more,
        }
        with self.writing() as session:
            session.add(
                Refusal(
                    community_id=self.people[person][0],
                    id=identity,
                    document_id=document or fresh_id(),
                    tablet_id=tablet,
                    person_id=person,
                    **row,
                )
            )
        return identity

    def attachment(self, document: bytes, sha256: bytes, community: str = RUYILI) -> None:
        with self.writing() as session:
            session.add(
                Attachment(
                    community_id=community,
                    sha256=sha256,
                    document_id=document,
                    size=3,
                    received=3,
                    content_type="image/jpeg",
                    created_ms=now_ms(),
                    completed_ms=now_ms(),
                )
            )

    def hand_in(self, token: str, document: bytes, changes: bytes) -> dict[str, Any]:
        """What a tablet's push of one document comes to; its record follows."""
        with self.app.app_context():
            with reading() as session:
                tablet = tablet_by_token(session, token_hash(token))
            assert isinstance(tablet, TabletIdentity)
            request = SyncRequest(
                now_ms=now_ms(), log=None, cursors={}, push=[HandIn(document, changes, heads=())], bytes_max=0
            )
            result: dict[str, Any] = take_in(tablet, request).results[0]
            reconcile(tablet.community_id, [document])
        return result

    def born(
        self, tablet: bytes, token: str, grid: str, values: Mapping[str, Any], kind: str = "resident"
    ) -> tuple[bytes, OpenDocument]:
        """A real document, handed in by a tablet."""
        identity = fresh_id()
        opened = new_document(fresh_actor(tablet), {"kind": kind, "grid": grid, "kind_version": 1, **values})
        assert self.hand_in(token, identity, concatenated(opened.changes()))["outcome"] == "merged"
        return identity, opened

    def edited(
        self, tablet: bytes, token: str, document: bytes, before: OpenDocument, values: Mapping[str, Any]
    ) -> None:
        """A tablet that stands at ``before`` writes values and hands them in."""
        own = OpenDocument.open(before.save())
        assert self.hand_in(token, document, own.write(fresh_actor(tablet), values))["outcome"] == "merged"

    def dispute(self) -> bytes:
        """A resident of the first grid whose phone two tablets wrote differently."""
        one, other = self.tablet(self.fang), self.tablet(self.doctor)
        document, opened = self.born(*one, FIRST, {"name": "赵大娘", "sex": "2", "status": "active"})
        self.edited(*one, document, opened, {"phone": PHONE})
        self.edited(*other, document, opened, {"phone": "13900005678"})
        return document

    def program(self, person: bytes) -> Caller:
        """A program that acts for a person."""
        token, hashed = fresh_token()
        with self.writing() as session:
            session.add(
                ApiToken(
                    community_id=self.people[person][0],
                    id=fresh_id(),
                    person_id=person,
                    name="test",
                    token_hash=hashed,
                    created_ms=now_ms(),
                )
            )
        return Caller(self.app, {"Authorization": f"Bearer {token}"})

    def with_token(self, token: str) -> Caller:
        return Caller(self.app, {"Authorization": f"Bearer {token}"})

    def browser(self, person: bytes) -> Caller:
        """A person who has signed in."""
        caller = Caller(self.app, {})
        answer = caller.post("/session", self.credentials(person))
        assert answer.status_code == 201, answer.text
        caller.headers["X-CSRF-Token"] = answer.json["csrf"]
        return caller

    def credentials(self, person: bytes, password: str = PASSWORD) -> dict[str, str]:
        community, login = self.people[person]
        return {"community": community, "login": login, "password": password}

    def audited(self, action: str) -> list[AuditEvent]:
        return self.all(select(AuditEvent).where(AuditEvent.action == action).order_by(AuditEvent.at_ms))

    @contextmanager
    def counting(self) -> Iterator[list[str]]:
        """The SQL statements that are run meanwhile."""
        seen: list[str] = []

        def note(*arguments: Any) -> None:
            seen.append(arguments[2])

        with self.app.app_context():
            engine = db.engine
        event.listen(engine, "before_cursor_execute", note)
        try:
            yield seen
        finally:
            event.remove(engine, "before_cursor_execute", note)


class Caller:
    """Whoever calls the API, with what they carry."""

    def __init__(self, app: Flask, headers: dict[str, str]) -> None:
        self.client: FlaskClient = app.test_client()
        self.headers = headers

    def call(self, method: str, path: str, body: Any = None, **options: Any) -> TestResponse:
        options.setdefault("headers", self.headers)
        if body is not None:
            options["json"] = body
        return self.client.open(f"/api/v1{path}", method=method, **options)

    def get(self, path: str, **options: Any) -> TestResponse:
        return self.call("GET", path, **options)

    def post(self, path: str, body: Any = None, **options: Any) -> TestResponse:
        return self.call("POST", path, {} if body is None else body, **options)


def text(identity: bytes) -> str:
    """An id as JSON has it."""
    return str(uuid.UUID(bytes=identity))


def code(answer: TestResponse) -> tuple[int, str]:
    """Status and problem code."""
    assert answer.mimetype == "application/problem+json", answer.text
    return answer.status_code, answer.json["code"]


def later(monkeypatch: pytest.MonkeyPatch, *, minutes: int) -> None:
    """Let time pass, for those who guard the doors."""
    then = now_ms() + minutes * 60_000
    for module in ("sessions", "sign_in", "throttle", "pairing"):
        monkeypatch.setattr(f"server.{module}.now_ms", lambda: then)
