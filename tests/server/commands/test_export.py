"""Tables for other programs: masked, harmless, and noted."""

from __future__ import annotations

import csv
import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import sqlalchemy as sa

from schemas.kinds import KINDS
from server.database import reading
from server.export import headings
from server.models import AuditEvent
from tests.server.commands.world import World

Command = Callable[..., subprocess.CompletedProcess[str]]

IDENTITY = "37082219400229000X"


@pytest.fixture
def told(world: World) -> World:
    """A resident who can be told from the table, and a worker who typed a formula."""
    with world.app.app_context():
        world.write(
            "王芳", "zhao", "resident", "g1", name="=cmd|'/C calc'!A0", sex="1", status="李大爷", phone="13812341234",
            id_number=IDENTITY, birth_date="1940-02-29", live_address="睦邻苑3号楼2单元501", tags__alone=True,
            contact__a1__name="赵小芳", contact__a1__phone="13900001111", neighbour_note="钥匙在门垫下",
        )  # fmt: skip
    return world


def _rows(path: Path) -> list[dict[str, str]]:
    assert path.read_bytes().startswith(b"\xef\xbb\xbf")
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_masked_nobody_is_known_by_it(told: World, flask_command: Command, tmp_path: Path) -> None:
    assert told.documents
    for name in ("r.csv", "r.jsonl", "r.xlsx"):
        flask_command("export", "resident", str(tmp_path / name))
    sheet = zipfile.ZipFile(tmp_path / "r.xlsx")
    texts = [
        (tmp_path / "r.csv").read_text(encoding="utf-8-sig"),
        (tmp_path / "r.jsonl").read_text(encoding="utf-8"),
        "".join(sheet.read(name).decode() for name in sheet.namelist() if name.endswith(".xml")),
    ]
    for text in texts:
        for telling in (
            IDENTITY,
            "13812341234",
            "13900001111",
            "赵小芳",
            "李秀英",
            "2单元501",
            "门垫",
            "1940-02-29",
            "李大爷",
        ):
            assert telling not in text
        assert "李*英" in text


def test_headings_labels_and_units_are_those_of_the_form(told: World, flask_command: Command, tmp_path: Path) -> None:
    assert told.documents
    flask_command("export", "health_check", str(tmp_path / "c.csv"))
    (row,) = _rows(tmp_path / "c.csv")
    assert row["低压（舒张压）（mmHg）"] == "80"
    assert row["数据来源"] == "现场设备"
    assert row["待处理冲突"] == "1"
    flask_command("export", "resident", str(tmp_path / "r.csv"))
    rows = _rows(tmp_path / "r.csv")
    assert {row["关爱标签：独居"] for row in rows} == {"是", ""}
    assert {row["联系人（条数）"] for row in rows} == {"0", "1"}


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_has_headings_of_its_own(kind: str) -> None:
    header = headings(KINDS[kind])
    # The review's state stands in front and in the form.
    assert [one for one in header if header.count(one) > 1 and one != "审核状态"] == []


def test_a_formula_stays_the_text_that_was_typed(told: World, flask_command: Command, tmp_path: Path) -> None:
    people = ("--unmasked", "--reason", "移交", "--by", "李红", "--approved-by", "管理员")
    flask_command("export", "resident", str(tmp_path / "r.csv"), *people)
    names = {row["姓名"] for row in _rows(tmp_path / "r.csv")}
    assert names == {"李秀英", "'=cmd|'/C calc'!A0"}
    flask_command("export", "resident", str(tmp_path / "r.xlsx"), *people)
    book = zipfile.ZipFile(tmp_path / "r.xlsx")
    assert b"<f>" not in book.read("xl/worksheets/sheet1.xml")
    assert told.documents


def test_unmasked_takes_two_people_and_a_reason(told: World, flask_command: Command, tmp_path: Path) -> None:
    target = str(tmp_path / "r.jsonl")
    for options in (
        ["--unmasked"],
        ["--unmasked", "--reason", "移交", "--by", "李红"],
        ["--unmasked", "--reason", " ", "--by", "李红", "--approved-by", "管理员"],
        ["--unmasked", "--reason", "移交", "--by", "李红", "--approved-by", "李红"],
        ["--unmasked", "--reason", "移交", "--by", "李红", "--approved-by", "王芳"],
    ):
        flask_command("export", "resident", target, *options, expect=1)
    assert list(tmp_path.glob("*.jsonl")) == []
    flask_command(
        "export", "resident", target, "--unmasked", "--reason", "移交", "--by", "李红", "--approved-by", "管理员"
    )
    bodies = [json.loads(line) for line in Path(target).read_text(encoding="utf-8").splitlines()]
    assert IDENTITY in {body["values"].get("id_number") for body in bodies}
    with told.app.app_context(), reading() as session:
        (event,) = session.scalars(sa.select(AuditEvent).where(AuditEvent.action == "record.export")).all()
        assert event.person_id == told.people["李红"]
        assert event.detail["reason"] == "移交"
        assert sorted(event.detail["documents"]) == sorted(body["document"] for body in bodies)


def test_a_grid_and_a_time_can_be_chosen(told: World, flask_command: Command, tmp_path: Path) -> None:
    assert told.documents

    def count(*options: str) -> int:
        said = flask_command("export", "visit", str(tmp_path / "v.csv"), "--json", *options)
        return int(json.loads(said.stdout)["rows"])

    assert count() == 2
    assert count("--grid", "g2网格") == 1
    assert count("--until", "2020-01-01") == 0
    assert count("--since", "2020-01-01") == 2
