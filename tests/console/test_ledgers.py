"""The month's ledger in the street's own table, and checks for the clinic."""

from __future__ import annotations

import http.client
import io
import json
import re
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import pytest
from fhir.resources.R4B.bundle import Bundle
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Border, Font, Side

from server.care.today import today
from server.clock import now_ms
from tests.console.browser import Browser, Page
from tests.console.office import FIRST, SECOND, Office
from tests.console.test_giving import fetched
from tests.tablet.driver import Tablet, TabletProcess

NUMBER = "370822194001010003"


@pytest.fixture
def fang(office: Office, tablets: TabletProcess) -> Tablet:
    return office.in_hand(tablets, "王芳", office.person("王芳", "grid_worker", FIRST))


def _streets_own() -> bytes:
    """A table as a street sends it: a title over merged cells, headings, a framed row, a line for a signature."""
    book = Workbook()
    sheet = book.active
    sheet.title = "探访台账"
    sheet["A1"] = "{社区}{年}年{月}月特殊困难老年人探访台账"
    sheet.merge_cells("A1:F1")
    sheet["A2"] = "网格：{网格}"
    for column, heading in enumerate(["序号", "姓名", "身份证号码", "探访日期", "探访人", "备注（街道自填）"], start=1):
        cell = sheet.cell(3, column, heading)
        cell.font = Font(bold=True)
    thin = Side(style="thin")
    for column in range(1, 7):
        sheet.cell(4, column).border = Border(left=thin, right=thin, top=thin, bottom=thin)
    sheet["A5"] = "填表人：{填表人}        审核人："
    sheet.merge_cells("A5:F5")
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def _upload(browser: Browser, page: Page, data: bytes, **values: str) -> tuple[int, str, str]:
    token = page.form("/sign-out").values[0][1]
    parts = [
        f'--edge\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in {"csrf": token, **values}.items()
    ]
    parts.append(
        b'--edge\r\nContent-Disposition: form-data; name="file"; filename="../../../x.xlsx"\r\n\r\n'
        + data
        + b"\r\n--edge--\r\n"
    )
    connection = http.client.HTTPConnection(urlsplit(browser.url).netloc, timeout=60)
    cookies = "; ".join(f"{name}={value}" for name, value in browser.cookies.items())
    headers = {"Cookie": cookies, "Content-Type": "multipart/form-data; boundary=edge"}
    connection.request("POST", urljoin(page.address, "/console/ledgers"), b"".join(parts), headers)
    answer = connection.getresponse()
    html, place = answer.read().decode(), answer.headers.get("Location", "")
    connection.close()
    return answer.status, place, html


def _visited(tablet: Tablet, count: int) -> None:
    worker = tablet.status()["identity"]["person"]["id"]
    for number in range(count):
        known = {"id_number": NUMBER} if number == 0 else {}
        resident = tablet.create("resident", FIRST, {"name": f"=老人{number}", "sex": "2", "status": "in", **known})
        tablet.create("visit", FIRST, {"resident": resident, "result": "1", "at": now_ms(), "worker": worker})
    tablet.sync()


