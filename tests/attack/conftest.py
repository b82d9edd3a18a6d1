from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import cbor2
import pytest
from flask import Flask

from tests.stories.cast import GRIDS, Cast, Enrolled
from tests.stories.network import SYNC, Answer, in_process
from tests.sync import handmade


class Ground:
    """A community in which somebody sends what no honest tablet would: three tablets, two of them in one grid."""

    def __init__(self, app: Flask) -> None:
        self.app, self.cast = app, Cast(app)
        self.post = in_process(app.test_client())
        self.fang = self.cast.worker("王芳", GRIDS[0])
        self.mate = self.cast.worker("李梅", GRIDS[0])
        self.thief = self.cast.worker("外人", GRIDS[1])

    def sync(self, tablet: Enrolled, *push: Mapping[str, Any], **given: Any) -> Answer:
        request = {"protocol": 1, "now": 1_790_000_000_000, "log": None, "cursors": {}, "push": list(push), **given}
        return self.post(SYNC, cbor2.dumps({"bytes_max": 1 << 20, **request}), tablet.token)

    def hand_in(self, tablet: Enrolled, document: bytes, changes: bytes) -> tuple[str, str | None]:
        """One item; its outcome and its code."""
        answer = self.sync(tablet, {"document": document, "changes": changes, "heads": []})
        assert answer.status == 200, answer
        [result] = answer.value["results"]
        return result["outcome"], result.get("code")

    def born(self, tablet: Enrolled, document: bytes, grid: str = GRIDS[0], kind: str = "visit") -> bytes:
        """A document that the centre has; the hash of its birth."""
        birth = handmade.birth(actor(tablet), grid, kind=kind)
        assert self.hand_in(tablet, document, birth) == ("merged", None)
        return handmade.hash_of(birth)


def actor(tablet: Enrolled, run: int = 0) -> bytes:
    return tablet.id + run.to_bytes(8)


@pytest.fixture
def ground(app: Flask) -> Ground:
    return Ground(app)


@pytest.fixture
def make_ground(make_app: Callable[[dict[str, str]], Flask]) -> Callable[[dict[str, str]], Ground]:
    return lambda settings: Ground(make_app(settings))
