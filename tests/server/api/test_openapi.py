"""The API described by itself, and every address of it tried by whoever has no business there."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from flask import Flask

from schemas.wire.problem_words import CHINESE
from server import api
from server.clock import fresh_id, now_ms
from server.errors import PROBLEMS
from server.models import Approval, LedgerTemplate
from tests.server.api.house import FIRST, PHONE, RUYILI, SECOND, House, text

OPERATIONS = sorted(
    {
        (operation.method, re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", operation.address))
        for operation in api.registry.operations()
    }
)
"""As the registry has them; that OpenAPI has the same is a test of its own."""
OPEN = {"/", "/api/v1/session", "/api/v1/enrol", "/api/v1/forgotten-pin", "/api/v1/openapi.json", "/api/v1/docs",
        "/api/v1/problems", "/healthz", "/readyz"}  # fmt: skip
SECRET = "林秘密"


def _openapi(app: Flask) -> dict[str, Any]:
    body: dict[str, Any] = app.test_client().get("/api/v1/openapi.json").json
    return body


def test_everything_that_is_routed_is_described_and_the_other_way_round(house: House) -> None:
    routed = {
        (method, re.sub(r"<(?:[^:<>]+:)?([^<>]+)>", r"{\1}", rule.rule))
        for rule in house.app.url_map.iter_rules()
        if rule.rule.startswith("/api/") or rule.rule.endswith("z") or rule.rule == "/"
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }
    paths = _openapi(house.app)["paths"]
    drawn = {(method.upper(), path) for path, methods in paths.items() for method in methods}
    assert routed == drawn - {one for one in drawn if one[0] == "HEAD"}
    assert drawn == set(OPERATIONS)


def test_the_description_holds_together(house: House) -> None:
    document = _openapi(house.app)
    assert document["openapi"] == "3.1.0"
    schemas = document["components"]["schemas"]
    wanted = set(re.findall(r'"#/components/schemas/([^"]+)"', json.dumps(document)))
    assert wanted <= set(schemas)
    ids = [one["operationId"] for methods in document["paths"].values() for one in methods.values()]
    assert len(ids) == len(set(ids))
    sync = document["paths"]["/api/v1/sync"]["post"]
    assert sync["requestBody"]["content"]["application/cbor"]["schema"]["format"] == "binary"
    assert "docs/protocol.md" in sync["description"]


def test_every_code_is_listed_in_chinese_and_in_english(house: House) -> None:
    assert set(CHINESE) == set(PROBLEMS)
    listed = house.app.test_client().get("/api/v1/problems").json
    assert {problem["code"] for problem in listed["problems"]} == set(PROBLEMS)
    assert listed["refusals"]


def test_the_page_reads_in_both_languages_and_fetches_nothing_from_elsewhere(house: House) -> None:
    answer = house.app.test_client().get("/api/v1/docs")
    assert answer.status_code == 200
    assert "Content-Security-Policy" in answer.headers
    for said in ("裁定冲突", "Settle a dispute", "/api/v1/conflicts/settle", "conflict.not_a_rival"):
        assert said in answer.text
    assert "<script" not in answer.text
    assert "style=" not in answer.text
    assert not re.search(r'(?:href|src)="(?:https?:)?//', answer.text)
    (sheet,) = re.findall(r'<link rel="stylesheet" href="([^"]+)"', answer.text)
    with house.app.test_client().get(sheet) as fetched:
        assert fetched.status_code == 200


def test_nobody_gets_anything_without_signing_in(house: House) -> None:
    client = house.app.test_client()
    for method, path in OPERATIONS:
        if path in OPEN:
            continue
        address = re.sub(r"\{[^}]+\}", text(bytes(16)), path)
        answer = client.open(address, method=method)
        assert answer.status_code == 401, f"{method} {address}"
        if method != "HEAD":
            assert answer.json["code"] == "token.missing", f"{method} {address}"


class Foreign:
    """What belongs to another grid or to another community, to be asked for by its id."""

    def __init__(self, house: House, grid: str, person: bytes) -> None:
        community, _ = house.people[person]
        tablet, _ = house.tablet(person, name=SECRET)
        document = house.record(grid, {"name": SECRET, "phone": PHONE}, community=community)
        house.conflict(document, grid, "phone", [{"value": SECRET, "changes": ["aa" * 32]}], community_id=community)
        self.parts = {
            "person": text(person),
            "record": text(document),
            "document": text(document),
            "resident": text(document),
            "tablet": text(tablet),
            "token": text(tablet),
            "grid": grid,
            "refusal": house.refusal(tablet, person, document, hint=SECRET).hex(),
            "sha256": "ab" * 32,
            "digest": "ab" * 32,
            "file": "THEIR_OWN",
            "approval": text(_approval(house, community, person)),
            "ledger": text(_ledger(house, community, person) if community != RUYILI else fresh_id()),
            "settlement": text(house.settlement(document, grid, "phone", community)),
        }
        self.body_document = text(document)
        house.attachment(document, bytes.fromhex("ab" * 32), community)


def _approval(house: House, community: str, person: bytes) -> bytes:
    identity = fresh_id()
    with house.writing() as session:
        session.add(
            Approval(
                community_id=community, id=identity, action="export", reason=SECRET, recipient=SECRET, granted=True,
                what={"kind": "resident", "form": "csv", "grid": None, "first_day": None, "last_day": None},
                asked_by=person, asked_ms=now_ms(), decided_by=person, decided_ms=now_ms(),
            )
        )  # fmt: skip
    return identity


def _ledger(house: House, community: str, person: bytes) -> bytes:
    identity = fresh_id()
    with house.writing() as session:
        session.add(
            LedgerTemplate(
                community_id=community, id=identity, name=SECRET, kind="visit", sheet="x", heading_row=1, columns={},
                file=b"", person_id=person, uploaded_ms=now_ms(),
            )
        )  # fmt: skip
    return identity


def _body(path: str, foreign: Foreign) -> dict[str, Any]:
    """A body that would do, had the caller any business there."""
    if path.endswith("/settle"):
        return {
            "document": foreign.body_document, "path": "phone", "value": SECRET, "reason": "x",
            "expected": ["aa" * 32],
        }  # fmt: skip
    last = path.rsplit("/", 1)[-1]
    return {
        "reveal": {"path": "phone", "reason": "x"},
        "link": {"other": foreign.body_document, "reason": "x"},
        "distinct": {"other": foreign.body_document, "reason": "x"},
        "unlink": {"reason": "x"},
        "extension": {"days": 3, "reason": "x"},
        "close": {"reason": "x"},
        "undo": {"reason": "x"},
        "{approval}": {"granted": True},
        "fill": {"first_day": "2026-01-01", "last_day": "2026-12-31", "reason": "x"},
        "ask": {"first_day": "2026-01-01", "last_day": "2026-12-31", "reason": "x", "recipient": "x"},
        "move": {"grid": FIRST, "reason": "x"},
        "hand-over": {"grid": FIRST, "reason": "x"},
        "amend": {"values": {"phone": "1"}, "seen": ["aa" * 32], "reason": "x"},
        "password": {"old": "guess guess", "new": "guess guess"},
        "{person}": {"name": "x"},
        "{grid}": {"name": "x"},
        "grids": {"id": FIRST, "name": "x"},
        "people": {"name": "x", "role": "doctor"},
        "tokens": {"name": "x", "person": foreign.parts["person"]},
    }.get(last, {})


@pytest.mark.parametrize("caller", ["fang", "doctor", "qiao"])
def test_ids_of_another_grid_or_community_open_nothing(house: House, caller: str) -> None:
    """Every address there is, with every id in it exchanged for one that is not the caller's."""
    foreigners = [Foreign(house, SECOND, house.lan), Foreign(house, FIRST, house.stranger)]
    program, tried = house.program(getattr(house, caller)), 0
    for foreign in foreigners:
        for method, path in OPERATIONS:
            if path in OPEN or (path == "/api/v1/session"):
                continue
            tried += 1
            _try(program, method, path, foreign, in_path="{" in path)
    assert tried > 60
    changes = house.audited("record.reveal") + house.audited("tablet.revoke") + house.audited("conflict.settle")
    assert changes == []


