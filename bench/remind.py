"""What a day's reminders cost: ``flask remind`` on a community of 10,000 residents, 2,000 of them old and looked after.

    .venv/bin/python -m bench.remind [residents] [--write docs/performance.md]

Counted is processor time, SQLite's in it: for working off what was handed in, for the first run, which makes tasks, and
for the next, which makes none; and the longest time that one page kept others from writing.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from random import Random
from time import process_time
from typing import Any

from flask_migrate import upgrade

from server import create_app, enlist
from server.care import remind, tasks
from server.care.follow import follow
from server.care.today import today
from server.clock import fresh_actor, fresh_id, now_ms, uuid_text
from server.database import reading, writing
from server.intake import take_in
from server.models import Tablet
from server.reconcile import reconcile
from server.settings import Settings
from server.tablet_identity import TabletIdentity, tablet_by_token
from server.tokens import fresh_token
from sync.document import new_document
from sync.merge import HandIn
from sync.wire import SyncRequest

COMMUNITY, _GRIDS = "bench", 10
_OLD_SHARE = 5
_DAY_MS = 86_400_000


_MARK = "<!-- remind -->"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("residents", nargs="?", type=int, default=10_000)
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args()
    count, rows = asked.residents, list[str]()
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(Settings.from_environment({"MULIN_DATA": folder}))
        with app.app_context():
            upgrade(directory=str(Path(__file__).resolve().parent.parent / "server" / "migrations"))
            documents = fill(count)
            with _timed(rows, "working off what was handed in: results, and what is due"):
                follow(COMMUNITY)
            longest = _watch_writes()
            with _timed(rows, "first run, which makes tasks"):
                done = remind.remind(COMMUNITY)
            rows.append(f"| — tasks made | {done.made} |")
            rows.append(f"| — longest page written | {max(longest, default=0) * 1000:.0f} ms |")
            with _timed(rows, "the same day again, which makes none"):
                assert remind.remind(COMMUNITY).made == 0
    head = f"{count} residents, {documents} documents, SQLite."
    found = "\n".join([head, "", "| what | processor time |", "|---|---|", *rows])
    print(found)
    if asked.write:
        before, _, after = asked.write.read_text(encoding="utf-8").split(_MARK)
        asked.write.write_text(f"{before}{_MARK}\n\n{found}\n\n{_MARK}{after}", encoding="utf-8")


def _watch_writes() -> list[float]:
    took: list[float] = []
    before = tasks.carry_out

    def watched(*arguments: Any) -> Any:
        start = process_time()
        try:
            return before(*arguments)
        finally:
            took.append(process_time() - start)

    remind.carry_out = watched  # type: ignore[assignment]
    return took


@contextmanager
def _timed(rows: list[str], what: str) -> Iterator[None]:
    start = process_time()
    yield
    rows.append(f"| {what} | {process_time() - start:.1f} s |")


def fill(count: int) -> int:
    """Make the community; how many documents it has."""
    random = Random(1)
    with writing() as session:
        enlist.add_community(session, COMMUNITY, "bench")
        person = enlist.add_person(session, COMMUNITY, "worker", "grid_worker")
        _, token = fresh_token()
        for number in range(_GRIDS):
            enlist.add_grid(session, COMMUNITY, f"g{number}", f"{number}")
            enlist.assign(session, COMMUNITY, person.id, f"g{number}")
        session.add(Tablet(community_id=COMMUNITY, id=fresh_id(), person_id=person.id, name="bench",
                           token_hash=token, enrolled_ms=now_ms()))  # fmt: skip
    with reading() as session:
        tablet = tablet_by_token(session, token)
    assert isinstance(tablet, TabletIdentity)
    documents = 0
    for start in range(0, count, 100):
        written = [one for number in range(start, min(start + 100, count)) for one in _resident(random, number, tablet)]
        items = []
        for identity, values in written:
            document = new_document(fresh_actor(tablet.tablet_id), values)
            items.append(HandIn(identity, document.save(), document.heads))
        for at in range(0, len(items), 400):
            taken = take_in(tablet, SyncRequest(now_ms(), None, {}, items[at : at + 400], bytes_max=0))
            reconcile(COMMUNITY, taken.opened, taken.opened)
        documents += len(items)
    print(f"{count} residents, {documents} documents")
    return documents


def _resident(random: Random, number: int, tablet: TabletIdentity) -> Iterator[tuple[bytes, dict[str, Any]]]:
    identity, grid = fresh_id(), f"g{number % _GRIDS}"
    old = number % _OLD_SHARE == 0
    age = random.randint(65, 99) if old else random.randint(1, 64)
    born = date.fromisoformat(today()) - timedelta(days=age * 365 + random.randint(0, 364))
    worker, birth = uuid_text(tablet.person_id), {"grid": grid, "kind_version": 1}
    values = {
        "name": f"居民{number}",
        "sex": "2",
        "status": "in",
        "birth_date": born.isoformat(),
        "tags.htn": old,
        "tags.alone": old,
    }
    yield identity, {"kind": "resident", **birth, **values}
    if not old:
        return
    who = uuid_text(identity)
    for month in range(12):
        moment = now_ms() - month * 30 * _DAY_MS - random.randint(1, _DAY_MS)
        visit = {"resident": who, "worker": worker, "at": moment, "method": "1", "result": random.choice("1113")}
        yield fresh_id(), {"kind": "visit", **birth, **visit}
        if month % 3 == 0:
            yield fresh_id(), {
                "kind": "htn_follow_up", **birth, "resident": who, "captured_by": worker, "at": moment, "method": "2",
                "danger.none": True, "new_complication": False, "adr": "1", "vitals.sbp": random.randint(120, 170),
                "vitals.dbp": 80, "source": "1",
            }  # fmt: skip


if __name__ == "__main__":
    main()
