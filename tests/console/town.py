"""A grid in which something stands on every page of the console, and as much of it as a test wants."""

from __future__ import annotations

import io
import uuid
from collections.abc import Iterable
from typing import Any

from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy import select

from schemas.id_number import check_digit
from server.clock import now_ms
from server.documents import split_heads
from server.models import Approval, Conflict, LedgerTemplate, Record, Settlement
from server.review import Seen, review
from tests.console.browser import read_page
from tests.console.office import FIRST, Office
from tests.tablet.driver import TabletProcess

CSRF = {"csrf": "csrf"}
"""The token of ``Office.client``."""
PHONE = "13800001234"


class Town:
    """王芳 and 李强 serve the first grid, each with a tablet; there is a doctor, and 乔岚 supervises."""

    def __init__(self, office: Office, tablets: TabletProcess) -> None:
        self.office = office
        self.fang, self.qiang = (office.person(name, "grid_worker", FIRST) for name in ("王芳", "李强"))
        self.doctor = office.desk("孙医生", "doctor", FIRST)
        self.second = office.desk("郑主管", "supervisor", *office.grids)
        self.one, self.other = (
            office.in_hand(tablets, name, person) for name, person in (("7号", self.fang), ("8号", self.qiang))
        )
        self.supervisor = office.client(office.supervisor)
        self.residents = 0
        self.ids: dict[str, str] = {
            "grid": FIRST, "person": text(self.fang), "tablet": self.one.status()["identity"]["tablet"],
            "name": "陈桂兰", "surname": "陈", "initials": "cgl", "door": "3-2-501", "address": "如意里",
            "digits": PHONE[-4:],
        }  # fmt: skip

    def fill(self, count: int, words: str = "") -> None:
        """So much more of everything; free texts say ``words`` as well."""
        made = [self._resident(number, words) for number in range(count)]
        self.one.sync()
        self.other.sync()
        for one in made:
            for number, tablet in enumerate((self.one, self.other)):
                tablet.edit(one["check"], {"vitals.sbp": 150 + number, "medicine_30min": f"吃了{number}{words}"})
                tablet.edit(one["settled"], {"vitals.sbp": 150 + number})
        self.one.sync()
        self.other.sync()
        for one in made:
            self.office.settle(uuid.UUID(one["settled"]).bytes, "vitals.sbp", 150)
        self._judge([one["returned"] for one in made], "returned", f"请补充{words}")
        self._judge([one["answered"] for one in made], "returned", f"请补充{words}")
        self.one.sync()
        for one in made:
            self.one.edit(one["answered"], {"review.answer": f"补好了{words}"})
        self.one.sync()
        for number, one in enumerate(made):
            self._paper(f"台账{number}{words}", words, one["erased"])
        self.ids |= made[0]
        if len(made) > 2:
            _, other, last = made[:3]
            self.ids |= {"broken_too": other["broken"], "broken_last": last["broken"], "leaving": other["resident"],
                         "returning": last["resident"]}  # fmt: skip
        self._look_up()

    def allow_erasure(self) -> None:
        """The second person has allowed it."""
        self.done(self.office.client(self.second), f"approvals/{self.ids['erasure']}", {"granted": "true"})

    def raw(self, name: str) -> bytes:
        """One of the ids, as bytes."""
        return uuid.UUID(self.ids[name]).bytes

    def _resident(self, number: int, words: str) -> dict[str, str]:
        tablet, at = self.one, now_ms() - 60_000 * (number + 1)
        by = {"worker": text(self.fang), "at": at}
        door = {"address.building": "3", "address.unit": "2", "address.room": "501"}
        home = tablet.create("household", FIRST, {**door, "address_text": f"如意里3号楼{words}"})
        self.residents += 1
        digits = f"37082219410301{self.residents:03}"
        elder = {"name": f"陈桂兰{words}", "sex": "2", "status": "in", "birth_date": "1941-03-01", "household": home,
                 "phone": PHONE, "id_number": digits + check_digit(digits), "tags.alone": True,
                 "live_address": f"如意里{words}"}  # fmt: skip
        found = {"household": home, "resident": tablet.create("resident", FIRST, elder)}
        found["other"] = tablet.create("resident", FIRST, {**elder, "id_number": None})
        about = {"resident": found["resident"]}
        for name in ("visit", "returned", "answered", "erased"):
            visit = {**about, **by, "method": "1", "result": "1", "health_state": "2", "note": f"门口有冰{words}"}
            found[name] = tablet.create("visit", FIRST, visit)
        for name in ("check", "settled"):
            found[name] = tablet.create("health_check", FIRST, {**about, **by, "source": "1", "vitals.sbp": 186})
        urgent = {**about, **by, "source": "1", "vitals.sbp": 210, "vitals.dbp": 95}
        found["urgent"] = tablet.create("health_check", FIRST, urgent)
        found["broken"] = tablet.create(
            "health_check", FIRST, {**about, **by, "source": "1", "vitals.sbp": 90, "vitals.dbp": 120}
        )
        follow_up = {**about, "captured_by": text(self.fang), "at": at, "method": "2", "vitals.sbp": 168,
                     "vitals.dbp": 96, "danger.none": True, "source": "1"}  # fmt: skip
        found["form"] = tablet.create("htn_follow_up", FIRST, follow_up)
        level = {**about, "level": "red", "reason": f"独居{words}", "at": at}
        tablet.create("care_level", FIRST, {**level, "decided_by": text(self.office.supervisor)})
        consent = {**about, "purpose": "photo", "legal_basis": "consent", "answer": "agreed", "at": at}
        found["consent"] = tablet.create("consent", FIRST, consent)
        return found

    def _judge(self, documents: Iterable[str], state: str, comment: str) -> None:
        ids = [uuid.UUID(one).bytes for one in documents]
        with self.office.at_the_centre() as session:
            rows = session.execute(
                select(Record.document_id, Record.heads).where(
                    Record.community_id == self.office.community, Record.document_id.in_(ids)
                )
            )
            seen = [Seen(identity, split_heads(heads)) for identity, heads in rows]
            review(session, self.office.community, self.office.supervisor, seen, state, comment)
        for identity in ids:
            self.office.reconcile(identity)

    def _paper(self, name: str, words: str, erased: str) -> None:
        """A template of the street's, and a request that waits for a second person."""
        book = Workbook()
        book.active.append(["姓名", "探访日期", f"备注{words}"])
        target = io.BytesIO()
        book.save(target)
        file = {"file": (io.BytesIO(target.getvalue()), "table.xlsx")}
        self.done(self.supervisor, "ledgers", {"name": name, "kind": "visit", **file})
        self.done(self.supervisor, f"documents/{erased}/erase", {"reason": f"本人要求{words}"})
        asked = {"kind": "resident", "whole": "true", "reason": f"上级检查{words}", "recipient": f"街道{words}"}
        self.done(self.supervisor, "exports", asked)

    def done(self, client: FlaskClient, path: str, form: dict[str, Any]) -> None:
        """Send a form that has to be taken."""
        answer = client.post(f"/console/{path}", data={**CSRF, **form})
        assert answer.status_code == 303, (path, answer.status_code, answer.text[:2000])

    def _look_up(self) -> None:
        community = self.office.community
        with self.office.looking() as session:
            wanted = {
                "template": select(LedgerTemplate.id).where(LedgerTemplate.community_id == community),
                "approval": select(Approval.id).where(Approval.community_id == community, Approval.action == "export"),
                "erasure": select(Approval.id).where(Approval.community_id == community, Approval.action == "erase"),
                "settlement": select(Settlement.id).where(
                    Settlement.community_id == community, Settlement.document_id == self.raw("settled"),
                    Settlement.action == "settle",
                ),
            }  # fmt: skip
            self.ids |= {name: text(session.scalars(query.limit(1)).one()) for name, query in wanted.items()}
            other = wanted["template"].where(LedgerTemplate.id != uuid.UUID(self.ids["template"]).bytes)
            self.ids["template_too"] = text(session.scalars(other.limit(1)).one())
            rivals = session.get_one(Settlement, (community, uuid.UUID(self.ids["settlement"]).bytes)).rivals
            heads = session.execute(select(Record.document_id, Record.heads).where(Record.community_id == community))
            self.heads = {text(identity): [one.hex() for one in split_heads(joined)] for identity, joined in heads}
            conflicts = session.scalars(select(Conflict).where(Conflict.community_id == community)).all()
        overview = read_page(self.supervisor.get("/console/overview").text)
        self.acted = dict(overview.form(f"acted/{self.ids['urgent']}").values)["seen"]
        self.rival = next(change for one in rivals if one["value"] != 150 for change in one["changes"])
        about = {one.path: one.detail for one in conflicts if one.document_id == self.raw("check")}
        self.expected = {
            path: ".".join(change for rival in about[path] for change in rival["changes"])
            for path in ("vitals.sbp", "medicine_30min")
        }
        self.broken = next((one.code, one.path) for one in conflicts if one.document_id == self.raw("broken"))


def text(identity: bytes) -> str:
    """An id as addresses carry it."""
    return str(uuid.UUID(bytes=identity))
