from __future__ import annotations

import random
from collections.abc import Callable

import pytest
from flask import Flask

from tests.stories.cast import GRIDS, Cast
from tests.stories.model_tablet import ModelTablet
from tests.stories.network import in_process

MakeTablet = Callable[..., ModelTablet]


@pytest.fixture
def cast(app: Flask) -> Cast:
    return Cast(app)


@pytest.fixture
def tablet_of(app: Flask, cast: Cast) -> MakeTablet:
    """`tablet_of("王芳")` is a grid worker of the first grid with a tablet; more grids may follow the name."""
    post = in_process(app.test_client())

    def make(name: str, *grids: str) -> ModelTablet:
        return ModelTablet(cast.worker(name, *(grids or GRIDS[:1])), post, random.Random(f"tablet of {name}"))

    return make
