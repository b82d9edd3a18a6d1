"""Programs get out what pages do: masked at once, whole by two people, and never what is not theirs."""

from __future__ import annotations

import io
import json
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook
from sqlalchemy import select
from werkzeug.test import TestResponse

from server.clock import fresh_id, now_ms
from server.models import Approval, LedgerTemplate
from tests.server.api.house import FIRST, ID_NUMBER, PHONE, SECOND, House, code, text

PERSON = {
    "name": "赵大娘",
    "id_number": ID_NUMBER,
    "phone": PHONE,
    "sex": "2",
    "birth_date": "1940-01-01",
    "status": "in",
}
TABLE = {"kind": "resident", "form": "jsonl", "reason": "月底上报"}
TIME = {"first_day": "2020-01-01", "last_day": "2100-01-01", "reason": "月底上报"}


@pytest.fixture
def zhao(house: House) -> bytes:
    resident = house.record(FIRST, PERSON)
    house.record(SECOND, {"name": "林秘密", "phone": "13711112222"})
    told = {"resident": text(resident), "at": now_ms() - 1000, "vitals.sbp": 150, "vitals.dbp": 90, "source": "1"}
    house.record(FIRST, told, kind="health_check", subject_id=resident, when_ms=now_ms() - 1000, worker_id=house.fang)
    agreed = {"resident": text(resident), "purpose": "share_clinic", "answer": "agreed", "legal_basis": "consent",
              "at": now_ms() - 5000}  # fmt: skip
    house.record(FIRST, agreed, kind="consent", subject_id=resident, when_ms=now_ms() - 5000)
    return resident


def _data(answer: TestResponse) -> str:
    """What a file holds; of a workbook its cells."""
    assert answer.status_code == 200, answer.text
    data, is_book = answer.data, "spreadsheet" in answer.headers["Content-Type"]
    answer.close()
    rows = load_workbook(io.BytesIO(data)).active if is_book else ()
    return str([[cell.value for cell in row] for row in rows]) if is_book else data.decode()


def _ledger(house: House) -> bytes:
    book, out, identity = Workbook(), io.BytesIO(), fresh_id()
    book.active.append(["姓名", "联系电话"])
    book.active.append(["", ""])
    book.save(out)
    with house.writing() as session:
        session.add(
            LedgerTemplate(
                community_id="ruyili", id=identity, name="居民台账", kind="resident", sheet=book.active.title,
                heading_row=1, columns={"1": "own:name", "2": "own:phone"}, file=out.getvalue(),
                person_id=house.qiao, uploaded_ms=now_ms(),
            )
        )  # fmt: skip
    return identity


def _wanted(house: House, zhao: bytes) -> dict[str, dict[str, Any]]:
    return {
        "/exports": TABLE,
        f"/ledgers/{text(_ledger(house))}/fill": TIME,
        "/fhir": {"reason": "转给中心医院", "resident": text(zhao)},
    }


def test_a_program_gets_each_masked_with_its_rows_in_the_log(house: House, zhao: bytes) -> None:
    program = house.program(house.qiao)
    for path, body in _wanted(house, zhao).items():
        answer = program.post(path, body)
        assert answer.headers["Cache-Control"].startswith("no-store")
        data = _data(answer)
        for hidden in ("赵大娘", "林", ID_NUMBER, PHONE):
            assert hidden not in data, path
        assert code(program.post(path, {**body, "reason": ""})) == (422, "body.invalid")
    assert len(house.audited("record.export")) == 3
    assert [one["name"] for one in program.get("/ledgers").json["ledgers"]] == ["居民台账"]


def test_what_is_whole_takes_a_second_person_at_a_browser(house: House, zhao: bytes) -> None:
    program, second = house.program(house.doctor), house.browser(house.qiao)
    for path, body in _wanted(house, zhao).items():
        ask = path.removesuffix("/fill") + "/ask"
        assert code(program.post(ask, body)) == (422, "body.invalid"), "nobody to get it"
        asked = program.post(ask, {**body, "recipient": "街道民政"})
        assert asked.status_code == 201, asked.text
        one = f"/approvals/{asked.json['approval']}"
        assert code(program.post(f"{one}/take")) == (409, "record.changed"), "nobody allowed it yet"
        assert code(house.program(house.qiao).post(one, {"granted": True})) == (403, "session.needed")
        assert code(house.browser(house.doctor).post(one, {"granted": True})) == (403, "role.not_allowed")
        for stranger in (house.duan, house.stranger):
            assert code(house.browser(stranger).post(one, {"granted": True})) == (404, "not_found")
        waiting = second.get("/approvals").json["approvals"]
        assert asked.json["approval"] in {each["id"] for each in waiting}
        assert second.post(one, {"granted": True}).json["decided_by"]["name"] == "乔岚"
        assert "赵大娘" in _data(program.post(f"{one}/take"))
        assert code(program.post(f"{one}/take")) == (409, "record.changed"), "once"
        assert code(house.program(house.qiao).post(f"{one}/take")) == (404, "not_found"), "not for another"
    events = [one.detail for one in house.audited("record.export")]
    assert [(one["masked"], one["recipient"]) for one in events] == [(False, "街道民政")] * 3
    assert len(house.all(select(Approval.id))) == 3


def test_nobody_gets_out_what_is_not_theirs(house: House, zhao: bytes) -> None:
    ledger = f"/ledgers/{text(_ledger(house))}"
    theirs = house.program(house.duan)
    lines = [json.loads(line)["values"]["phone"] for line in _data(theirs.post("/exports", TABLE)).splitlines()]
    assert lines == ["137****2222"]
    one = {"reason": "x", "resident": text(zhao)}
    assert code(theirs.post("/fhir", one)) == (404, "not_found")
    assert code(theirs.post("/fhir/ask", {**one, "recipient": "x"})) == (404, "not_found")
    assert code(house.program(house.stranger).post(f"{ledger}/fill", TIME)) == (404, "not_found")
    for path, body in (("/exports", TABLE), (f"{ledger}/fill", TIME), ("/fhir", one), ("/exports/ask", TABLE)):
        for person in (house.fang, house.admin):
            assert code(house.program(person).post(path, body)) == (403, "role.not_allowed")
    assert house.audited("record.export")[0].detail["rows"] == 1
