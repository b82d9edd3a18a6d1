"""Photos over a network that goes away: pieces in order, nothing twice, nothing to whoever may not see it."""

from __future__ import annotations

import hashlib
import os
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid4

import pytest
import sqlalchemy as sa

from server.attachment_store import Store
from server.clock import now_ms
from server.database import db
from server.models import Assignment, Attachment, Tablet
from server.tokens import fresh_token
from tests.conftest import MakeApp
from tests.server.commands.world import COMMUNITY, PHOTO, World, build

if TYPE_CHECKING:
    from werkzeug.test import TestResponse

PIECE = 4000
OTHER = b"\x89PNG\r\n\x1a\n" + os.urandom(9000)


class Sender:
    """A tablet at the attachments' address."""

    def __init__(self, world: World, person: str) -> None:
        self.client = world.app.test_client()
        token, hashed = fresh_token()
        with world.app.app_context(), db.engine.begin() as connection:
            connection.execute(
                sa.insert(Tablet),
                {
                    "community_id": COMMUNITY, "id": uuid4().bytes, "person_id": world.people[person], "name": "t",
                    "token_hash": hashed, "enrolled_ms": now_ms(),
                },
            )  # fmt: skip
        self.headers = {"Authorization": f"Bearer {token}"}

    def put(
        self, document: bytes, data: bytes, first: int, end: int, name: bytes = b"", total: int = 0
    ) -> TestResponse:
        headers = self.headers | {"Content-Range": f"bytes {first}-{end - 1}/{total or len(data)}"}
        return self.client.put(_address(document, name or data), headers=headers, data=data[first:end])

    def send(self, document: bytes, data: bytes, name: bytes = b"") -> TestResponse:
        for first in range(0, len(data), PIECE):
            answer = self.put(document, data, first, min(first + PIECE, len(data)), name)
            if answer.status_code != 200:
                break
        return answer

    def head(self, document: bytes, data: bytes) -> tuple[str, str]:
        answer = self.client.head(_address(document, data), headers=self.headers)
        assert answer.status_code == 200
        return answer.headers["Upload-Offset"], answer.headers["Upload-Complete"]

    def get(self, document: bytes, data: bytes) -> TestResponse:
        return self.client.get(_address(document, data), headers=self.headers)


def _address(document: bytes, data: bytes) -> str:
    return f"/api/v1/attachments/{hashlib.sha256(data).hexdigest()}?document={UUID(bytes=document)}"


@pytest.fixture(params=["", "memory://mulin"])
def anywhere(request: pytest.FixtureRequest, make_app: MakeApp) -> World:
    """The folder that there is by default, and a store of another make."""
    return build(make_app({"MULIN_ATTACHMENTS_URL": request.param}))


def test_a_photo_arrives_in_pieces_and_is_seen_by_colleagues(anywhere: World) -> None:
    wang, zhang, visit = Sender(anywhere, "王芳"), Sender(anywhere, "张强"), anywhere.documents["visit"]
    assert wang.head(visit, OTHER) == ("0", "?0")
    assert wang.put(visit, OTHER, 0, PIECE).headers["Upload-Offset"] == str(PIECE)
    assert wang.head(visit, OTHER) == (str(PIECE), "?0")
    assert zhang.get(visit, OTHER).status_code == 404
    assert wang.put(visit, OTHER, PIECE, 8000).status_code == 200
    done = wang.put(visit, OTHER, 8000, len(OTHER))
    assert (done.status_code, done.headers["Upload-Complete"]) == (200, "?1")
    seen = zhang.get(visit, OTHER)
    assert (seen.data, seen.mimetype) == (OTHER, "image/png")
    # Twice: at once, from whichever piece.
    assert wang.put(visit, OTHER, 0, PIECE).headers["Upload-Complete"] == "?1"
    assert not list((anywhere.app.extensions["mulin"].data / "spool").iterdir())


def test_sending_goes_on_where_it_ended(world: World) -> None:
    wang, visit = Sender(world, "王芳"), world.documents["visit"]
    wang.put(visit, OTHER, 0, PIECE)
    for first in (0, PIECE - 1, PIECE + 1):
        answer = wang.put(visit, OTHER, first, first + 10)
        assert answer.status_code == 409
        assert (answer.get_json()["code"], answer.get_json()["offset"]) == ("attachment.offset", PIECE)
    # The power went while the next piece was being written: what is in the file beyond the row does not count.
    (spooled,) = [path for path in (_data(world) / "spool").iterdir() if not path.suffix]
    spooled.write_bytes(spooled.read_bytes() + b"\x00" * 1000)
    assert wang.put(visit, OTHER, PIECE, len(OTHER)).headers["Upload-Complete"] == "?1"
    assert wang.get(visit, OTHER).data == OTHER


