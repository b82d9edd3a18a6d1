"""The stories of the field, told by real tablets (JavaScript Automerge) to a real server."""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select

from server import create_app
from server.models import Chunk, Record
from server.settings import Settings
from tests.conftest import StartServer
from tests.golden.vectors import vectors
from tests.servers.commands import close_app, environment
from tests.servers.running import RunningServer
from tests.stories.cast import GRIDS, Cast
from tests.stories.truth import active, check_everything
from tests.tablet.driver import Tablet, TabletError, TabletProcess

DOCUMENTS_OF_A_GRID = 300
_numbers = itertools.count(1)


@dataclass
class Play:
    """A community at a real server, and tablets on demand."""

    cast: Cast
    server: RunningServer
    process: TabletProcess
    folder: Path

    def tablet(self, name: str, *grids: str, person: bytes | None = None) -> Tablet:
        """A new tablet in the hands of a worker who serves these grids."""
        person = person or self.cast.person(name, "grid_worker", *grids)
        tablet = self.process.tablet(f"{self.cast.community}/{name}", self.folder / name, durable=False)
        tablet.enrol(self.server.url, self.cast.pairing_code(person), name)
        return tablet

    def records(self, kind: str) -> list[dict[str, Any]]:
        with self.cast.looking() as session:
            query = select(Record.values).where(Record.community_id == self.cast.community, Record.kind == kind)
            return list(session.scalars(query))

    def chunks(self) -> int:
        with self.cast.looking() as session:
            query = select(func.count()).select_from(Chunk).where(Chunk.community_id == self.cast.community)
            return session.scalar(query) or 0


def proven(told: dict[str, Any]) -> bool:
    """Whether the sync ended with the proof that both sides hold the same."""
    return bool(told["proofs"]) and all(proof["equal"] for proof in told["proofs"].values())


@pytest.fixture(scope="module")
def process() -> Iterator[TabletProcess]:
    with TabletProcess() as running:
        yield running


@pytest.fixture(scope="module")
def centre(
    module_database_url: str, module_data: Path, start_module_server: StartServer
) -> Iterator[tuple[Flask, RunningServer]]:
    """One server for the module; each story plays in a community of its own."""
    app = create_app(Settings.from_environment(environment(database_url=module_database_url, data=module_data)))
    yield app, start_module_server()
    close_app(app)


@pytest.fixture
def play(centre: tuple[Flask, RunningServer], process: TabletProcess, tmp_path: Path) -> Iterator[Play]:
    app, server = centre
    told = Play(Cast(app, f"story{next(_numbers)}"), server, process, tmp_path)
    yield told
    check_everything(told.cast)


def test_two_workers_at_one_door_make_one_resident(play: Play) -> None:
    number = vectors("resident_ids")["numbers"][0]["number"]
    a, b = play.tablet("A", GRIDS[0]), play.tablet("B", GRIDS[0])
    mine = a.create("resident", GRIDS[0], {"name": "陈桂兰", "sex": "2", "id_number": number})
    theirs = b.create("resident", GRIDS[0], {"name": "陈桂兰", "sex": "2", "id_number": number, "phone": "05370000000"})
    assert mine == theirs
    assert a.sync()["outcomes"] == {"merged": 1}
    assert b.sync()["outcomes"] == {"merged": 1}
    assert proven(a.sync())
    assert proven(b.sync())
    (resident,) = play.records("resident")
    assert resident["phone"] == "05370000000"
    assert a.values(mine) == b.values(mine)
    assert play.cast.disputes() == []


def test_a_field_that_two_edited_is_listed_with_both_and_settled_for_all(play: Play) -> None:
    a, b = play.tablet("A", GRIDS[0]), play.tablet("B", GRIDS[0])
    visit = a.create("visit", GRIDS[0], {"result": "1"})
    a.sync()
    b.sync()
    a.edit(visit, {"result": "2"})
    b.edit(visit, {"result": "3"})
    a.sync()
    b.sync()
    (dispute,) = play.cast.disputes()
    assert dispute.path == "result"
    assert {rival["value"] for rival in dispute.detail} == {"2", "3"}
    play.cast.settle(UUID(visit).bytes, "result", "3")
    assert proven(a.sync())
    assert proven(b.sync())
    assert a.values(visit)["result"] == b.values(visit)["result"] == "3"
    assert a.read(visit)["rivals"] == {}
    assert play.cast.disputes() == []


