"""The demo community with more workers than it is made with, a server, and a tablet in everybody's hands."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.demo.centre import Json, Person
from tests.servers.running import RunningServer
from tests.tablet.driver import Tablet, TabletProcess

GRIDS = ("demo-1001", "demo-1002", "demo-1003")
_CAST: tuple[tuple[str, str, tuple[int, ...]], ...] = (
    ("王芳", "grid_worker", (0,)), ("高洁", "grid_worker", (0,)), ("周明", "doctor", (0, 1, 2)),
    ("马超群", "grid_worker", (0,)), ("张强", "grid_worker", (1,)), ("陈静", "grid_worker", (1, 2)),
    ("董莉", "grid_worker", (2,)), ("丁文", "grid_worker", (2,)), ("宋玉", "grid_worker", (0,)),
    ("韩梅", "grid_worker", (0,)), ("方海", "grid_worker", (1,)), ("魏来", "grid_worker", (1,)),
    ("秦岭", "grid_worker", (2,)), ("石磊", "grid_worker", (2,)), ("钟华", "grid_worker", (1,)),
    ("卢敏", "grid_worker", (1,)), ("汪洋", "grid_worker", (0,)), ("金铃", "grid_worker", (2,)),
    ("白露", "grid_worker", (0, 1)), ("李红", "supervisor", (0, 1, 2)),
)  # fmt: skip
TABLETS_MAX = len(_CAST)
Command = Callable[..., Any]


class Hand:
    """A tablet and whoever carries it."""

    def __init__(self, tablet: Tablet, name: str, role: str, person: str, number: int, grids: Sequence[str]) -> None:
        self.tablet, self.name, self.role, self.person, self.number = tablet, name, role, person, number
        self.grids = list(grids)

    @property
    def grid(self) -> str:
        """The one it works in today."""
        return self.grids[0]

    @property
    def called(self) -> str:
        return f"{self.name}（{self.number}号平板）"


class Town:
    """Everybody of the day."""

    def __init__(
        self, server: RunningServer, command: Command, processes: Sequence[TabletProcess], folder: Path, count: int
    ) -> None:
        self.server, self.command = server, command
        made = json.loads(command("demo", "--json").stdout)
        self.documents_made: int = made["documents"]
        self.community: str = made["community"]
        self.logins: list[Json] = made["people"]
        self.admin = self._signed_in("admin")
        self.supervisor = self._signed_in("supervisor")
        known = {one["name"]: one["id"] for one in self.admin.ask("GET", "/people")["people"]}
        self.hands: list[Hand] = []
        for number, (name, role, grids) in enumerate(_CAST[:count], 1):
            person = known.get(name) or self._new_person(name, role, grids)
            process = processes[number % len(processes)]
            # Without waiting for the disk at each answer: what a power cut does to a tablet is told in other tests.
            tablet = process.tablet(f"T{number}", folder / f"tablet-{number}", durable=False)
            code = self.admin.ask("POST", f"/people/{person}/pairings")["code"]
            tablet.enrol(server.url, code, f"{number}号平板")
            self.hands.append(Hand(tablet, name, role, person, number, [GRIDS[grid] for grid in grids]))

    def residents(self, grid: str) -> list[Json]:
        """The residents of a grid, door by door: the same order each time."""
        found = self.supervisor.all("/records", "records", kind="resident", grid=grid, limit=500)
        return sorted(found, key=lambda one: (one["values"].get("live_address", ""), one["values"]["relation_to_head"]))

    def together(self, task: Callable[[Hand], Any], hands: Sequence[Hand] | None = None) -> list[Any]:
        """Everybody at once, as when a shift ends and all meet the same network."""
        chosen = self.hands if hands is None else hands
        with ThreadPoolExecutor(max(1, len(chosen))) as pool:
            return list(pool.map(task, chosen))

    def grid_names(self) -> dict[str, str]:
        return {one["id"]: one["name"] for one in self.admin.ask("GET", "/grids")["grids"]}

    def assign(self, person: str, grid: str) -> None:
        self.admin.ask("PUT", f"/people/{person}/assignments/{grid}")

    def _signed_in(self, role: str) -> Person:
        known = next(one for one in self.logins if one["role"] == role)
        return Person(self.server.url, self.community, known["login"], known["password"])

    def _new_person(self, name: str, role: str, grids: Sequence[int]) -> str:
        identity: str = self.admin.ask("POST", "/people", {"name": name, "role": role})["id"]
        for grid in grids:
            self.assign(identity, GRIDS[grid])
        return identity
