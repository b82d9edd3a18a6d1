"""Reminders, run by hand: tasks that are due are made, those not needed any more are ended."""

from __future__ import annotations

from dataclasses import asdict

import click

from schemas.care.dates import is_date
from server.care.remind import remind as run
from server.care.tasks import Done
from server.commands.answers import Failure, answer, community_option, json_option, plainly
from server.commands.who import the_community
from server.database import reading
from server.reconcile import communities


@click.command()
@click.option("--today", default=None, help="当作这一天来算，如 2026-12-31。 As if it were that day.")
@community_option
@json_option
@plainly
def remind(today: str | None, community_id: str | None, as_json: bool) -> None:
    """按提醒规则生成到期任务，撤销已不需要的；重复运行不会重复生成。 Make the tasks that are due; twice is once."""
    if today is not None and not is_date(today):
        raise Failure(f"日期不对：{today}", f"Not a date: {today}", "--today 2026-12-31", "--today 2026-12-31")
    if community_id is not None:
        with reading() as session:
            chosen = [the_community(session, community_id).id]
    else:
        chosen = communities()
    total, done = Done(), {}
    for one in chosen:
        found = run(one, today)
        done[one] = asdict(found)
        total.add(found)
    answer(
        as_json,
        done,
        f"新任务 {total.made} 件，已不需要 {total.ended} 件，随居民转到其他网格 {total.moved} 件。",
        f"{total.made} tasks were made, {total.ended} ended, {total.moved} moved to another grid.",
    )
