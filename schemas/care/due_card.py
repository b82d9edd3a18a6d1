"""A card of the list 今天要去谁家: one resident, with all reasons of all programmes, each said once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from schemas.care.days import date_text, month_and_day, month_of
from schemas.care.due import Count, Due
from schemas.care.programme import TRIGGERS
from schemas.declaration import Label

_Key = tuple[str, int, str]
"""What a reason says: code of the sentence, number in it, trigger. Reasons that say the same are one."""
_NAMES = {"contact": ("met", "month_visits"), "home": ("home", "month_home")}
_SENTENCES = {
    "confirm": Label("上次去时说已搬走或去世，请核实后改档案", "Said to have moved or died: please put the file right"),
    "called": Label("{zh}：{month}月{day}日前要联系", "{en}: to be contacted by {date}"),
    "met_today": Label("今天访过", "Visited today"),
    "not_met": Label("已{n}天未访", "Days without a visit: {n}"),
    "never_met": Label("还没有探访过", "Never visited"),
    "home_today": Label("今天入户过", "Visited at home today"),
    "not_home": Label("已{n}天未入户", "Days without a visit at home: {n}"),
    "never_home": Label("还没有入户过", "Never visited at home"),
    "month_visits": Label("本月还差{n}次", "Still wanted this month: {n}"),
    "month_home": Label("本月还差入户{n}次", "Still wanted at home this month: {n}"),
    "tried": Label("之后试过{n}次没见到人，最近{month}月{day}日", "Tried since and met nobody: {n}, last on {date}"),
}


class Reason(NamedTuple):
    """Why somebody is on the list: ``code`` of ``_SENTENCES``, the sentence, and which programmes say so, by when."""

    code: str
    sentence: Label
    programmes: tuple[str, ...]
    due: int


class Card(NamedTuple):
    """``due``: the earliest. ``overdue_days``: 0 where none is overdue. ``last``: the latest contact that counts."""

    due: int
    overdue_days: int
    last: int | None
    reasons: tuple[Reason, ...]


def card(dues: Iterable[Due], today: int) -> Card | None:
    """What one resident's dues mean today; None where nothing is due at all."""
    found: dict[_Key, tuple[list[str], int]] = {}
    rows = list(dues)
    for one in rows:
        for key, when in _reasons(one, today):
            programmes, due = found.setdefault(key, ([], when))
            if one.programme and one.programme not in programmes:
                programmes.append(one.programme)
            found[key] = programmes, min(due, when)
    if not rows:
        return None
    order = list(_SENTENCES)
    reasons = [
        Reason(code, _sentence(code, number, trigger), tuple(programmes), due)
        for (code, number, trigger), (programmes, due) in found.items()
    ]
    due = min(one.due for one in rows)
    last = max((one.contact.last for one in rows if one.contact.last is not None), default=None)
    # The missing of a month and what was tried explain; what is due comes before them, the earliest first.
    reasons.sort(key=lambda one: (order.index(one.code) >= order.index("month_visits"), one.due, order.index(one.code)))
    return Card(due, max(0, today - due), last, tuple(reasons))


def _reasons(one: Due, today: int) -> Iterator[tuple[_Key, int]]:
    """What each says, and by when it wants something done."""
    if one.what == "confirm":
        yield ("confirm", 0, ""), one.due
        return
    if one.what == "trigger":
        yield ("called", one.due, one.trigger), one.due
    for what, count in (("contact", one.contact), ("home", one.home)):
        # What is not the most urgent is said once it is late as well.
        if count.due is not None and (what == one.what or count.due < today):
            yield _since(_NAMES[what][0], count, today), count.due
    for what, count in (("contact", one.contact), ("home", one.home)):
        missing = _missing(count, today)
        if missing > 0:
            yield (_NAMES[what][1], missing, ""), one.due
    if one.tried is not None:
        yield ("tried", one.tried * 1000 + min(one.tries, 999), ""), one.due


def _since(name: str, count: Count, today: int) -> _Key:
    if count.last is None:
        return f"never_{name}", 0, ""
    return (f"{name}_today", 0, "") if count.last >= today else (f"not_{name}", today - count.last, "")


def _missing(count: Count, today: int) -> int:
    month = month_of(today)
    if month < count.from_month:
        return 0
    return count.month_min - (count.days if count.last is not None and month_of(count.last) == month else 0)


def _sentence(code: str, number: int, trigger: str) -> Label:
    words: dict[str, object] = {"n": number}
    if code in ("called", "tried"):
        day, words["n"] = divmod(number, 1000) if code == "tried" else (number, 0)
        words["date"] = date_text(day)
        words["month"], words["day"] = month_and_day(day)
    if trigger:
        words["zh"], words["en"] = TRIGGERS[trigger].zh, TRIGGERS[trigger].en
    sentence = _SENTENCES[code]
    return Label(sentence.zh.format(**words), sentence.en.format(**words))