@pytest.mark.parametrize("moment", [True, "sent"], ids=["after the work", "before the answer"])
def test_a_lost_reply_is_followed_by_known(play: Play, moment: bool | str) -> None:
    a = play.tablet("A", GRIDS[0])
    visit = a.create("visit", GRIDS[0], {"result": "1"})
    with pytest.raises(TabletError) as lost:
        a.sync(lose_reply=moment)
    assert lost.value.code == "network.lost"
    told = a.sync()
    # Whoever vanishes as soon as the request is out may have been quicker than the server.
    assert told["outcomes"] in ({"known": 1}, *([] if moment is True else [{"merged": 1}]))
    assert proven(told)
    assert play.chunks() == 1
    assert [record["result"] for record in play.records("visit")] == ["1"]
    assert not a.read(visit)["unsent"]


def test_a_tablet_that_vanishes_goes_on_where_it_was(play: Play, tmp_path: Path) -> None:
    """The battery dies while the request is under way; what was recorded is on its disk and reaches the centre."""
    person = play.cast.person("王芳", "grid_worker", GRIDS[0])
    store = tmp_path / "vanishing"
    process = TabletProcess()
    tablet = process.tablet("V", store)
    tablet.enrol(play.server.url, play.cast.pairing_code(person), "V")
    visits = [tablet.create("visit", GRIDS[0], {"result": "1"}) for _ in range(20)]
    under_way = process.start(tablet.command("sync"))
    process.kill()
    assert under_way.exception() is None or isinstance(under_way.exception(), RuntimeError)
    with TabletProcess() as again:
        tablet = again.tablet("V", store)
        told = tablet.sync()
        assert sum(told["outcomes"].values()) in {0, 20}
        assert proven(told)
    assert len(play.records("visit")) == len(visits)


def test_a_server_from_yesterdays_backup_is_filled_again_by_its_tablets(play: Play) -> None:
    a, b = play.tablet("A", GRIDS[0]), play.tablet("B", GRIDS[0])
    old = a.create("visit", GRIDS[0], {"result": "1"})
    a.sync()
    b.sync()
    yesterday = play.cast.backup()
    new = a.create("visit", GRIDS[0], {"result": "2"})
    a.edit(old, {"mood_state": "3"})
    a.sync()
    b.sync()
    b.edit(new, {"mood_state": "2"})
    b.sync()
    play.cast.restore(yesterday, "after-the-fire")
    # A's tablet is lost in the same fire: B alone brings back what A wrote, and the centre knows its seals again.
    told = b.sync()
    assert told["log_changed"]
    assert proven(b.sync())
    assert {record["result"]: record["mood_state"] for record in play.records("visit")} == {"1": "3", "2": "2"}
    # Without the seal nobody writes in A's name.
    forged = b.chunks(new)
    born = play.tablet("C", GRIDS[0])
    born.sync()
    fresh = {"document": bytes(16), "changes": bytes.fromhex(forged["saved"]), "heads": []}
    answer = _push(born, fresh)
    assert [(one["outcome"], one["code"]) for one in answer] == [("refused", "author.not_sender")]
    assert [row[0] for row in play.cast.refusals()] == ["author.not_sender"]
    assert proven(a.sync()) or proven(a.sync())
    assert a.values(new) == b.values(new)


def _push(tablet: Tablet, item: dict[str, Any]) -> list[dict[str, Any]]:
    import cbor2  # noqa: PLC0415 - for this one request that no honest tablet sends

    body = {"protocol": 1, "now": 0, "log": tablet.status()["log"], "cursors": {}, "push": [item], "bytes_max": 1}
    reply = tablet.raw(cbor2.dumps(body))
    assert reply["status"] == 200, reply
    results: list[dict[str, Any]] = cbor2.loads(bytes.fromhex(reply["body"]))["results"]
    return results


def test_a_revoked_tablet_erases_itself_and_reads_nothing(play: Play) -> None:
    a, b = play.tablet("A", GRIDS[0]), play.tablet("B", GRIDS[0])
    visit = a.create("visit", GRIDS[0], {"result": "1"})
    a.sync()
    play.cast.revoke(UUID(a.status()["identity"]["tablet"]).bytes)
    b.sync()
    b.edit(visit, {"result": "2"})
    b.sync()
    for path in ("/api/v1/sync", "/api/v1/sync/compare"):
        answer = a.raw(b"\xa0", path=path)
        assert (answer["status"], answer["value"]["code"]) == (401, "revoked")
    with pytest.raises(TabletError) as revoked:
        a.sync()
    assert revoked.value.code == "revoked"
    assert a.status()["erased"]
    assert a.list() == ()
    assert play.records("visit")[0]["result"] == "2"


