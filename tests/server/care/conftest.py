from __future__ import annotations

import pytest
from flask import Flask

from tests.server.api.house import House


@pytest.fixture
def house(app: Flask) -> House:
    return House(app)
