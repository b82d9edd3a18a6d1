"""Reviewing by program: a decision is a change to the document, made on what was seen and on nothing else."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from server.models import Document, Record, Settlement
from server.reconcile import rebuild
from tests.server.api.house import CHAOYANG, FIRST, RUYILI, SECOND, Caller, House, code, text

VISIT = {"at": 1_700_000_000_000, "method": "1", "result": "1"}


def _visit(house: House) -> tuple[str, Any, tuple[bytes, str], bytes]:
    tablet = house.tablet(house.fang)
    identity, opened = house.born(*tablet, FIRST, {**VISIT, "worker": text(house.fang)}, kind="visit")
    return text(identity), opened, tablet, identity


def _record(caller: Caller, identity: str) -> Any:
    return caller.get(f"/records/{identity}").json


def _review(caller: Caller, *records: Any, state: str = "approved", **more: Any) -> Any:
    seen = [{"id": one["id"], "heads": one["heads"]} for one in records]
    return caller.post("/reviews", {"records": seen, "state": state, **more})


def test_a_decision_is_one_more_change_and_twice_is_once(house: House) -> None:
    identity, _, _, document = _visit(house)
    qiao = house.program(house.qiao)
    seen = _record(qiao, identity)
    assert seen["status"] == "received"
    first = _review(qiao, seen).json["records"][0]
    again = _review(qiao, seen).json["records"][0]
    assert (first["outcome"], again["outcome"]) == ("decided", "known")
    assert first["change"] == again["change"]
    now = _record(qiao, identity)
    assert now["status"] == "approved"
    assert now["answered"] is False
    assert now["heads"] == [first["change"]]
    provenance = qiao.get(f"/records/{identity}/provenance").json["fields"]
    assert provenance["review.state"]["author"]["person_name"] == "乔岚"
    assert [one.action for one in house.all(select(Settlement))] == ["review"]
    assert [event.object_id for event in house.audited("record.review")] == [document]


def test_nobody_approves_what_they_have_not_seen(house: House) -> None:
    """While the supervisor looks, the worker corrects the visit; what stood there before is not approved."""
    identity, opened, tablet, document = _visit(house)
    qiao = house.program(house.qiao)
    seen = _record(qiao, identity)
    house.edited(*tablet, document, opened, {"health_state": "3"})
    assert _review(qiao, seen).json["records"][0]["outcome"] == "changed"
    assert _record(qiao, identity)["status"] == "received"
    assert _review(qiao, _record(qiao, identity)).json["records"][0]["outcome"] == "decided"


def test_whoever_decides_second_is_told(house: House) -> None:
    identity, *_ = _visit(house)
    other = house.person("苏敏", "supervisor", FIRST)
    qiao, su = house.program(house.qiao), house.program(other)
    seen = _record(qiao, identity)
    assert _review(qiao, seen).json["records"][0]["outcome"] == "decided"
    for state in ("approved", "has_issues"):
        answer = _review(su, seen, state=state, comment="" if state == "approved" else "血压没填")
        assert answer.json["records"][0]["outcome"] == "changed"
    assert _record(su, identity)["status"] == "approved"


def test_what_was_changed_after_its_review_shows(house: House) -> None:
    identity, opened, tablet, document = _visit(house)
    qiao = house.program(house.qiao)
    _review(qiao, _record(qiao, identity), state="returned", comment="请补血压")
    assert _record(qiao, identity)["answered"] is False
    house.edited(*tablet, document, opened, {"review.answer": "已补"})
    shown = _record(qiao, identity)
    assert (shown["status"], shown["answered"]) == ("returned", True)
    found = qiao.get("/records?status=returned&answered=true").json["records"]
    assert [one["id"] for one in found] == [identity]
    assert qiao.get("/records?answered=false").json["records"] == []
    with house.app.app_context():
        before = house.all(select(Record.answered))
        rebuild(RUYILI)
        assert house.all(select(Record.answered)) == before == [True]
    _review(qiao, shown)
    assert _record(qiao, identity)["answered"] is False


def test_many_at_once_and_what_is_not_ones_own_does_not_exist(house: House) -> None:
    qiao = house.program(house.qiao)
    mine = [_record(qiao, _visit(house)[0]) for _ in range(3)]
    elsewhere = house.tablet(house.lan)
    foreign, _ = house.born(*elsewhere, SECOND, VISIT, kind="visit")
    theirs = _record(house.program(house.duan), text(foreign))
    answer = _review(qiao, *mine, theirs, {"id": text(bytes(16)), "heads": ["00" * 32]})
    outcomes = {one["id"]: one["outcome"] for one in answer.json["records"]}
    assert [outcomes[one["id"]] for one in mine] == ["decided"] * 3
    assert outcomes[theirs["id"]] == outcomes[text(bytes(16))] == "missing"
    assert _record(house.program(house.duan), text(foreign))["status"] == "received"


@pytest.mark.parametrize("role", ["fang", "doctor", "admin", "stranger"])
def test_only_a_supervisor_of_the_grid_reviews(house: House, role: str) -> None:
    identity, *_ = _visit(house)
    seen = _record(house.program(house.qiao), identity)
    answer = _review(house.program(getattr(house, role)), seen)
    if role == "stranger":
        assert answer.json["records"][0]["outcome"] == "missing"
    else:
        assert code(answer) == (403, "role.not_allowed")
    assert house.all(select(Record.status).where(Record.community_id != CHAOYANG)) == ["received"]


def test_a_return_needs_words_and_limits_hold(house: House) -> None:
    identity, *_ = _visit(house)
    qiao = house.program(house.qiao)
    seen = _record(qiao, identity)
    for state in ("returned", "has_issues"):
        assert code(_review(qiao, seen, state=state)) == (422, "body.invalid")
        assert code(_review(qiao, seen, state=state, comment=" \n ")) == (422, "body.invalid")
    assert code(_review(qiao, seen, state="burnt")) == (422, "body.invalid")
    assert code(_review(qiao, seen, comment="x" * 2001)) == (422, "body.invalid")
    assert code(_review(qiao, *[seen] * 101)) == (422, "body.invalid")
    assert code(_review(qiao)) == (422, "body.invalid")
    assert house.all(select(Document.last_seq)) == [1]
