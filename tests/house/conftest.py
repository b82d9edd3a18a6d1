"""What the house's law asks of the app itself: its commands and its addresses, no matter on which database."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.servers.commands import close_app, environment

if TYPE_CHECKING:
    from flask import Flask


@pytest.fixture
def plain_app(tmp_path: Path) -> Iterator[Flask]:
    """The app, on a database that nobody opens."""
    from server import create_app  # noqa: PLC0415
    from server.settings import Settings  # noqa: PLC0415

    given = environment(database_url=f"sqlite:///{tmp_path / 'unused.db'}", data=tmp_path)
    app = create_app(Settings.from_environment(given))
    yield app
    close_app(app)
