"""What leaves the tablets, and what leaves for good."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from uuid import UUID

import pytest
import sqlalchemy as sa

from server import archive, erase
from server import backup as backing
from server.audit import Someone
from server.clock import now_ms
from server.collect import collect
from server.database import Base, db, reading
from server.finding import Finding
from server.models import Attachment, AuditEvent, Chunk, Document, Record
from server.restore import restore
from server.verify import Counts, verify
from sync.document import Document as OpenDocument
from tests.server.commands.world import COMMUNITY, World, _grow_old

Command = Callable[..., subprocess.CompletedProcess[str]]


def findings() -> list[Finding]:
    with reading() as session:
        return list(verify(session, Counts()))


def state(document_id: bytes) -> str:
    with reading() as session:
        return session.scalars(sa.select(Document.state).where(Document.id == document_id)).one()


def _data(world: World):  # type: ignore[no-untyped-def]
    return world.app.extensions["mulin"].data


def test_an_old_visit_leaves_the_tablets_and_stays_at_the_centre(world: World) -> None:
    with world.app.app_context():
        old = world.documents["old"]
        assert state(old) == "archived"
        # A tablet that had read on to before is told to drop it; the centre keeps the record.
        page = collect(world.tablets["王芳"], {"g1": (7, 7)}, fresh=False, bytes_max=1 << 20)
        assert old in page.drop
        whole = collect(world.tablets["王芳"], {}, fresh=True, bytes_max=1 << 20)
        assert old not in [one.document_id for one in whole.pull]
        with reading() as session:
            assert session.get(Record, (COMMUNITY, old)) is not None


def test_archiving_twice_is_archiving_once(world: World) -> None:
    with world.app.app_context():
        with reading() as session:
            before = session.scalars(sa.select(sa.func.count()).select_from(Chunk)).one()
        assert archive.archive(COMMUNITY) == 0
        with reading() as session:
            assert session.scalars(sa.select(sa.func.count()).select_from(Chunk)).one() == before


def test_todays_work_of_a_tablet_with_a_wrong_clock_stays(world: World) -> None:
    with world.app.app_context():
        world.write("王芳", "1970", "visit", "g1", at=1000, method="1", result="1")
        assert archive.archive(COMMUNITY) == 0
        assert state(world.documents["1970"]) == "active"


DONE = {"status": "done"}


@pytest.mark.parametrize(
    ("kind", "values", "days", "leaves"),
    [
        ("visit", {"result": "1"}, 360, False),
        ("visit", {"result": "1"}, 460, True),
        ("window_check", {"round": "morning"}, 40, False),
        ("window_check", {"round": "morning"}, 50, True),
        ("task", DONE, 360, False),
        ("task", DONE, 460, True),
        ("task", {"status": "cancelled"}, 460, True),
        ("task", {"status": "open"}, 3000, False),
        ("allowance_case", {"state": "stopped"}, 3000, False),
        ("allowance_case", {"state": "closed"}, 3000, True),
        ("certificate", {"state": "working"}, 3000, False),
        ("certificate", {"state": "renewed"}, 3000, True),
        ("fire_equipment", {"state": "good"}, 3000, False),
        ("fire_equipment", {"state": "scrapped"}, 3000, True),
        ("care_level", {"level": "red"}, 3000, False),
        ("consent", {"answer": "agreed"}, 3000, False),
        ("household", {"address_text": "如意里3-2-501"}, 3000, False),
    ],
)
def test_each_kind_stays_on_the_tablets_as_long_as_it_is_needed(
    world: World, kind: str, values: dict[str, str], days: int, leaves: bool
) -> None:
    with world.app.app_context():
        world.write("王芳", "tried", kind, "g1", at=now_ms() - days * 86_400_000, **values)
        _grow_old(world, "tried")
        assert archive.archive(COMMUNITY) == int(leaves)
        assert state(world.documents["tried"]) == ("archived" if leaves else "active")
        assert archive.archive(COMMUNITY) == 0


def test_open_tasks_of_long_ago_do_not_keep_finished_ones_here(world: World) -> None:
    """More of them than are looked at in one go."""
    with world.app.app_context():
        archive._PAGE, before = 2, archive._PAGE
        try:
            for number in range(7):
                name = f"task {number}"
                status = "done" if number in (2, 5) else "open"
                world.write("王芳", name, "task", "g1", at=now_ms() - 460 * 86_400_000, status=status)
                _grow_old(world, name)
            assert archive.archive(COMMUNITY) == 2
            states = [state(world.documents[f"task {number}"]) for number in range(7)]
        finally:
            archive._PAGE = before
        assert [number for number, one in enumerate(states) if one == "archived"] == [2, 5]


@pytest.mark.parametrize(
    ("now", "months", "expected"),
    [("2026-03-31", 13, "2025-02-28"), ("2026-01-15", 13, "2024-12-15"), ("2026-12-31", 12, "2025-12-28")],
)
def test_months_are_those_of_the_calendar(now: str, months: int, expected: str) -> None:
    from datetime import UTC, datetime  # noqa: PLC0415

    moment = datetime.fromisoformat(now).replace(tzinfo=UTC).timestamp() * 1000
    found = datetime.fromtimestamp(archive.oldest_ms(int(moment), months) / 1000, UTC)
    assert found.date().isoformat() == expected


def test_a_resident_wishes_to_be_forgotten(world: World, flask_command: Command) -> None:
    """Them and all about them; nothing of it is left anywhere, and the log proves that nothing else was touched."""
    resident = str(UUID(bytes=world.documents["resident"]))
    with world.app.app_context():
        held = OpenDocument.open(_bytes(world.documents["resident"]))
        assert _where("李秀英".encode()) != set()
    arguments = (
        "erase",
        resident,
        "--reason",
        "本人申请",
        "--by",
        "李红",
        "--approved-by",
        "管理员",
        "--yes",
        "--json",
    )
    said = json.loads(flask_command(*arguments).stdout)
    gone = {name: world.documents[name] for name in ("resident", "check", "visit", "old")}
    assert {UUID(one).bytes for one in said["documents"]} == set(gone.values())
    assert said["erased"] == 4
    with world.app.app_context():
        assert {state(one) for one in gone.values()} == {"erased"}
        assert _where("李秀英".encode()) == set()
        assert list((_data(world) / "attachments").rglob("*/??/*")) == []
        assert findings() == []
        page = collect(world.tablets["王芳"], {"g1": (3, 3), "g2": (0, 0)}, fresh=False, bytes_max=1 << 20)
        assert set(gone.values()) <= set(page.drop)
        assert world.hand_in("王芳", "resident", held) == "document.erased"
        with reading() as session:
            events = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "document.erase")).all()
            assert {event.object_id for event in events} == set(gone.values())
            assert {event.person_id for event in events} == {world.people["李红"]}
    assert "4 erased" in flask_command("verify").stdout
    # Twice is once.
    assert json.loads(flask_command(*arguments).stdout)["erased"] == 0


def test_bytes_that_another_document_names_stay(world: World) -> None:
    with world.app.app_context():
        with db.engine.begin() as connection:
            row = dict(connection.execute(sa.select(Attachment.__table__)).mappings().one())
            connection.execute(sa.insert(Attachment), row | {"document_id": world.documents["moved"]})
        erase.erase(Someone(COMMUNITY), [world.documents["visit"]], _data(world))
        assert len(list((_data(world) / "attachments").rglob("*/??/*"))) == 1
        assert findings() == []


def test_one_person_alone_cannot_erase(world: World, flask_command: Command) -> None:
    resident = str(UUID(bytes=world.documents["resident"]))
    for approver in ("李红", "张强"):
        done = flask_command(
            "erase", resident, "--reason", "x", "--by", "李红", "--approved-by", approver, "--yes", expect=1
        )
        assert "Traceback" not in done.stderr
    with world.app.app_context():
        assert state(world.documents["resident"]) == "active"


def test_an_old_backup_does_not_bring_back_what_was_erased(world: World) -> None:
    with world.app.app_context():
        path, _ = backing.backup(_data(world), _data(world) / "old.zip")
        erase.erase(Someone(COMMUNITY), [world.documents["resident"]], _data(world))
        done = restore(_data(world), path, replace=True)
        assert done.erased_again == 1
        assert done.findings == []
        assert state(world.documents["resident"]) == "erased"


def _bytes(document_id: bytes) -> bytes:
    with reading() as session:
        return b"".join(
            session.scalars(sa.select(Chunk.data).where(Chunk.document_id == document_id).order_by(Chunk.seq))
        )


def _where(wanted: bytes) -> set[str]:
    """The tables and columns in which these bytes stand, in whatever form."""
    found = set()
    with reading() as session:
        for table in Base.metadata.sorted_tables:
            for row in session.execute(sa.select(table)).mappings():
                for column, value in row.items():
                    plain = value if isinstance(value, bytes) else str(value).encode()
                    if wanted in plain or _opened(plain, wanted):
                        found.add(f"{table.name}.{column}")
    return found


def _opened(data: bytes, wanted: bytes) -> bool:
    """Saved documents are compressed."""
    if not data.startswith(b"\x85oJ\x83"):
        return False
    try:
        return wanted in str(OpenDocument.open(data).values()).encode()
    except Exception:
        return False
