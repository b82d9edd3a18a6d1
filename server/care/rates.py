"""月探访率 of a month: of each programme, of each tag among its residents, in each grid and in all together."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from schemas.care.contact import Contact
from schemas.care.days import date_text, day_of, first_day, last_day, month_of, month_text
from schemas.care.programme import Audience
from schemas.care.resident_facts import Facts
from schemas.care.visit_rate import Rate, visit_rate
from schemas.code_lists import ELDER_TAGS
from server.care.due import programmes_of
from server.care.people import BACK_DAYS, people
from server.models import Record

_PAGE = 1000
_TITLES = {one.code: {"zh": one.label.zh, "en": one.label.en} for one in ELDER_TAGS.codes}
_Month = dict[str, list[tuple[Facts, list[Contact]]]]


def month_rates(
    session: Session, community_id: str, scope: ColumnElement[bool], today: int, month: str | None, grid: str | None
) -> dict[str, Any]:
    """Of the residents within ``scope`` (of records). ``month``: ``YYYY-MM``, None for the running one."""
    first = first_day(month_of(today)) if month is None else day_of(f"{month}-01")
    assert first is not None  # noqa: S101 - checked where it came in
    day = max(min(last_day(month_of(first)), today), first)
    audience = programmes_of(session, community_id)
    found = _people(session, community_id, scope if grid is None else scope & (Record.grid_id == grid), first, day)
    everybody = [one for of_grid in found.values() for one in of_grid]
    rates = [_body(one, audience, None) for one in visit_rate(everybody, audience, day)]
    for name in sorted(found):
        rates += [_body(one, audience, name) for one in visit_rate(found[name], audience, day)]
    return {"month": month_text(month_of(first)), "day": date_text(day), "rates": rates}


def _people(session: Session, community_id: str, scope: ColumnElement[bool], first: int, day: int) -> _Month:
    """By grid, each resident with their contacts of the month."""
    ids = list(session.scalars(select(Record.document_id).where(scope, Record.kind == "resident")))
    found: _Month = {}
    for start in range(0, len(ids), _PAGE):
        for one in people(session, community_id, ids[start : start + _PAGE], first - BACK_DAYS, day).values():
            month = [each for each in one.contacts if first <= each.day <= day]
            found.setdefault(one.held.grid, []).append((one.facts, month))
    return found


def _body(one: Rate, audience: Audience, grid: str | None) -> dict[str, Any]:
    title = next(each.title for each in audience.programmes if each.code == one.programme)
    return {
        "programme": one.programme,
        "title": {"zh": title.zh, "en": title.en},
        "grid": grid,
        "group": one.group,
        "group_title": _TITLES.get(one.group),
        "residents": one.residents,
        "met": one.met,
        "tried": one.tried,
        "refused": one.refused,
        "permille": one.permille,
    }


def groups(rates: Collection[dict[str, Any]]) -> list[dict[str, Any]]:
    """Only those in which anybody is to be visited: what people read on paper."""
    return [one for one in rates if one["residents"] or one["refused"] or not one["group"]]
