"""Looking at records: who sees which, how much of them, and page by page."""

from __future__ import annotations

import json

import pytest

from schemas.kinds import KINDS
from tests.server.api.house import CHAOYANG, FIRST, ID_NUMBER, PHONE, SECOND, House, code, text

NEIGHBOUR = {"name": "林秘密", "phone": "13711112222"}


def _names(answer: object) -> list[str]:
    return [record["values"].get("name") for record in answer.json["records"]]  # type: ignore[attr-defined]


def test_a_worker_sees_the_records_of_their_grid_and_no_others(house: House) -> None:
    house.record(FIRST, {"name": "赵大娘"})
    theirs = house.record(SECOND, NEIGHBOUR)
    abroad = house.record(FIRST, NEIGHBOUR, community=CHAOYANG)
    fang = house.program(house.fang)
    assert _names(fang.get("/records")) == ["赵大娘"]
    assert _names(fang.get(f"/records?grid={SECOND}")) == []
    for hidden in (theirs, abroad):
        for address in ("", "/provenance", "/history", "/at?received_ms=1"):
            assert code(fang.get(f"/records/{text(hidden)}{address}")) == (404, "not_found")
    assert _names(house.program(house.stranger).get("/records")) == ["林秘密"]


def test_an_assignment_that_has_ended_hides_the_grid_at_once(house: House) -> None:
    record = house.record(FIRST, {"name": "赵大娘"})
    fang = house.program(house.fang)
    assert fang.get(f"/records/{text(record)}").status_code == 200
    for _ in range(2):
        ended = house.program(house.admin).call("DELETE", f"/people/{text(house.fang)}/assignments/{FIRST}")
        assert ended.json["ended_ms"] is not None
    assert code(fang.get(f"/records/{text(record)}")) == (404, "not_found")
    assert _names(fang.get("/records")) == []
    assert fang.get("/grids").json["grids"] == []


def test_an_administrator_keeps_the_machine_and_sees_no_residents(house: House) -> None:
    record = house.record(FIRST, {"name": "赵大娘"})
    admin = house.program(house.admin)
    house.program(house.admin).call("PUT", f"/people/{text(house.admin)}/assignments/{FIRST}")
    for address in ("/records", f"/records/{text(record)}", "/conflicts", "/residents/duplicates", "/refusals"):
        assert code(admin.get(address)) == (403, "role.not_allowed")


@pytest.mark.parametrize("role", ["fang", "doctor", "qiao"])
def test_identity_numbers_and_phones_are_masked_wherever_records_are_listed(house: House, role: str) -> None:
    values = {"name": "赵大娘", "id_number": ID_NUMBER, "phone": PHONE, "contact.a1.phone": PHONE, "shoe": PHONE}
    record = house.record(FIRST, values)
    rivals = [{"value": PHONE, "changes": ["aa"]}, {"value": None, "changes": ["bb"]}]
    house.conflict(record, FIRST, "phone", rivals)
    caller = house.program(getattr(house, role))
    for address in ("/records", f"/records/{text(record)}", "/conflicts", "/records?q=赵"):
        answer = caller.get(address)
        assert answer.status_code == 200
        assert PHONE not in answer.text
        assert ID_NUMBER not in answer.text
    (listed,) = caller.get("/records").json["records"]
    assert listed["values"]["id_number"] == "370822********0003"
    assert listed["values"]["phone"] == "138****1234"
    # What no form speaks of may be anything.
    assert listed["values"]["shoe"] == "*"
    assert sorted(listed["masked"]) == ["contact.a1.phone", "id_number", "phone", "shoe"]


def test_a_number_is_shown_whole_to_whoever_says_why_and_that_is_kept(house: House) -> None:
    record = house.record(FIRST, {"name": "赵大娘", "phone": PHONE})
    address, fang = f"/records/{text(record)}/reveal", house.program(house.fang)
    assert code(fang.post(address, {"path": "phone"})) == (422, "body.invalid")
    assert code(fang.post(address, {"path": "phone", "reason": " "})) == (422, "body.invalid")
    assert code(fang.post(address, {"path": "id_number", "reason": "打电话"})) == (404, "not_found")
    assert house.audited("record.reveal") == []
    answer = fang.post(address, {"path": "phone", "reason": "打电话"})
    assert answer.json == {"path": "phone", "value": PHONE, "rivals": []}
    (event,) = house.audited("record.reveal")
    assert (event.person_id, event.object_id) == (house.fang, record)
    assert event.detail == {"path": "phone", "reason": "打电话"}
    assert code(house.program(house.lan).post(address, {"path": "phone", "reason": "x"})) == (404, "not_found")


