"""What a tablet tells of itself and is told: its rules, its colleagues, more days without a network."""

from __future__ import annotations

from hashlib import sha256

import pytest

from server.bundle_keys import open_bundle
from server.models import BundleKey
from server.tablet_rules import answer_to
from sync.bundle import read_envelope
from tests.golden.vectors import vectors
from tests.server.api.house import FIRST, SECOND, Caller, House, code, text


def _told(house: House, tablet: bytes) -> dict[str, object]:
    listed = house.program(house.qiao).get("/tablets").json["tablets"]
    (found,) = [one for one in listed if one["id"] == text(tablet)]
    return dict(found)


def test_a_tablet_tells_how_it_is_and_its_supervisor_sees_it(house: House) -> None:
    tablet, token = house.tablet(house.fang)
    said = {
        "now": 1, "app": "1.2.3", "unsent": 4, "attachments_unsent": 2, "storage_used_bytes": 41_000_000,
        "storage_left_bytes": 9_000_000_000, "storage_persistent": False,
    }  # fmt: skip
    answer = house.with_token(token).post("/tablets/self", said)
    assert answer.status_code == 200, answer.text
    body = answer.json
    assert body["person"] == {"id": text(house.fang), "name": "王芳", "role": "grid_worker"}
    assert body["grids"] == [{"id": FIRST, "name": "1网格"}]
    assert body["rules"] == {"contact_days_max": 14, "lock_minutes": 15, "photos_on_wifi_only": False}
    seen = _told(house, tablet)
    assert {name: seen[name] for name in said if name != "now"} == {k: v for k, v in said.items() if k != "now"}
    assert isinstance(seen["clock_ahead_ms"], int)
    assert seen["clock_ahead_ms"] < -1_000_000_000_000
    # Twice is once, and what is not said any more is not known any more.
    assert house.with_token(token).post("/tablets/self", {}).status_code == 200
    assert _told(house, tablet)["storage_left_bytes"] is None


@pytest.mark.parametrize(
    "wrong",
    [{"unsent": -1}, {"unsent": "4"}, {"storage_persistent": "yes"}, {"app": "x" * 300}, {"storage_left_bytes": 2**60},
     {"battery": 3}],
)  # fmt: skip
def test_what_no_tablet_says_is_turned_away(house: House, wrong: dict[str, object]) -> None:
    _, token = house.tablet(house.fang)
    assert code(house.with_token(token).post("/tablets/self", wrong))[0] in {400, 422}


def test_a_community_has_its_own_rules_and_one_tablet_more_days(house: House) -> None:
    tablet, token = house.tablet(house.fang)
    qiao = house.program(house.qiao)
    changed = qiao.call("PATCH", "/tablet-rules", {"contact_days_max": 7, "photos_on_wifi_only": True})
    assert changed.json == {"contact_days_max": 7, "lock_minutes": 15, "photos_on_wifi_only": True}
    given = qiao.post(f"/tablets/{text(tablet)}/extension", {"days": 30, "reason": "去山里住一个月"})
    assert given.json == {"days": 30, "answer": None}
    rules = house.with_token(token).get("/tablets/self").json["rules"]
    assert rules == {"contact_days_max": 30, "lock_minutes": 15, "photos_on_wifi_only": True}
    assert _told(house, tablet)["contact_days"] == 30
    # And as all others again.
    qiao.post(f"/tablets/{text(tablet)}/extension", {"days": None, "reason": "回来了"})
    assert house.with_token(token).get("/tablets/self").json["rules"]["contact_days_max"] == 7
    assert [event.detail["days"] for event in house.audited("tablet.extend")] == [30, None]
    assert code(house.program(house.fang).call("PATCH", "/tablet-rules", {"lock_minutes": 60}))[1] == "role.not_allowed"
    assert code(qiao.call("PATCH", "/tablet-rules", {"contact_days_max": 61}))[0] == 422
    assert code(qiao.call("PATCH", "/tablet-rules", {"lock_minutes": 0}))[0] == 422