def test_other_bytes_than_the_name_says_are_forgotten(world: World) -> None:
    wang, visit = Sender(world, "王芳"), world.documents["visit"]
    wrong = bytes(len(OTHER))
    answer = wang.send(visit, wrong, name=OTHER)
    assert (answer.status_code, answer.get_json()["code"]) == (422, "attachment.hash_mismatch")
    assert wang.head(visit, OTHER) == ("0", "?0")
    assert wang.send(visit, OTHER).headers["Upload-Complete"] == "?1"


def test_two_tablets_send_the_same_photo_at_once(world: World) -> None:
    visit = world.documents["visit"]
    senders = [Sender(world, "王芳"), Sender(world, "张强")]

    def send(sender: Sender) -> None:
        while True:
            offset, complete = sender.head(visit, OTHER)
            if complete == "?1":
                return
            first = int(offset)
            assert sender.put(visit, OTHER, first, min(first + 900, len(OTHER))).status_code in (200, 409)

    with ThreadPoolExecutor(2) as pool:
        for done in [pool.submit(send, one) for one in senders]:
            done.result(60)
    assert senders[0].get(visit, OTHER).data == OTHER


def test_whoever_may_not_see_the_document_may_not_see_its_photo(world: World) -> None:
    wang, visit = Sender(world, "王芳"), world.documents["visit"]
    assert wang.get(visit, PHOTO).data == PHOTO
    # Knowing its hash, and having another document, opens nothing.
    assert wang.get(world.documents["resident"], PHOTO).status_code == 404
    assert wang.get(uuid4().bytes, PHOTO).status_code == 404
    assert wang.put(uuid4().bytes, OTHER, 0, 10).status_code == 404
    with world.app.app_context(), db.engine.begin() as connection:
        served = Assignment.person_id == world.people["王芳"], Assignment.grid_id == "g2"
        connection.execute(sa.update(Assignment).where(*served).values(ended_ms=now_ms()))
    assert wang.get(visit, PHOTO).status_code == 404
    # What was taken while she served there still comes in.
    assert wang.send(visit, OTHER).headers["Upload-Complete"] == "?1"
    assert world.app.test_client().get(_address(visit, PHOTO)).status_code == 401


@pytest.mark.parametrize("name", ["..%2f..%2fsecret.key", "A" * 64, "0" * 63, "0" * 65, "../../secret.key"])
def test_a_name_is_a_hash_and_nothing_else(world: World, name: str) -> None:
    wang = Sender(world, "王芳")
    address = f"/api/v1/attachments/{name}?document={UUID(bytes=world.documents['visit'])}"
    headers = wang.headers | {"Content-Range": "bytes 0-2/3"}
    assert wang.client.put(address, headers=headers, data=b"abc").status_code in (404, 405)
    assert wang.client.get(address, headers=wang.headers).status_code == 404


@pytest.mark.parametrize(
    ("content_range", "body", "status"),
    [
        (None, b"abc", 400),
        ("bytes 0-2", b"abc", 400),
        ("bytes 2-0/3", b"abc", 400),
        ("bytes 0-3/3", b"abcd", 400),
        ("bytes 0-2/3", b"ab", 400),
        ("bytes 0-2/99999999999", b"abc", 413),
        ("bytes 0-12999/13000", b"a" * 13000, 413),
    ],
)
def test_a_piece_says_exactly_what_it_is(make_app: MakeApp, content_range: str, body: bytes, status: int) -> None:
    world = build(make_app({"MULIN_ATTACHMENT_BYTES_MAX": "20000", "MULIN_ATTACHMENT_PIECE_BYTES_MAX": "12000"}))
    wang = Sender(world, "王芳")
    headers: dict[str, Any] = wang.headers | ({"Content-Range": content_range} if content_range else {})
    answer = wang.client.put(_address(world.documents["visit"], b"x"), headers=headers, data=body)
    assert answer.status_code == status
    with world.app.app_context(), db.engine.connect() as connection:
        assert len(connection.execute(sa.select(Attachment)).all()) == 1


def test_the_last_piece_counts_only_once_the_bytes_are_in_the_store(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    wang, visit = Sender(world, "王芳"), world.documents["visit"]
    wang.put(visit, OTHER, 0, PIECE)

    def gone(*_: object) -> None:
        raise OSError("the store is away")

    with monkeypatch.context() as patch:
        patch.setattr(Store, "put", gone)
        world.app.testing = False
        assert wang.put(visit, OTHER, PIECE, len(OTHER)).status_code >= 500
    assert wang.head(visit, OTHER) == (str(PIECE), "?0")
    assert wang.put(visit, OTHER, PIECE, len(OTHER)).headers["Upload-Complete"] == "?1"


def _data(world: World) -> Any:
    return world.app.extensions["mulin"].data
