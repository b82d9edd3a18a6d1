"""Days without a network: what was done travels as one file on a USB stick, and nothing of it is lost or counted twice.

The tablets are real ones (JavaScript Automerge, the WebCrypto of browsers), the server is gunicorn.
"""

from __future__ import annotations

import itertools
import json
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from server import create_app
from server.clock import fresh_id, now_ms
from server.models import ApiToken, Assignment, Attachment, BundleKey, Chunk, Person, Record
from server.models import Tablet as TabletRow
from server.settings import Settings
from server.tokens import fresh_token
from tests.conftest import StartServer
from tests.servers.commands import close_app, environment, run_flask
from tests.servers.running import RunningServer
from tests.stories.cast import GRIDS, Cast
from tests.stories.truth import check_everything
from tests.tablet.driver import Tablet, TabletProcess

PHOTO = b"\xff\xd8\xff\xe0" + bytes(range(256)) * 9000
"""Larger than one piece."""
_numbers = itertools.count(1)


@dataclass
class Town:
    """A community at a real server, whose workers go where no network is."""

    cast: Cast
    server: RunningServer
    process: TabletProcess
    folder: Path
    url: str
    data: Path

    def tablet(self, name: str, *grids: str) -> Tablet:
        person = self.cast.person(name, "grid_worker", *grids)
        tablet = self.process.tablet(f"{self.cast.community}/{name}", self.folder / name, durable=False)
        tablet.enrol(self.server.url, self.cast.pairing_code(person), name)
        return tablet

    def program(self, name: str, role: str, *grids: str) -> str:
        """An API token of somebody at the centre."""
        person = self.cast.person(name, role, *grids)
        token, hashed = fresh_token()
        with self.cast.at_the_centre() as session:
            session.add(
                ApiToken(
                    community_id=self.cast.community, id=fresh_id(), person_id=person, name="x", token_hash=hashed,
                    created_ms=now_ms(),
                )
            )  # fmt: skip
        return token

    def ask(self, token: str, method: str, path: str, body: bytes | None = None, **headers: str) -> tuple[int, Any]:
        request = urllib.request.Request(f"{self.server.url}/api/v1{path}", data=body, method=method)
        request.add_header("Authorization", f"Bearer {token}")
        for name, value in headers.items():
            request.add_header(name.replace("_", "-"), value)
        try:
            with urllib.request.urlopen(request, timeout=60) as answer:
                return answer.status, json.loads(answer.read())
        except urllib.error.HTTPError as fault:
            said = fault.read()
            return fault.code, json.loads(said) if said else None

    def bring_in(self, token: str, data: bytes, query: str = "") -> tuple[int, Any]:
        return self.ask(token, "POST", f"/bundles{query}", data, Content_Type="application/octet-stream")

    def command(self, *arguments: str) -> Any:
        done = run_flask(*arguments, "--json", database_url=self.url, data=self.data)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout)

    def chunks(self) -> int:
        with self.cast.looking() as session:
            return session.scalar(select(func.count()).where(Chunk.community_id == self.cast.community)) or 0

    def records(self, kind: str) -> list[dict[str, Any]]:
        with self.cast.looking() as session:
            query = select(Record.values).where(Record.community_id == self.cast.community, Record.kind == kind)
            return list(session.scalars(query))


@pytest.fixture(scope="module")
def process() -> Iterator[TabletProcess]:
    with TabletProcess() as running:
        yield running


@pytest.fixture(scope="module")
def centre(
    module_database_url: str, module_data: Path, start_module_server: StartServer
) -> Iterator[tuple[Flask, RunningServer]]:
    app = create_app(Settings.from_environment(environment(database_url=module_database_url, data=module_data)))
    yield app, start_module_server()
    close_app(app)


@pytest.fixture
def town(
    centre: tuple[Flask, RunningServer],
    process: TabletProcess,
    tmp_path: Path,
    module_database_url: str,
    module_data: Path,
) -> Iterator[Town]:
    app, server = centre
    told = Town(Cast(app, f"bundle{next(_numbers)}"), server, process, tmp_path, module_database_url, module_data)
    yield told
    check_everything(told.cast)


def _worked(tablet: Tablet) -> tuple[str, str]:
    """A visit that the centre knows, edited again without a network, and a new one with a photo."""
    known = tablet.create("visit", GRIDS[0], {"result": "1"})
    assert tablet.sync()["outcomes"] == {"merged": 1}
    tablet.edit(known, {"result": "2"})
    fresh = tablet.create("visit", GRIDS[0], {"result": "1"})
    tablet.attach(fresh, PHOTO, "photo.1")
    return known, fresh


