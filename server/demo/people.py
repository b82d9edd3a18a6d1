"""Who works in the demo community, how they sign in, and the tablets by which the demo is handed in."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from schemas.access import Role
from server import enlist
from server.clock import fresh_bytes, fresh_id, now_ms
from server.database import reading, writing
from server.models import Community, Person, Tablet
from server.tablet_identity import TabletIdentity, tablet_by_token
from server.tokens import fresh_token

COMMUNITY = "demo"
GRIDS = (
    ("demo-1001", "1网格", "睦邻苑", 1, 50),
    ("demo-1002", "2网格", "睦邻苑", 4, 46),
    ("demo-1003", "3网格", "长青里", 1, 42),
)
"""Id, name, estate, first building, households."""
_PEOPLE: tuple[tuple[str, Role, str, tuple[int, ...]], ...] = (
    ("王芳", "grid_worker", "wangfang", (0,)),
    ("张强", "grid_worker", "zhangqiang", (1,)),
    ("陈静", "grid_worker", "chenjing", (1, 2)),
    ("周明", "doctor", "zhouming", (0, 1, 2)),
    ("李红", "supervisor", "lihong", (0, 1, 2)),
    ("管理员", "admin", "admin", ()),
)
_AT_DOORS = ("grid_worker", "doctor")
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"


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


def enrol(data: Path) -> list[TabletIdentity]:
    """Make the community and its people; a tablet for each grid worker, in the order of grids, then the doctor's."""
    chosen = [Password(name, role, login, _password()) for name, role, login, _ in _PEOPLE]
    with writing() as session:
        tokens = _people(session, chosen)
    # The passwords are on disk before anything that takes time, so that a stop half-way locks nobody out.
    _keep(_passwords_path(data), chosen)
    with reading() as session:
        return [_identity(session, token) for token in tokens]


def _people(session: Session, chosen: Sequence[Password]) -> list[bytes]:
    enlist.add_community(session, COMMUNITY, "睦邻演示社区")
    for identity, name, *_ in GRIDS:
        enlist.add_grid(session, COMMUNITY, identity, name)
    tokens = []
    for password, (name, role, login, grids) in zip(chosen, _PEOPLE, strict=True):
        person = enlist.add_person(session, COMMUNITY, name, role, login, password.password)
        for number in grids:
            enlist.assign(session, COMMUNITY, person.id, GRIDS[number][0])
        if role in _AT_DOORS:
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


def _password() -> str:
    return "".join(_LETTERS[byte % len(_LETTERS)] for byte in fresh_bytes(10))


def _passwords_path(data: Path) -> Path:
    return data / "demo-passwords.json"


def _keep(path: Path, chosen: Sequence[Password]) -> None:
    body = [{"name": one.name, "role": one.role, "login": one.login, "password": one.password} for one in chosen]
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        json.dump(body, file, ensure_ascii=False)
