"""Who there is: communities, grids, people, and who serves which grid."""

from __future__ import annotations

import sys
from typing import Any
from uuid import UUID

import click
from sqlalchemy import select

from schemas.access import ROLES, Role
from server import enlist
from server.audit import Someone, note
from server.commands.answers import Failure, answer, community_option, json_option, plainly
from server.commands.who import checked_id, checked_name, the_community, the_grid, the_person
from server.current import limits
from server.database import reading, writing
from server.models import Assignment, Community, Grid, Person
from server.sign_in import password_hash

_ROLES_ZH = {"grid_worker": "网格员", "doctor": "医生", "supervisor": "主管", "admin": "管理员"}


@click.group()
def community() -> None:
    """社区。 Communities."""


@community.command("add")
@click.argument("identity", metavar="ID")
@click.argument("name")
@json_option
@plainly
def community_add(identity: str, name: str, as_json: bool) -> None:
    """新建社区。 Add a community."""
    identity, name = checked_id(identity), checked_name(name)
    with writing() as session:
        if session.get(Community, identity) is not None:
            raise Failure(f"已有社区“{identity}”。", f"There is a community {identity!r} already.")
        enlist.add_community(session, identity, name)
    answer(
        as_json, {"community": identity, "name": name}, f"已新建社区：{name}（{identity}）", "The community was added."
    )


@click.group()
def grid() -> None:
    """网格。 Grids."""


@grid.command("add")
@click.argument("identity", metavar="ID")
@click.argument("name")
@community_option
@json_option
@plainly
def grid_add(identity: str, name: str, community_id: str | None, as_json: bool) -> None:
    """新建网格。 Add a grid."""
    identity, name = checked_id(identity), checked_name(name)
    with writing() as session:
        of = the_community(session, community_id).id
        if session.get(Grid, (of, identity)) is not None:
            raise Failure(f"已有网格“{identity}”。", f"There is a grid {identity!r} already.")
        enlist.add_grid(session, of, identity, name)
    answer(
        as_json,
        {"community": of, "grid": identity, "name": name},
        f"已新建网格：{name}（{identity}）",
        "The grid was added.",
    )


@click.group()
def person() -> None:
    """人员。 People."""


@person.command("add")
@click.argument("name")
@click.option("--role", type=click.Choice(ROLES), required=True, help="角色。 The role.")
@click.option("--grid", "grids", multiple=True, help="服务的网格，可多次。 A grid they serve; may be repeated.")
@click.option("--login", default=None, help="登录名；只用平板的人不需要。 For signing in at a browser.")
@click.option("--password-stdin", is_flag=True, help="从标准输入读密码。 Read the password from standard input.")
@community_option
@json_option
@plainly
def person_add(
    name: str,
    role: Role,
    grids: tuple[str, ...],
    login: str | None,
    password_stdin: bool,
    community_id: str | None,
    as_json: bool,
) -> None:
    """新增人员。 Add a person."""
    name = checked_name(name)
    login = checked_name(login) if login else None
    with reading() as session:
        of = the_community(session, community_id).id
        served = [the_grid(session, of, typed).id for typed in grids]
        if login and enlist.login_is_taken(session, of, login):
            raise Failure(f"登录名“{login}”已有人用。", f"Somebody signs in as {login!r} already.")
    password = _password(password_stdin) if login else None
    with writing() as session:
        made = enlist.add_person(session, of, name, role, login, password)
        for identity in served:
            enlist.assign(session, of, made.id, identity)
        person_id = str(UUID(bytes=made.id))
    body = {"community": of, "person": person_id, "name": name, "role": role, "login": login, "grids": served}
    answer(
        as_json,
        body,
        f"已新增：{name}，{_ROLES_ZH[role]}，编号 {person_id}",
        "The person was added. Enrol a tablet with: flask --app wsgi pair " + (login or person_id),
    )


