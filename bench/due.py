"""What due lists cost in a community of 10,000 residents, of whom 2,000 are old and looked after.

    .venv/bin/python -m bench.due [residents] [--write docs/performance.md]

Counted is processor time, of SQLite too, which runs in the same process: other work on the machine changes it little.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from flask_migrate import upgrade
from sqlalchemy import select

from bench.remind import COMMUNITY, fill
from schemas.care.days import day_of_ms
from server import create_app
from server.care import due, due_lists, marks, rates
from server.care.follow import follow
from server.clock import now_ms
from server.database import reading, writing
from server.models import Due, Record
from server.settings import Settings

_MARK = "<!-- due -->"
_ROUNDS = 3


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("residents", nargs="?", type=int, default=10_000)
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings.from_environment({"MULIN_DATA": folder}))
        with app.app_context():
            upgrade(directory=str(Path(__file__).resolve().parent.parent / "server" / "migrations"))
            documents = fill(asked.residents)
            follow(COMMUNITY)
            found = table(asked.residents, documents)
    print(found)
    if asked.write:
        before, _, after = asked.write.read_text(encoding="utf-8").split(_MARK)
        asked.write.write_text(f"{before}{_MARK}\n\n{found}\n\n{_MARK}{after}", encoding="utf-8")


def table(residents: int, documents: int) -> str:
    today = day_of_ms(now_ms())
    with reading() as session:
        grid = session.scalars(select(Due.grid_id).where(Due.community_id == COMMUNITY).limit(1)).one()
        some = session.scalars(select(Due.resident_id).where(Due.due_day.is_not(None)).limit(20)).all()
    rows = [
        ("all due lists from nothing (programmes changed)", _everything, "under 2 s"),
        ("the list of the whole community, read", lambda: _list(today, None), "under 2 s"),
        ("the list of one grid, read", lambda: _list(today, grid), ""),
        ("20 residents after a hand-in", lambda: _some(some), ""),
        ("one resident after a hand-in", lambda: _some(some[:1]), ""),
        ("the month's visit rate of the whole community", lambda: _rates(today), "under 2 s"),
    ]
    lines = [f"| {what} | {_cost(work)} | {aim} |" for what, work, aim in rows]
    head = f"{residents} residents, {documents} documents, SQLite, best of {_ROUNDS}."
    return "\n".join([head, "", "| what | processor time | to reach |", "|---|---|---|", *lines])


def _cost(work: Callable[[], Any]) -> str:
    best = float("inf")
    for _ in range(_ROUNDS):
        start = time.process_time()
        work()
        best = min(best, time.process_time() - start)
    return f"{best * 1000:.0f} ms"


def _everything() -> None:
    due.burn(COMMUNITY)
    due.bring_up(COMMUNITY)


def _list(today: int, grid: str | None) -> None:
    with reading() as session:
        mine = Due.community_id == COMMUNITY
        found = due_lists.listed(session, mine, today, grid=grid, until=today + 7)
        due_lists.names(session, Record.community_id == COMMUNITY, found)


def _some(residents: Any) -> None:
    with writing() as session:
        marks.mark(session.connection(), COMMUNITY, residents)
    follow(COMMUNITY)


def _rates(today: int) -> None:
    with reading() as session:
        rates.month_rates(session, COMMUNITY, Record.community_id == COMMUNITY, today, None, None)


if __name__ == "__main__":
    main()
