"""Backups, and back from them."""

from __future__ import annotations

from pathlib import Path

import click

from server import backup as backing
from server import restore as restoring
from server.backup_file import Damaged
from server.commands.answers import Failure, answer, json_option, plainly
from server.current import settings


@click.command()
@click.argument("target", metavar="FILE", type=click.Path(path_type=Path))
@click.option("--keep", type=click.IntRange(1, 1000), help="文件夹里只留最新的几份。 Keep only the newest so many.")
@json_option
@plainly
def backup(target: Path, keep: int | None, as_json: bool) -> None:
    """备份到一个文件，或备份到文件夹（按日期取名）；不用停机。 Back up to a file, or into a folder, while it runs."""
    if keep and not target.is_dir():
        raise Failure("--keep 只用于文件夹。", "--keep is for a folder.")
    if not target.parent.is_dir():
        raise Failure(
            f"没有文件夹 {target.parent}。",
            f"There is no folder {target.parent}.",
            "U 盘插好了吗？",
            "is the USB stick plugged in?",
        )
    try:
        path, manifest = backing.backup(settings().data, target)
    except Damaged as fault:
        raise Failure(
            f"备份写出后读不回来（{fault}），已删除。",
            f"The backup could not be read back ({fault}) and was removed.",
            "换一个 U 盘",
            "use another USB stick",
        ) from fault
    removed = backing.keep_newest(target, keep) if keep else []
    rows = sum(one.get("rows", 0) for one in manifest["members"].values())
    body = {"file": str(path), "rows": rows, "bytes": path.stat().st_size, "removed": [str(one) for one in removed]}
    missing = manifest.get("missing", [])
    answer(
        as_json,
        {**body, "missing": missing},
        f"已备份：{path}（{rows} 行，{path.stat().st_size} 字节）",
        "The backup was written and read back.",
    )
    if missing:
        raise Failure(
            f"有 {len(missing)} 个附件已不在存储中，没有备份到。",
            f"{len(missing)} attachments are gone from the store and are not in it.",
            "flask --app wsgi verify --all-faults",
            "flask --app wsgi verify --all-faults",
        )


@click.command()
@click.argument("source", metavar="FILE", type=click.Path(path_type=Path))
@click.option(
    "--replace", is_flag=True, help="替换现有数据（先自动备份）。 Replace what is there, after backing it up."
)
@json_option
@plainly
def restore(source: Path, replace: bool, as_json: bool) -> None:
    """从备份恢复；先停下服务。 Put a backup back; stop the server first."""
    try:
        done = restoring.restore(settings().data, source, replace)
    except Damaged as fault:
        raise Failure(
            f"这个备份用不了：{fault}。什么都没有改。",
            f"This backup cannot be used: {fault}. Nothing was changed.",
            "用前一天的备份",
            "use the one of the day before",
        ) from fault
    except restoring.NotEmpty as fault:
        raise Failure(
            "这里已有数据，没有恢复。",
            "There is data here already; nothing was restored.",
            "确实要替换，加上 --replace（会先备份现有数据）",
            "to replace it add --replace, which backs up what is there first",
        ) from fault
    body = {
        "rows": done.rows,
        "kept": None if done.kept is None else str(done.kept),
        "erased_again": done.erased_again,
        "findings": [one.body() for one in done.findings],
    }
    lines = [f"已恢复 {done.rows} 行，记录已重新生成。", f"{done.rows} rows were restored, and records built again."]
    if done.kept:
        lines.append(f"原来的数据备份在 What was there before: {done.kept}")
    lines += [
        "启动服务后，让每台平板同步一次，之前不要清空或更换平板。",
        "Start the server and let every tablet sync once; do not wipe or replace any before it has.",
        "备份之后撤销的平板，请再撤销一次。 Revoke again what was revoked after the backup was made.",
    ]
    answer(as_json, body, *lines)
    if done.findings:
        raise Failure(
            "已恢复，但备份里的数据本身有问题：flask --app wsgi verify --all-faults",
            "It was restored, but something in it is wrong: flask --app wsgi verify --all-faults",
        )
