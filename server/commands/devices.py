"""Tablets: the code by which one enrols, the list of them, and the end of a lost one."""

from __future__ import annotations

import io
from datetime import UTC, datetime, timedelta, timezone
from typing import Any
from uuid import UUID

import click
import segno
from sqlalchemy import select

from server.audit import Someone, note
from server.certificates import first_name
from server.clock import now_ms
from server.commands.answers import Failure, answer, community_option, json_option, plainly
from server.commands.who import the_community, the_person, the_tablet
from server.current import settings
from server.database import reading, writing
from server.models import Person, Tablet
from server.pairing import make_code, pairing_uri

_CHINA = timezone(timedelta(hours=8))


@click.command()
@click.argument("who", metavar="PERSON")
@click.option("--origin", default=None, help="平板用的网址。 The address tablets use, e.g. https://mulin.local:8000")
@community_option
@json_option
@plainly
def pair(who: str, origin: str | None, community_id: str | None, as_json: bool) -> None:
    """生成平板配对码，只能用一次。 Make a code by which one tablet enrols."""
    with writing() as session:
        of = the_community(session, community_id).id
        person = the_person(session, of, who)
        if person.disabled_ms is not None:
            raise Failure("此人已停用，不能配对。", "This person is disabled and cannot enrol a tablet.")
        name = person.name
        code, expires_ms = make_code(session, of, person.id, None)
    uri = pairing_uri(origin or origin_here(), code)
    body = {"code": code, "expires_ms": expires_ms, "uri": uri}
    answer(
        as_json,
        body,
        qr_text(uri),
        f"{name} 的配对码：{code}   有效到 {shown_time(expires_ms)}",
        f"Type it on the tablet, or scan the square. The tablet must reach {origin or origin_here()}",
    )


def qr_text(uri: str) -> str:
    """A QR code in characters."""
    drawn = io.StringIO()
    segno.make(uri, error="m").terminal(out=drawn, compact=True)
    return drawn.getvalue()


def shown_time(ms: int) -> str:
    """A moment as the clock on the wall here shows it."""
    return datetime.fromtimestamp(ms / 1000, UTC).astimezone(_CHINA).strftime("%Y-%m-%d %H:%M")


def origin_here() -> str:
    """The address under which this server is reached, as far as its certificate or its settings say."""
    here = settings()
    scheme = "https" if here.https else "http"
    host = (first_name(here.data) if here.https else None) or here.bind
    return f"{scheme}://{host}:{here.port}"


@click.group()
def tablet() -> None:
    """平板。 Tablets."""


@tablet.command("list")
@community_option
@json_option
@plainly
def tablet_list(community_id: str | None, as_json: bool) -> None:
    """列出平板。 List tablets."""
    with reading() as session:
        of = the_community(session, community_id).id
        found = session.execute(
            select(Tablet, Person.name)
            .join(Person, (Person.community_id == Tablet.community_id) & (Person.id == Tablet.person_id))
            .where(Tablet.community_id == of)
            .order_by(Tablet.enrolled_ms)
        )
        rows = [_row(one, name) for one, name in found]
    lines = [
        f"{row['tablet']}  {row['name']}  {row['person']}  "
        f"最近联系 seen {shown_time(row['seen_ms']) if row['seen_ms'] else '-'}"
        f"  待交 unsent {'-' if row['unsent'] is None else row['unsent']}"
        f"{'  已撤销 revoked' if row['revoked'] else ''}"
        for row in rows
    ]
    answer(as_json, rows, *lines)


def _row(one: Tablet, person: str) -> dict[str, Any]:
    return {
        "tablet": str(UUID(bytes=one.id)),
        "name": one.name,
        "person": person,
        "seen_ms": one.seen_ms,
        "unsent": one.unsent,
        "revoked": one.revoked_ms is not None,
    }


@click.command()
@click.argument("which", metavar="TABLET")
@community_option
@json_option
@plainly
def revoke(which: str, community_id: str | None, as_json: bool) -> None:
    """撤销平板：不能再同步，下次联网时自行清空。 Revoke a tablet: it may sync no more and erases itself."""
    with writing() as session:
        found = the_tablet(session, community_id, which)
        changed = found.revoked_ms is None
        if changed:
            found.revoked_ms = now_ms()
            note(session, Someone(found.community_id), "tablet.revoke", found.id)
        identity, name = str(UUID(bytes=found.id)), found.name
    lines = (
        (f"已撤销：{name}（{identity}）", "The tablet was revoked. What it had handed in is safe at the centre.")
        if changed
        else (f"早已撤销：{name}（{identity}）", "It was revoked before; nothing was changed.")
    )
    answer(as_json, {"tablet": identity, "changed": changed}, *lines)
