"""A street for the app's tests: the demo's people, and of its homes as many as a first sync brings in a moment."""

from __future__ import annotations

from pathlib import Path
from random import Random
from uuid import UUID

from schemas.kinds import KINDS
from server.care import due
from server.care.follow import follow
from server.clock import now_ms
from server.database import reading
from server.demo.calendar import Calendar
from server.demo.handing_in import hand_in
from server.demo.people import COMMUNITY, GRIDS, enrol
from server.demo.residents import Town, homes
from server.models import Community

HOMES = 10


def settle(data: Path) -> None:
    """Make the community, its people, and homes in its first two grids; nobody has visited anybody yet."""
    workers = enrol(data)
    with reading() as session:
        namespace = UUID(bytes=session.get_one(Community, COMMUNITY).namespace)
    town = Town(Random(1), namespace, Calendar(now_ms()).today, [])
    versions = {name: kind.version for name, kind in KINDS.items()}
    for worker, (grid_id, _, estate, building, _) in zip(workers[:2], GRIDS[:2], strict=True):
        written = [one for home in homes(town, estate, building, HOMES) for one in (home.household, *home.residents)]
        hand_in(worker, grid_id, written, versions)
    follow(COMMUNITY)
    due.bring_up(COMMUNITY)