@person.command("list")
@community_option
@json_option
@plainly
def person_list(community_id: str | None, as_json: bool) -> None:
    """列出人员。 List people."""
    with reading() as session:
        of = the_community(session, community_id).id
        people = list(session.scalars(select(Person).where(Person.community_id == of).order_by(Person.name, Person.id)))
        serving: dict[bytes, list[str]] = {}
        for row in session.scalars(
            select(Assignment).where(Assignment.community_id == of, Assignment.ended_ms.is_(None))
        ):
            serving.setdefault(row.person_id, []).append(row.grid_id)
        rows = [_row(one, sorted(serving.get(one.id, []))) for one in people]
    lines = [
        f"{row['person']}  {row['name']}  {_ROLES_ZH[row['role']]}  {row['login'] or '-'}  "
        f"{' '.join(row['grids']) or '-'}{'  已停用 disabled' if row['disabled'] else ''}"
        for row in rows
    ]
    answer(as_json, rows, *lines)


def _row(one: Person, grids: list[str]) -> dict[str, Any]:
    return {
        "person": str(UUID(bytes=one.id)),
        "name": one.name,
        "role": one.role,
        "login": one.login,
        "grids": grids,
        "disabled": one.disabled_ms is not None,
    }


@person.command("password")
@click.argument("who", metavar="PERSON")
@click.option("--password-stdin", is_flag=True, help="从标准输入读密码。 Read the password from standard input.")
@community_option
@json_option
@plainly
def person_password(who: str, password_stdin: bool, community_id: str | None, as_json: bool) -> None:
    """设新密码，并解除锁定、结束其所有登录。 Set a new password; ends the lock and every session."""
    with reading() as session:
        of = the_community(session, community_id).id
        found = the_person(session, of, who)
        person_id, login = found.id, found.login
    if login is None:
        raise Failure("此人没有登录名，不用密码。", "This person has no sign-in name and needs no password.")
    kept = password_hash(_password(password_stdin))
    with writing() as session:
        row = session.get_one(Person, (of, person_id))
        row.password_hash, row.wrong_passwords, row.locked_until_ms = kept, 0, None
        row.session_epoch += 1
        note(session, Someone(of), "person.password", person_id)
    answer(as_json, {"person": str(UUID(bytes=person_id))}, "密码已更新。", "The password was set.")


@click.command()
@click.argument("who", metavar="PERSON")
@click.argument("where", metavar="GRID")
@community_option
@json_option
@plainly
def assign(who: str, where: str, community_id: str | None, as_json: bool) -> None:
    """让某人负责某网格。 Let a person serve a grid."""
    with writing() as session:
        of = the_community(session, community_id).id
        found, served = the_person(session, of, who), the_grid(session, of, where)
        changed = enlist.assign(session, of, found.id, served.id)
    _assigned(as_json, changed, "已分配；平板下次同步时带上。", "Assigned; tablets carry it from their next sync.")


@click.command()
@click.argument("who", metavar="PERSON")
@click.argument("where", metavar="GRID")
@community_option
@json_option
@plainly
def unassign(who: str, where: str, community_id: str | None, as_json: bool) -> None:
    """某人不再负责某网格；此前记录的仍可上交。 End it; what was recorded before may still come in."""
    with writing() as session:
        of = the_community(session, community_id).id
        found, served = the_person(session, of, who), the_grid(session, of, where)
        changed = enlist.unassign(session, of, found.id, served.id)
    _assigned(as_json, changed, "已取消；平板下次同步时放下。", "Ended; tablets let go of it at their next sync.")


def _assigned(as_json: bool, changed: bool, zh: str, en: str) -> None:
    lines = (zh, en) if changed else ("本来就是这样，没有改动。", "It was so already; nothing was changed.")
    answer(as_json, {"changed": changed}, *lines)


def _password(from_stdin: bool) -> str:
    if from_stdin:
        given = sys.stdin.readline().rstrip("\r\n")
    else:
        given = click.prompt("密码 Password", hide_input=True, confirmation_prompt="再输一次 Once more")
    least, most = limits().password_characters_min, limits().password_characters_max
    if not least <= len(given) <= most:
        raise Failure(f"密码要有 {least} 到 {most} 个字符。", f"A password has {least} to {most} characters.")
    return str(given)
