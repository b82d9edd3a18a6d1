"""A worker gets a tablet: pairing codes, and what guards them."""

from __future__ import annotations

import threading
from urllib.parse import unquote

import pytest
from sqlalchemy import select
from werkzeug.test import TestResponse

from server.models import Pairing, Tablet
from tests.conftest import MakeApp
from tests.server.api.house import FIRST, RUYILI, SECOND, Caller, House, code, later, text


def _code(house: House, person: bytes | None = None, by: bytes | None = None) -> str:
    answer = house.program(by or house.admin).post(f"/people/{text(person or house.fang)}/pairings")
    assert answer.status_code == 201, answer.text
    made: str = answer.json["code"]
    return made


def _enrol(house: House, given: str) -> TestResponse:
    return Caller(house.app, {}).post("/enrol", {"code": given, "name": "7号平板"})


def test_a_tablet_enrols_by_a_code_and_is_told_what_it_needs(house: House) -> None:
    answer = house.program(house.qiao).post(f"/people/{text(house.fang)}/pairings").json
    assert len(answer["code"]) == 9
    assert answer["uri"] == f"mulin:http://localhost#{answer['code']}"
    assert answer["qr"].startswith("data:image/svg+xml")
    assert "svg" in unquote(answer["qr"])
    # Nobody types it quite as it is printed.
    given = " " + answer["code"].lower().replace("-", " ") + " "
    enrolled = Caller(house.app, {}).post("/enrol", {"code": given, "name": "7号平板"})
    assert enrolled.status_code == 201
    body = enrolled.json
    assert body["person"] == {"id": text(house.fang), "name": "王芳", "role": "grid_worker"}
    assert body["community"]["id"] == RUYILI
    assert [grid["id"] for grid in body["grids"]] == [FIRST]
    assert body["protocol"] == 1
    assert house.with_token(body["token"]).get("/kinds").status_code == 200
    assert len(house.audited("tablet.enrol")) == 1
    (tablet,) = house.all(select(Tablet))
    assert body["token"].encode() not in tablet.token_hash


def test_a_code_is_good_once(house: House) -> None:
    given = _code(house)
    assert _enrol(house, given).status_code == 201
    assert code(_enrol(house, given)) == (404, "pairing.unknown")


def test_two_tablets_that_race_for_one_code_get_one_token(house: House) -> None:
    given = _code(house)
    start, answers = threading.Barrier(6), []

    def race() -> None:
        start.wait()
        answers.append(_enrol(house, given).status_code)

    racers = [threading.Thread(target=race) for _ in range(6)]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert sorted(answers) == [201, 404, 404, 404, 404, 404]
    assert len(house.all(select(Tablet))) == 1


def test_a_code_of_yesterday_is_good_for_nothing(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    given = _code(house)
    later(monkeypatch, minutes=15)
    assert code(_enrol(house, given)) == (404, "pairing.unknown")
    assert house.all(select(Pairing))[0].used_ms is None


def test_whoever_tries_codes_has_to_wait(make_app: MakeApp, monkeypatch: pytest.MonkeyPatch) -> None:
    house = House(make_app({"MULIN_ENROL_ATTEMPTS_MAX": "3"}))
    given = _code(house)
    for number in range(3):
        assert code(_enrol(house, f"AAAA-AAA{number + 2}")) == (404, "pairing.unknown")
    # Even the right one has to wait, or one could find out by trying on.
    blocked = _enrol(house, given)
    assert code(blocked) == (429, "enrol.too_many")
    assert 0 < int(blocked.headers["Retry-After"]) <= 15 * 60
    elsewhere = Caller(house.app, {}).post(
        "/enrol", {"code": given, "name": "x"}, environ_base={"REMOTE_ADDR": "10.0.0.9"}
    )
    assert elsewhere.status_code == 201
    later(monkeypatch, minutes=16)
    assert code(_enrol(house, "AAAA-AAA9")) == (404, "pairing.unknown")


def test_a_code_made_for_somebody_who_was_then_disabled_is_dead(house: House) -> None:
    given = _code(house)
    house.program(house.admin).post(f"/people/{text(house.fang)}/disable")
    assert code(_enrol(house, given)) == (404, "pairing.unknown")
    refused = house.program(house.admin).post(f"/people/{text(house.fang)}/pairings")
    assert code(refused) == (403, "role.not_allowed")


def test_a_supervisor_pairs_no_tablet_that_would_see_more_than_they_do(house: House) -> None:
    both = house.person("两网格", "grid_worker", FIRST, SECOND)
    other_supervisor = house.person("同事", "supervisor", FIRST)
    for person in (both, other_supervisor):
        answer = house.program(house.qiao).post(f"/people/{text(person)}/pairings")
        assert code(answer) == (403, "role.not_allowed")
    assert code(house.program(house.qiao).post(f"/people/{text(house.lan)}/pairings")) == (404, "not_found")
    assert code(house.program(house.doctor).post(f"/people/{text(house.fang)}/pairings")) == (403, "role.not_allowed")
    assert _code(house, house.fang, by=house.fang)


def test_an_administrators_tablet_carries_nobodys_file(house: House) -> None:
    house.program(house.admin).call("PUT", f"/people/{text(house.admin)}/assignments/{FIRST}")
    body = _enrol(house, _code(house, house.admin)).json
    assert body["grids"] == []


def test_a_lost_tablet_is_revoked_and_told_to_erase_itself(house: House) -> None:
    tablet, token = house.tablet(house.fang)
    (listed,) = house.program(house.qiao).get("/tablets").json["tablets"]
    assert (listed["unsent"], listed["clock_ahead_ms"], listed["person_name"]) == (3, -700_000, "王芳")
    address = f"/tablets/{text(tablet)}/revoke"
    assert code(house.program(house.duan).post(address)) == (404, "not_found")
    once, twice = house.program(house.qiao).post(address).json, house.program(house.admin).post(address).json
    assert once["revoked_ms"] == twice["revoked_ms"] is not None
    (row,) = house.all(select(Tablet))
    assert row.revoked_by == house.qiao
    assert row.erased_ms is None
    for _ in range(2):
        assert code(house.with_token(token).get("/kinds")) == (401, "revoked")
    (row,) = house.all(select(Tablet))
    assert row.erased_ms is not None
    assert len(house.audited("tablet.revoke")) == 1