def test_an_administrator_has_no_power_next_door(house: House) -> None:
    foreign, admin = Foreign(house, FIRST, house.stranger), house.program(house.admin)
    for method, path in OPERATIONS:
        # The number of the grid is the same next door; it is one's own that is changed.
        if path in OPEN or path in {"/api/v1/grids/{grid}", "/api/v1/grids", "/api/v1/people"}:
            continue
        _try(admin, method, path, foreign, in_path="{" in path)


def _try(program: Any, method: str, path: str, foreign: Foreign, *, in_path: bool) -> None:
    address = re.sub(r"\{([^}]+)\}", lambda part: foreign.parts[part.group(1)], path)
    body = _body(path, foreign) if method in {"POST", "PUT", "PATCH"} else None
    query = "?received_ms=9999999999999" if path.endswith("/at") else ""
    if "/attachments/" in path:
        query = f"?document={foreign.body_document}"
    answer = program.client.open(f"{address}{query}", method=method, headers=program.headers, json=body)
    said = f"{method} {address}: {answer.status_code} {answer.text[:300]}"
    assert SECRET not in answer.text, said
    if answer.status_code < 400:
        # Lists answer with what is the caller's own.
        assert not in_path, said
        assert foreign.parts["record"] not in answer.text, said
        assert foreign.parts["tablet"] not in answer.text, said
    else:
        assert answer.status_code in {401, 403, 404, 405, 415, 422, 400, 409}, said
    if in_path:
        # 401: a tablet's address, which no program gets in at.
        assert answer.status_code in {401, 403, 404}, said
