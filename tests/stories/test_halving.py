"""A small machine takes little at once; the tablet brings its day in parts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from flask import Flask

from tests.conftest import StartServer
from tests.stories.cast import GRIDS, Cast
from tests.tablet.driver import TabletProcess


def test_a_day_that_is_too_much_for_one_request_is_handed_in_by_halves(
    make_app: Callable[..., Flask], start_server: StartServer, tmp_path: Path
) -> None:
    cast = Cast(make_app({}))
    server = start_server(settings={"MULIN_PUSH_ITEMS_MAX": "3"})
    with TabletProcess() as process:
        tablet = process.tablet("A", tmp_path / "A", durable=False)
        tablet.enrol(server.url, cast.pairing_code(cast.person("王芳", "grid_worker", GRIDS[0])), "A")
        for _ in range(11):
            tablet.create("visit", GRIDS[0], {"result": "1"})
        told = tablet.sync()
    assert told["outcomes"] == {"merged": 11}
    assert told["unsent"] == 0
    assert all(proof["equal"] for proof in told["proofs"].values())
    # 11, 6, then threes: two that were too much, and four that were not.
    assert told["requests"] == 6
