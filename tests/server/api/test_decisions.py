"""What a supervisor decides: disputes, residents met twice, records in the wrong grid, refused hand-ins."""

from __future__ import annotations

import json
import threading
from typing import Any

import pytest
from sqlalchemy import select

from server.models import Record, ResidentKey
from tests.server.api.house import FIRST, ID_NUMBER, PHONE, RUYILI, SECOND, Caller, House, code, text


def _dispute(house: House) -> tuple[bytes, dict[str, Any]]:
    document = house.dispute()
    listed = house.program(house.qiao).get("/conflicts?type=disputed").json["conflicts"]
    (about,) = [one for one in listed if one["path"] == "phone"]
    return document, about


def _expected(about: dict[str, Any]) -> list[str]:
    return [change for rival in about["rivals"] for change in rival["changes"]]


def test_a_dispute_is_settled_by_choosing_one_of_the_rivals_unseen(house: House) -> None:
    document, about = _dispute(house)
    assert about["document"] == text(document)
    assert about["masked"] is True
    qiao = house.program(house.qiao)
    revealed = qiao.post(f"/records/{text(document)}/reveal", {"path": "phone", "reason": "核对"}).json
    (right,) = [rival["changes"][0] for rival in revealed["rivals"] if rival["value"] == PHONE]
    body = {
        "document": text(document), "path": "phone", "expected": _expected(about), "change": right,
        "reason": "本人确认",
    }  # fmt: skip
    settled = qiao.post("/conflicts/settle", body)
    assert settled.status_code == 200, settled.text
    assert len(settled.json["change"]) == 64
    # Twice: it is settled already, and says so.
    assert code(qiao.post("/conflicts/settle", body))[1] in {"conflict.gone", "not_found"}
    assert qiao.get("/conflicts?type=disputed").json["conflicts"] == []
    whole = qiao.get(f"/records/{text(document)}").json
    (settlement,) = whole["settlements"]
    assert (settlement["reason"], settlement["person"]["name"], settlement["path"]) == ("本人确认", "乔岚", "phone")
    assert PHONE not in str(whole)
    assert house.all(select(Record.values).where(Record.document_id == document))[0]["phone"] == PHONE
    (event,) = house.audited("conflict.settle")
    assert event.detail == {"path": "phone"}


def test_a_decision_over_what_has_changed_meanwhile_is_not_taken(house: House) -> None:
    document, about = _dispute(house)
    body = {
        "document": text(document),
        "path": "phone",
        "value": PHONE,
        "reason": "x",
        "expected": _expected(about)[:1],
    }
    qiao = house.program(house.qiao)
    assert code(qiao.post("/conflicts/settle", body)) == (409, "conflict.gone")
    body["expected"] = _expected(about)
    assert code(qiao.post("/conflicts/settle", {**body, "value": "13500000000"})) == (422, "conflict.not_a_rival")
    assert code(qiao.post("/conflicts/settle", {**body, "change": body["expected"][0]})) == (422, "body.invalid")
    assert code(house.program(house.fang).post("/conflicts/settle", body)) == (403, "role.not_allowed")
    assert code(house.program(house.duan).post("/conflicts/settle", body)) == (404, "not_found")
    for impossible in ({"a": 1}, [1], "a\x00", 2**60):
        answer = qiao.post("/conflicts/settle", {**body, "value": impossible})
        assert code(answer) == (422, "body.invalid")
    raw = json.dumps({**body, "value": 0}).replace('"value": 0', '"value": 1e400')
    answer = qiao.call("POST", "/conflicts/settle", data=raw, content_type="application/json")
    assert code(answer) == (422, "body.invalid")
    other = {**body, "value": "13500000000", "other_value": True}
    assert qiao.post("/conflicts/settle", other).status_code == 200


def test_the_past_of_a_record_can_be_read(house: House) -> None:
    document, _ = _dispute(house)
    fang = house.program(house.fang)
    steps = fang.get(f"/records/{text(document)}/history").json["steps"]
    assert len(steps) == 3
    assert steps[0]["values"]["name"] == "赵大娘"
    assert steps[1]["rivals_of"] == [steps[2]["origin"]["change"]]
    assert {step["origin"]["author"]["person_name"] for step in steps} == {"王芳", "孙医生"}
    come = fang.get(f"/records/{text(document)}/provenance").json["fields"]
    assert come["name"]["author"]["via"] == "tablet"
    assert come["name"]["author"]["person_name"] == "王芳"
    then = fang.get(f"/records/{text(document)}/at?change={steps[0]['origin']['change']}").json
    assert "phone" not in then["values"]
    received = steps[1]["origin"]["received_ms"]
    assert fang.get(f"/records/{text(document)}/at?received_ms={received}").status_code == 200
    assert code(fang.get(f"/records/{text(document)}/at?received_ms=1")) == (404, "not_found")
    assert code(fang.get(f"/records/{text(document)}/at")) == (422, "query.invalid")
    for part in ("history", "provenance", f"at?received_ms={received + 10**6}"):
        assert PHONE not in fang.get(f"/records/{text(document)}/{part}").text


