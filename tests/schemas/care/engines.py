"""The tablet's engine, asked from here: one process that answers line by line."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

TABLET = Path(__file__).parents[3] / "static/tablet"


class TabletEngine:
    """What the tablet's own code answers."""

    def __init__(self, process: subprocess.Popen[str]) -> None:
        self._process = process

    def ask(self, question: Mapping[str, Any]) -> Any:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        line = self._process.stdout.readline()
        assert line, f"the tablet's engine fell over: {question}"
        return json.loads(line)

    def value(self, expression: str, given: Mapping[str, tuple[str, Any]]) -> Any:
        """given: name → (type, value), because JSON does not tell 7 from 7.0."""
        return self.ask({"expression": expression, "given": given})


@contextmanager
def tablet_engine(folder: Path) -> Iterator[TabletEngine]:
    """Made into one file by what the tablet is bundled with, and ended with the block."""
    bundle = folder / "answer.mjs"
    rolldown = TABLET / "node_modules/rolldown/bin/cli.mjs"
    made = ["test/care/answer.ts", "--file", str(bundle), "--format", "esm", "--platform", "node"]
    subprocess.run(["node", str(rolldown), *made], cwd=TABLET, check=True, timeout=120, stdout=subprocess.DEVNULL)
    with subprocess.Popen(["node", str(bundle)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield TabletEngine(process)
        finally:
            process.kill()
