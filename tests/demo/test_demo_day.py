"""The day of ``make demo`` in small, on both databases, so that it goes on adding up."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

from tests.conftest import StartServer
from tests.demo.day import play
from tests.demo.offline import TABLETS_MIN

Command = Callable[..., subprocess.CompletedProcess[str]]


def test_a_day_of_four_tablets_adds_up(start_server: StartServer, flask_command: Command, tmp_path: Path) -> None:
    told = io.StringIO()
    wrong = play(start_server(), flask_command, tmp_path, told, tablets=TABLETS_MIN, seed=1)
    assert not wrong, told.getvalue()