def test_the_months_ledger_comes_as_the_street_wants_it(office: Office, fang: Tablet) -> None:
    _visited(fang, 3)
    browser = office.browser(office.supervisor)
    page = browser.open("/console/ledgers")
    status, place, html = _upload(browser, page, _streets_own(), name="探访台账", kind="visit")
    assert status == 303, html
    mapping = browser.open(place)
    assert "探访日期" in mapping.text
    chosen = dict(mapping.form("/columns").values)
    assert chosen["column-1"] == "number"
    assert chosen["column-2"] == "resident:name"
    assert chosen["column-3"] == "resident:id_number"
    assert chosen["column-4"] == "day"
    assert "还没对应" in mapping.text
    done = browser.press(mapping, mapping.form("/columns"), **{"column-6": "own:result"})
    assert "已记住列的对应" in done.text
    assert browser.press(mapping, mapping.form("/columns"), **{"column-6": "own:../../x"}).status == 422
    page = browser.open("/console/ledgers")
    form = page.form("/fill")
    status, headers, data = fetched(browser, page, form, {"first_day": today(), "last_day": today()})
    assert status == 200, data
    assert headers["content-type"].startswith("application/vnd.openxmlformats")
    sheet = load_workbook(io.BytesIO(data))["探访台账"]
    assert sheet["A1"].value == f"如意里社区{today()[:4]}年{int(today()[5:7])}月特殊困难老年人探访台账"
    assert sheet["A2"].value == "网格：全部网格"
    assert [sheet.cell(row, 1).value for row in (4, 5, 6)] == [1, 2, 3]
    assert {sheet.cell(row, 2).value for row in (4, 5, 6)} == {"=**0", "=**1", "=**2"}
    assert all(sheet.cell(row, 2).data_type == "s" for row in (4, 5, 6))
    assert {sheet.cell(row, 3).value for row in (4, 5, 6)} == {"3708**********0003", None}
    assert sheet["D4"].value == today()
    assert sheet["E4"].value == "王芳"
    assert sheet["B6"].border.left.style == "thin"  # dressed as the street's own row
    assert sheet["A7"].value == "填表人：乔岚        审核人："  # and what stood below has moved on
    assert "A7:F7" in {str(one) for one in sheet.merged_cells.ranges}
    (event,) = office.audited("record.export")
    assert (event.detail["rows"], event.detail["name"]) == (3, "探访台账")
    # Another grid's supervisor fills the same table in with their own, which is nothing.
    theirs = office.browser(office.desk("段平", "supervisor", SECOND))
    page = theirs.open("/console/ledgers")
    data = fetched(theirs, page, page.form("/fill"), {"first_day": today(), "last_day": today()})[2]
    assert load_workbook(io.BytesIO(data))["探访台账"]["A4"].value is None
    page = browser.open(place)
    assert "已停用模板" in browser.press(page, page.form("/retire")).text
    assert browser.open(place).status == 404


def test_a_ledger_has_its_totals_and_the_number_of_each_answer(office: Office, fang: Tablet) -> None:
    _visited(fang, 2)
    worker = fang.status()["identity"]["person"]["id"]
    met = fang.create("resident", FIRST, {"name": "合计", "sex": "2", "status": "in", "children": 3})
    for method in ("2", "1"):
        told = {"resident": met, "result": "1", "method": method, "at": now_ms(), "worker": worker}
        fang.create("visit", FIRST, told)
    fang.sync()
    book = Workbook()
    for row in (["本月 {条数} 条 {人数} 人，电话 {探访方式=电话} 次"], ["姓名", "探访方式", "子女"], ["", "", ""],
                ["合 计", "", ""], ["填表人：{填表人}"]):  # fmt: skip
        book.active.append([cell or None for cell in row])
    out = io.BytesIO()
    book.save(out)
    browser = office.browser(office.supervisor)
    _, place, _ = _upload(browser, browser.open("/console/ledgers"), out.getvalue(), name="台账", kind="visit")
    page = browser.open(place)
    browser.press(page, page.form("/columns"), **{"column-2": "own:method", "column-3": "resident:children"})
    page = browser.open("/console/ledgers")
    wanted = {"first_day": today(), "last_day": today(), "totals": "true"}
    book = load_workbook(io.BytesIO(fetched(browser, page, page.form("/fill"), wanted)[2]))
    rows = [[cell.value for cell in row] for row in book[book.sheetnames[0]].iter_rows()]
    assert rows[0][0] == "本月 4 条 3 人，电话 1 次"
    assert rows[6] == ["合 计", None, 6], "the street's own row, and no second one"
    assert rows[7][0] == "填表人：乔岚"
    assert len(rows) == 8
    told = [[cell.value for cell in row] for row in book["统计"].iter_rows()]
    assert told[0] == ["合计", "条数", 4]
    assert {(answer, number) for _, answer, number in told} >= {("电话", 1), ("入户", 1), ("视频", 0), ("没填", 2)}


