"""How long the console's pages take in a district of 20,000 residents with 200,000 visits, on SQLite.

    .venv/bin/python -m bench.console [residents] [--data FOLDER] [--write docs/performance.md]

Of every five residents one is real: their documents are made by the library and go through the real intake, reconcile
and rules; only the network is left out. The other four are copies of all their rows under other ids, which is as much
for a page to look through and is made in a minute. A folder that is named is kept, and measured again without being
filled again. Pages are asked for by the application's own test client, one after the other; counted is wall time and,
beside it, processor time, which a busy machine does not change much.
"""

from __future__ import annotations

import argparse
import platform
import tempfile
import time
from collections.abc import Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import func, insert, select

from schemas.kinds import KINDS
from server import create_app, enlist
from server.care import due, kept_rates
from server.care.follow import follow
from server.care.today import today
from server.clock import fresh_actor, fresh_id, now_ms, uuid_text
from server.database import reading, writing
from server.documents import split_heads
from server.intake import take_in
from server.models import Conflict, Document, Due, Person, Record, Result, Tablet
from server.reconcile import reconcile
from server.review import Seen, review
from server.settings import Settings
from server.tablet_identity import TabletIdentity, tablet_by_token
from server.tokens import fresh_token
from sync.document import new_document
from sync.merge import HandIn
from sync.wire import SyncRequest

COMMUNITY, _GRIDS = "bench", 20
_MARK = "<!-- console -->"
_DAY_MS = 86_400_000
_PUSH, _ROUNDS, _VISITS_EACH, _COPIES = 400, 15, 10, 4
_TO_REACH_MS = 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("residents", nargs="?", type=int, default=20_000)
    parser.add_argument("--data", type=Path)
    parser.add_argument("--write", type=Path)
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        data = asked.data or Path(folder)
        data.mkdir(parents=True, exist_ok=True)
        app = create_app(Settings.from_environment({"MULIN_DATA": str(data)}))
        with app.app_context():
            upgrade(directory=str(Path(__file__).resolve().parent.parent / "server" / "migrations"))
            _fill(asked.residents)
            supervisor, first, disputed = _cast()
        found = _table(app, supervisor, first, disputed)
    print(found)
    if asked.write:
        before, _, after = asked.write.read_text(encoding="utf-8").split(_MARK)
        asked.write.write_text(f"{before}{_MARK}\n\n{found}\n\n{_MARK}{after}", encoding="utf-8")


