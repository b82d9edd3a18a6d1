"""Who takes part in the benchmark: a community with one grid and its tablets, written straight into a new database."""

from __future__ import annotations

import json
import random
import subprocess
import uuid
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from server import create_app
from server.database import writing
from server.models import Assignment, Community, Grid, Person, Tablet
from server.settings import Settings

ROOT = Path(__file__).resolve().parent.parent
GRID = "370812003001-1001"
SEED = 20261124
CHANGES = 18


@dataclass(frozen=True)
class Visit:
    """One visit as its tablet has it."""

    document: bytes
    saved: bytes
    heads: list[bytes]
    edit: bytes
    edited: list[bytes]


def tablet_id(number: int) -> bytes:
    """The id of the n-th tablet, known beforehand because its visits are written under it."""
    return uuid.uuid5(uuid.NAMESPACE_OID, f"bench-tablet-{number}").bytes


def token(number: int) -> str:
    """Its token, of the length that enrolment gives."""
    return f"bench-{number:04d}-".ljust(43, "t")


def write_visits(tablets: int, visits_each: int, unlike: bool = False) -> list[list[Visit]]:
    """Visits of each tablet, made by the real JavaScript library; the same every time.

    ``unlike``: answered in any order, with notes of any length, so that no two are filled in alike.
    """
    chance = random.Random(SEED)
    residents = [str(uuid.UUID(int=chance.getrandbits(128), version=4)) for _ in range(400)]
    plan = {
        "seed": SEED,
        "unlike": unlike,
        "tablets": [
            {
                "id": tablet_id(number).hex(),
                "grid": GRID,
                "worker": str(uuid.uuid5(uuid.NAMESPACE_OID, f"bench-worker-{number}")),
                "documents": [
                    {"id": uuid.UUID(int=chance.getrandbits(128), version=4).hex, "resident": chance.choice(residents)}
                    for _ in range(visits_each)
                ],
            }
            for number in range(tablets)
        ],
    }
    done = subprocess.run(
        ["node", str(ROOT / "bench" / "visits.mjs")], input=json.dumps(plan), capture_output=True, text=True, check=True
    )
    made: list[dict[str, Any]] = json.loads(done.stdout)
    assert {one["changes"] for one in made} == {CHANGES}, made[0]["changes"]
    visits = [
        Visit(
            bytes.fromhex(one["document"]),
            bytes.fromhex(one["saved"]),
            [bytes.fromhex(head) for head in one["heads"]],
            bytes.fromhex(one["edit"]),
            [bytes.fromhex(head) for head in one["edited"]],
        )
        for one in made
    ]
    return [visits[start : start + visits_each] for start in range(0, len(visits), visits_each)]


def set_up(settings: Settings, tablets: int) -> str:
    """Write the community, its grid, and a worker with a tablet for each number; the log id."""
    app = create_app(settings)
    with app.app_context(), writing() as session:
        session.add(
            Community(
                id="ruyili",
                name="如意里社区",
                log="bench-log-0001",
                namespace=bytes(16),
                seal_key=bytes(32),
                centre=bytes(16),
                created_ms=0,
            )
        )
        session.flush()
        session.add(Grid(community_id="ruyili", id=GRID, name="1网格", seq=0, link=bytes(32), digest=bytes(32)))
        session.flush()
        for number in range(tablets):
            person = uuid.uuid5(uuid.NAMESPACE_OID, f"bench-worker-{number}").bytes
            session.add(Person(community_id="ruyili", id=person, name=f"{number}号", role="grid_worker", created_ms=0))
            session.flush()
            session.add(Assignment(community_id="ruyili", person_id=person, grid_id=GRID, since_ms=0))
            session.add(
                Tablet(
                    community_id="ruyili",
                    id=tablet_id(number),
                    person_id=person,
                    name=f"{number}号平板",
                    token_hash=sha256(token(number).encode()).digest(),
                    enrolled_ms=0,
                )
            )
    return "bench-log-0001"