def test_the_whole_ledger_is_taken_by_two(office: Office, fang: Tablet) -> None:
    _visited(fang, 1)
    asker = office.browser(office.desk("孙主管", "supervisor", FIRST))
    _upload(asker, asker.open("/console/ledgers"), _streets_own(), name="探访台账", kind="visit")
    page = asker.open("/console/ledgers")
    values = {"first_day": today(), "last_day": today(), "whole": "true", "recipient": "街道"}
    assert "已提出" in asker.press(page, page.form("/fill"), **values).text
    second = office.browser(office.supervisor)
    waiting = second.open("/console/approvals")
    second.press(waiting, waiting.form("/approvals/"), ("granted", "true"))
    page = asker.open("/console/approvals")
    status, _, data = fetched(asker, page, page.form("/take"))
    assert status == 200
    assert load_workbook(io.BytesIO(data))["探访台账"]["C4"].value == NUMBER


NO_WORKBOOKS = (
    b"", b"PK\x03\x04 not a zip", b"name,phone\n1,2\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600),
    b"<html></html>",
)  # fmt: skip


def test_what_is_no_workbook_is_no_template(office: Office) -> None:
    browser = office.browser(office.supervisor)
    page = browser.open("/console/ledgers")
    for data in NO_WORKBOOKS:
        status, _, html = _upload(browser, page, data, name="x", kind="visit")
        assert (status, "Traceback" in html) == (422, False), data[:20]
    assert "还没有台账模板" in browser.open("/console/ledgers").text


def _checked(tablet: Tablet, consent: str | None) -> str:
    resident = tablet.create(
        "resident", FIRST,
        {"name": "陈桂兰", "sex": "2", "status": "in", "birth_date": "1940-01-01",
         **({"id_number": NUMBER} if consent == "agreed" else {}), "phone": "13800001234",
         "live_address": "如意里3-2-501"},
    )  # fmt: skip
    tablet.create(
        "health_check", FIRST,
        {"resident": resident, "at": now_ms(), "vitals.sbp": 152, "vitals.dbp": 94, "vitals.pulse": 78,
         "vitals.temp": {"float": 36.5}, "vitals.glucose": {"float": 7.1}, "vitals.glucose_kind": "1",
         "vitals.spo2.unmeasured": "2"},
    )  # fmt: skip
    if consent is not None:
        values = {"resident": resident, "purpose": "share_clinic", "legal_basis": "consent", "answer": consent}
        tablet.create("consent", FIRST, {**values, "at": now_ms() - 1000})
    tablet.sync()
    return resident


def test_checks_for_the_clinic_are_sound_fhir_and_only_of_those_who_share(office: Office, fang: Tablet) -> None:
    agreed, refused, unasked = _checked(fang, "agreed"), _checked(fang, "refused"), _checked(fang, None)
    browser = office.browser(office.supervisor)
    page = browser.open("/console/fhir")
    status, headers, data = fetched(browser, page, page.form("/fhir"), {"reason": "季度共享"})
    assert status == 200
    assert headers["content-type"].startswith("application/fhir+json")
    whole = Bundle.model_validate_json(data)
    found = [one.resource for one in whole.entry]
    assert [one.get_resource_type() for one in found].count("Patient") == 1
    text = data.decode()
    for secret in ("陈桂兰", NUMBER, "13800001234", "如意里", "1940-01-01", refused, unasked):
        assert secret not in text
    assert agreed in text
    observations = {one["code"]["coding"][0]["code"]: one for one in _resources(data, "Observation")}
    pressure = observations["85354-9"]["component"]
    assert [(one["code"]["coding"][0]["code"], one["valueQuantity"]["value"]) for one in pressure] == [
        ("8480-6", 152),
        ("8462-4", 94),
    ]
    assert pressure[0]["valueQuantity"]["code"] == "mm[Hg]"
    assert observations["14770-2"]["valueQuantity"] == {
        "value": 7.1, "unit": "mmol/L", "system": "http://unitsofmeasure.org", "code": "mmol/L",
    }  # fmt: skip
    assert observations["59408-5"]["dataAbsentReason"]["coding"][0]["code"] == "error"
    assert [one["code"] for one in observations["59408-5"]["code"]["coding"]] == ["59408-5", "2708-6"]
    assert observations["14770-2"]["category"][0]["coding"][0]["code"] == "laboratory"
    assert observations["8867-4"]["status"] == "preliminary"
    (consent,) = _resources(data, "Consent")
    assert (consent["status"], consent["provision"]["type"]) == ("active", "permit")
    # Whoever does not share is refused by name, too.
    page = browser.open(f"/console/residents/{refused}/fhir")
    assert fetched(browser, page, page.form("/fhir"), {"reason": "x"})[0] == 409
    page = browser.open(f"/console/residents/{agreed}/fhir")
    one = fetched(browser, page, page.form("/fhir"), {"reason": "x"})
    assert one[0] == 200
    assert len(_resources(one[2], "Encounter")) == 1
    assert browser.open(f"/console/residents/{agreed[:-12]}000000000000/fhir").status == 404


