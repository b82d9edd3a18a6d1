"""Who waits for whom: grids are locked by those who write to them, and nobody waits for ever."""

from __future__ import annotations

import random
import threading
from collections.abc import Callable

import pytest
from flask import Flask

from server.database import writing
from server.log import lock_grids
from tests.stories.cast import COMMUNITY, GRIDS, Cast
from tests.stories.model_tablet import ModelTablet
from tests.stories.network import SYNC, in_process

MANY = tuple(f"370812003001-2{number:03d}" for number in range(5))


def test_a_doctor_of_many_grids_hands_in_to_several_at_once(app: Flask) -> None:
    """More grids than are locked beforehand: new documents in three of them, and a correction in a fourth."""
    cast = Cast(app, grids=(*GRIDS, *MANY))
    post = in_process(app.test_client())
    worker = ModelTablet(cast.worker("王芳", MANY[4]), post, random.Random(1))
    doctor = ModelTablet(cast.tablet("医生", cast.person("周明", "doctor", *GRIDS, *MANY)), post, random.Random(2))
    known = worker.born("health_check", MANY[4], {"vitals.sbp": 150})
    worker.sync()
    doctor.sync()
    for grid in MANY[:3]:
        doctor.born("health_check", grid, {"vitals.sbp": 140})
    doctor.edit(known, "vitals.sbp", 145)
    told = doctor.sync()
    assert told.outcomes == {"merged": 4}
    assert told.agreed
    worker.sync()
    assert worker.values(known)["vitals.sbp"] == 145


@pytest.fixture
def busy_grid(make_app: Callable[..., Flask]) -> Flask:
    return make_app({"MULIN_LOCK_WAIT_SECONDS_MAX": "1"})


def test_who_waits_too_long_is_told_to_come_again_and_loses_nothing(busy_grid: Flask) -> None:
    cast = Cast(busy_grid)
    tablet = ModelTablet(cast.worker("王芳", GRIDS[0]), in_process(busy_grid.test_client()), random.Random(1))
    tablet.sync()
    visit = tablet.born("visit", GRIDS[0], {"result": "1"})
    held, done = threading.Event(), threading.Event()

    def hold() -> None:
        with busy_grid.app_context(), writing() as session:
            lock_grids(session, COMMUNITY, GRIDS)
            held.set()
            done.wait(60)

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert held.wait(30)
        answer = tablet.post(SYNC, tablet.request([tablet._item(visit)]), tablet.enrolled.token)
        assert (answer.status, answer.code) == (503, "server.busy")
        assert int(answer.headers["retry-after"]) > 0
    finally:
        done.set()
        holder.join()
    assert tablet.sync().outcomes == {"merged": 1}
