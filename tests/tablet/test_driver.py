"""The driver itself, and the tablet's own tests, so that one `pytest` runs everything."""

import subprocess
from pathlib import Path

import pytest

from tests.tablet.driver import HERE, TabletError, TabletProcess, install


def test_the_tablets_own_tests_pass():
    done = subprocess.run([install(), "--test", "test/"], cwd=HERE, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_a_failed_command_raises_and_the_process_goes_on(tmp_path: Path):
    with TabletProcess() as process:
        a = process.tablet("A", tmp_path / "a")
        b = process.tablet("B", tmp_path / "b")
        with pytest.raises(TabletError) as caught:
            a.create("visit", "g1")
        assert caught.value.code == "tablet.not_enrolled"
        with pytest.raises(TabletError, match=r"command\.unknown"):
            a.do("dance")
        assert b.status()["documents"] == 0
        assert a.digest() == {}


def test_commands_of_several_tablets_are_answered_each_to_its_own(tmp_path: Path):
    with TabletProcess() as process:
        tablets = [process.tablet(f"T{number}", tmp_path / str(number)) for number in range(8)]
        answers = process.together([tablet.command("status") for tablet in tablets for _ in range(5)])
        assert len(answers) == 40


def test_a_killed_process_is_noticed(tmp_path: Path):
    process = TabletProcess()
    tablet = process.tablet("A", tmp_path / "a")
    process.kill()
    with pytest.raises(RuntimeError, match="has ended"):
        tablet.status()


def test_the_lock_file_names_no_registry():
    lock = (HERE / "package-lock.json").read_text(encoding="utf-8")
    assert '"resolved"' not in lock
    assert "hasInstallScript" not in lock
