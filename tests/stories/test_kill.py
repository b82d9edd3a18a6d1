"""The power goes at any moment: what was answered ``merged`` is there, and records catch up by themselves."""

from __future__ import annotations

import os
import random
import threading
import time
from dataclasses import dataclass, field
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select

from server.models import Chunk, Conflict, Document, Record, ResidentEntry, ResidentKey
from server.reconcile import behind, catch_up
from tests.conftest import StartServer
from tests.stories.cast import GRIDS, Cast
from tests.stories.model_tablet import ModelTablet
from tests.stories.network import NetworkLost, over_http
from tests.stories.truth import check_everything

SEED = int(os.environ.get("MULIN_TEST_SEED", "20260102"))
KILLS = 20
TABLETS = 3
ALIVE_SECONDS = (0.03, 0.3)
"""To the blow, from the first answer or, every second time, from the first request."""
ANSWER_SECONDS = 30


@dataclass
class Worker:
    """A tablet that goes on handing in, whatever becomes of the server, and remembers what it was promised."""

    tablet: ModelTablet
    chance: random.Random
    promised: dict[bytes, set[bytes]] = field(default_factory=dict)
    requests: int = 0

    def work(self) -> None:
        """Some new visits and some edits, in one request."""
        if not self.tablet.waiting():
            for _ in range(self.chance.randint(1, 4)):
                self.tablet.born("visit", GRIDS[self.chance.randrange(2)], {"result": "1"})
            for identity in self.chance.sample(sorted(self.tablet.held), min(3, len(self.tablet.held))):
                self.tablet.edit(identity, "result", self.chance.choice("123"))
        told = self.tablet.sync(pages=1)
        assert not told.codes
        self.requests += 1
        for identity, held in self.tablet.held.items():
            known = held.hashes
            self.promised.setdefault(identity, set()).update(known.intersection(held.safe))

    def until(self, ended: threading.Event, faults: list[BaseException]) -> None:
        try:
            while not ended.is_set():
                try:
                    self.work()
                except NetworkLost:
                    time.sleep(0.01)
        except BaseException as fault:
            faults.append(fault)


@pytest.mark.timeout(600)  # twenty starts of a server, beside whatever else the machine does
def test_what_was_answered_survives_any_blow(app: Flask, start_server: StartServer) -> None:
    print(f"seed {SEED}")
    chance = random.Random(SEED)
    cast = Cast(app)
    server = start_server()
    server.foresee("was sent SIGKILL|exited with code")
    workers = [
        Worker(ModelTablet(cast.worker(f"工{number}", *GRIDS[:2]), over_http(server), random.Random(SEED + number)),
               random.Random(SEED - number))
        for number in range(TABLETS)
    ]  # fmt: skip
    answered = 0
    for kill in range(KILLS):
        ended, faults = threading.Event(), list[BaseException]()
        threads = [threading.Thread(target=worker.until, args=(ended, faults)) for worker in workers]
        for thread in threads:
            thread.start()
        if kill % 2:
            _wait_for_an_answer(workers)  # on a busy machine a cold server takes longer than all of these blows
        time.sleep(chance.uniform(*ALIVE_SECONDS))
        server.kill9()
        ended.set()
        for thread in threads:
            thread.join()
        assert faults == []
        if kill % 4 == 3:
            _everything_promised_is_there(cast, workers, kill)
        answered += sum(worker.requests for worker in workers)
        server.workers = 1 + kill % 2  # a start with one is half the work, and two are what people run
        server.start()
    assert answered > KILLS, "the server was hardly ever reached: the blows fell on nothing"
    _records_catch_up(cast)
    for _ in range(3):
        quiet = [worker.tablet.sync().agreed for worker in workers]
    assert all(quiet)
    check_everything(cast)


def _wait_for_an_answer(workers: list[Worker]) -> None:
    before, deadline = sum(worker.requests for worker in workers), time.monotonic() + ANSWER_SECONDS
    while sum(worker.requests for worker in workers) == before and time.monotonic() < deadline:
        time.sleep(0.005)


def _everything_promised_is_there(cast: Cast, workers: list[Worker], kill: int) -> None:
    """Read from the database itself, while no server runs."""
    with cast.looking() as session:
        heads: dict[bytes, Any] = dict(
            session.execute(select(Document.id, Document.heads).where(Document.community_id == cast.community)).all()
        )
        chunks: dict[bytes, bytes] = {}
        for row in session.execute(select(Chunk.document_id, Chunk.data).order_by(Chunk.seq)):
            chunks[row.document_id] = chunks.get(row.document_id, b"") + row.data
    for worker in workers:
        for identity, promised in worker.promised.items():
            if not promised:
                continue
            assert identity in heads, f"after kill {kill} a document is gone that was answered"
            there = ModelTablet.hashes_of(chunks[identity])
            assert promised <= there, f"after kill {kill} a change is gone that was answered"


def _records_catch_up(cast: Cast) -> None:
    """Records that the last blow left behind are brought up by the server that starts after it."""
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        with cast.looking() as session:
            if not behind(session, cast.community):
                return
        time.sleep(0.1)
    raise AssertionError("records stay behind after the restart")


def test_records_that_were_left_behind_are_caught_up_by_the_next_start(app: Flask, start_server: StartServer) -> None:
    """A blow between the two transactions: the work is committed, its records are not written yet."""
    cast = Cast(app)
    server = start_server()
    tablet = ModelTablet(cast.worker("王芳", GRIDS[0]), over_http(server), random.Random(SEED))
    visit = tablet.born("visit", GRIDS[0], {"result": "1"})
    tablet.sync()
    server.kill9()
    with cast.at_the_centre() as session:
        for table in (Record, Conflict, ResidentKey, ResidentEntry):
            session.execute(delete(table))
    with cast.looking() as session:
        assert behind(session, cast.community) == [visit]
    server.start()
    _records_catch_up(cast)
    with app.app_context():
        assert catch_up(cast.community).records == 0
    check_everything(cast)