def test_a_resident_met_at_two_doors_is_linked_and_the_link_taken_back(house: House) -> None:
    tablet = house.tablet(house.fang)
    values = {"name": "赵大娘", "birth_date": "1940-01-01", "sex": "2", "status": "active"}
    one, _ = house.born(*tablet, FIRST, values)
    other, _ = house.born(*tablet, FIRST, {**values, "id_number": ID_NUMBER})
    qiao = house.program(house.qiao)
    pairs = qiao.get("/residents/duplicates")
    assert ID_NUMBER not in pairs.text
    (pair,) = pairs.json["pairs"]
    assert {pair["one"]["id"], pair["other"]["id"]} == {text(one), text(other)}
    assert pair["reason"] == "name_birth"
    assert house.program(house.duan).get("/residents/duplicates").json["pairs"] == []
    link = {"other": text(other), "reason": "同一人"}
    assert qiao.post(f"/residents/{text(one)}/link", link).json["change"] is not None
    assert qiao.post(f"/residents/{text(one)}/link", link).json["change"] is None
    assert qiao.get("/residents/duplicates").json["pairs"] == []
    for change in (True, False):
        answer = qiao.post(f"/residents/{text(one)}/unlink", {"reason": "弄错了"}).json
        assert (answer["change"] is not None) is change
    assert len(qiao.get("/residents/duplicates").json["pairs"]) == 1
    for _ in range(2):
        assert qiao.post(f"/residents/{text(one)}/distinct", link).status_code == 200
    assert qiao.get("/residents/duplicates").json["pairs"] == []
    assert house.all(select(ResidentKey))  # told apart by a decision, not by forgetting


def test_nobody_is_linked_to_a_resident_of_another_grid(house: House) -> None:
    one, _ = house.born(*house.tablet(house.fang), FIRST, {"name": "赵大娘"})
    other, _ = house.born(*house.tablet(house.lan), SECOND, {"name": "赵大娘"})
    qiao = house.program(house.qiao)
    for action in ("link", "distinct"):
        for here, there in ((one, other), (other, one)):
            answer = qiao.post(f"/residents/{text(here)}/{action}", {"other": text(there), "reason": "x"})
            assert code(answer) == (404, "not_found")


def test_a_record_is_moved_between_grids_of_ones_own(house: House) -> None:
    document, _ = house.born(*house.tablet(house.fang), FIRST, {"name": "赵大娘"})
    address, qiao = f"/documents/{text(document)}/move", house.program(house.qiao)
    body = {"grid": SECOND, "reason": "搬家"}
    assert code(qiao.post(address, body)) == (403, "grid.not_yours")
    house.program(house.admin).call("PUT", f"/people/{text(house.qiao)}/assignments/{SECOND}")
    assert qiao.post(address, body).json["change"] is not None
    assert qiao.post(address, body).json["change"] is None
    assert code(house.program(house.fang).get(f"/records/{text(document)}")) == (404, "not_found")
    assert house.program(house.lan).get(f"/records/{text(document)}").json["grid"] == SECOND


def test_a_refused_hand_in_is_looked_at_kept_and_closed(house: House) -> None:
    tablet, _ = house.tablet(house.fang)
    refusal = house.refusal(tablet, house.fang)
    qiao, address = house.program(house.qiao), f"/refusals/{refusal.hex()}"
    (listed,) = qiao.get("/refusals?closed=false").json["refusals"]
    assert (listed["bytes"], listed["tablet_name"], listed["person_name"]) == (9, "7号平板", "王芳")
    raw = qiao.get(f"{address}/bytes")
    assert raw.data == b"raw bytes"
    assert raw.mimetype == "application/octet-stream"
    assert raw.headers["Content-Disposition"].startswith("attachment")
    assert len(house.audited("refusal.download")) == 1
    once = qiao.post(f"{address}/close", {"reason": "已电话核实"}).json
    assert qiao.post(f"{address}/close", {"reason": "again"}).json == once
    assert once["outcome"] == "已电话核实"
    assert qiao.get("/refusals?closed=false").json["refusals"] == []
    assert house.program(house.fang).get("/refusals").json["refusals"] == qiao.get("/refusals").json["refusals"]
    assert code(house.program(house.fang).get(f"{address}/bytes")) == (403, "role.not_allowed")
    for outsider in (house.duan, house.stranger):
        assert code(house.program(outsider).get(address)) == (404, "not_found")
        assert code(house.program(outsider).get(f"{address}/bytes")) == (404, "not_found")


