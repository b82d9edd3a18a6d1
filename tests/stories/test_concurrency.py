"""Many tablets at one moment: no lost chunk, no gap, no deadlock, and no cursor that skips."""

from __future__ import annotations

import os
import random
import threading
import time
from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from server.models import Chunk
from tests.conftest import StartServer
from tests.stories.cast import GRIDS, Cast
from tests.stories.model_tablet import ModelTablet
from tests.stories.network import over_http
from tests.stories.truth import active, check_everything

SEED = int(os.environ.get("MULIN_TEST_SEED", "20260103"))
WRITERS = 6
SECONDS = 6
SHARED = [bytes([number]) * 16 for number in range(1, 6)]
"""Residents whom everybody knows by their ID number: all tablets write to the same documents."""


def _in_threads(*jobs: Callable[[], Any]) -> None:
    """All at once; whatever one of them raises is raised here."""
    faults: list[BaseException] = []

    def run(job: Callable[[], Any]) -> None:
        try:
            job()
        except BaseException as fault:
            faults.append(fault)

    threads = [threading.Thread(target=run, args=(job,)) for job in jobs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if faults:
        raise faults[0]


@pytest.mark.timeout(120)
def test_many_write_to_the_same_grids_and_documents_while_one_reads_all_the_time(
    app: Flask, start_server: StartServer
) -> None:
    print(f"seed {SEED}")
    cast = Cast(app)
    post = over_http(start_server(workers=2))
    writers = [
        ModelTablet(cast.worker(f"工{number}", *GRIDS[:2]), post, random.Random(SEED + number))
        for number in range(WRITERS)
    ]
    reader = ModelTablet(cast.worker("乔岚", *GRIDS), post, random.Random(SEED))
    ended = time.monotonic() + SECONDS

    def write(tablet: ModelTablet, chance: random.Random) -> None:
        while time.monotonic() < ended:
            for identity in chance.sample(SHARED, 2):
                if identity not in tablet.held:
                    # Grids in no order at all: whoever locked them as they come would deadlock.
                    tablet.born("resident", chance.choice(GRIDS[:2]), {"name": "赵桂英"}, identity)
                tablet.edit(identity, chance.choice(["phone", "marital", "live_address"]), str(chance.randrange(5)))
            tablet.born("visit", chance.choice(GRIDS[:2]), {"result": "1"})
            assert not tablet.sync(pages=chance.randint(1, 3), bytes_max=chance.choice([1, 1 << 20])).codes

    def read() -> None:
        while time.monotonic() < ended:
            reader.sync(pages=5, bytes_max=2000)

    def decide() -> None:
        while time.monotonic() < ended:
            for identity in list(active(cast, *GRIDS))[:3]:
                cast.move(identity, random.Random(identity).choice(GRIDS[:2]))
            time.sleep(0.2)

    _in_threads(
        *[lambda one=one, number=number: write(one, random.Random(number)) for number, one in enumerate(writers)],
        read,
        decide,
    )
    # The reader never compares here: pages alone must have brought it everything, exactly.
    for _ in range(400):
        if reader.sync(pages=1, bytes_max=2000).agreed:
            break
    held = {identity: b"".join(one.heads) for identity, one in reader.held.items()}
    assert held == active(cast, *GRIDS)
    for _ in range(3):
        quiet = [tablet.sync().agreed for tablet in writers]
    assert all(quiet)
    check_everything(cast)


def test_the_same_push_from_many_threads_at_once_is_taken_once(app: Flask, start_server: StartServer) -> None:
    cast = Cast(app)
    post = over_http(start_server(workers=2))
    tablet = ModelTablet(cast.worker("王芳", GRIDS[0]), post, random.Random(SEED))
    visits = [tablet.born("visit", GRIDS[0], {"result": "1"}) for _ in range(5)]
    body = tablet.request([tablet._item(identity) for identity in visits])
    answers: list[list[str]] = []

    def send() -> None:
        value = post("/api/v1/sync", body, tablet.enrolled.token).value
        answers.append([result["outcome"] for result in value["results"]])

    _in_threads(*[send] * 8)
    assert sorted(answers) == [["known"] * 5] * 7 + [["merged"] * 5]
    with cast.looking() as session:
        assert session.scalar(select(func.count()).select_from(Chunk)) == 5
    check_everything(cast)
