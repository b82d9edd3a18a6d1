"""How long the console's pages take in a district of 20,000 residents with 200,000 visits, on SQLite.

    .venv/bin/python -m bench.console [residents] [--data FOLDER] [--write docs/performance.md]

A folder that is named is kept, and measured again without being filled again. Pages are asked for by the application's
own test client, one after the other; counted is wall time, beside it processor time, which a busy machine does not
change much, and how many statements the database is asked. The pages are those of ``tests/console/pages.py``.
"""

from __future__ import annotations

import argparse
import platform
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Any

from flask import Flask
from flask.testing import FlaskClient
from flask_migrate import upgrade
from sqlalchemy import event, select

from bench.district import COMMUNITY, chief, counts, fill
from server import create_app
from server.clock import now_ms, uuid_text
from server.database import db, reading
from server.models import Chunk, Conflict, LedgerTemplate, Record, ResidentKey, Settlement
from server.settings import Settings
from tests.console.pages import LOOKS

_MARK = "<!-- console -->"
_ROUNDS = 9
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
            fill(asked.residents)
            size = counts()
            ids = _cast()
            person = chief().person_id
        found = f"{size}. {_table(app, person, ids)}"
    print(found)
    if asked.write:
        before, _, rest = asked.write.read_text(encoding="utf-8").partition(_MARK)
        after = rest.partition(_MARK)[2]
        asked.write.write_text(f"{before}{_MARK}\n\n{found}\n\n{_MARK}{after}", encoding="utf-8")


def _cast() -> dict[str, str]:
    """Whom the pages are about: somebody with a whole history, and a name that hundreds share."""
    with reading() as session:
        open_now = select(Conflict.document_id).join(Chunk, Chunk.document_id == Conflict.document_id)
        check = session.scalars(open_now.where(Conflict.type == "disputed").limit(1)).one()
        resident = session.get_one(Record, (COMMUNITY, check)).subject_id
        assert resident is not None
        values = session.get_one(Record, (COMMUNITY, resident)).values
        about = {
            kind: session.scalars(select(Record).where(Record.kind == kind, *about).limit(1)).one()
            for kind, about in {"visit": [Record.subject_id == resident], "htn_follow_up": []}.items()
        }
        settled = session.scalars(
            select(Settlement.id).join(Chunk, Chunk.document_id == Settlement.document_id)
            .where(Settlement.action == "settle").limit(1)
        ).one()  # fmt: skip
        other = session.scalars(select(ResidentKey.document_id).where(ResidentKey.document_id != resident)).first()
        ids: dict[str, Any] = {
            "resident": resident, "check": check, "visit": about["visit"].document_id, "settlement": settled,
            "form": about["htn_follow_up"].document_id, "other": other, "person": about["visit"].worker_id,
            "template": session.scalars(select(LedgerTemplate.id).limit(1)).one(),
        }  # fmt: skip
    return {
        **{name: uuid_text(one) for name, one in ids.items()}, "household": values["household"], "grid": "g03",
        "name": values["name"], "surname": values["name"][0], "initials": "wgl", "door": "3-2-501",
        "address": "如意里12号楼", "digits": values["id_number"][-4:],
    }  # fmt: skip


def _table(app: Flask, person: bytes, ids: dict[str, str]) -> str:
    client = app.test_client()
    with client.session_transaction() as session:
        session["who"] = [COMMUNITY, person.hex(), 0, "csrf", now_ms() + 3_600_000]
    asked: list[str] = []
    with app.app_context():
        event.listen(db.engine, "before_cursor_execute", lambda *told: asked.append(told[2]))
    rows = []
    for look in LOOKS:
        wall, cpu, size, statements = _measured(client, look.address(ids), asked)
        late = "" if cpu < _TO_REACH_MS else " **over**"
        rows.append(f"| {look.name} | {wall:.0f} ms | {cpu:.0f} ms{late} | {statements} | {size / 1024:.0f} KB |")
        print(rows[-1], flush=True)
    machine = f"Median of {_ROUNDS} on {platform.machine()}, Python {platform.python_version()}, SQLite."
    return "\n".join(
        [f"{machine} To reach: {_TO_REACH_MS} ms.", "", "| page | wall time | processor time | statements | size |",
         "|---|---|---|---|---|", *rows]
    )  # fmt: skip


def _measured(client: FlaskClient, address: str, asked: list[str]) -> tuple[float, float, int, int]:
    answer = client.get(address)
    assert answer.status_code == 200, (address, answer.status_code)
    walls, cpus = [], []
    for _ in range(_ROUNDS):
        asked.clear()
        wall, cpu = time.perf_counter(), time.process_time()
        size = len(client.get(address).data)
        walls.append((time.perf_counter() - wall) * 1000)
        cpus.append((time.process_time() - cpu) * 1000)
    return median(walls), median(cpus), size, len(asked)


if __name__ == "__main__":
    main()
