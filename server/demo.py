"""The demo community: made through the same door as everybody's work, so that it is what the product makes of it.

What stands in its documents depends on the seed alone; ids, secrets and passwords are fresh on every machine.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from random import Random
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.access import Role
from schemas.kinds import KINDS
from server import enlist
from server.clock import fresh_actor, fresh_bytes, fresh_id, now_ms
from server.database import reading, writing
from server.demo_care import decisions
from server.demo_residents import Home, Written, homes
from server.demo_visits import visits
from server.documents import find, load
from server.intake import take_in
from server.models import Community, Person, Tablet
from server.reconcile import reconcile
from server.tablet_identity import TabletIdentity, tablet_by_token
from server.tokens import fresh_token
from sync.document import Document, new_document
from sync.merge import HandIn
from sync.wire import SyncRequest

COMMUNITY = "demo"
_SEED = 20220812
_PUSH_ITEMS = 400
_MONTHS = 4
_GRIDS = (
    ("demo-1001", "1网格", "睦邻苑", 1, 50),
    ("demo-1002", "2网格", "睦邻苑", 4, 46),
    ("demo-1003", "3网格", "长青里", 1, 42),
)
_PEOPLE: tuple[tuple[str, Role, str, tuple[int, ...]], ...] = (
    ("王芳", "grid_worker", "wangfang", (0,)),
    ("张强", "grid_worker", "zhangqiang", (1,)),
    ("陈静", "grid_worker", "chenjing", (1, 2)),
    ("周明", "doctor", "zhouming", (0, 1, 2)),
    ("李红", "supervisor", "lihong", (0, 1, 2)),
    ("管理员", "admin", "admin", ()),
)
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"
_DISPUTED_EVERY = 40


@dataclass(frozen=True, slots=True)
class Password:
    """How somebody of the demo signs in."""

    name: str
    role: str
    login: str
    password: str


def is_there() -> bool:
    """Whether there is any community; a demo is made only where there is none."""
    with reading() as session:
        return session.scalars(select(Community.id).limit(1)).first() is not None


def passwords(data: Path) -> list[Password]:
    """The demo's passwords, as they were when it was made."""
    path = _passwords_path(data)
    if not path.exists():
        return []
    return [Password(**one) for one in json.loads(path.read_text(encoding="utf-8"))]


def make(data: Path) -> int:
    """Make the demo community; how many documents it has."""
    chosen = [Password(name, role, login, _password()) for name, role, login, _ in _PEOPLE]
    with writing() as session:
        tokens = _people(session, chosen)
    # The passwords are on disk before anything that takes time, so that a stop half-way locks nobody out.
    _keep(_passwords_path(data), chosen)
    with reading() as session:
        namespace = session.get_one(Community, COMMUNITY).namespace
        tablets = [_identity(session, token) for token in tokens]
    random = Random(_SEED)  # noqa: S311 - the same demo on every machine
    today = datetime.fromtimestamp(now_ms() / 1000, UTC).date()
    total = 0
    for number, grid in enumerate(_GRIDS):
        documents = list(_written(random, grid, namespace, tablets[number], today))
        total += len(documents)
        _hand_in(tablets[number], grid[0], documents)
        if number == 1:
            # Two workers serve the second grid, so there two can have typed different things without a signal.
            _dispute(tablets[1], tablets[2], documents)
    return total


def _people(session: Session, chosen: Sequence[Password]) -> list[bytes]:
    enlist.add_community(session, COMMUNITY, "睦邻演示社区")
    for identity, name, *_ in _GRIDS:
        enlist.add_grid(session, COMMUNITY, identity, name)
    tokens = []
    for password, (name, role, login, grids) in zip(chosen, _PEOPLE, strict=True):
        person = enlist.add_person(session, COMMUNITY, name, role, login, password.password)
        for number in grids:
            enlist.assign(session, COMMUNITY, person.id, _GRIDS[number][0])
        if role == "grid_worker":
            tokens.append(_tablet(session, person))
    return tokens


def _tablet(session: Session, person: Person) -> bytes:
    """A tablet that hands the demo in, and whose token nobody holds afterwards."""
    _, hashed = fresh_token()
    session.add(
        Tablet(
            community_id=COMMUNITY, id=fresh_id(), person_id=person.id, name=f"{person.name}的演示平板",
            token_hash=hashed, enrolled_ms=now_ms(),
        )
    )  # fmt: skip
    return hashed


def _identity(session: Session, token: bytes) -> TabletIdentity:
    found = tablet_by_token(session, token)
    assert isinstance(found, TabletIdentity)  # noqa: S101 - made above
    return found


def _written(
    random: Random, grid: tuple[str, str, str, int, int], namespace: bytes, tablet: TabletIdentity, today: date
) -> Iterator[Written]:
    _, _, estate, building, count = grid
    for home in homes(random, namespace, estate, building, count, today):
        yield from _of_home(random, home, tablet.person_id)


def _of_home(random: Random, home: Home, worker_id: bytes) -> Iterator[Written]:
    yield home.household
    yield from home.residents
    for elder in home.elders:
        yield from visits(random, elder, worker_id, now_ms(), _MONTHS)
    yield from decisions(home, worker_id, now_ms())


def _hand_in(tablet: TabletIdentity, grid_id: str, documents: Sequence[Written]) -> None:
    actor = fresh_actor(tablet.tablet_id)
    items = [_item(one, new_document(actor, _born(one, grid_id))) for one in documents]
    for start in range(0, len(items), _PUSH_ITEMS):
        _push(tablet, items[start : start + _PUSH_ITEMS])


def _born(one: Written, grid_id: str) -> dict[str, Any]:
    return {"kind": one.kind, "grid": grid_id, "kind_version": KINDS[one.kind].version, **one.values}


def _item(one: Written, document: Document) -> HandIn:
    return HandIn(one.id, document.save(), document.heads)


def _push(tablet: TabletIdentity, items: Sequence[HandIn]) -> None:
    taken = take_in(tablet, SyncRequest(now_ms(), None, {}, list(items), bytes_max=0, unsent=0, app="demo"))
    wrong = [one for one in taken.results if one["outcome"] not in ("merged", "known")]
    if wrong:
        raise RuntimeError(f"the demo was not taken in: {wrong[0]}")
    reconcile(tablet.community_id, taken.opened, taken.opened)


def _dispute(one: TabletIdentity, other: TabletIdentity, documents: Sequence[Written]) -> None:
    """Two workers corrected the same check without having met: what they typed differs, and a person decides."""
    disputed = [written for written in documents if written.kind == "health_check"][::_DISPUTED_EVERY]
    with reading() as session:
        stored = _bytes_of(session, [written.id for written in disputed])
    for tablet, change in ((one, 8), (other, -6)):
        items = []
        for written in disputed:
            document = Document.open(stored[written.id])
            pressure = int(str(written.values["vitals.sbp"])) + change
            chunk = document.write(fresh_actor(tablet.tablet_id), {"vitals.sbp": pressure})
            items.append(HandIn(written.id, chunk, document.heads))
        _push(tablet, items)


def _bytes_of(session: Session, ids: Sequence[bytes]) -> dict[bytes, bytes]:
    found = find(session, COMMUNITY, ids)
    load(session, COMMUNITY, found.values())
    return {identity: one.data for identity, one in found.items()}


def _password() -> str:
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in fresh_bytes(10))


def _passwords_path(data: Path) -> Path:
    return data / "demo-passwords.json"


def _keep(path: Path, chosen: Sequence[Password]) -> None:
    body = [{"name": one.name, "role": one.role, "login": one.login, "password": one.password} for one in chosen]
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(body, file, ensure_ascii=False)
