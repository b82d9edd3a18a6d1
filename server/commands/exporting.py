"""Records as tables."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import click
from sqlalchemy.orm import Session

from schemas.kind import Kind
from server import export as exporting
from server.audit import Someone, note
from server.catalogues import catalogue_of
from server.clock import uuid_text
from server.commands.answers import Failure, answer, community_option, json_option, plainly
from server.commands.ending import two_people
from server.commands.who import the_community, the_grid, the_person
from server.database import reading, writing

_CHINA = timezone(timedelta(hours=8))
_IDS_PER_LINE = 500
_DAY = click.DateTime(["%Y-%m-%d"])


@click.command()
@click.argument("kind")
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path, dir_okay=False))
@click.option("--format", "form", type=click.Choice(exporting.FORMATS), help="格式；默认看扩展名。 By the file's name.")
@click.option("--grid", help="只导出这个网格。 Only this grid.")
@click.option("--since", type=_DAY, help="从这一天起。 From this day on.")
@click.option("--until", type=_DAY, help="到这一天为止（含）。 Up to and including this day.")
@click.option("--sources", is_flag=True, help="附“谁填的”。 With who wrote each answer; not in CSV.")
@click.option("--unmasked", is_flag=True, help="不打码；要写原因和两个人。 Unmasked; needs a reason and two people.")
@click.option("--reason", help="原因。 Why.")
@click.option("--by", "by", help="谁导出。 Who exports.")
@click.option("--approved-by", help="另一位批准人。 A second person who approves.")
@community_option
@json_option
@plainly
def export(
    kind: str,
    target: Path,
    form: str | None,
    grid: str | None,
    since: datetime | None,
    until: datetime | None,
    sources: bool,
    unmasked: bool,
    reason: str | None,
    by: str | None,
    approved_by: str | None,
    community_id: str | None,
    as_json: bool,
) -> None:
    """导出一种记录；默认打码。 Export the records of a kind; masked by default."""
    form = form or target.suffix.removeprefix(".").lower()
    if form not in exporting.FORMATS:
        raise Failure("请用 --format 指明格式：csv、jsonl 或 xlsx。", "Name the format: --format csv, jsonl or xlsx.")
    if sources and form == "csv":
        raise Failure(
            "CSV 只有一张表，附“谁填的”请用 xlsx 或 jsonl。", "A CSV file holds one table: take xlsx or jsonl."
        )
    if unmasked and not (reason and reason.strip() and by and approved_by):
        raise Failure(
            "不打码导出要写 --reason、--by 和 --approved-by。", "Unmasked needs --reason, --by and --approved-by."
        )
    doer = approver = None
    with reading() as session:
        of = the_community(session, community_id).id
        if unmasked and by and approved_by:
            doer, approver = two_people(the_person(session, of, by), the_person(session, of, approved_by))
        grid_id = the_grid(session, of, grid).id if grid else None
        wanted = exporting.Wanted(
            of, _kind(session, of, kind), grid_id, _ms(since, 0), _ms(until, 1), not unmasked, sources=sources
        )
        draft, ids = exporting.write(session, wanted, form, target)
    try:
        detail: dict[str, object] = {
            "kind": kind,
            "format": form,
            "grid": grid_id,
            "rows": len(ids),
            "masked": not unmasked,
        }
        if approver:
            detail |= {"reason": reason, "approved_by": uuid_text(approver)}
        _note(Someone(of, doer), detail, ids if unmasked else [])
        exporting.publish(draft, target)
    finally:
        draft.unlink(missing_ok=True)
    answer(
        as_json,
        {"file": str(target), "rows": len(ids), "masked": not unmasked},
        f"已导出 {len(ids)} 条到 {target}{'' if unmasked else '（已打码）'}",
        f"{len(ids)} records were exported{'' if unmasked else ', masked'}.",
    )


def _kind(session: Session, community_id: str, name: str) -> Kind:
    kinds = catalogue_of(session, community_id).kinds
    if name not in kinds:
        names = ", ".join(sorted(kinds))
        raise Failure(f"没有“{name}”这种记录；有：{names}", f"There is no kind {name!r}; there are: {names}")
    return kinds[name]


def _note(by: Someone, detail: dict[str, object], ids: list[bytes]) -> None:
    """Who took what and why; which rows too, where they can be recognised."""
    with writing() as session:
        for start in range(0, max(len(ids), 1), _IDS_PER_LINE):
            documents = [uuid_text(one) for one in ids[start : start + _IDS_PER_LINE]]
            note(session, by, "record.export", None, **detail, **({"documents": documents} if documents else {}))


def _ms(day: datetime | None, later_days: int) -> int | None:
    if day is None:
        return None
    moment = day.replace(tzinfo=_CHINA) + timedelta(days=later_days)
    return int(moment.astimezone(UTC).timestamp() * 1000)
