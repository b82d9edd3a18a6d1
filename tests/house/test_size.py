"""Names that say something, modules and functions that can be taken in at one look."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.size import FUNCTION_LINES_MAX, MODULE_LINES_MAX, nameless, too_long
from tests.house.source import ROOT, hold, own_files


def test_nothing_is_named_after_nothing() -> None:
    hold(nameless(ROOT, own_files(ROOT)))


def test_modules_and_functions_are_small() -> None:
    hold(too_long(ROOT))


@pytest.mark.parametrize("name", ["server/utils.py", "static/tablet/src/helpers/date.ts", "sync/Common.py"])
def test_a_name_that_says_nothing_is_found(name: str, tmp_path: Path) -> None:
    assert nameless(tmp_path, [tmp_path / name]) == [f"{name}: name it after what is in it"]


def test_a_name_that_says_something_passes(tmp_path: Path) -> None:
    assert nameless(tmp_path, [tmp_path / "server/intake.py", tmp_path / "docs/common.md"]) == []


def _write(root: Path, name: str, text: str) -> None:
    path = root / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


def test_a_module_is_full_at_its_limit(tmp_path: Path) -> None:
    _write(tmp_path, "sync/merge.py", "x = 1\n" * MODULE_LINES_MAX)
    assert too_long(tmp_path) == []
    _write(tmp_path, "sync/merge.py", "x = 1\n" * (MODULE_LINES_MAX + 1))
    assert too_long(tmp_path) == ["sync/merge.py has 301 lines; 300 is the most"]
    assert too_long(tmp_path, long_modules={"sync/merge.py": "one table"}) == []


def test_a_function_is_full_at_its_limit(tmp_path: Path) -> None:
    _write(tmp_path, "sync/merge.py", "def f():\n" + "    x = 1\n" * (FUNCTION_LINES_MAX - 1))
    assert too_long(tmp_path) == []
    _write(tmp_path, "sync/merge.py", "def f():\n" + "    x = 1\n" * FUNCTION_LINES_MAX)
    assert too_long(tmp_path) == ["sync/merge.py:f (line 1) has 61 lines; 60 is the most"]
    assert too_long(tmp_path, long_functions={"sync/merge.py:f": "one table"}) == []


def test_an_excuse_that_is_not_needed_is_named(tmp_path: Path) -> None:
    assert too_long(tmp_path, long_modules={"sync/merge.py": "one table"}) == [
        "sync/merge.py is excused for its length, and needs no excuse any more"
    ]


def test_migrations_are_not_measured(tmp_path: Path) -> None:
    _write(tmp_path, "server/migrations/versions/1.py", "x = 1\n" * 1000)
    assert too_long(tmp_path) == []