def test_what_a_check_up_and_a_follow_up_measure_is_in_it_by_arm_and_by_method(office: Office, fang: Tablet) -> None:
    chen = _checked(fang, "agreed")
    worker = fang.status()["identity"]["person"]["id"]
    by = {"resident": chen, "captured_by": worker, "at": now_ms() - 60_000, "source": "1"}
    fang.create("check_up", FIRST, {**by, "vitals.left_sbp": 150, "vitals.left_dbp": 90, "vitals.right_sbp": 138,
                                    "vitals.right_dbp": 84, "vitals.height": 156, "vitals.weight": 62.5})  # fmt: skip
    fang.create("t2dm_follow_up", FIRST, {**by, "method": "3", "vitals.glucose_beyond": "hi", "hba1c": 7.1,
                                          "hba1c_on": "2026-08-01"})  # fmt: skip
    fang.sync()
    browser = office.browser(office.supervisor)
    page = browser.open(f"/console/residents/{chen}/fhir")
    data = fetched(browser, page, page.form("/fhir"), {"reason": "季度共享"})[2]
    Bundle.model_validate_json(data)
    found = _resources(data, "Observation")
    arms = {one["bodySite"]["coding"][0]["code"]: one["component"][0]["valueQuantity"]["value"]
            for one in found if "bodySite" in one}  # fmt: skip
    assert arms == {"368208006": 150, "368209003": 138}
    by_code = {one["code"]["coding"][0]["code"]: one for one in found}
    assert by_code["39156-5"]["valueQuantity"]["value"] == 25.7
    assert {one["reference"] for one in by_code["39156-5"]["derivedFrom"]} == {
        f"urn:uuid:{by_code[code]['id']}" for code in ("29463-7", "8302-2")
    }
    assert by_code["4548-4"]["effectiveDateTime"] == "2026-08-01"
    high = by_code["14743-9"]
    assert "valueQuantity" not in high
    assert high["interpretation"][0]["coding"][0]["code"] == ">"
    assert sorted(one["class"]["code"] for one in _resources(data, "Encounter")) == ["HH", "HH", "VR"]


def test_with_names_it_takes_two(office: Office, fang: Tablet) -> None:
    agreed = _checked(fang, "agreed")
    asker = office.browser(office.desk("孙医生", "doctor", FIRST))
    page = asker.open(f"/console/residents/{agreed}/fhir")
    asked = asker.press(page, page.form("/fhir"), reason="转诊", whole="true", recipient="区人民医院")
    assert "已提出" in asked.text
    second = office.browser(office.supervisor)
    waiting = second.open("/console/approvals")
    second.press(waiting, waiting.form("/approvals/"), ("granted", "true"))
    page = asker.open("/console/approvals")
    _, _, data = fetched(asker, page, page.form("/take"))
    Bundle.model_validate_json(data)
    (patient,) = _resources(data, "Patient")
    assert (patient["name"][0]["text"], patient["identifier"][0]["value"]) == ("陈桂兰", NUMBER)
    assert patient["birthDate"] == "1940-01-01"
    assert not list((Path(office.app.extensions["mulin"].data) / "leaving").glob("*"))
    assert re.fullmatch(r"[0-9a-f-]{36}", patient["id"])


def _resources(data: bytes, kind: str) -> list[dict[str, object]]:
    return [one["resource"] for one in json.loads(data)["entry"] if one["resource"]["resourceType"] == kind]
