from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask

from tests.server.importing.office import Office, open_office


@pytest.fixture
def office(app: Flask, data: Path) -> Office:
    return open_office(app, data)
