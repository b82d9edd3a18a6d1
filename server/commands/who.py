"""What a keeper types, and whom it means: a community, a person, a tablet, by the words people use for them."""

from __future__ import annotations

import re
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from server.commands.answers import Failure
from server.models import Community, Grid, Person, Tablet

_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_-]{0,63}")
_NAME_CHARACTERS_MAX = 100


def checked_id(typed: str) -> str:
    """An id for a new community or grid."""
    if not _ID.fullmatch(typed):
        raise Failure(
            f"编号“{typed}”不能用：只能有字母、数字、- 和 _，最多 64 个。",
            f"The id {typed!r} cannot be used: letters, digits, - and _ only, 64 at most.",
        )
    return typed


def checked_name(typed: str) -> str:
    """A name that can be shown: not empty, not longer than a column."""
    name = typed.strip()
    if not name or len(name) > _NAME_CHARACTERS_MAX or not name.isprintable():
        raise Failure(
            f"名称要有 1 到 {_NAME_CHARACTERS_MAX} 个字。", f"A name has 1 to {_NAME_CHARACTERS_MAX} characters."
        )
    return name


def the_community(session: Session, community_id: str | None) -> Community:
    """The community of that id; the only one there is where none is named."""
    found = list(session.scalars(select(Community).order_by(Community.id)))
    if community_id is not None:
        found = [one for one in found if one.id == community_id]
    if len(found) == 1:
        return found[0]
    if community_id is not None:
        raise Failure(f"没有编号为“{community_id}”的社区。", f"There is no community {community_id!r}.")
    if not found:
        raise Failure(
            "还没有社区。",
            "There is no community yet.",
            "flask --app wsgi community add 编号 名称",
            "flask --app wsgi community add ID NAME",
        )
    ids = "、".join(one.id for one in found)
    raise Failure(
        f"有多个社区（{ids}），请用 --community 指明。", f"Several communities ({ids}): name one, --community."
    )


def the_grid(session: Session, community_id: str, typed: str) -> Grid:
    """The grid of that id or name."""
    found = session.get(Grid, (community_id, typed))
    if found is None:
        named = list(session.scalars(select(Grid).where(Grid.community_id == community_id, Grid.name == typed)))
        found = named[0] if len(named) == 1 else None
    if found is None:
        ids = "、".join(session.scalars(select(Grid.id).where(Grid.community_id == community_id).order_by(Grid.id)))
        raise Failure(
            f"没有网格“{typed}”。现有：{ids or '无'}", f"There is no grid {typed!r}. There are: {ids or 'none'}"
        )
    return found


def the_person(session: Session, community_id: str, typed: str) -> Person:
    """The person of that sign-in name, name or id."""
    people = session.scalars(select(Person).where(Person.community_id == community_id).order_by(Person.id))
    identity = _uuid(typed)
    found = [one for one in people if typed in (one.login, one.name) or one.id == identity]
    by_login = [one for one in found if one.login == typed]
    if len(by_login) == 1:
        return by_login[0]
    if len(found) == 1:
        return found[0]
    if found:
        ids = "、".join(str(UUID(bytes=one.id)) for one in found)
        raise Failure(
            f"有 {len(found)} 位“{typed}”，请用编号：{ids}", f"{len(found)} people are {typed!r}: use an id, {ids}"
        )
    raise Failure(
        f"没有“{typed}”这个人。",
        f"There is nobody {typed!r}.",
        "flask --app wsgi person list",
        "flask --app wsgi person list",
    )


def the_tablet(session: Session, community_id: str | None, typed: str) -> Tablet:
    """The tablet of that id or name. Of several by one name, it must be said which."""
    tablets = session.scalars(select(Tablet).order_by(Tablet.community_id, Tablet.id))
    identity = _uuid(typed)
    found = [
        one for one in tablets if (one.name == typed or one.id == identity) and community_id in (None, one.community_id)
    ]
    if len(found) == 1:
        return found[0]
    if found:
        ids = "、".join(str(UUID(bytes=one.id)) for one in found)
        raise Failure(
            f"有 {len(found)} 台“{typed}”，请用编号：{ids}", f"{len(found)} tablets are {typed!r}: use an id, {ids}"
        )
    raise Failure(
        f"没有平板“{typed}”。",
        f"There is no tablet {typed!r}.",
        "flask --app wsgi tablet list",
        "flask --app wsgi tablet list",
    )


def _uuid(typed: str) -> bytes | None:
    try:
        return UUID(typed).bytes
    except ValueError:
        return None
