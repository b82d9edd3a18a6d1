"""The demo community: made where there is no data yet, and how to get in."""

from __future__ import annotations

from dataclasses import asdict

import click

from server import demo as community
from server.commands.answers import answer, json_option, plainly
from server.commands.devices import origin_here, qr_text, shown_time
from server.commands.who import the_person
from server.current import settings
from server.database import writing
from server.models import Community
from server.pairing import make_code, pairing_uri

_WORKER = "wangfang"


@click.command()
@json_option
@plainly
def demo(as_json: bool) -> None:
    """没有数据时，建一个虚构的演示社区。 Make a demo community of invented people, if there is no data."""
    made = 0 if community.is_there() else community.make(settings().data)
    passwords = community.passwords(settings().data)
    with writing() as session:
        if session.get(Community, community.COMMUNITY) is None:
            answer(
                as_json,
                {"made": False, "community": None},
                "已有自己的社区，不再建演示社区。",
                "There is a community already; no demo was made.",
            )
            return
        worker = the_person(session, community.COMMUNITY, _WORKER)
        code, expires_ms = make_code(session, community.COMMUNITY, worker.id, None)
    uri = pairing_uri(origin_here(), code)
    body = {
        "made": bool(made),
        "community": community.COMMUNITY,
        "documents": made,
        "people": [asdict(one) for one in passwords],
        "code": code,
        "expires_ms": expires_ms,
        "uri": uri,
    }
    lines = [
        f"已建演示社区，{made} 份文档。" if made else "演示社区已在。",
        f"A demo community was made, {made} documents." if made else "The demo community is there already.",
        f"登录 Sign in: {origin_here()}   社区 community: {community.COMMUNITY}",
        *(f"  {one.login:<12}{one.password:<14}{one.name} {one.role}" for one in passwords),
        qr_text(uri).rstrip(),
        f"平板配对码 Pairing code ({_WORKER}): {code}   有效到 until {shown_time(expires_ms)}",
    ]
    answer(as_json, body, *lines)
