"""Care files at the box: what is in force, looking at a file, putting one in force, and what was before."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import click

from schemas.care.care_file import CareFileError
from schemas.care.library import CareFile, newest_shipped, understand
from server.audit import Someone
from server.care import files
from server.commands.answers import Failure, answer, community_option, json_option, plainly
from server.commands.who import the_community
from server.database import reading, writing

_FILES = click.argument("paths", metavar="FILE…", nargs=-1, required=True, type=click.Path(path_type=Path))
_IDENTITY = click.argument("identity", metavar="ID")


@click.group()
def care() -> None:
    """规则、探访项目和提醒：查看、检查、启用。 Rules, visit programmes and reminders: look, check, put in force."""


@care.command("list")
@community_option
@json_option
@plainly
def list_files(community_id: str | None, as_json: bool) -> None:
    """列出现行的文件。 The files in force."""
    with reading() as session:
        of = the_community(session, community_id).id
        library = files.in_force(session, of)
    brought = newest_shipped()
    rows = [_row(one, brought) for _, one in sorted(library.files.items())]
    lines = [
        f"{row['sort']:<10} {row['id']:<20} 版本 version {row['version']:<4} {row['title']['zh']} {row['title']['en']}"
        + ("" if row["own"] else "  （随 Mulin 提供 shipped）")
        + (f"  （Mulin 有新版本 a newer one is shipped: {row['newer_shipped']}）" if row["newer_shipped"] else "")
        for row in rows
    ]
    answer(as_json, rows, *lines)


@care.command()
@_FILES
@json_option
@plainly
def check(paths: tuple[Path, ...], as_json: bool) -> None:
    """检查文件有没有错，不启用。 Look for mistakes without putting anything in force."""
    good, faults = _read(paths)
    answer(
        as_json,
        {"files": [{"sort": one.sort, "id": one.id, "version": one.version} for one, _ in good], "faults": faults},
        *(f"没有错误 No mistake: {name}" for _, name in good),
    )
    _stop_at(faults)


@care.command()
@_FILES
@community_option
@json_option
@plainly
def load(paths: tuple[Path, ...], community_id: str | None, as_json: bool) -> None:
    """启用文件；有错的不启用，原来的照旧有效。 Put files in force; one with a mistake changes nothing."""
    with reading() as session:
        of = the_community(session, community_id).id
    good, faults = _read(paths)
    done: list[dict[str, Any]] = []
    for file, name in good:
        try:
            with writing() as session:
                outcome = files.load(session, Someone(of), file, name)
        except CareFileError as error:
            faults += files.faults_of(error)
            continue
        done.append({"sort": file.sort, "id": file.id, "version": file.version, "outcome": outcome})
    words = {"loaded": "已启用 in force", "same": "没有变化 nothing changed"}
    lines = [f"{one['sort']} {one['id']} 版本 version {one['version']}：{words[one['outcome']]}" for one in done]
    answer(as_json, {"files": done, "faults": faults}, *lines)
    _stop_at(faults)


@care.command()
@_IDENTITY
@community_option
@plainly
def show(identity: str, community_id: str | None) -> None:
    """打印现行的文件原文。 Print a file in force as it was written."""
    with reading() as session:
        library = files.in_force(session, the_community(session, community_id).id)
    found = [one for one in library.files.values() if one.id == identity]
    if not found:
        raise _unknown(identity)
    for one in found:
        click.echo(one.text, nl=False)


@care.command()
@_IDENTITY
@community_option
@json_option
@plainly
def history(identity: str, community_id: str | None, as_json: bool) -> None:
    """列出一个文件的所有版本。 Every version of a file: who loaded it, and when it was in force."""
    with reading() as session:
        found = files.versions(session, the_community(session, community_id).id, identity)
    if not found:
        raise _unknown(identity)
    rows = [{**one, "person": one["person"] and one["person"].hex()} for one in found]
    lines = [
        f"{row['sort']} {row['id']} 版本 version {row['version']}  "
        + ("随 Mulin 提供 shipped" if row["shipped"] else f"{_day(row['loaded_ms'])} – {_day(row['until_ms'])}")
        + ("  现行 in force" if row["in_force"] else "")
        for row in rows
    ]
    answer(as_json, rows, *lines)


def _read(paths: tuple[Path, ...]) -> tuple[list[tuple[CareFile, str]], list[dict[str, Any]]]:
    """The sound files, each with its name, and what is wrong with the others."""
    good: list[tuple[CareFile, str]] = []
    faults: list[dict[str, Any]] = []
    for path in paths:
        try:
            good.append((understand(path.read_text(encoding="utf-8"), str(path)), str(path)))
        except CareFileError as error:
            faults += files.faults_of(error)
        except UnicodeDecodeError as error:
            line = error.object[: error.start].count(b"\n") + 1
            faults.append({"file": str(path), "line": line, "zh": "不是 UTF-8 文本", "en": "not UTF-8 text"})
    return good, faults


def _stop_at(faults: list[dict[str, Any]]) -> None:
    for one in faults:
        click.echo(f"{one['file']}:{one['line']}: {one['zh']} / {one['en']}", err=True)
    if faults:
        raise Failure(
            f"有 {len(faults)} 处错误；原来有效的文件照旧有效。",
            f"{len(faults)} mistakes; what was in force stays in force.",
        )


def _row(one: CareFile, brought: dict[tuple[str, str], CareFile]) -> dict[str, Any]:
    shipped = brought.get(one.key)
    return {
        "sort": one.sort,
        "id": one.id,
        "version": one.version,
        "title": {"zh": one.title.zh, "en": one.title.en},
        "own": shipped is None or shipped.sha256 != one.sha256,
        "newer_shipped": shipped.version if shipped is not None and shipped.version > one.version else None,
        "sha256": one.sha256.hex(),
    }


def _unknown(identity: str) -> Failure:
    return Failure(
        f"没有叫 {identity} 的文件。", f"There is no file {identity}.",
        "flask --app wsgi care list", "flask --app wsgi care list",
    )  # fmt: skip


def _day(moment_ms: int | None) -> str:
    return "" if moment_ms is None else f"{datetime.fromtimestamp(moment_ms / 1000, UTC):%Y-%m-%d %H:%M}Z"
