"""What it costs to bring in a register of ten thousand rows, and how long a tablet waits meanwhile.

    .venv/bin/python -m bench.register [--rows 10000]

Everything happens in a folder of its own, on SQLite. The register is written by this program; nobody in it exists.
"""

from __future__ import annotations

import argparse
import json
import random
import resource
import tempfile
import threading
import time
from datetime import date, timedelta
from pathlib import Path

import xlsxwriter

from schemas.id_number import check_digit
from server import create_app, enlist
from server.current import limits
from server.database import writing
from server.importing.register import map_columns, prepare, read, take
from server.log import lock_grids
from server.settings import Settings
from tests.servers.commands import run_flask

_HEADINGS = [
    "网格",
    "姓名",
    "与户主关系",
    "性别",
    "身份证号",
    "现住址",
    "电话",
    "婚姻状况",
    "文化程度",
    "慢性病",
    "独居",
]
_GRIDS = 8


def write_register(path: Path, rows: int) -> None:
    """A register of households of three, door by door."""
    chance = random.Random(7)
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        sheet = book.add_worksheet("花名册")
        for column, heading in enumerate(_HEADINGS):
            sheet.write_string(0, column, heading)
        for row in range(1, rows + 1):
            home, place = divmod(row - 1, 3)
            born = date(1935, 1, 1) + timedelta(days=row * 3 % 25_000)
            first = f"370822{born:%Y%m%d}{row % 1000:03}"
            name = f"{chance.choice('王李张刘陈杨')}{chr(0x4E00 + row % 2000)}{chr(0x5000 + row % 1999)}"
            door = f"睦邻苑{home // 60 + 1}号楼{home % 4 + 1}单元{home % 60 // 4 + 1:02}01"
            cells = (
                f"g{home % _GRIDS}", name, ("户主", "妻", "长子")[place], "女" if place == 1 else "男",
                first + check_digit(first), door, f"138{row:08}", "已婚",
                chance.choice(("", "高血压", "高血压、糖尿病", "无")), chance.choice(("", "", "√")),
            )  # fmt: skip
            for column, cell in enumerate(cells):
                if cell:
                    sheet.write_string(row, column, cell)


class Waiting:
    """Takes the lock of one grid again and again, as a tablet's hand-in does, and keeps how long each took."""

    def __init__(self, app: object) -> None:
        self.app = app
        self.waited: list[float] = []
        self.over = threading.Event()
        self.thread = threading.Thread(target=self._run)

    def _run(self) -> None:
        with self.app.app_context():  # type: ignore[attr-defined]
            while not self.over.is_set():
                began = time.monotonic()
                with writing() as session:
                    lock_grids(session, "c", ["g0"])
                self.waited.append(time.monotonic() - began)
                time.sleep(0.02)

    def __enter__(self) -> Waiting:
        self.thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.over.set()
        self.thread.join()


def main() -> None:
    """Measure, and print what came of it as JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rows", type=int, default=10_000)
    rows = parser.parse_args().rows
    with tempfile.TemporaryDirectory() as folder:
        data = Path(folder)
        path = data / "register.xlsx"
        write_register(path, rows)
        url = f"sqlite:///{data / 'bench.db'}"
        run_flask("db", "upgrade", database_url=url, data=data)
        app = create_app(Settings.from_environment({"MULIN_DATA": str(data), "DATABASE_URL": url}))
        with app.app_context():
            with writing() as session:
                enlist.add_community(session, "c", "C")
                for number in range(_GRIDS):
                    enlist.add_grid(session, "c", f"g{number}", f"{number}网格")
            print(json.dumps({"rows": rows, "file_bytes": path.stat().st_size}))
            for name, dry in (("dry run", True), ("first", False), ("again", False)):
                print(json.dumps({"run": name, **_once(app, path, dry)}, ensure_ascii=False), flush=True)


def _once(app: object, path: Path, dry: bool) -> dict[str, float]:
    began, cpu = time.monotonic(), time.process_time()
    register = read(path, limits(), None)
    map_columns(register, "c", [])
    here = prepare(register, "c", None, "2026-07-01", "list", [], [])
    was_read = time.monotonic() - began
    with Waiting(app) as waiting:
        taken = take(register, here, limits(), dry, None)
    waited = sorted(waiting.waited)
    return {
        "read_s": round(was_read, 1),
        "all_s": round(time.monotonic() - began, 1),
        "cpu_s": round(time.process_time() - cpu, 1),
        "new": taken.run.counts.new,
        "unchanged": taken.run.counts.unchanged,
        "documents": taken.documents,
        "longest_part_ms": taken.longest_ms,
        "tablet_waits_median_ms": round(waited[len(waited) // 2] * 1000),
        "tablet_waits_99_percent_ms": round(waited[int(len(waited) * 0.99)] * 1000),
        "tablet_waits_longest_ms": round(waited[-1] * 1000),
        "memory_mib": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024,
    }


if __name__ == "__main__":
    main()