def test_a_tablet_without_a_network_is_let_open_by_an_answer_over_the_telephone(house: House) -> None:
    tablet, token = house.tablet(house.fang)
    asked = {"days": 14, "question": "483920", "reason": "电话里核对过"}
    answer = house.program(house.qiao).post(f"/tablets/{text(tablet)}/extension", asked).json["answer"]
    assert answer == answer_to(sha256(token.encode()).digest(), "483920", 14)
    assert answer.startswith("14")
    # It holds for these days and this question, and says nothing to the tablet's next contact.
    other = house.program(house.qiao).post(f"/tablets/{text(tablet)}/extension", {**asked, "question": "483921"})
    assert other.json["answer"] != answer
    assert house.with_token(token).get("/tablets/self").json["rules"]["contact_days_max"] == 14
    for wrong in ({"question": "48392"}, {"question": "48392x"}, {"days": 0}, {"days": None}, {"days": 61}):
        asking = house.program(house.qiao).post(f"/tablets/{text(tablet)}/extension", {**asked, **wrong})
        assert code(asking)[0] == 422
    house.program(house.qiao).post(f"/tablets/{text(tablet)}/revoke")
    ended = house.program(house.qiao).post(f"/tablets/{text(tablet)}/extension", asked)
    assert code(ended) == (409, "tablet.ended")


def test_the_answers_are_those_of_webcrypto() -> None:
    given = vectors("bundles")
    hashed = sha256(given["token"].encode()).digest()
    for one in given["extensions"]:
        assert answer_to(hashed, one["question"], one["days"]) == one["answer"]


def test_bundles_of_webcrypto_open_here(house: House) -> None:
    given = vectors("bundles")
    keys = {key["id"]: key for key in given["keys"]}
    with house.app.app_context():
        for bundle in given["bundles"]:
            envelope = read_envelope(bytes.fromhex(bundle["file"]))
            key = BundleKey(secret=bytes.fromhex(keys[bundle["key"]]["secret"]))
            opened = open_bundle(key, envelope, house.app.extensions["mulin"].limits)
            assert opened.now_ms == bundle["means"]["now"]
            assert len(opened.push) == len(bundle["means"]["push"])


def _colleagues(caller: Caller) -> set[tuple[str, str | None]]:
    listed = caller.get("/colleagues").json["colleagues"]
    return {(one["via"], one["person"] and one["person"]["name"]) for one in listed}


def test_a_tablet_learns_the_names_of_those_whose_writing_it_shows(house: House) -> None:
    _, token = house.tablet(house.fang)
    house.tablet(house.lan)
    expected = {
        ("tablet", "王芳"), ("person", "王芳"), ("person", "孙医生"), ("person", "乔岚"), ("centre", None),
    }  # fmt: skip
    assert _colleagues(house.with_token(token)) == expected
    answer = house.with_token(token).get("/colleagues")
    again = house.with_token(token)
    again.headers["If-None-Match"] = answer.headers["ETag"]
    assert again.get("/colleagues").status_code == 304
    # Who served here before has written here.
    house.end_assignment(house.doctor, FIRST)
    assert ("person", "孙医生") in _colleagues(house.with_token(token))
    assert ("person", "兰秀") in _colleagues(house.program(house.duan))
    assert house.program(house.admin).get("/colleagues").json == {"colleagues": []}


def test_what_was_moved_here_brings_the_names_of_who_wrote_it(house: House) -> None:
    _, token = house.tablet(house.fang)
    one = house.tablet(house.lan)
    document, _ = house.born(*one, SECOND, {"name": "赵大娘", "sex": "2", "status": "active"})
    assert ("tablet", "兰秀") not in _colleagues(house.with_token(token))
    house.program(house.duan)
    boss = house.person("区长", "supervisor", FIRST, SECOND)
    moved = house.program(boss).post(f"/documents/{text(document)}/move", {"grid": FIRST, "reason": "搬家"})
    assert moved.status_code == 200, moved.text
    assert {("tablet", "兰秀"), ("person", "区长")} <= _colleagues(house.with_token(token))


def test_the_private_half_of_a_key_is_shown_nowhere(house: House) -> None:
    admin = house.program(house.admin)
    shown = admin.get("/bundle-key")
    assert set(shown.json) == {"id", "key"}
    assert sha256(bytes.fromhex(shown.json["key"])).hexdigest()[:16] == shown.json["id"]
    made = admin.post("/bundle-key/change").json
    assert made["id"] != shown.json["id"]
    assert code(house.program(house.qiao).post("/bundle-key/change"))[1] == "role.not_allowed"
    assert [event.detail for event in house.audited("bundle_key.make")] == [
        {"key": shown.json["id"]},
        {"key": made["id"]},
    ]