def test_reading_somebodys_file_is_audited_without_what_stands_in_it(house: House) -> None:
    record = house.record(FIRST, {"name": "赵大娘"})
    fang = house.program(house.fang)
    fang.get(f"/records/{text(record)}")
    fang.get(f"/records?subject={text(record)}")
    assert [event.object_id for event in house.audited("record.read")] == [record]
    assert [event.object_id for event in house.audited("resident.records")] == [record]
    seen = house.program(house.qiao).get("/audit?action=record.read")
    assert seen.json["events"][0]["person"]["name"] == "王芳"
    assert "赵大娘" not in seen.text
    assert house.program(house.duan).get("/audit?action=record.read").json["events"] == []
    assert code(fang.get("/audit")) == (403, "role.not_allowed")


def test_what_is_wrong_is_said_in_both_languages(house: House) -> None:
    problems = [
        {"path": "birth_date", "code": "value.date", "severity": "hard", "params": {}},
        {"path": "x", "code": "from.tomorrow", "severity": "rule", "params": {"zh": "明天的规则", "en": "A rule"}},
    ]
    record = house.record(FIRST, {"name": "赵大娘"}, problems=problems)
    shown = house.program(house.fang).get(f"/records/{text(record)}").json["problems"]
    assert shown[0]["zh"].startswith("日期不对")
    assert shown[0]["en"].startswith("Not a date")
    assert (shown[1]["zh"], shown[1]["en"]) == ("明天的规则", "A rule")


def test_records_are_found_by_what_is_asked_for(house: House) -> None:
    zhao = house.record(FIRST, {"name": "赵大娘"}, received_ms=100)
    visit = house.record(
        FIRST, {}, kind="visit", subject_id=zhao, worker_id=house.fang, when_ms=50, received_ms=200, conflicts=1,
        status="3",
    )  # fmt: skip
    house.conflict(visit, FIRST, "result", [])
    house.record(FIRST, {}, kind="visit", when_ms=60, received_ms=300)
    caller = house.program(house.qiao)

    def count(query: str) -> int:
        answer = caller.get(f"/records?{query}")
        assert answer.status_code == 200, answer.text
        return len(answer.json["records"])

    assert count("kind=visit") == 2
    assert count(f"grid={FIRST}") == 3
    assert count(f"subject={text(zhao)}") == 1
    assert count(f"worker={text(house.fang)}") == 1
    assert count("status=3") == 1
    assert count("when_from=50&when_to=60") == 1
    assert count("received_from=200") == 2
    assert count("received_to=200") == 1
    assert count("has_conflicts=true") == 1
    assert count("has_conflicts=false") == 2
    # Her file, and what is about her.
    assert count("q=大娘") == 2
    assert count("q=%25") == 0  # a percent sign is no wildcard
    assert count("q=_大") == 0
    found = caller.get(f"/records?subject={text(zhao)}").json["records"][0]
    assert found["subject"] == {"id": text(zhao), "name": "赵大娘"}
    assert found["worker"] == {"id": text(house.fang), "name": "王芳"}


@pytest.mark.parametrize(
    "query",
    [
        "colour=red",
        "limit=0",
        "limit=501",
        "sort=name",
        "when_from=x",
        "cursor=%00",
        "cursor=W10",
        "kind=%00",
        "kind=visit&kind=household",
        "subject=1",
        "cursor=" + "A" * 2000,
    ],
)
def test_a_question_that_makes_no_sense_is_not_answered(house: House, query: str) -> None:
    assert code(house.program(house.fang).get(f"/records?{query}")) == (422, "query.invalid")


def test_a_body_with_a_member_that_nobody_knows_is_refused(house: House) -> None:
    record = house.record(FIRST, {"phone": PHONE})
    answer = house.program(house.fang).post(
        f"/records/{text(record)}/reveal", {"path": "phone", "reason": "x", "colour": "red"}
    )
    assert code(answer) == (400, "body.unknown_field")
    assert answer.json["fields"] == {"colour": ["Unknown field."]}


