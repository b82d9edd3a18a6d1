"""A server from yesterday's backup has forgotten more than work: moves and grids as well."""

from __future__ import annotations

import random

from flask import Flask

from tests.stories.cast import GRIDS, Cast
from tests.stories.model_tablet import ModelTablet
from tests.stories.network import in_process
from tests.stories.truth import check_everything


def test_work_on_a_document_whose_move_was_forgotten_is_taken(app: Flask) -> None:
    """It moved to B's grid, B worked on it, and the backup is from before the move: the seals say how B came by it."""
    cast, post = Cast(app), in_process(app.test_client())
    a, b = (ModelTablet(cast.worker(f"工{grid}", grid), post, random.Random(grid)) for grid in GRIDS[:2])
    visit = a.born("visit", GRIDS[0], {"result": "1"})
    a.sync()
    yesterday = cast.backup()
    cast.move(visit, GRIDS[1])
    a.sync()
    b.sync()
    assert set(b.held) == {visit}
    assert not a.held
    b.edit(visit, "result", "2")
    b.sync()
    cast.restore(yesterday, "after-the-fire")
    told = b.sync()
    assert not told.codes
    assert told.outcomes["merged"] == 1
    assert visit not in b.held
    assert a.sync().agreed
    assert a.values(visit)["result"] == "2"
    check_everything(cast)
