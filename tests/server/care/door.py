"""What workers bring home from a door: records of one resident, handed in by a tablet as it would."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from server.care.at_once import see_to
from server.care.follow import follow
from server.care.today import CHINA
from server.clock import fresh_actor, fresh_id, uuid_text
from server.database import reading
from server.intake import take_in
from server.reconcile import reconcile
from server.tablet_identity import TabletIdentity, tablet_by_token
from server.tokens import token_hash
from sync.document import Document, new_document
from sync.merge import HandIn
from sync.wire import SyncRequest
from tests.server.api.house import FIRST, RUYILI, House


class Door:
    """One worker with one tablet, and the people behind the doors of their grid."""

    def __init__(self, house: House, grid: str = FIRST) -> None:
        self.house = house
        self.grid = grid
        worker = house.fang if grid == FIRST else house.lan
        self.worker = uuid_text(worker)
        self.tablet, self.token = house.tablet(worker)
        self.opened: dict[bytes, Document] = {}

    def resident(self, name: str = "赵大娘", **values: Any) -> bytes:
        """Somebody on the register; dots in paths are written as __."""
        return self.write("resident", name=name, sex="2", status="in", **values)

    def visit(self, resident: bytes, day: str, result: str = "1", **values: Any) -> bytes:
        return self.about("visit", resident, day, worker=self.worker, method="1", result=result, **values)

    def check(self, resident: bytes, day: str, **values: Any) -> bytes:
        return self.about("health_check", resident, day, worker=self.worker, source="1", **values)

    def follow_up(self, resident: bytes, day: str, sbp: int, dbp: int, **values: Any) -> bytes:
        """A hypertension follow-up with everything asked that its class needs."""
        asked = {"method": "2", "danger__none": True, "new_complication": False, "pregnant_or_lactating": False,
                 "adr": "1", "vitals__sbp": sbp, "vitals__dbp": dbp}  # fmt: skip
        return self.about("htn_follow_up", resident, day, captured_by=self.worker, **{**asked, **values})

    def about(self, kind: str, resident: bytes, day: str, hour: int = 10, **values: Any) -> bytes:
        """A record about a resident, at an hour of a day."""
        return self.write(kind, resident=uuid_text(resident), at=at(day, hour), **values)

    def write(self, kind: str, identity: bytes | None = None, **values: Any) -> bytes:
        identity = identity or fresh_id()
        dotted = {path.replace("__", "."): value for path, value in values.items()}
        document = new_document(
            fresh_actor(self.tablet), {"kind": kind, "grid": self.grid, "kind_version": 1, **dotted}
        )
        self.opened[identity] = document
        self._hand_in(identity, document.save())
        return identity

    def change(self, identity: bytes, **values: Any) -> None:
        """Put something right, on what this tablet holds."""
        dotted = {path.replace("__", "."): value for path, value in values.items()}
        chunk = self.opened[identity].write(fresh_actor(self.tablet), dotted)
        self._hand_in(identity, chunk)

    def _hand_in(self, identity: bytes, changes: bytes) -> None:
        with self.house.app.app_context():
            with reading() as session:
                tablet = tablet_by_token(session, token_hash(self.token))
            assert isinstance(tablet, TabletIdentity)
            taken = take_in(tablet, SyncRequest(0, None, {}, [HandIn(identity, changes, heads=())], bytes_max=0))
            assert taken.results[0]["outcome"] == "merged", taken.results
            reconcile(RUYILI, taken.opened, taken.opened)
            see_to(RUYILI, taken.opened)

    def followed(self) -> None:
        """Work off what is marked."""
        with self.house.app.app_context():
            follow(RUYILI)


def at(day: str, hour: int = 10) -> int:
    return int(datetime.fromisoformat(day).replace(hour=hour, tzinfo=CHINA).timestamp() * 1000)


def born(years: int, on: str) -> str:
    """The birth date of somebody who is so old on a day, and has been for half a year."""
    day = date.fromisoformat(on) - timedelta(days=182)
    return day.replace(year=day.year - years, day=min(day.day, 28)).isoformat()


def ago(on: str, days: int) -> str:
    return (date.fromisoformat(on) - timedelta(days=days)).isoformat()