@pytest.mark.parametrize("raw", ["", "[]", "{", '{"path": NaN}', "[" * 100_000, "\xff"])
def test_a_body_that_is_no_json_object_is_refused(house: House, raw: str) -> None:
    answer = house.program(house.admin).call(
        "POST", "/grids", data=raw.encode("latin-1"), content_type="application/json"
    )
    assert code(answer) == (400, "body.malformed")


@pytest.mark.parametrize("name", ["a\x00b", "\ud800", "x" * 101, "", " ", 5, None])
def test_a_name_that_cannot_be_stored_is_refused(house: House, name: object) -> None:
    raw = json.dumps({"id": "370812003001-1003", "name": name})
    answer = house.program(house.admin).call("POST", "/grids", data=raw, content_type="application/json")
    assert code(answer) == (422, "body.invalid")


def test_a_body_of_many_megabytes_is_refused(house: House) -> None:
    answer = house.program(house.admin).post("/grids", {"id": "x", "name": "x" * 300_000})
    assert code(answer) == (413, "body.too_large")


@pytest.mark.parametrize("sort", ["when", "-when", "received", "-received"])
def test_paging_neither_skips_nor_repeats_when_records_arrive_in_between(house: House, sort: str) -> None:
    ids = []
    for number in range(11):
        # Several in the same millisecond, and some that say no time.
        when = None if number % 4 == 3 else 1000 + number // 3
        ids.append(house.record(FIRST, {}, kind="visit", when_ms=when, received_ms=5000 + number // 2))
    caller, seen, cursor = house.program(house.qiao), [], ""
    while True:
        page = caller.get(f"/records?sort={sort}&limit=3{cursor}").json
        seen += [record["id"] for record in page["records"]]
        if page["next"] is None:
            break
        # One arrives before the cursor, and one is received later than all.
        before = 1 if sort.startswith("-") is False else 9_000_000
        house.record(FIRST, {}, kind="household", when_ms=before, received_ms=before)
        cursor = f"&cursor={page['next']}"
    ours = [one for one in seen if one in {text(identity) for identity in ids}]
    assert len(seen) == len(set(seen))
    assert sorted(ours) == sorted(text(identity) for identity in ids)


def test_a_cursor_of_one_sorting_is_no_cursor_of_another(house: House) -> None:
    for _ in range(3):
        house.record(FIRST, {})
    caller = house.program(house.qiao)
    cursor = caller.get("/records?limit=1&sort=received").json["next"]
    assert code(caller.get(f"/records?limit=1&sort=when&cursor={cursor}")) == (422, "query.invalid")


def test_a_full_page_takes_no_more_questions_to_the_database_than_a_short_one(house: House) -> None:
    def visit() -> None:
        resident = house.record(FIRST, {"name": "赵大娘"})
        house.record(FIRST, {}, kind="visit", subject_id=resident, worker_id=house.fang)
        house.conflict(resident, FIRST, "phone", [])
        tablet, _ = house.tablet(house.fang)
        house.refusal(tablet, house.fang)

    addresses = ("/records", "/conflicts", "/refusals", "/tablets", "/people", "/audit", "/assignments", "/grids")
    visit()
    caller = house.program(house.qiao)

    def counts() -> list[int]:
        numbers = []
        for address in addresses:
            with house.counting() as seen:
                assert caller.get(address).status_code == 200
            numbers.append(len(seen))
        return numbers

    few = counts()
    for _ in range(10):
        visit()
    assert counts() == few


def test_the_kinds_are_fetched_once_and_then_only_asked_after(house: House) -> None:
    _, token = house.tablet(house.fang)
    tablet = house.with_token(token)
    first = tablet.get("/kinds")
    assert set(first.json["kinds"]) == set(KINDS)
    assert first.headers["ETag"] == f'"{first.json["version"]}"'
    again = tablet.get("/kinds", headers={**tablet.headers, "If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
    assert again.data == b""
    assert house.browser(house.qiao).get("/kinds").status_code == 200
    assert house.program(house.qiao).get("/kinds").status_code == 200
    assert code(house.with_token("unknown").get("/kinds")) == (401, "token.unknown")


def test_the_server_says_how_it_is(house: House) -> None:
    client = house.app.test_client()
    assert client.get("/healthz").json == {"alive": True}
    ready = client.get("/readyz")
    assert ready.status_code == 200
    assert ready.json["ready"] is True
    assert ready.json["free_bytes"] > 0
