"""The benchmark of the wire: what handing in, coming back with nothing, collecting and correcting cost the server.

    .venv/bin/python -m bench.sync [--rounds 5] [--write docs/performance.md]

Every figure of a round is taken beside the *physical limit* of the same bytes in the same round: opening and saving
each document in process, and one durable SQLite commit for every forty. Ratios are between figures of one round; what
is printed is the median over the rounds.
"""

from __future__ import annotations

import argparse
import shutil
import sqlite3
import tempfile
import time
from pathlib import Path
from typing import Any

from automerge.core import Document

from bench.measure import Client, cpu_of, median
from bench.plan import GRID, Visit, set_up, token, write_visits
from bench.report import machine, write_report
from server.settings import Settings
from tests.servers.databases import migrate
from tests.servers.running import RunningServer

TABLETS, VISITS_EACH, BATCH, MANY, WARM = 20, 40, 40, 2000, 24
_SYNC = "/api/v1/sync"


def main() -> None:
    """Run the rounds and print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--write", type=Path)
    options = parser.parse_args()
    day = write_visits(TABLETS + 1, VISITS_EACH)
    day, warm = day[:TABLETS], day[TABLETS][:WARM]
    unlike = write_visits(TABLETS, VISITS_EACH, unlike=True)
    many = write_visits(1, MANY)[0]
    rounds = [_round(day, unlike, warm, many) for _ in range(options.rounds)]
    figures = {name: median([one[name] for one in rounds]) for name in rounds[0]}
    for name in ("w1", "w1_unlike"):
        figures[f"{name}_ratio"] = median([one[f"{name}_us_per_visit"] / one[f"{name}_limit_us"] for one in rounds])
    print(write_report(figures, options.rounds, machine(), options.write))


def _round(day: list[list[Visit]], unlike: list[list[Visit]], warm: list[Visit], many: list[Visit]) -> dict[str, float]:
    folder = Path(tempfile.mkdtemp(prefix="mulin-bench-"))
    try:
        return {
            "w1_limit_us": _limit(day, folder / "limit.db"),
            **_hand_in(day, warm, folder / "day"),
            "w1_unlike_limit_us": _limit(unlike, folder / "unlike.db"),
            "w1_unlike_us_per_visit": _hand_in(unlike, warm, folder / "unlike")["w1_us_per_visit"],
            **_reconnect(many, folder / "many"),
        }
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _limit(day: list[list[Visit]], path: Path) -> float:
    """Microseconds a visit: the least that opening, saving and keeping these bytes can cost in this language."""
    database = sqlite3.connect(path, isolation_level=None)
    database.execute("PRAGMA journal_mode=WAL")
    database.execute("PRAGMA synchronous=FULL")
    database.execute("CREATE TABLE kept (id BLOB PRIMARY KEY, data BLOB)")

    def keep() -> None:
        for visits in day:
            saved = [(visit.document, Document.load(visit.saved).save()) for visit in visits]
            database.execute("BEGIN IMMEDIATE")
            database.executemany("INSERT INTO kept VALUES (?, ?)", saved)
            database.execute("COMMIT")

    seconds = cpu_of(keep)
    database.close()
    return seconds * 1e6 / (TABLETS * VISITS_EACH)


def _server(folder: Path, tablets: int) -> RunningServer:
    folder.mkdir()
    url = f"sqlite:///{folder / 'mulin.db'}"
    migrate(url, data=folder)
    set_up(Settings(data=folder, database_url=url), tablets)
    return RunningServer(database_url=url, data=folder, log=folder / "log")


def _request(push: list[dict[str, Any]], log: str | None = "bench-log-0001", **more: Any) -> dict[str, Any]:
    now = time.time_ns() // 1_000_000
    return {"protocol": 1, "now": now, "log": log, "cursors": {}, "push": push, "bytes_max": 4 << 20, **more}


def _new(visit: Visit) -> dict[str, Any]:
    return {"document": visit.document, "changes": visit.saved, "heads": visit.heads}


def _edit(visit: Visit) -> dict[str, Any]:
    return {"document": visit.document, "changes": visit.edit, "heads": visit.edited}


def _hand_in(day: list[list[Visit]], warm: list[Visit], folder: Path) -> dict[str, float]:
    """W1: every tablet hands in its day, on a connection of its own."""
    server = _server(folder, TABLETS + 1)
    try:
        _warm_up(server, warm)
        cursors = [
            Client(server.url, token(number)).post(_SYNC, _request([])).body["cursors"] for number in range(TABLETS)
        ]
        before, started = server.cpu_seconds(), time.perf_counter()
        for number, visits in enumerate(day):
            answer = Client(server.url, token(number)).post(
                _SYNC, _request([_new(visit) for visit in visits], cursors=cursors[number], bytes_max=0)
            )
            assert {result["outcome"] for result in answer.body["results"]} == {"merged"}
        seconds, wall = server.cpu_seconds() - before, time.perf_counter() - started
        count = TABLETS * VISITS_EACH
        return {
            "w1_us_per_visit": seconds * 1e6 / count,
            "w1_visits_per_second": count / wall,
            "w1_disk_bytes_per_visit": _disk_bytes(folder, count + WARM),
        }
    finally:
        server.stop()


def _warm_up(server: RunningServer, visits: list[Visit]) -> None:
    """What a process does once in its life is not part of a visit: another tablet hands in a few, to each process."""
    for visit in visits:
        answer = Client(server.url, token(TABLETS)).post(_SYNC, _request([_new(visit)], bytes_max=0))
        assert answer.body["results"][0]["outcome"] == "merged"


def _disk_bytes(folder: Path, visits: int) -> float:
    with sqlite3.connect(folder / "mulin.db") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
        pages = (
            database.execute("PRAGMA page_count").fetchone()[0]
            - database.execute("PRAGMA freelist_count").fetchone()[0]
        )
        size: int = database.execute("PRAGMA page_size").fetchone()[0]
        empty = _empty_bytes(folder)
    return (pages * size - empty) / visits


def _empty_bytes(folder: Path) -> int:
    """A migrated database without a row, made by copying the schema: what is there before the first visit."""
    with sqlite3.connect(folder / "mulin.db") as full, sqlite3.connect(folder / "empty.db") as empty:
        for (statement,) in full.execute(
            "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%'"
        ):
            empty.execute(statement)
        empty.commit()
    return (folder / "empty.db").stat().st_size


def _reconnect(many: list[Visit], folder: Path) -> dict[str, float]:
    """W2 to W4: a tablet that holds 2,000 documents comes back, a fresh one collects them, 40 are corrected."""
    server = _server(folder, 2)
    try:
        first = Client(server.url, token(0))
        for start in range(0, MANY, 500):
            cursors = first.post(
                _SYNC, _request([_new(visit) for visit in many[start : start + 500]], bytes_max=0)
            ).body
        log, cursors = cursors["log"], {GRID: MANY}
        second = Client(server.url, token(1))
        figures = {**_nothing_new(server, first, cursors), **_first_sync(server, second)}
        edited = many[:BATCH]
        before = server.cpu_seconds()
        answer = first.post(_SYNC, _request([_edit(visit) for visit in edited], cursors=cursors, log=log))
        assert {result["outcome"] for result in answer.body["results"]} == {"merged"}
        figures["w4_us_per_document"] = (server.cpu_seconds() - before) * 1e6 / BATCH
        figures["w4_sent_bytes_per_document"] = answer.request_bytes / BATCH
        collected = second.post(_SYNC, _request([], cursors=cursors, log=log))
        assert len(collected.body["pull"]) == BATCH
        figures["w4_received_bytes_per_document"] = collected.reply_bytes / BATCH
        figures["w4_answer_bytes_per_document"] = answer.reply_bytes / BATCH
        return figures
    finally:
        server.stop()


def _nothing_new(server: RunningServer, client: Client, cursors: dict[str, Any]) -> dict[str, float]:
    repeats = 50
    client.post(_SYNC, _request([], cursors=cursors))
    before, started = server.cpu_seconds(), time.perf_counter()
    for _ in range(repeats):
        answer = client.post(_SYNC, _request([], cursors=cursors))
        assert answer.body["pull"] == []
        assert answer.body["more"] is False
    return {
        "w2_us_per_request": (server.cpu_seconds() - before) * 1e6 / repeats,
        "w2_ms_per_request": (time.perf_counter() - started) * 1e3 / repeats,
        "w2_request_bytes": answer.request_bytes,
        "w2_reply_bytes": answer.reply_bytes,
        "w2_request_whole": answer.request_whole,
        "w2_reply_whole": answer.reply_whole,
    }


def _first_sync(server: RunningServer, client: Client) -> dict[str, float]:
    before, received, pages, documents, cursors, log = server.cpu_seconds(), 0, 0, 0, {}, None
    while True:
        answer = client.post(_SYNC, _request([], log=log, cursors=cursors, bytes_max=256 << 10))
        received += answer.reply_bytes
        documents += len(answer.body["pull"])
        pages += 1
        log, cursors = answer.body["log"], answer.body["cursors"]
        if not answer.body["more"]:
            break
    assert documents == MANY
    return {
        "w3_us_per_document": (server.cpu_seconds() - before) * 1e6 / MANY,
        "w3_bytes_per_document": received / MANY,
        "w3_pages": pages,
    }


if __name__ == "__main__":
    main()
