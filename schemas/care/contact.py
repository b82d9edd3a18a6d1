"""Contacts: what of all that is recorded about a resident counts as having been in touch, how, and with what result.

A contact is a day, a method and an outcome. A visit where the person or the family was met is ``met``; where nobody
answered, who answered refused, or the person was away, it is ``tried``: an attempt that is not a visit (2022 guidance:
visits rest on the person's own will). Where the visitor learned that the person moved away or died, it is ``gone``.
"""

from __future__ import annotations

from typing import Literal, NamedTuple

from schemas.care.days import day_of_ms
from schemas.declaration import Label

Outcome = Literal["met", "tried", "gone"]

METHODS = {
    "home": Label("入户", "at home"),
    "phone": Label("电话", "by phone"),
    "video": Label("视频", "by video"),
    "window": Label("看窗", "by the window"),
    "neighbour": Label("邻里代看", "a neighbour looked in"),
    "wechat": Label("微信", "by WeChat"),
    "check": Label("上门测量", "a measurement on the spot"),
}
"""How somebody can be in touch; a programme says which of them it accepts."""

CONTACT_KINDS = ("visit", "health_check")
"""The kinds of record about one resident that are contacts. A look at windows is about homes: see ``sighting``."""

_BY_CODE = {"1": "home", "2": "phone", "3": "video", "4": "window", "5": "neighbour", "6": "wechat"}
_BY_RESULT: dict[str, Outcome] = {
    "1": "met", "2": "met", "3": "tried", "4": "tried", "5": "tried", "6": "gone", "7": "gone", "8": "tried",
}  # fmt: skip
_WINDOW_IN_ORDER = "1"


class Contact(NamedTuple):
    """``day``: see ``schemas.care.days``; ``method``: of ``METHODS``."""

    day: int
    method: str
    outcome: Outcome


def contact_of(kind: str, method: str | None, result: str | None, when_ms: int | None, known_ms: int) -> Contact | None:
    """The contact that a record is, or None.

    ``method`` and ``result`` are the record's own codes; for the times see ``day_known``.
    """
    day = day_known(when_ms, known_ms)
    if kind == "visit":
        # A visit that does not say how is taken at its word and no further: it was not at home.
        return Contact(day, _BY_CODE.get(method or "", "phone"), _BY_RESULT.get(result or "", "tried"))
    return Contact(day, "check", "met") if kind == "health_check" else None


def sighting(state: str | None, when_ms: int | None, known_ms: int) -> Contact:
    """The contact that one window of a look is, with everybody who lives behind it."""
    return Contact(day_known(when_ms, known_ms), "window", "met" if state == _WINDOW_IN_ORDER else "tried")


def day_known(when_ms: int | None, known_ms: int) -> int:
    """The day on which something happened that the worker's tablet puts at ``when_ms``.

    ``known_ms`` is when whoever asks first had the record. Nothing happened later than it was known, so a tablet whose
    clock runs a year ahead does not have somebody visited until next year.
    """
    return day_of_ms(known_ms if when_ms is None else min(when_ms, known_ms))
