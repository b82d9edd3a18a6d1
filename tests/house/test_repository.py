"""The files hold on every machine, and every test in them runs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.house.repository import bound_to_a_machine, unrun_tests
from tests.house.source import ROOT, hold, own_files

# Taken apart, so that this file keeps the law it breaks.
HOME = "/ho" + "me/wang/mulin"
REGISTRY = "registry." + "npmjs.org"
RESOLVED = '"resol' + 'ved": "x"'


def test_no_file_is_bound_to_a_machine() -> None:
    hold(bound_to_a_machine(ROOT, own_files(ROOT)))


def test_every_test_runs() -> None:
    hold(unrun_tests(ROOT, own_files(ROOT)))


@pytest.mark.parametrize(
    ("name", "line", "expected"),
    [
        ("Makefile", f"DATA := {HOME}", "path of one machine"),
        ("package-lock.json", f'"x": "https://{REGISTRY}/x"', "where packages come from"),
        ("requirements.txt", "--index" + "-url https://example.org", "where packages come from"),
        ("tests/tablet/package-lock.json", RESOLVED, "resolved"),
    ],
)
def test_what_binds_to_a_machine_is_found(name: str, line: str, expected: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"first\n{line}\n", encoding="utf-8")
    (wrong,) = bound_to_a_machine(tmp_path, [path])
    assert wrong.startswith(f"{name}:2")
    assert expected in wrong


@pytest.mark.parametrize(
    ("name", "line"),
    [
        ("test_a.py", "@pytest.mark." + "skip(reason='later')"),
        ("test_a.py", "@pytest.mark." + "xfail"),
        ("test_a.py", "x = pytest.import" + "orskip('x')"),
        ("test_a.py", "    pytest." + "skip('no database')"),
        ("a.test.mjs", "it." + "skip('later', () => {})"),
        ("a.test.ts", "test." + "only('this', () => {})"),
        ("a.test.mjs", "test('later', { " + "skip: true }, () => {})"),
        ("a.test.mjs", "t." + "skip()"),
    ],
)
def test_a_test_that_does_not_run_is_found(name: str, line: str, tmp_path: Path) -> None:
    (tmp_path / name).write_text(f"{line}\n", encoding="utf-8")
    (wrong,) = unrun_tests(tmp_path, [tmp_path / name])
    assert wrong.startswith(f"{name}:1 leaves a test out")


def test_bytes_that_are_no_text_are_passed_over(tmp_path: Path) -> None:
    (tmp_path / "photo.jpg").write_bytes(b"\xff\xd8\xff" + HOME.encode())
    assert bound_to_a_machine(tmp_path, [tmp_path / "photo.jpg"]) == []


def test_ordinary_lines_pass(tmp_path: Path) -> None:
    path = tmp_path / "a.mjs"
    path.write_text("fetch(`${url}/home/a`); list.skip(3); it('skips what it knows', f)\n", encoding="utf-8")
    assert bound_to_a_machine(tmp_path, [path]) == unrun_tests(tmp_path, [path]) == []
