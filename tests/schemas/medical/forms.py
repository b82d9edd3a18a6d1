"""Medical forms as they are filled in: Li Fang (李芳) writes, Zhang Guifang (张桂芳) answers, Dr Wang confirms."""

from collections.abc import Iterable
from typing import Any

from schemas.declaration import Code
from schemas.kinds import KINDS
from schemas.problems import Problem

GUIFANG = "5c1d7c3e-0f3a-4d55-9a07-0d2d3f6f1a01"
LI_FANG = "5c1d7c3e-0f3a-4d55-9a07-0d2d3f6f1a02"
DR_WANG = "5c1d7c3e-0f3a-4d55-9a07-0d2d3f6f1a03"
# 2026-11-24 09:30 in China
MORNING_MS = 1_795_483_800_000
MEDICAL = ("htn_follow_up", "t2dm_follow_up", "check_up", "self_care", "screening", "ability")


def a_form(kind: str, *ticked: str, **answers: Any) -> dict[str, Any]:
    """A form with its first section filled in; dots in paths are written as two underscores."""
    begun: dict[str, Any] = {"resident": GUIFANG, "captured_by": LI_FANG, "at": MORNING_MS}
    if kind in ("htn_follow_up", "t2dm_follow_up"):
        begun |= {"method": "2", "source": "1"}
    if kind == "check_up":
        begun["source"] = "1"
    if kind == "ability":
        begun["origin"] = "1"
    begun |= {path.replace("__", "."): value for path, value in answers.items()}
    return begun | dict.fromkeys(ticked, True)


def asked_back(kind: str, *ticked: str, **answers: Any) -> list[tuple[str, str]]:
    """What the checks say about such a form: where, and what."""
    return told(KINDS[kind].check(a_form(kind, *ticked, **answers), MORNING_MS))


def drawn(kind: str) -> dict[str, dict[str, Any]]:
    """The fields of the form as a tablet draws them, by path."""
    parts = (part for section in KINDS[kind].form()["sections"] for part in section["parts"])
    return {part["path"]: part for part in parts if "path" in part}


def codes_at(kind: str, path: str) -> tuple[Code, ...]:
    """The answers of a list."""
    codes = next(field.codes for field in KINDS[kind].fields if field.path == path)
    assert codes
    return codes.codes


def told(problems: Iterable[Problem]) -> list[tuple[str, str]]:
    return [(problem.path, problem.code) for problem in problems]