def test_notes_of_two_people_both_survive(play: Play) -> None:
    a, b = play.tablet("A", GRIDS[0]), play.tablet("B", GRIDS[0])
    visit = a.create("visit", GRIDS[0], {"result": "1", "note": {"text": "门口有狗。"}})
    a.sync()
    b.sync()
    a.splice(visit, "note", 5, insert="耳背。")
    b.splice(visit, "note", 0, insert="钥匙在邻居家。")
    fresh = a.create("visit", GRIDS[0], {"result": "1"})
    a.sync()
    b.sync()
    a.edit(fresh, {"note": {"text": "甲写的。"}})
    b.edit(fresh, {"note": {"text": "乙写的。"}})
    for tablet in (a, b, a, b):
        told = tablet.sync()
    assert proven(told)
    assert a.values(visit) == b.values(visit)
    assert a.values(visit)["note"] == {"text": "钥匙在邻居家。门口有狗。耳背。"} or (
        a.values(visit)["note"] == "钥匙在邻居家。门口有狗。耳背。"
    )
    (note,) = [record["note"] for record in play.records("visit") if "甲" in record["note"]]
    assert "甲写的。" in note
    assert "乙写的。" in note
    assert play.cast.disputes() == []


def test_work_from_before_a_reassignment_is_taken_and_the_grid_dropped(play: Play) -> None:
    person = play.cast.person("王芳", "grid_worker", GRIDS[0])
    a = play.tablet("A", person=person)
    known = a.create("visit", GRIDS[0], {"result": "1"})
    a.sync()
    late = a.create("visit", GRIDS[0], {"result": "2"})
    a.edit(known, {"result": "3"})
    play.cast.reassign(person, GRIDS[0])
    play.cast.assign(person, GRIDS[1])
    told = a.sync()
    assert told["outcomes"] == {"merged": 2}
    assert sorted(told["forgotten"]) == sorted([known, late])
    assert a.list() == ()
    assert proven(a.sync())
    assert sorted(record["result"] for record in play.records("visit")) == ["2", "3"]


def test_a_first_sync_in_small_pages_misses_nothing_that_is_edited_meanwhile(play: Play) -> None:
    a, b = play.tablet("A", *GRIDS[:2]), play.tablet("B", *GRIDS[:2])
    made = [
        a.create("visit", GRIDS[number % 2], {"result": "1"}, at_once=True) for number in range(DOCUMENTS_OF_A_GRID)
    ]
    a.sync()
    pages = 0
    for page in range(2000):
        told = b.sync(pages=1, bytes_max=1500, compare=False)
        pages += 1
        if page % 10 == 3:
            # Documents that came, and documents still to come, are edited between two pages.
            for number in (page % len(made), -page % len(made)):
                a.edit(made[number], {"mood_state": str(page % 3 + 1)})
            a.sync(compare=False)
        if not told["more"] and proven(told):
            break
    assert pages > 20
    assert proven(told)
    assert b.digest() == a.digest()
    assert len(b.list()) == DOCUMENTS_OF_A_GRID
    assert {UUID(one).bytes for one in made} == set(active(play.cast, *GRIDS))


@pytest.mark.parametrize("harmful", [False, True], ids=["healthy", "harmful"])
def test_what_killed_a_worker_is_tried_apart(
    app: Flask, start_server: StartServer, data: Path, process: TabletProcess, tmp_path: Path, harmful: bool
) -> None:
    """A power cut leaves a healthy visit suspicious, and it is merged; what fails again apart is refused, and kept."""
    # With so little memory not even Python starts: for the trial that is a hand-in that takes too much.
    server = start_server(settings={"MULIN_TRIAL_MEMORY_BYTES_MAX": "1000000"} if harmful else {})
    server.foresee("SIGKILL|exited with code")
    play = Play(Cast(app), server, process, tmp_path / "tablets")
    a = play.tablet(f"J{harmful}", GRIDS[0])
    visit = a.create("visit", GRIDS[0], {"result": "1"})
    saved = bytes.fromhex(a.chunks(visit)["saved"])
    fingerprint = sha256(UUID(visit).bytes + saved).digest()
    worker = server.worker_pids()[0]
    # As the worker would have left it, had this very hand-in killed it.
    (data / "trials").mkdir(exist_ok=True)
    (data / "trials" / f"{worker}-1.mark").write_bytes(fingerprint)
    os.kill(worker, signal.SIGKILL)
    suspect = data / "trials" / "suspects" / fingerprint.hex()
    for _ in range(200):
        if suspect.exists():
            break
        server.child.processes()[0].cpu_times()
        signal.sigtimedwait([], 0.05)
    assert suspect.exists()
    neighbour = a.create("visit", GRIDS[0], {"result": "2"})
    told = a.sync()
    if harmful:
        assert told["outcomes"] == {"refused": 1, "merged": 1}
        assert a.read(visit)["refused"]["code"] == "hand_in.harmful"
        assert [(row[0], row[2]) for row in play.cast.refusals()] == [("hand_in.harmful", saved)]
    else:
        assert told["outcomes"] == {"merged": 2}
        assert not suspect.exists()
    assert not a.read(neighbour)["unsent"]
    check_everything(play.cast)
