"""The small community that these tests are about."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import pytest

from tests.server.commands.world import World, build

if TYPE_CHECKING:
    from flask import Flask


@pytest.fixture
def world(make_app: Callable[..., Flask]) -> World:
    """Everything once; documents are saved whole after three chunks, so that there is a snapshot."""
    return build(make_app({"MULIN_TAIL_CHUNKS_MAX": "3"}))
