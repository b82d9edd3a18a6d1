"""Residents and households out of the register that a community already has."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import click

from schemas.wire import dump
from schemas.wire.problem_words import CHINESE
from schemas.wire.tablet_days import BundleReply
from server.bundle_import import bundle_lines, import_bundle
from server.clock import now_ms
from server.commands.answers import Failure, answer, community_option, json_option, plainly
from server.commands.who import the_community, the_grid, the_person
from server.current import limits, settings
from server.database import reading
from server.erase import names
from server.errors import Fault
from server.importing import mapping
from server.importing.faults import FileFault
from server.importing.register import Register, map_columns, prepare, take
from server.importing.register import read as read_register
from server.importing.report import (
    TOLD,
    body,
    issue_lines,
    mapping_lines,
    summary_lines,
    write_report,
)
from server.importing.targets import IGNORE, RESIDENT, target_named
from sync.cbor import Malformed

_CHINA = timezone(timedelta(hours=8))
_ISSUES_SHOWN = 40
_FILE = click.Path(path_type=Path, dir_okay=False)


@click.group("import")
def import_group() -> None:
    """把已有的资料导入进来。 Bring in what a community already has."""


@import_group.command("residents")
@click.argument("path", metavar="FILE.xlsx", type=click.Path(path_type=Path, dir_okay=False, exists=True))
@click.option("--grid", help="没有网格列时，全部归到这个网格。 The grid of rows that name none.")
@click.option("--sheet", help="工作表名称。 The sheet, if several hold a register.")
@click.option("--dry-run", "dry", is_flag=True, help="只检查，什么都不写。 Only look; write nothing.")
@click.option("--set", "sets", multiple=True, metavar="表头=项目", help="指定一列导入到哪里。 What one column means.")
@click.option("--mapping", "mapping_file", type=_FILE, help="列对应表（文本文件）。 The columns, from a text file.")
@click.option(
    "--write-mapping", type=_FILE, help="把列对应表写到文件里，改好再用。 Write the columns to a file to edit."
)
@click.option("--report", type=_FILE, help="把问题清单写成 Excel。 Write the list of rows to look at as .xlsx.")
@click.option(
    "--likely",
    type=click.Choice(["list", "same", "new"]),
    default="list",
    help="同名同生日的：列出、当同一人、当新的人。 Same name and birth date: list, take as the same, take as new.",
)
@click.option("--overwrite", multiple=True, metavar="项目", help="用表里的改掉档案里的这一项。 Overwrite this field.")
@click.option("--by", "by", help="谁导入，记在审计日志里。 Who imports, for the audit log.")
@community_option
@json_option
@plainly
def residents(path: Path, community_id: str | None, as_json: bool, dry: bool, **options: Any) -> None:
    """从 Excel 花名册导入居民和住户；先用 --dry-run 看一遍。 Import a register; look first with --dry-run."""
    try:
        _residents(path, community_id, as_json, dry, options)
    except FileFault as fault:
        then = fault.then
        raise Failure(fault.what.zh, fault.what.en, then.zh if then else "", then.en if then else "") from fault


@import_group.command("bundle")
@click.argument("paths", metavar="FILE...", nargs=-1, required=True, type=click.Path(path_type=Path, dir_okay=False))
@click.option(
    "--accept-revoked",
    is_flag=True,
    help="平板已吊销，但内容确是本人所写，照常收下。 Take a revoked tablet's work: it is its person's own.",
)
@community_option
@json_option
@plainly
def bundle(paths: tuple[Path, ...], accept_revoked: bool, community_id: str | None, as_json: bool) -> None:
    """导入平板导出的数据包；导入两次也没关系。 Bring in what tablets put into files; twice is once."""
    if community_id is not None:
        with reading() as session:
            community_id = the_community(session, community_id).id
    told = []
    for path in paths:
        with path.open("rb") as file:
            data = file.read(limits().bundle_bytes_max + 1)
        try:
            done = import_bundle(data, None, accept_revoked, community_id)
        except (Fault, Malformed) as fault:
            raise Failure(
                f"没有导入 {path.name}：{CHINESE.get(fault.code, fault.code)}",
                f"{path.name} was not brought in: {fault.code}. {fault.hint}",
            ) from fault
        body = dump(BundleReply, done.body())
        told.append({"file": str(path), **body})
        if not as_json:
            for line in bundle_lines(path.name, body):
                click.echo(line)
    answer(as_json, told)


def _residents(path: Path, community_id: str | None, as_json: bool, dry: bool, options: dict[str, Any]) -> None:
    with reading() as session:
        of = the_community(session, community_id).id
        grid = the_grid(session, of, options["grid"]).id if options["grid"] else None
        by = _the_importer(the_person(session, of, options["by"])) if options["by"] else None
    register = read_register(path, limits(), options["sheet"])
    map_columns(register, of, _said(options))
    if options["write_mapping"]:
        options["write_mapping"].write_text(mapping.as_text(register.table), encoding="utf-8-sig")
    if not as_json:
        _show_mapping(register)
    overwrite = [_overwritten(typed) for typed in options["overwrite"]]
    erased = names(of, settings().data)
    today = datetime.fromtimestamp(now_ms() / 1000, UTC).astimezone(_CHINA).date().isoformat()
    here = prepare(register, of, grid, today, options["likely"], overwrite, erased)
    taken = take(register, here, limits(), dry, by)
    if options["report"]:
        write_report(options["report"], taken)
    issues = taken.run.issues
    shown = [] if options["report"] else list(issue_lines(issues[:_ISSUES_SHOWN]))
    if len(shown) < len(issues) and not options["report"]:
        shown.append(
            f"  …还有 {len(issues) - len(shown)} 条，用 --report 清单.xlsx 全部写出。 More with --report FILE.xlsx."
        )
    answer(as_json, body(register, taken, dry), *shown, *summary_lines(register, taken, dry))


def _said(options: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """The clerk's words about the columns: the file first, then what was typed."""
    said: list[tuple[str, list[str]]] = []
    file: Path | None = options["mapping_file"]
    if file is not None:
        said.append((f"{file.name} ", mapping.lines_of(file.read_bytes())))
    if options["sets"]:
        said.append(("--set ", list(options["sets"])))
    return said


def _the_importer(person: Any) -> bytes:
    if person.role not in ("admin", "supervisor") or person.disabled_ms is not None:
        raise Failure("导入由主管或管理员经办。", "A supervisor or an administrator imports.")
    identity: bytes = person.id
    return identity


def _overwritten(typed: str) -> str:
    target = target_named(typed)
    path = target.path if target and target.path != IGNORE else typed
    if RESIDENT.field_at(path) is None or path in ("name", "id_number", "household", "status"):
        raise Failure(f"“{typed}”不能覆盖。", f"{typed!r} cannot be overwritten.")
    return path


def _show_mapping(register: Register) -> None:
    click.echo(f"工作表“{register.table.sheet.name}”，第 {register.table.first_row} 行起。 The columns:")
    for line in mapping_lines(register):
        click.echo(line)
    for code in register.told:
        click.echo(f"{TOLD[code].zh} {TOLD[code].en}")
    if not register.table.column_for("id_number"):
        click.echo("没有身份证号这一列：同一个人可能认不出来。 No column of ID numbers: people may not be recognised.")