def test_a_refused_hand_in_of_another_grids_document_is_not_shown(house: House) -> None:
    tablet, _ = house.tablet(house.fang)
    theirs = house.record(SECOND, {"name": "林秘密"})
    refusal = house.refusal(tablet, house.fang, theirs)
    assert code(house.program(house.qiao).get(f"/refusals/{refusal.hex()}")) == (404, "not_found")


def test_a_refused_hand_in_is_tried_again(house: House) -> None:
    tablet, _ = house.tablet(house.fang)
    refusal = house.refusal(tablet, house.fang)
    answer = house.program(house.qiao).post(f"/refusals/{refusal.hex()}/retry")
    assert answer.json["outcome"] == "refused"
    assert answer.json["code"] == "bytes.not_automerge"


@pytest.mark.parametrize("address", ["/refusals", "/audit", "/conflicts"])
def test_lists_go_on_where_the_last_page_ended(house: House, address: str) -> None:
    tablet, _ = house.tablet(house.fang)
    qiao = house.program(house.qiao)
    for _ in range(5):
        house.refusal(tablet, house.fang, received_ms=7)
        record = house.record(FIRST, {"phone": PHONE})
        house.conflict(record, FIRST, "phone", [])
        qiao.get(f"/records/{text(record)}")
    noun, cursor, seen = {"/audit": "events"}.get(address, address[1:]), "", []
    while True:
        page = qiao.get(f"{address}?limit=2{cursor}").json
        seen += [one.get("id") or one["document"] for one in page[noun]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"
    assert len(seen) == len(set(seen)) >= 5


def test_an_administrator_cuts_grids_and_assigns_people(house: House) -> None:
    admin = house.program(house.admin)
    new = {"id": "370812003001-1003", "name": "3网格"}
    assert admin.post("/grids", new).status_code == 201
    assert code(admin.post("/grids", new)) == (409, "already.exists")
    assert code(admin.post("/grids", {**new, "id": "../etc"})) == (422, "body.invalid")
    address = f"/people/{text(house.fang)}/assignments/{new['id']}"
    assert admin.call("PUT", address).json == admin.call("PUT", address).json
    assert len(house.audited("assignment.begin")) == 1
    assert [grid["name"] for grid in house.program(house.fang).get("/grids").json["grids"]] == ["1网格", "3网格"]
    closed = admin.call("PATCH", f"/grids/{new['id']}", {"closed": True}).json
    assert admin.call("PATCH", f"/grids/{new['id']}", {"closed": True}).json == closed
    assert code(admin.call("PUT", f"/people/{text(house.lan)}/assignments/{new['id']}")) == (409, "grid.closed")
    assert code(admin.call("PUT", f"/people/{text(house.stranger)}/assignments/{FIRST}")) == (404, "not_found")
    assert code(house.program(house.qiao).post("/grids", new)) == (403, "role.not_allowed")


def test_two_who_add_the_same_grid_at_once_make_one(house: House) -> None:
    callers = [house.program(house.admin) for _ in range(4)]
    start, answers = threading.Barrier(len(callers)), []

    def race(caller: Caller) -> None:
        start.wait()
        answers.append(caller.post("/grids", {"id": "370812003001-1009", "name": "9网格"}).status_code)

    racers = [threading.Thread(target=race, args=(caller,)) for caller in callers]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(answers) == [201, 409, 409, 409]


def test_an_administrator_adds_and_changes_people(house: House) -> None:
    admin = house.browser(house.admin)
    body = {"name": "新人", "role": "grid_worker", "login": "new", "password": "long enough"}
    added = admin.post("/people", body)
    assert added.status_code == 201
    assert "password" not in added.text
    assert code(admin.post("/people", body)) == (409, "already.exists")
    assert code(admin.post("/people", {**body, "role": "king"})) == (422, "body.invalid")
    address = f"/people/{added.json['id']}"
    assert admin.call("PATCH", address, {"role": "supervisor"}).json["role"] == "supervisor"
    assert admin.call("PATCH", address, {"login": None}).json["login"] is None
    assert code(admin.call("PATCH", f"/people/{text(house.admin)}", {"role": "doctor"})) == (403, "role.not_allowed")
    seen = {person["name"]: person for person in house.program(house.fang).get("/people").json["people"]}
    assert set(seen) == {"王芳", "孙医生", "乔岚"}
    assert seen["乔岚"]["login"] is None
    assert seen["王芳"]["login"] is not None


def test_a_community_keeps_its_secrets(house: House) -> None:
    (community,) = house.program(house.admin).get("/communities").json["communities"]
    assert community["id"] == RUYILI
    assert set(community) == {"id", "name", "log", "created_ms"}