def _fill(count: int) -> None:
    with reading() as session:
        there = session.scalars(select(Person.id).limit(1)).first() is not None
    if not there:
        _documents(count // (_COPIES + 1))
    start = time.perf_counter()
    follow(COMMUNITY)
    due.bring_up(COMMUNITY)
    print(f"worked out results and dues in {time.perf_counter() - start:.0f} s", flush=True)
    with reading() as session:
        copied = session.scalars(select(func.count()).select_from(Record).where(Record.kind == "resident")).one()
        reviewed = session.scalars(select(Record.document_id).where(Record.status == "approved").limit(1)).first()
    if reviewed is None:
        _review_some()
    if copied < count:
        with reading() as session:
            real = set(session.scalars(select(Document.id)))
        for number in range(1, -(-count // copied)):
            _copy(number, real)
    start = time.perf_counter()
    kept_rates.refresh(COMMUNITY)
    print(
        f"worked out the visit rates of {kept_rates.MONTHS} months in {time.perf_counter() - start:.0f} s", flush=True
    )


def _documents(count: int) -> None:
    random = Random(1)
    tablet = _people()
    items: list[HandIn] = []
    for number in range(count):
        for identity, values in _resident(random, number, tablet):
            document = new_document(fresh_actor(tablet.tablet_id), values)
            items.append(HandIn(identity, document.save(), document.heads))
            if len(items) == _PUSH:
                _push(tablet, items)
                items = []
        if number % 1000 == 0:
            print(f"{number} residents", flush=True)
    _push(tablet, items)


def _copy(mask: int, real: set[bytes]) -> None:
    """Every row about residents once more, its ids differing in ``mask``."""
    ids = {"document_id", "subject_id", "resident_id", "id"}
    with writing() as session:
        connection = session.connection()
        for table in (Document, Record, Result, Due, Conflict):
            columns = table.__table__.columns
            own = "document_id" if "document_id" in columns else "resident_id" if "resident_id" in columns else "id"
            for rows in connection.execute(select(table.__table__)).mappings().partitions(5000):
                made = [_masked(row, mask, ids) for row in rows if row[own] in real]
                if made:
                    connection.execute(insert(table.__table__), made)
    print(f"copied once more ({mask})", flush=True)


def _masked(row: Any, mask: int, ids: set[str]) -> dict[str, Any]:
    values = {name: _other(value, mask) if name in ids else value for name, value in row.items()}
    if isinstance(values.get("values"), dict) and "resident" in values["values"]:
        about = _other(bytes.fromhex(values["values"]["resident"].replace("-", "")), mask)
        values["values"] = {**values["values"], "resident": uuid_text(about)}
    return values


def _other(identity: bytes | None, mask: int) -> Any:
    return None if identity is None else bytes([identity[0] ^ mask]) + identity[1:]


def _people() -> TabletIdentity:
    with writing() as session:
        enlist.add_community(session, COMMUNITY, "bench")
        worker = enlist.add_person(session, COMMUNITY, "王芳", "grid_worker")
        chief = enlist.add_person(session, COMMUNITY, "乔岚", "supervisor")
        for number in range(_GRIDS):
            enlist.add_grid(session, COMMUNITY, f"g{number:02}", f"{number + 1}网格")
            for person in (worker, chief):
                enlist.assign(session, COMMUNITY, person.id, f"g{number:02}")
        token = b""
        for number in range(30):
            _, token = fresh_token()
            session.add(Tablet(community_id=COMMUNITY, id=fresh_id(), person_id=worker.id, name=f"{number + 1}号平板",
                               token_hash=token, enrolled_ms=now_ms()))  # fmt: skip
    with reading() as session:
        tablet = tablet_by_token(session, token)
    assert isinstance(tablet, TabletIdentity)
    return tablet


def _push(tablet: TabletIdentity, items: list[HandIn]) -> None:
    if items:
        taken = take_in(tablet, SyncRequest(now_ms(), None, {}, items, bytes_max=0))
        reconcile(COMMUNITY, taken.opened, taken.opened)


def _resident(random: Random, number: int, tablet: TabletIdentity) -> Iterator[tuple[bytes, dict[str, Any]]]:
    """A resident, half of them old and alone, with ten visits; each tenth with measurements, some impossible."""
    identity, grid, worker = fresh_id(), f"g{number % _GRIDS:02}", uuid_text(tablet.person_id)
    born = date.fromisoformat(today()) - timedelta(days=random.randint(30, 95) * 365 + random.randint(0, 364))
    yield identity, {
        "kind": "resident", "grid": grid, "kind_version": KINDS["resident"].version, "name": f"居民{number}",
        "sex": "2", "status": "in", "birth_date": born.isoformat(), "tags.alone": number % 2 == 0,
    }  # fmt: skip
    who = uuid_text(identity)
    for month in range(_VISITS_EACH):
        moment = now_ms() - month * 30 * _DAY_MS - random.randint(1, 25 * _DAY_MS)
        yield fresh_id(), {
            "kind": "visit", "grid": grid, "kind_version": KINDS["visit"].version, "resident": who, "worker": worker,
            "at": moment, "method": "1", "result": random.choice("11113"), "health_state": random.choice("1112"),
            "mood_state": "1", "eating": "1", "sleeping": "1", "mobility": "1", "hygiene": "1", "quick": True,
            **{f"safety.{item}": "1" for item in ("gas", "electricity", "water", "fire", "clutter", "lock")},
        }  # fmt: skip
    if number % 2 == 0:
        pressure = random.randint(110, 185)
        yield fresh_id(), {
            "kind": "health_check", "grid": grid, "kind_version": 1, "resident": who, "worker": worker,
            "at": now_ms() - random.randint(1, 200 * _DAY_MS), "source": "1", "vitals.sbp": pressure,
            "vitals.dbp": pressure + 10 if number % 200 == 0 else pressure - 50,
        }  # fmt: skip
    if number % 10 == 0:
        yield fresh_id(), {
            "kind": "htn_follow_up", "grid": grid, "kind_version": 1, "resident": who, "captured_by": worker,
            "at": now_ms() - random.randint(1, 200 * _DAY_MS), "method": "2", "danger.none": True, "adr": "1",
            "new_complication": False, "pregnant_or_lactating": False, "vitals.sbp": random.randint(120, 170),
            "vitals.dbp": 80, "source": "1",
        }  # fmt: skip


def _review_some() -> None:
    """One visit in twenty was reviewed already: decisions are many, and what waits is found among them."""
    with reading() as session:
        chief = session.scalars(select(Person.id).where(Person.role == "supervisor")).one()
        rows = [tuple(row) for row in session.execute(
            select(Record.document_id, Record.heads).where(Record.kind == "visit").order_by(Record.document_id)
        )][::20]  # fmt: skip
    for at in range(0, len(rows), 100):
        seen = [Seen(identity, split_heads(heads)) for identity, heads in rows[at : at + 100]]
        with writing() as session:
            review(session, COMMUNITY, chief, seen, "approved", "")
        reconcile(COMMUNITY, [one.document_id for one in seen])


def _cast() -> tuple[bytes, str, str]:
    with reading() as session:
        chief = session.scalars(select(Person.id).where(Person.role == "supervisor")).one()
        first = session.scalars(select(Record.document_id).where(Record.kind == "visit").limit(1)).one()
        disputed = session.scalars(select(Conflict.document_id).limit(1)).one()
        visits = session.scalars(select(func.count()).select_from(Record).where(Record.kind == "visit")).one()
        print(f"{visits} visits", flush=True)
    return chief, uuid_text(first), uuid_text(disputed)


def _table(app: Flask, person: bytes, record: str, disputed: str) -> str:
    client = app.test_client()
    with client.session_transaction() as session:
        session["who"] = [COMMUNITY, person.hex(), 0, "csrf", now_ms() + 3_600_000]
    pages = {
        "overview": "/console/overview",
        "review, what waits": "/console/review",
        "review, all": "/console/review?show=all",
        "review, of one resident's name": "/console/review?show=all&q=%E5%B1%85%E6%B0%91777",
        "one record with its past": f"/console/review/{record}",
        "conflicts": "/console/conflicts",
        "one conflict": f"/console/conflicts/{disputed}",
        "decisions": "/console/decisions",
        "follow-ups": "/console/follow-ups",
        "residents": "/console/residents",
    }
    rows = []
    for name, address in pages.items():
        wall, cpu, size = _measured(client, address)
        rows.append(f"| {name} | {wall:.0f} ms | {cpu:.0f} ms | {size / 1024:.0f} KB | under {_TO_REACH_MS} ms |")
        print(rows[-1], flush=True)
    machine = f"Median of {_ROUNDS} on {platform.machine()}, Python {platform.python_version()}, SQLite."
    return "\n".join(
        [machine, "", "| page | wall time | processor time | size | to reach |", "|---|---|---|---|---|", *rows]
    )


def _measured(client: FlaskClient, address: str) -> tuple[float, float, int]:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    walls, cpus = [], []
    for _ in range(_ROUNDS):
        wall, cpu = time.perf_counter(), time.process_time()
        size = len(client.get(address).data)
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    return median(walls), median(cpus), size


if __name__ == "__main__":
    main()
