"""Records brought up to their documents, and what has served its time put away."""

from __future__ import annotations

import click

from server.care import due, kept_rates, results
from server.care.follow import follow
from server.commands.answers import Failure, answer, json_option, plainly
from server.current import settings
from server.prune import prune as prune_old
from server.reconcile import Reconciled, catch_up, communities, rebuild


@click.command()
@click.option("--all", "everything", is_flag=True, help="全部重新生成。 Build every record again from its document.")
@json_option
@plainly
def reconcile(everything: bool, as_json: bool) -> None:
    """让记录跟上文档。 Bring records that are behind up to their documents."""
    total = Reconciled()
    for community_id in communities():
        done = rebuild(community_id) if everything else catch_up(community_id)
        if everything:
            results.burn(community_id)
            due.burn(community_id)
            kept_rates.burn(community_id)
        follow(community_id)
        due.bring_up(community_id)
        total.records += done.records
        total.settled += done.settled
        total.failed += done.failed
    body = {"records": total.records, "settled": total.settled, "failed": [one.hex() for one in total.failed]}
    answer(
        as_json,
        body,
        f"已生成记录 {total.records} 条，自动裁决 {total.settled} 处，失败 {len(total.failed)} 条。",
        f"{total.records} records brought up, {total.settled} disputes decided by rule, {len(total.failed)} failed.",
    )
    if total.failed:
        raise Failure(
            "有记录没有跟上，工作没有丢；日志里写了原因。",
            "Some records stay behind; no work is lost, and the log says why.",
            "更新 Mulin 后再运行；仍不行请把日志交给开发者",
            "update Mulin and run this again; if that does not help, show the log to a developer",
        )


@click.command()
@json_option
@plainly
def prune(as_json: bool) -> None:
    """清理过期的审计日志、配对码等；不动任何文档。 Remove old audit lines, pairing codes and the like; no document."""
    removed = prune_old(settings().data)
    answer(
        as_json,
        removed,
        f"已清理：审计日志 {removed['audit_events']} 条，配对码 {removed['pairings']} 个，其他 "
        f"{removed['throttles'] + removed['attachments'] + removed['spooled']} 个。",
        "What had served its time was removed; no document was touched.",
    )
