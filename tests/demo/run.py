"""``make demo``: twenty real tablets live through a day without a network; see what became of their work.

    make demo                             on a temporary data folder
    MULIN_DATA=/path/to/folder make demo  on a folder that is kept; it must be empty

The exit code says whether everything added up.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path
from typing import Any

from tests.demo.day import play
from tests.demo.offline import TABLETS_MIN
from tests.demo.town import TABLETS_MAX
from tests.servers.children import end_all
from tests.servers.commands import run_flask
from tests.servers.running import RunningServer

_SEED = 20220812


def main() -> int:
    """Play the day; 0 when everything added up."""
    asked = _asked()
    with tempfile.TemporaryDirectory(prefix="mulin-demo-") as temporary:
        data = Path(asked.data) if asked.data else Path(temporary) / "data"
        data.mkdir(parents=True, exist_ok=True)
        if any(data.iterdir()):
            sys.stderr.write(
                f"{data} 里已有东西；这一天要在空文件夹里演。\n{data} is not empty; the day needs it so.\n"
            )
            return 2
        return _run(data.resolve(), Path(temporary), asked)


def _asked() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description="Play a day of offline work against a real server.")
    parser.add_argument("--tablets", type=int, default=TABLETS_MAX, choices=range(TABLETS_MIN, TABLETS_MAX + 1),
                        metavar=f"{TABLETS_MIN}…{TABLETS_MAX}")  # fmt: skip
    parser.add_argument("--seed", type=int, default=_SEED)
    parser.add_argument(
        "--data", default=os.environ.get("MULIN_DATA"), help="a folder to keep; otherwise a temporary one"
    )
    return parser.parse_args()


def _run(data: Path, temporary: Path, asked: argparse.Namespace) -> int:
    database_url = f"sqlite:///{data / 'mulin.db'}"

    def command(*arguments: str) -> Any:
        return run_flask(*arguments, database_url=database_url, data=data)

    command("db", "upgrade")
    server = RunningServer(database_url=database_url, data=data, log=temporary / "server.log")
    try:
        wrong = play(server, command, temporary, sys.stdout, tablets=asked.tablets, seed=asked.seed)
        server.stop()
    finally:
        end_all()
    if asked.data:
        sys.stdout.write(f"\n数据留在 The data stays in {data}    MULIN_DATA={data} make run\n")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
