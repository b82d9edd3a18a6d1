"""The words that registers use for what the kinds call otherwise: headings, answers, ticks. Data: ``words.json``."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from schemas.declaration import CodeList

_PATH = Path(__file__).with_name("words.json")
_IN_BRACKETS = re.compile(r"[(（\[【<《].*?[)）\]】>》]")
_NO_WORD = re.compile(r"[^\w]+|_")
_GRADE = re.compile(r"[一二三四1234]级$")


@dataclass(frozen=True, slots=True)
class Words:
    """The words by what they are for; ``headings`` by the heading, as ``heading_key`` writes it."""

    headings: dict[str, str]
    values: dict[str, dict[str, list[str]]]
    yes: frozenset[str]
    no: frozenset[str]
    blank: frozenset[str]
    note_begins: tuple[str, ...]


def heading_key(heading: str) -> str:
    """A heading without brackets, signs and blanks: "身份证号码*（必填）" and "身份证号码" are one."""
    return _NO_WORD.sub("", _IN_BRACKETS.sub("", heading)).lower()


def _load(data: dict[str, Any]) -> Words:
    return Words(
        headings={heading_key(word): path for path, words in data["headings"].items() for word in words},
        values=data["values"],
        yes=frozenset(data["yes"]),
        no=frozenset(data["no"]),
        blank=frozenset(data["blank"]),
        note_begins=tuple(data["note_begins"]),
    )


WORDS = _load(json.loads(_PATH.read_text(encoding="utf-8")))


def code_of(codes: CodeList, said: str) -> str | None:
    """The code of an answer as a register writes it: the code itself, its label, a synonym, the number on paper."""
    answer = _answer_key(said)
    return _answers(codes).get(answer) or _answers(codes).get(_GRADE.sub("", answer)) if answer else None


def _answer_key(said: str) -> str:
    return _NO_WORD.sub("", said).lower()


_known: dict[int, tuple[CodeList, dict[str, str]]] = {}


def _answers(codes: CodeList) -> dict[str, str]:
    found = _known.get(id(codes))
    if found is None:
        found = _known[id(codes)] = (codes, _answers_of(codes))
    return found[1]


def _answers_of(codes: CodeList) -> dict[str, str]:
    answers: dict[str, str] = {}
    for code in codes.codes:
        words = [code.code, code.label.zh, _IN_BRACKETS.sub("", code.label.zh), code.paper]
        if codes.name == "ethnic":
            # 汉 is 汉族, and 1 is 01.
            words += [code.label.zh.removesuffix("族"), code.code.lstrip("0")]
        words += WORDS.values.get(codes.name, {}).get(code.code, [])
        for word in words:
            if key := _answer_key(word):
                answers.setdefault(key, code.code)
    return answers