def test_a_week_in_the_hills_comes_in_on_a_stick(town: Town) -> None:
    tablet, stick = town.tablet("王芳", GRIDS[0]), town.folder / "七号.mulin"
    known, fresh = _worked(tablet)
    made = tablet.bundle(stick)
    assert (made["items"], made["attachments"]) == (2, 1)
    assert b"visit" not in stick.read_bytes()
    (told,) = town.command("import", "bundle", str(stick))
    assert told["tablet"]["person"]["name"] == "王芳"
    assert told["counts"] == {
        "merged": 2, "known": 0, "missing": 0, "refused": 0, "taken": 1, "attachments_known": 0,
        "attachments_refused": 0,
    }  # fmt: skip
    assert sorted(item["document"] for item in told["items"]) == sorted([known, fresh])
    assert sorted(visit["result"] for visit in town.records("visit")) == ["1", "2"]
    with town.cast.looking() as session:
        photo = session.scalars(select(Attachment).where(Attachment.community_id == town.cast.community)).one()
        assert (photo.size, photo.completed_ms is not None) == (len(PHOTO), True)
    # Twice is once, by whichever way; and the tablet itself, back in town, is told that all of it is known.
    before = town.chunks()
    status, again = town.bring_in(town.program("乔岚", "supervisor", GRIDS[0]), stick.read_bytes())
    assert status == 200, again
    assert again["counts"]["known"] == 2
    assert again["counts"]["attachments_known"] == 1
    assert town.chunks() == before
    synced = tablet.sync()
    assert synced["outcomes"] == {"known": 2}
    assert all(proof["equal"] for proof in synced["proofs"].values())


def test_what_cannot_be_right_is_refused_and_its_neighbours_are_not(town: Town) -> None:
    tablet = town.tablet("王芳", GRIDS[0])
    tablet.create("visit", GRIDS[1], {"result": "1"})
    tablet.create("visit", GRIDS[0], {"result": "1"})
    tablet.bundle(town.folder / "b.mulin")
    _, told = town.bring_in(town.program("管理员", "admin"), (town.folder / "b.mulin").read_bytes())
    assert sorted((item["outcome"], item.get("code")) for item in told["items"]) == [
        ("merged", None),
        ("refused", "grid.not_yours"),
    ]
    assert [code for code, *_ in town.cast.refusals()] == ["grid.not_yours"]


def test_a_revoked_tablets_work_waits_for_somebody_to_say_whose_it_is(town: Town) -> None:
    tablet, stick = town.tablet("王芳", GRIDS[0]), town.folder / "b.mulin"
    known, fresh = _worked(tablet)
    tablet.bundle(stick)
    with town.cast.at_the_centre() as session:
        session.execute(
            update(TabletRow).where(TabletRow.community_id == town.cast.community).values(revoked_ms=now_ms())
        )
    supervisor, before = town.program("乔岚", "supervisor", GRIDS[0]), town.chunks()
    status, told = town.bring_in(supervisor, stick.read_bytes())
    assert (status, told["revoked"]) == (200, True)
    assert {item["code"] for item in told["items"]} == {"tablet.revoked"}
    assert [one["code"] for one in told["attachments"]] == ["tablet.revoked"]
    assert town.chunks() == before
    # One of them is looked at and tried again, as anything that was refused.
    _, listed = town.ask(supervisor, "GET", "/refusals")
    assert {one["document"] for one in listed["refusals"]} == {known, fresh}
    (refusal,) = [one["id"] for one in listed["refusals"] if one["document"] == known]
    headers = {"Content_Type": "application/json"}
    _, tried = town.ask(supervisor, "POST", f"/refusals/{refusal}/retry", b"{}", **headers)
    assert tried["outcome"] == "merged"
    # Then the supervisor has spoken with her: all of it is hers.
    _, accepted = town.bring_in(supervisor, stick.read_bytes(), "?revoked=accept")
    assert accepted["counts"] == {
        "merged": 1, "known": 1, "missing": 0, "refused": 0, "taken": 1, "attachments_known": 0,
        "attachments_refused": 0,
    }  # fmt: skip


def test_only_who_sees_the_tablet_may_bring_its_bundle_in(town: Town) -> None:
    tablet, stick = town.tablet("王芳", GRIDS[0]), town.folder / "b.mulin"
    tablet.create("visit", GRIDS[0], {"result": "1"})
    tablet.bundle(stick)
    data = stick.read_bytes()
    elsewhere = town.program("段平", "supervisor", GRIDS[1])
    assert town.bring_in(elsewhere, data)[1]["code"] == "bundle.unproven"
    assert town.bring_in(town.program("孙医生", "doctor", GRIDS[0]), data)[1]["code"] == "role.not_allowed"
    neighbour = Town(
        Cast(town.cast.app, f"bundle{next(_numbers)}"), town.server, town.process, town.folder, town.url, town.data
    )
    assert town.bring_in(neighbour.program("外管", "admin"), data)[1]["code"] == "bundle.key_unknown"
    assert town.chunks() == 0


