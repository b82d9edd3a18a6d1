"""How commands speak: to a person in Chinese and English, to a program in JSON, and plainly of what is wrong."""

from __future__ import annotations

import errno
import json
from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

import click
from flask.cli import with_appcontext
from sqlalchemy.exc import DBAPIError, OperationalError

from server.database import is_busy, is_full
from server.errors import Fault
from server.settings import SettingFault

Command = TypeVar("Command", bound=Callable[..., Any])

_MISSING_TABLE = ("no such table", "undefinedtable", "no such column", "undefinedcolumn")


class Failure(click.ClickException):
    """Something the reader can act on: what is wrong, then what to do, each in Chinese and in English."""

    exit_code = 1

    def __init__(self, zh: str, en: str, then_zh: str = "", then_en: str = "") -> None:
        super().__init__(zh)
        self.lines = [zh, en]
        if then_zh:
            self.lines += [f"下一步：{then_zh}", f"Next: {then_en}"]

    def show(self, file: Any = None) -> None:
        """Write it where errors go."""
        for line in self.lines:
            click.echo(line, file=file, err=file is None)


json_option = click.option("--json", "as_json", is_flag=True, help="以 JSON 输出。 Print JSON.")
community_option = click.option(
    "--community", "community_id", default=None, help="社区编号；只有一个社区时可省略。 Which community, if several."
)


def plainly(function: Callable[..., Any]) -> Callable[..., Any]:
    """Run a command inside the application, and turn what can go wrong on a machine into sentences."""

    @wraps(function)
    def run(*arguments: Any, **options: Any) -> Any:
        try:
            return function(*arguments, **options)
        except Fault as fault:
            raise Failure(f"没有做成：{fault.code}", f"Not done: {fault.type.title}. {fault.hint}".strip()) from fault
        except SettingFault as fault:
            raise Failure(f"设置有误：{fault}", f"A setting is wrong: {fault}") from fault
        except DBAPIError as fault:
            raise _database_failure(fault) from fault
        except OSError as fault:
            if fault.errno == errno.EPIPE:
                raise  # whoever read the answer has heard enough
            raise _machine_failure(fault) from fault

    return with_appcontext(run)


def answer(as_json: bool, body: Any, *lines: str) -> None:
    """Print ``body`` for a program, or ``lines`` for a person."""
    if as_json:
        click.echo(json.dumps(body, ensure_ascii=False, indent=1))
    else:
        for line in lines:
            click.echo(line)


def _database_failure(fault: DBAPIError) -> Failure:
    said = f"{type(fault.orig).__name__}: {fault.orig}"
    if any(words in said.lower() for words in _MISSING_TABLE):
        return Failure(
            "数据库还没有建好，或不是这个版本的。",
            "The database has no tables yet, or not those of this version.",
            "flask --app wsgi db upgrade",
            "flask --app wsgi db upgrade",
        )
    if isinstance(fault, OperationalError) and is_busy(fault):
        return Failure(
            "数据库正忙，什么都没有改。", "The database is busy; nothing was changed.", "稍后再试", "try again shortly"
        )
    if isinstance(fault, OperationalError) and is_full(fault):
        return _full()
    return Failure(
        f"数据库出错：{said}",
        f"The database reports a fault: {said}",
        "检查 DATABASE_URL、数据库是否在运行、磁盘是否可写",
        "check DATABASE_URL, whether the database runs, and whether the disk can be written to",
    )


def _machine_failure(fault: OSError) -> Failure:
    if fault.errno in (errno.ENOSPC, errno.EDQUOT):
        return _full()
    where = f"{fault.filename}: " if fault.filename else ""
    return Failure(f"文件读写出错：{where}{fault.strerror or fault}", f"A file could not be used: {where}{fault}")


def _full() -> Failure:
    return Failure(
        "磁盘已满，没有做成；已有的数据没有动。",
        "The disk is full; it was not done, and what was there is untouched.",
        "腾出空间后再试，见 docs/operations.md",
        "make room and try again, see docs/operations.md",
    )
