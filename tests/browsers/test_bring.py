"""Bringing the browser to a machine that has none: who is told what, on a PATH of nothing but what the story says."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.servers.commands import ROOT

SCRIPT = ROOT / "tests/browsers/bring.sh"
SHELL = shutil.which("sh") or "/bin/sh"
INSTALLS = """case "$1" in install)
  printf '#!/bin/sh\\n' > "$HERE/chromium"; chmod +x "$HERE/chromium"; touch "$HERE/font";;
esac"""


class Machine:
    """A PATH of stubs."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def has(self, name: str, does: str = "exit 0") -> None:
        stub = self.folder / name
        stub.write_text(f'#!{SHELL}\necho "{name} $*" >> "$HERE/asked"\n{does}\n')
        stub.chmod(0o755)

    def bring(self, **more: str) -> subprocess.CompletedProcess[str]:
        shown = {"PATH": str(self.folder), "HERE": str(self.folder), **more}
        return subprocess.run([SHELL, str(SCRIPT)], env=shown, capture_output=True, text=True, timeout=30, check=False)

    @property
    def asked(self) -> list[str]:
        """What was asked of apt-get."""
        path = self.folder / "asked"
        lines = path.read_text().splitlines() if path.exists() else []
        return [line for line in lines if line.startswith("apt-get")]


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    made = Machine(tmp_path)
    for name in ("touch", "chmod"):
        (tmp_path / name).symlink_to(shutil.which(name) or f"/bin/{name}")
    made.has("fc-list", '[ -e "$HERE/font" ] && echo "Noto Sans CJK"; exit 0')
    return made


def test_where_everything_is_here_nothing_is_done(machine: Machine) -> None:
    machine.has("chromium")
    (machine.folder / "font").touch()
    machine.has("apt-get")
    done = machine.bring()
    assert (done.returncode, done.stdout, done.stderr, machine.asked) == (0, "", "", [])


def test_root_on_debian_has_it_brought(machine: Machine) -> None:
    machine.has("id", "echo 0")
    machine.has("apt-get", INSTALLS)
    done = machine.bring()
    assert done.returncode == 0, done.stderr
    assert machine.asked == [
        "apt-get update -qq",
        "apt-get install -y -qq --no-install-recommends chromium fonts-noto-cjk",
    ]


def test_only_the_font_is_brought_where_only_the_font_is_missing(machine: Machine) -> None:
    machine.has("google-chrome")
    machine.has("id", "echo 0")
    machine.has("apt-get", INSTALLS)
    assert machine.bring().returncode == 0
    assert machine.asked[1].endswith("--no-install-recommends fonts-noto-cjk")


def test_whoever_is_not_root_is_told_the_command_and_nothing_is_tried(machine: Machine) -> None:
    machine.has("id", "echo 1000")
    machine.has("apt-get", INSTALLS)
    done = machine.bring()
    assert done.returncode == 1
    assert "    apt-get install --no-install-recommends chromium fonts-noto-cjk\n" in done.stderr
    assert "only root" in done.stderr
    assert machine.asked == []


def test_root_without_a_network_is_told_what_is_still_missing(machine: Machine) -> None:
    machine.has("id", "echo 0")
    machine.has("apt-get", 'echo "E: Unable to fetch some archives" >&2; exit 100')
    done = machine.bring()
    assert done.returncode == 1
    assert "E: Unable to fetch" in done.stderr
    assert "Still missing for the browser tests: chromium fonts-noto-cjk" in done.stderr


def test_where_there_is_no_apt_it_says_what_to_bring(machine: Machine) -> None:
    done = machine.bring()
    assert done.returncode == 1
    assert "There is no apt-get here" in done.stderr
    assert "CHROMIUM=/path/to/chromium" in done.stderr


def test_a_browser_that_is_named_is_the_one_that_is_meant(machine: Machine) -> None:
    (machine.folder / "font").touch()
    machine.has("chromium")
    done = machine.bring(CHROMIUM="/opt/no/chrome")
    assert done.returncode == 1
    assert "CHROMIUM=/opt/no/chrome: there is no such program" in done.stderr
    machine.has("my-chrome")
    assert machine.bring(CHROMIUM=str(machine.folder / "my-chrome")).returncode == 0