def test_nobody_makes_a_bundle_in_anothers_name(town: Town) -> None:
    fang = town.tablet("王芳", GRIDS[0])
    fang.create("visit", GRIDS[0], {"result": "1"})
    fang.bundle(town.folder / "b.mulin", token="another-tablets-token")
    admin = town.program("管理员", "admin")
    assert town.bring_in(admin, (town.folder / "b.mulin").read_bytes())[1]["code"] == "bundle.unproven"


def _cut(data: bytes) -> bytes:
    return data[:-7]


def _turned(at: int) -> Callable[[bytes], bytes]:
    return lambda data: data[:at] + bytes([data[at] ^ 1]) + data[at + 1 :]


SPOILT: tuple[tuple[Callable[[bytes], bytes], str], ...] = (
    (_cut, "bundle.damaged"),
    (lambda data: data[:60], "bundle.damaged"),
    (_turned(0), "bundle.not_one"),
    (_turned(8), "bundle.not_one"),
    (_turned(9), "bundle.key_unknown"),
    (_turned(30), "bundle.damaged"),
    (_turned(90), "bundle.damaged"),
    (_turned(200), "bundle.damaged"),
    (lambda data: data + b"x", "bundle.damaged"),
    (lambda _: b"", "bundle.not_one"),
    (lambda _: b"PK\x03\x04" * 100, "bundle.not_one"),
)


def test_a_file_that_was_spoilt_on_the_way_is_named_so(town: Town) -> None:
    tablet, stick = town.tablet("王芳", GRIDS[0]), town.folder / "b.mulin"
    tablet.create("visit", GRIDS[0], {"result": "1"})
    tablet.bundle(stick)
    admin = town.program("管理员", "admin")
    for number, (spoil, code) in enumerate(SPOILT):
        status, told = town.bring_in(admin, spoil(stick.read_bytes()))
        assert (status in {400, 422}, told["code"]) == (True, code), number
    assert town.chunks() == 0


def test_a_form_brings_a_bundle_too(town: Town) -> None:
    tablet, stick = town.tablet("王芳", GRIDS[0]), town.folder / "b.mulin"
    tablet.create("visit", GRIDS[0], {"result": "1"})
    tablet.bundle(stick, gzip=False)
    edge = b'--edge\r\nContent-Disposition: form-data; name="bundle"; filename="../../x.mulin"\r\n\r\n'
    body = edge + stick.read_bytes() + b"\r\n--edge--\r\n"
    admin = town.program("管理员", "admin")
    status, told = town.ask(admin, "POST", "/bundles", body, Content_Type="multipart/form-data; boundary=edge")
    assert (status, told["counts"]["merged"]) == (200, 1)


def test_a_bundle_for_the_old_key_opens_after_the_key_was_changed(town: Town) -> None:
    tablet, stick = town.tablet("王芳", GRIDS[0]), town.folder / "b.mulin"
    tablet.create("visit", GRIDS[0], {"result": "1"})
    tablet.bundle(stick)
    admin = town.program("管理员", "admin")
    status, fresh = town.ask(admin, "POST", "/bundle-key/change", b"{}", Content_Type="application/json")
    assert status == 200
    assert town.ask(admin, "GET", "/bundle-key") == (200, fresh)
    with town.cast.looking() as session:
        keys = session.scalars(select(BundleKey.id).where(BundleKey.community_id == town.cast.community)).all()
    assert len(keys) == 2
    assert town.bring_in(admin, stick.read_bytes())[1]["counts"]["merged"] == 1


def test_a_worker_who_was_disabled_meanwhile_is_treated_as_revoked(town: Town) -> None:
    tablet, stick = town.tablet("王芳", GRIDS[0]), town.folder / "b.mulin"
    tablet.create("visit", GRIDS[0], {"result": "1"})
    tablet.bundle(stick)
    with town.cast.at_the_centre() as session:
        session.execute(
            update(Person)
            .where(Person.community_id == town.cast.community, Person.name == "王芳")
            .values(disabled_ms=now_ms())
        )
        session.execute(
            update(Assignment).where(Assignment.community_id == town.cast.community).values(ended_ms=now_ms())
        )
    (told,) = town.command("import", "bundle", str(stick), "--community", town.cast.community)
    assert (told["revoked"], told["counts"]["refused"]) == (True, 1)
    (accepted,) = town.command("import", "bundle", str(stick), "--accept-revoked")
    assert accepted["counts"]["merged"] == 1
