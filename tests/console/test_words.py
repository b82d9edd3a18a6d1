"""Every word of the console stands in the catalogue, in both languages, and none stands there for nothing."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from server.console.words import catalogue
from tests.servers.commands import ROOT

_CALL = r"""\b(?:t|word)\(\s*f?"""
_USED = re.compile(
    _CALL + r"""['"]([a-z_]+\.[a-z_.0-9]*[a-z_0-9])['"]\s*[,)]|place\(\s*\d+,\s*"[a-z_]+",\s*"([a-z_.]+)\""""
)
_BUILT = re.compile(_CALL + r"""['"]([a-z_]+\.(?:[a-z_]+\.)*(?:[a-z_]+_)?)(?:['"]\s*~|\{)""")
_HAN = re.compile(r"[\u4e00-\u9fff]")
_PLACES = re.compile(r"\{([a-z_]*)\}")


def _sources() -> list[Path]:
    folders = (ROOT / "server/console", ROOT / "server/templates/console")
    return [path for folder in folders for path in folder.rglob("*") if path.suffix in {".py", ".html"}]


def _text() -> str:
    return "\n".join(path.read_text(encoding="utf-8") for path in _sources())


def test_every_key_that_is_used_has_words() -> None:
    used = {key for found in _USED.findall(_text()) for key in found if key}
    assert used
    assert sorted(used - set(catalogue())) == []


def test_no_words_stand_there_for_nothing() -> None:
    text = _text()
    # What the audit log calls things comes from everywhere in the server.
    built = (*_BUILT.findall(text), "audit.")
    idle = [
        key for key in catalogue() if f"'{key}'" not in text and f'"{key}"' not in text and not key.startswith(built)
    ]
    assert idle == []


@pytest.mark.parametrize("key", sorted(catalogue()))
def test_both_languages_say_the_same(key: str) -> None:
    label = catalogue()[key]
    assert label.zh.strip()
    assert label.en.strip()
    assert not _HAN.search(label.en), "Chinese in the English"
    assert sorted(_PLACES.findall(label.zh)) == sorted(_PLACES.findall(label.en))


def test_templates_hold_no_words_of_their_own() -> None:
    wrong = [
        f"{path.name}: {line.strip()[:80]}"
        for path in _sources()
        if path.suffix == ".html"
        for line in path.read_text(encoding="utf-8").splitlines()
        if _HAN.search(line) and 'lang="zh-CN"' not in line
    ]
    assert wrong == []
