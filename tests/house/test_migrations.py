"""Migrations form one line: two of one number, from two who worked at once, would leave no database current."""

from __future__ import annotations

from pathlib import Path

from tests.house.migrations import VERSIONS, out_of_line
from tests.house.source import ROOT, hold


def test_migrations_form_one_line() -> None:
    hold(out_of_line(ROOT))


def test_two_of_one_number_are_found(tmp_path: Path) -> None:
    folder = tmp_path / VERSIONS
    folder.mkdir(parents=True)
    for name, number, before in (("0001_a", "0001", None), ("0002_b", "0002", "0001"), ("0002_c", "0002", "0001")):
        down = f'"{before}"' if before else "None"
        (folder / f"{name}.py").write_text(f'revision = "{number}"\ndown_revision = {down}\n', encoding="utf-8")
    assert out_of_line(tmp_path) == [
        "0002_c.py should build on 0002",
        "0002_c.py has the number of another",
    ]
