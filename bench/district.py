"""A district of 20,000 residents with 200,000 visits, on SQLite: what the console's pages are measured with.

Of every five residents one is real: their documents are made by the library and go through the real intake, reconcile
and rules; only the network is left out. The other four are copies of all their rows under other ids, which is as much
for a page to look through and is made in a minute.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import date, timedelta
from io import BytesIO
from random import Random
from typing import Any, NamedTuple

import xlsxwriter
from sqlalchemy import func, insert, select

from schemas.id_number import check_digit
from schemas.kinds import KINDS
from server import enlist
from server.auth import Actor, grids_served
from server.care import due, kept_rates
from server.care.follow import follow
from server.care.today import today
from server.catalogues import catalogue_of
from server.clock import fresh_actor, fresh_id, now_ms, uuid_text
from server.database import reading, writing
from server.demo.residents import SURNAMES
from server.documents import split_heads
from server.intake import take_in
from server.models import (
    Approval,
    AuditEvent,
    Conflict,
    Document,
    Due,
    LedgerTemplate,
    Person,
    Record,
    ResidentEntry,
    ResidentKey,
    Result,
    Settlement,
    Tablet,
)
from server.reconcile import reconcile
from server.review import Seen, review
from server.settling import Dispute, decide_many
from server.tablet_identity import TabletIdentity, tablet_by_token
from server.tokens import fresh_token
from sync.document import Document as OpenDocument
from sync.document import Scalar, new_document
from sync.merge import HandIn
from sync.wire import SyncRequest

COMMUNITY = "bench"
_GRIDS, _PEOPLE, _TABLETS = 20, 60, 60
_DAY_MS = 86_400_000
_PUSH, _VISITS_EACH, _COPIES = 400, 10, 4
_DISPUTES, _SETTLED = 120, 60
_EVENTS = 100_000
_GIVEN = (
    "秀英 桂兰 玉珍 淑华 凤英 兰英 桂英 秀兰 玉兰 素珍 建国 德福 广才 守信 永年 长林 振邦 玉山 宝田 文成 伟 强 敏 静"
)


class _Made(NamedTuple):
    """A document under way to the centre."""

    id: bytes
    values: dict[str, Scalar]


def fill(count: int) -> None:
    """Make the district of ``count`` residents in an empty, migrated database; one that is there is brought up."""
    with reading() as session:
        there = session.scalars(select(Person.id).limit(1)).first() is not None
    if not there:
        tablet = _people()
        _documents(tablet, count // (_COPIES + 1))
        _worked_out()
        _decided()
        with reading() as session:
            real = set(session.scalars(select(Document.id)))
        for mask in range(1, _COPIES + 1):
            _copy(mask, real)
        _papers()
        start = time.perf_counter()
        kept_rates.refresh(COMMUNITY)
        print(f"visit rates of {kept_rates.MONTHS} months: {time.perf_counter() - start:.0f} s", flush=True)
    _worked_out()


def chief() -> Actor:
    """The supervisor of all grids."""
    with reading() as session:
        person = session.scalars(select(Person).where(Person.role == "supervisor")).one()
        grids = grids_served(session, COMMUNITY, person.id)
        catalogue = catalogue_of(session, COMMUNITY)
        return Actor(COMMUNITY, person.id, person.name, person.role, grids, catalogue, "session")


def _worked_out() -> None:
    start = time.perf_counter()
    follow(COMMUNITY)
    due.bring_up(COMMUNITY)
    print(f"results and dues: {time.perf_counter() - start:.0f} s", flush=True)


def _people() -> TabletIdentity:
    with writing() as session:
        enlist.add_community(session, COMMUNITY, "bench")
        worker = enlist.add_person(session, COMMUNITY, "王芳", "grid_worker")
        people = [enlist.add_person(session, COMMUNITY, f"{one}工", "grid_worker") for one in SURNAMES[:_PEOPLE]]
        supervisor = enlist.add_person(session, COMMUNITY, "乔岚", "supervisor")
        for number in range(_GRIDS):
            enlist.add_grid(session, COMMUNITY, f"g{number:02}", f"{number + 1}网格")
            for person in (worker, supervisor, *people[number * 3 : number * 3 + 3]):
                enlist.assign(session, COMMUNITY, person.id, f"g{number:02}")
        token = b""
        for number in range(_TABLETS):
            _, token = fresh_token()
            session.add(Tablet(community_id=COMMUNITY, id=fresh_id(), person_id=worker.id, name=f"{number + 1}号平板",
                               token_hash=token, enrolled_ms=now_ms()))  # fmt: skip
    with reading() as session:
        tablet = tablet_by_token(session, token)
    assert isinstance(tablet, TabletIdentity)
    return tablet


def _documents(tablet: TabletIdentity, count: int) -> None:
    random = Random(1)
    items: list[HandIn] = []
    for number in range(count):
        for made in _resident(random, number, tablet):
            document = new_document(fresh_actor(tablet.tablet_id), made.values)
            items.append(HandIn(made.id, document.save(), document.heads))
            if number < _DISPUTES and made.values["kind"] == "health_check":
                items += _rivals(tablet, made.id, document)
            if len(items) >= _PUSH:
                _push(tablet, items)
                items = []
        if number % 1000 == 0:
            print(f"{number} residents", flush=True)
    _push(tablet, items)


def _rivals(tablet: TabletIdentity, identity: bytes, document: OpenDocument) -> Iterator[HandIn]:
    """Two corrections that had not seen each other."""
    for number in range(2):
        other = OpenDocument.open(document.save())
        data = other.write(fresh_actor(tablet.tablet_id), {"vitals.sbp": 201 + number})
        yield HandIn(identity, data, other.heads)


def _push(tablet: TabletIdentity, items: list[HandIn]) -> None:
    if items:
        taken = take_in(tablet, SyncRequest(now_ms(), None, {}, items, bytes_max=0))
        assert all(one["outcome"] == "merged" for one in taken.results), [
            one for one in taken.results if one["outcome"] != "merged"
        ][:3]
        reconcile(COMMUNITY, taken.opened, taken.opened)


def _resident(random: Random, number: int, tablet: TabletIdentity) -> Iterator[_Made]:
    """A resident in a home of two, half of them old and alone, with ten visits; some measured, some impossibly so."""
    grid = f"g{number % _GRIDS:02}"
    told: dict[str, Scalar] = {"grid": grid, "worker": uuid_text(tablet.person_id)}
    building, unit, room = number // 48 + 1, number // 12 % 4, f"{number // 2 % 6 + 1}0{number % 2 + 1}"
    door = {"address.estate": "如意里", "address.building": str(building), "address.unit": str(unit),
            "address.room": room}  # fmt: skip
    address = f"如意里{building}号楼{unit}单元"
    home, who = fresh_id(), fresh_id()
    yield _Made(home, {"kind": "household", "grid": grid, "kind_version": 1, "address_text": address, **door})
    born = date.fromisoformat(today()) - timedelta(days=random.randint(30, 95) * 365 + random.randint(0, 364))
    digits = f"370822{born:%Y%m%d}{number % 1000:03}"
    yield _Made(who, {
        "kind": "resident", "grid": grid, "kind_version": KINDS["resident"].version, "sex": "2", "status": "in",
        "name": random.choice(SURNAMES[:20]) + random.choice(_GIVEN.split()), "birth_date": born.isoformat(),
        "tags.alone": number % 2 == 0, "tags.aged_80": number % 5 == 0, "id_number": digits + check_digit(digits),
        "phone": f"138{random.randint(0, 99_999_999):08}", "live_address": address, "household": uuid_text(home),
    })  # fmt: skip
    told["resident"] = uuid_text(who)
    for month in range(_VISITS_EACH):
        moment = now_ms() - month * 30 * _DAY_MS - random.randint(1, 25 * _DAY_MS)
        yield _Made(fresh_id(), {
            **told, "kind": "visit", "kind_version": KINDS["visit"].version, "at": moment, "method": "1", "quick": True,
            "result": random.choice("11113"), "health_state": random.choice("1112"), "mood_state": "1", "eating": "1",
            "sleeping": "1", "mobility": "1", "hygiene": "1",
            **{f"safety.{item}": "1" for item in ("gas", "electricity", "water", "fire", "clutter", "lock")},
        })  # fmt: skip
    moment = now_ms() - random.randint(1, 200 * _DAY_MS)
    pressure = random.randint(110, 185)
    if number % 2 == 0 or number < _DISPUTES:
        lower = pressure + 10 if number % 200 == 0 else pressure - 50
        yield _Made(fresh_id(), {**told, "kind": "health_check", "kind_version": 1, "at": moment, "source": "1",
                                 "vitals.sbp": pressure, "vitals.dbp": lower})  # fmt: skip
    if number % 10 == 0:
        told.pop("worker")
        yield _Made(fresh_id(), {
            **told, "kind": "htn_follow_up", "kind_version": 1, "captured_by": uuid_text(tablet.person_id),
            "at": moment, "method": "2", "danger.none": True, "adr": "1", "new_complication": False, "source": "1",
            "pregnant_or_lactating": False, "vitals.sbp": pressure, "vitals.dbp": 80,
        })  # fmt: skip
        yield _Made(fresh_id(), {"kind": "care_level", "grid": grid, "kind_version": 1, "resident": uuid_text(who),
                                 "at": moment, "level": random.choice(("red", "yellow", "blue")), "reason": "评估",
                                 "occasion": "first"})  # fmt: skip


def _decided() -> None:
    """One visit in twenty was reviewed already, and half of the disputes are settled."""
    actor = chief()
    with reading() as session:
        rows = session.execute(select(Record.document_id, Record.heads).where(Record.kind == "visit")).all()[::20]
        open_now = session.scalars(select(Conflict).where(Conflict.type == "disputed").limit(_SETTLED)).all()
    for at in range(0, len(rows), 100):
        seen = [Seen(identity, split_heads(heads)) for identity, heads in rows[at : at + 100]]
        with writing() as session:
            review(session, COMMUNITY, actor.person_id, seen, "approved", "")
        reconcile(COMMUNITY, [one.document_id for one in seen])
    disputes = [
        Dispute(one.document_id, one.path, tuple(change for rival in one.detail for change in rival["changes"]))
        for one in open_now
    ]
    for at in range(0, len(disputes), 20):
        decide_many(actor, disputes[at : at + 20], "打电话问过", "latest")


def _copy(mask: int, real: set[bytes]) -> None:
    """Every row about residents once more, its ids differing in ``mask``."""
    with writing() as session:
        connection = session.connection()
        for table in (Document, Record, Result, Due, Conflict, ResidentKey, ResidentEntry, Settlement):
            columns = table.__table__.columns
            own = "document_id" if "document_id" in columns else "resident_id" if "resident_id" in columns else "id"
            for rows in connection.execute(select(table.__table__)).mappings().partitions(5000):
                made = [_masked(row, mask) for row in rows if row[own] in real]
                if made:
                    connection.execute(insert(table.__table__), made)
    print(f"copied once more ({mask})", flush=True)


def _masked(row: Any, mask: int) -> dict[str, Any]:
    ids = {"document_id", "subject_id", "resident_id", "household_id", "id", "key"}
    values = {name: _other(value, mask) if name in ids else value for name, value in row.items()}
    if isinstance(values.get("values"), dict):
        about = {
            name: uuid_text(_other(bytes.fromhex(told.replace("-", "")), mask))
            for name in ("resident", "household")
            if (told := values["values"].get(name))
        }
        values["values"] = {**values["values"], **about}
    return values


def _other(identity: bytes | None, mask: int) -> Any:
    return None if identity is None else bytes([identity[0] ^ mask]) + identity[1:]


def _papers() -> None:
    """A year of the audit log, requests that two people decided, templates, and a few likely doubles."""
    actor, now = chief(), now_ms()
    with writing() as session:
        documents = list(session.scalars(select(Record.document_id).where(Record.kind == "resident").limit(2000)))
        keys = session.scalars(select(ResidentKey).where(ResidentKey.reason == "name_birth").limit(400)).all()
        for one, other in zip(keys[::2], keys[1::2], strict=True):
            other.key = one.key
        lines = [
            {"community_id": COMMUNITY, "id": fresh_id(), "at_ms": now - number * 300_000, "person_id": actor.person_id,
             "tablet_id": None, "action": "record.read", "object_id": documents[number % len(documents)], "detail": {}}
            for number in range(_EVENTS)
        ]  # fmt: skip
        session.execute(insert(AuditEvent), lines)
        for number in range(80):
            session.add(Approval(community_id=COMMUNITY, id=fresh_id(), action="export", what={}, reason="上级检查",
                                 recipient="街道", asked_by=actor.person_id, asked_ms=now - number * 1000))  # fmt: skip
        file = _workbook()
        for number in range(5):
            session.add(LedgerTemplate(community_id=COMMUNITY, id=fresh_id(), name=f"台账{number}", kind="visit",
                                       sheet="1", heading_row=1, columns={}, file=file, person_id=actor.person_id,
                                       uploaded_ms=now))  # fmt: skip


def _workbook() -> bytes:
    made = BytesIO()
    with xlsxwriter.Workbook(made) as book:
        book.add_worksheet("1").write_row(0, 0, ["姓名", "性别", "日期", "血压"])
    return made.getvalue()


def counts() -> str:
    """How large the district is."""
    with reading() as session:
        found = {kind: number for kind, number in session.execute(  # noqa: C416 - rows are not pairs to mypy
            select(Record.kind, func.count()).group_by(Record.kind)
        )}  # fmt: skip
    return f"{found.get('resident', 0):,} residents, {found.get('visit', 0):,} visits, {sum(found.values()):,} records"
