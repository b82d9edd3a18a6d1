"""How the day is told to a reader without technical knowledge: Chinese first, English beside it."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from typing import TextIO

_CHINA = timezone(timedelta(hours=8))


class Telling:
    """Writes the story, and keeps what did not add up."""

    def __init__(self, out: TextIO) -> None:
        self._out = out
        self._chapters = 0
        self.wrong: list[str] = []

    def line(self, text: str = "") -> None:
        self._out.write(text + "\n")
        self._out.flush()

    def chapter(self, zh: str, en: str) -> None:
        self._chapters += 1
        self.line()
        self.line(f"{self._chapters}. {zh}  {en}")
        self.line("─" * 78)

    def say(self, zh: str, en: str, indent: int = 2) -> None:
        """One sentence in both languages."""
        self.line(" " * indent + zh)
        self.line(" " * indent + en)

    def table(self, rows: Sequence[Sequence[str]], indent: int = 2) -> None:
        """Columns under each other; a Chinese character is two columns wide."""
        widths = [max(_width(row[place]) for row in rows) for place in range(len(rows[0]))]
        for row in rows:
            cells = (cell + " " * (width - _width(cell)) for cell, width in zip(row, widths, strict=True))
            self.line(" " * indent + "  ".join(cells).rstrip())

    def expect(self, holds: bool, zh: str, en: str) -> None:
        """Note what does not hold; it is told at the end."""
        if not holds:
            self.wrong.append(f"{zh}  {en}")


def moment(ms: int | None) -> str:
    """A moment as the clock on the wall in the community shows it."""
    if ms is None:
        return "—"
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(_CHINA).strftime("%Y-%m-%d %H:%M:%S")


def _width(text: str) -> int:
    return sum(2 if unicodedata.east_asian_width(character) in "WF" else 1 for character in text)
