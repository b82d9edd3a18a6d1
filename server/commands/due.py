"""Visits at the box: who is due, who is overdue, and how many were visited in a month."""

from __future__ import annotations

import re
from typing import Any

import click
from sqlalchemy import select

from schemas.care.dates import is_date
from schemas.care.days import date_text, day_of_ms
from schemas.care.programme import TRIGGERS
from server.audit import Someone
from server.care import calls, due, due_lists, rates
from server.care.follow import follow
from server.clock import now_ms, uuid_text
from server.commands.answers import Failure, answer, community_option, json_option, plainly
from server.commands.who import the_community
from server.database import reading
from server.models import Due, Grid, Record

_MONTH = re.compile(r"(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])")
_GRID = click.option("--grid", default=None, help="只看一个网格。 One grid only.")


@click.command("due")
@click.option("--overdue", is_flag=True, help="只列逾期的。 Only those whose day has gone by.")
@click.option("--days", default=7, show_default=True, help="几天内到期。 Due within so many days.")
@click.option("--programme", default=None, help="只看一个探访项目。 One programme only.")
@_GRID
@community_option
@json_option
@plainly
def due_command(
    overdue: bool, days: int, programme: str | None, grid: str | None, community_id: str | None, as_json: bool
) -> None:
    """列出该去探访的居民和理由。 Who is to be visited by when, and why."""
    of = _caught_up(community_id)
    today = day_of_ms(now_ms())
    until = today - 1 if overdue else today + days
    with reading() as session:
        mine = Due.community_id == of
        found = due_lists.listed(session, mine, today, grid=grid, programme=programme, until=until)
        names = due_lists.names(session, Record.community_id == of, found)
    rows = [_plain(due_lists.due_body(one, names)) for one in found]
    late = sum(one.card.due < today for one in found)
    lines = [
        f"{row['due_on']}  {row['grid']}  {row['resident']['name'] or row['resident']['id']}  "
        + "；".join(each["zh"] for each in row["reasons"])
        for row in rows
    ]
    answer(
        as_json,
        {"today": date_text(today), "due": rows, "total": len(rows), "overdue": late},
        *lines,
        f"共 {len(rows)} 人，逾期 {late} 人。",
        f"{len(rows)} residents, {late} of them overdue.",
    )


@click.command("visit-rate")
@click.option("--month", default=None, help="哪个月，如 2026-10；不写是本月。 Which month; this one by default.")
@_GRID
@community_option
@json_option
@plainly
def visit_rate(month: str | None, grid: str | None, community_id: str | None, as_json: bool) -> None:
    """月探访率：各探访项目、各类老人、各网格。 The month's visit rate by programme, tag and grid."""
    if month is not None and not _MONTH.fullmatch(month):
        raise Failure(f"月份不对：{month}", f"Not a month: {month}", "--month 2026-10", "--month 2026-10")
    of = _caught_up(community_id)
    with reading() as session:
        found = rates.month_rates(session, of, Record.community_id == of, day_of_ms(now_ms()), month, grid)
    lines = [_line(row) for row in rates.groups(found["rates"])]
    answer(as_json, found, f"{found['month']}（算到 counted to {found['day']}）", *lines)


@click.command("call")
@click.argument("cause", type=click.Choice(sorted(TRIGGERS)))
@click.option("--since", default=None, help="从哪天起，如 2026-12-01；不写是今天。 From when; today by default.")
@click.option("--until", default=None, help="到哪天为止；不写是30天。 Until when; 30 days by default.")
@click.option("--grid", "grids", multiple=True, help="只叫一个网格，可重复。 One grid only; may be repeated.")
@click.option("--note", "words", default="", help="说明。 A note.")
@community_option
@json_option
@plainly
def call_command(
    cause: str, since: str | None, until: str | None, grids: tuple[str, ...], words: str, community_id: str | None,
    as_json: bool,
) -> None:  # fmt: skip
    """极端天气、节日等：叫各网格加密探访。 Call for more visits: bad weather, a festival."""
    since = since or date_text(day_of_ms(now_ms()))
    for day in (since, until or since):
        if not is_date(day):
            raise Failure(f"日期不对：{day}", f"Not a date: {day}", "--since 2026-12-01", "--since 2026-12-01")
    if until is not None and until < since:
        raise Failure("结束日期早于开始日期。", "It ends before it begins.")
    with reading() as session:
        of = the_community(session, community_id).id
        known = set(session.scalars(select(Grid.id).where(Grid.community_id == of, Grid.closed_ms.is_(None))))
    unknown = set(grids) - known
    if unknown:
        raise Failure(f"没有网格：{'、'.join(sorted(unknown))}", f"No such grid: {', '.join(sorted(unknown))}")
    called = calls.call(Someone(of), cause, since, until, grids or known, words)
    answer(
        as_json,
        {"cause": cause, "since": since, "until": until, "called": called},
        f"已通知 {called} 个网格加密探访；平板下次联网就会列出来。",
        f"{called} grids are called; their tablets list it when they next sync.",
    )


def _caught_up(community_id: str | None) -> str:
    with reading() as session:
        of = the_community(session, community_id).id
    follow(of)
    due.bring_up(of)
    return of


def _plain(row: dict[str, Any]) -> dict[str, Any]:
    return {**row, "resident": {**row["resident"], "id": uuid_text(row["resident"]["id"])}}


def _line(row: dict[str, Any]) -> str:
    share = "—" if row["permille"] is None else f"{row['permille'] / 10:.1f}%"
    group = row["group_title"]["zh"] if row["group_title"] else row["group"] or "全部 all"
    place = row["grid"] or "全社区 all grids"
    more = f"  试过未见 tried {row['tried']}，不愿 refused {row['refused']}"
    return f"{place:<14}{row['title']['zh']}  {group}  {row['met']}/{row['residents']}  {share}{more}"
