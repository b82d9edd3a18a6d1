"""The keeper loads a community's own forms: named faults, versions, records, reports, exports; and loading twice."""

from __future__ import annotations

import csv
import io
import json
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from click.testing import Result
from sqlalchemy import select, text

from server import backup as backing
from server import restore as restoring
from server.audit import Someone
from server.catalogues import catalogue_of
from server.clock import now_ms
from server.database import reading, writing
from server.enlist import add_community
from server.erase import erase
from server.models import AuditEvent, Community, Conflict, CustomKind, Record
from server.reconcile import rebuild
from server.verify import Counts, verify
from sync.document import new_document
from tests.forms.secretary import CHOICES, TENANTS, Rows, tenants, three_questions, workbook
from tests.server.commands.world import COMMUNITY, World

Command = Callable[..., subprocess.CompletedProcess[str]]
VISIT = {"method": "1", "result": "1"}


class Desk:
    """The keeper's desk: files are put on it and commands typed."""

    def __init__(self, world: World, folder: Path) -> None:
        self.world, self.folder = world, folder

    def command(self, *arguments: str, expect: int = 0) -> Result:
        """`flask …`, run inside the test's own process."""
        done = self.world.app.test_cli_runner().invoke(args=arguments)
        assert done.exit_code == expect, done.output
        return done

    def load(self, data: bytes, *options: str, what: str = "load", expect: int = 0) -> Any:
        """The answer as JSON, or what was said where it failed."""
        path = self.folder / "form.xlsx"
        path.write_bytes(data)
        done = self.command("form", what, str(path), *options, "--json", expect=expect)
        return json.loads(done.stdout) if expect == 0 else done.stderr

    def rows(self, statement: str) -> list[Any]:
        with self.world.app.app_context(), reading() as session:
            return [dict(row) for row in session.execute(text(statement)).mappings()]

    def record(self, name: str) -> Record:
        with self.world.app.app_context(), reading() as session:
            found = session.get_one(Record, (COMMUNITY, self.world.documents[name]))
            session.expunge_all()
            return found

    def codes(self, name: str) -> set[tuple[str, str]]:
        return {(problem["path"], problem["code"]) for problem in self.record(name).problems}

    def visit(self, name: str, version: int = 1, **values: object) -> None:
        self.write(name, "visit", version, **VISIT, **self.who(), **values)

    def who(self, worker: str = "worker") -> dict[str, object]:
        resident = str(UUID(bytes=self.world.documents["resident"]))
        return {"resident": resident, worker: str(UUID(bytes=self.world.people["王芳"])), "at": now_ms() - 1000}

    def write(self, name: str, kind: str, version: int, **values: object) -> None:
        """A new document from 王芳's tablet, with the version of the form that she filled in."""
        with self.world.app.app_context():
            self.world.documents[name] = (name.encode() + bytes(16))[:16]
            birth = {"kind": kind, "grid": "g1", "kind_version": version}
            dotted = {path.replace("__", "."): value for path, value in values.items()}
            document = new_document(self.world._actor("王芳"), birth | dotted)  # type: ignore[arg-type]
            assert self.world.hand_in("王芳", name, document) == "merged"

    def whole(self) -> list[Any]:
        """What verify finds wrong."""
        with self.world.app.app_context(), reading() as session:
            return list(verify(session, Counts()))


@pytest.fixture
def desk(world: World, tmp_path: Path) -> Desk:
    return Desk(world, tmp_path)


def test_three_questions_on_the_visit_reach_record_report_and_excel(desk: Desk) -> None:
    told = desk.load(three_questions(), "--extend", "visit", "--by", "李红")
    assert (told["kind"], told["version"], told["changed"]) == ("visit", 1, True)
    assert [one["zh"] for one in told["added"]][:2] == ["最近有没有上门推销", "来了几次"]
    desk.visit("v1", 1001, x_paichong="yes", x_cishu=3, x_bangmang__bath=True)
    assert desk.codes("v1") == set()
    desk.visit("v2", 1001, x_cishu=99)
    assert desk.codes("v2") == {("x_paichong", "value.required"), ("x_cishu", "value.range_hard")}
    (row,) = desk.rows("SELECT * FROM report_ruyili__visit WHERE x_cishu = 3")
    assert row["x_paichong"] == "yes"
    assert bool(row["x_bangmang_bath"]) is True
    assert desk.rows("SELECT result FROM report_visit")
    path = desk.folder / "visits.csv"
    desk.command("export", "visit", str(path))
    rows = list(csv.DictReader(io.StringIO(path.read_text(encoding="utf-8-sig"))))
    answers = [row["最近有没有上门推销"] for row in rows]
    assert "有" in answers
    assert {row["想要什么帮助：助浴"] for row in rows} == {"是", ""}
    assert desk.whole() == []


def test_loading_twice_changes_nothing(desk: Desk) -> None:
    desk.load(tenants())
    with desk.world.app.app_context(), reading() as session:
        before = session.scalars(select(Community.kinds).where(Community.id == COMMUNITY)).one()
    told = desk.load(tenants())
    assert (told["changed"], told["version"], told["added"]) == (False, 1, [])
    with desk.world.app.app_context(), reading() as session:
        assert session.scalars(select(Community.kinds).where(Community.id == COMMUNITY)).one() == before
        assert len(session.scalars(select(CustomKind)).all()) == 1
        assert len(session.scalars(select(AuditEvent).where(AuditEvent.action == "form.load")).all()) == 1


def test_a_refused_form_names_its_rows_and_changes_nothing(desk: Desk) -> None:
    bad = tenants(("geopoint", "where", "在哪"), ("text", "租金", "租金"), ("calculate", "c", "算"))
    for what in ("check", "load"):
        said = desk.load(bad, what=what, expect=1)
        assert "survey，第 13 行，type" in said
        assert "不记录行踪" in said
        assert "row 14" in said
    assert desk.rows("SELECT * FROM custom_kind") == []
    good_otherwise = tenants(("geopoint", "where", "在哪"))
    assert "--skip-unsupported" in desk.load(good_otherwise, expect=1)
    told = desk.load(good_otherwise, "--skip-unsupported")
    assert [one["row"] for one in told["skipped"]] == [13]
    assert json.loads(desk.command("form", "show", "x_zuhu_dengji", "--json").stdout)["skipped"][0]["row"] == 13


def test_checking_changes_nothing(desk: Desk) -> None:
    told = desk.load(tenants(), what="check")
    assert told["kind"] == "x_zuhu_dengji"
    assert told["added"]
    assert desk.rows("SELECT * FROM custom_kind") == []


def test_a_form_of_its_own_is_filled_in_exported_masked_and_counted(desk: Desk) -> None:
    desk.load(tenants())
    desk.write(
        "t1", "x_zuhu_dengji", 1, **{**desk.who("captured_by"), "resident": None}, x_fangdong="钱多多",
        x_dianhua="13812345678", x_zujin=1200.5, x_qizu="2026-03-01", x_zuke__a1__name="孙小宝", x_zuke__a1__age=31,
        x_gongkai="yes",
    )  # fmt: skip
    assert desk.codes("t1") == set()
    (row,) = desk.rows("SELECT * FROM report_ruyili__x_zuhu_dengji")
    assert (row["x_zujin"], row["x_fangdong"]) == (1200.5, "钱多多")
    desk.command("export", "x_zuhu_dengji", str(desk.folder / "t.xlsx"))
    with zipfile.ZipFile(desk.folder / "t.xlsx") as sheet:
        said = "".join(sheet.read(name).decode() for name in sheet.namelist() if name.endswith(".xml"))
    for telling in ("钱多多", "13812345678", "孙小宝"):
        assert telling not in said
    for kept in ("月租（元）", "1200.5", "2026-03-01", "租户登记", "租客（条数）"):
        assert kept in said
    desk.command("export", "x_zuhu_dengji", str(desk.folder / "t.jsonl"))
    lines = (desk.folder / "t.jsonl").read_text(encoding="utf-8")
    assert "孙小宝" not in lines
    assert '"x_zuke.a1.age": 31' in lines


def test_a_question_left_out_of_the_new_file_is_asked_about_first(desk: Desk) -> None:
    desk.load(three_questions(), "--extend", "visit")
    desk.visit("v1", 1001, x_paichong="yes", x_cishu=3)
    fewer = workbook((*TENANTS[:1], ("text", "xin", "新问题", "New")))
    said = desk.load(fewer, "--extend", "visit", expect=1)
    assert "最近有没有上门推销" in said
    assert "--retire-missing" in said
    told = desk.load(fewer, "--extend", "visit", "--retire-missing")
    assert told["version"] == 2
    assert "来了几次" in [one["zh"] for one in told["removed"]]
    assert desk.codes("v1") == set()
    (row,) = desk.rows("SELECT x_cishu, x_xin FROM report_ruyili__visit WHERE x_cishu IS NOT NULL")
    assert (row["x_cishu"], row["x_xin"]) == (3, None)
    desk.visit("v2", 2001, x_xin="好")
    assert desk.codes("v2") == set()
    assert desk.whole() == []


def test_a_type_that_changed_under_the_same_name_is_refused(desk: Desk) -> None:
    desk.load(three_questions(), "--extend", "visit")
    other: Rows = (("type", "name", "label"), ("date", "paichong", "哪天来推销"))
    said = desk.load(workbook(other, CHOICES), "--extend", "visit", "--retire-missing", expect=1)
    assert "第 2 行" in said
    assert "另一种题型" in said
    assert desk.rows("SELECT version FROM custom_kind") == [{"version": 1}]


def test_what_came_in_before_its_form_is_kept_flagged_and_put_right_by_loading_it(desk: Desk) -> None:
    """As after a restore: the tablets still have the form, the centre has not."""
    desk.write("t1", "x_zuhu_dengji", 1, **desk.who("captured_by"), x_fangdong="钱多多", x_zujin=-5)
    assert desk.codes("t1") == {("kind", "kind.unknown")}
    told = desk.load(tenants())
    assert told["records"] == 1
    assert desk.codes("t1") == {("x_zujin", "value.range_hard"), ("resident", "value.unknown_field")}
    with desk.world.app.app_context(), reading() as session:
        open_now = session.scalars(
            select(Conflict.code).where(Conflict.document_id == desk.world.documents["t1"])
        ).all()
    assert list(open_now) == ["value.range_hard"]
    assert desk.whole() == []


def test_another_community_neither_sees_a_form_nor_its_questions(desk: Desk) -> None:
    desk.load(tenants())
    desk.load(three_questions(), "--extend", "visit")
    with desk.world.app.app_context():
        with writing() as session:
            add_community(session, "chaoyang", "朝阳社区")
        with reading() as session:
            own, other = catalogue_of(session, COMMUNITY), catalogue_of(session, "chaoyang")
    assert own.named("x_zuhu_dengji") is not None
    assert other.named("x_zuhu_dengji") is None
    theirs = other.named("visit")
    assert theirs is not None
    assert theirs.field_at("x_paichong") is None
    assert own.declarations["version"] != other.declarations["version"]
    forms = json.loads(desk.command("form", "list", "--community", "chaoyang", "--json").stdout)
    assert forms == {"forms": []}
    said = desk.command("export", "x_zuhu_dengji", "x.csv", "--community", "chaoyang", expect=1).stderr
    assert "没有“x_zuhu_dengji”这种记录" in said


def test_records_burnt_and_rebuilt_say_the_same_with_own_forms(desk: Desk) -> None:
    desk.load(three_questions(), "--extend", "visit")
    desk.load(tenants())
    desk.visit("v1", 1001, x_cishu=99)
    desk.write("t1", "x_zuhu_dengji", 1, **desk.who("captured_by"), x_fangdong="钱多多")
    order = "SELECT * FROM {} ORDER BY document_id"
    before = [desk.rows(order.format(table)) for table in ("record", "conflict")]
    with desk.world.app.app_context():
        rebuild(COMMUNITY)
    assert [desk.rows(order.format(table)) for table in ("record", "conflict")] == before


def test_a_retired_form_stays_readable_and_twice_is_once(desk: Desk) -> None:
    desk.load(tenants())
    desk.write("t1", "x_zuhu_dengji", 1, **desk.who("captured_by"), x_fangdong="钱多多")
    first = json.loads(desk.command("form", "retire", "x_zuhu_dengji", "--json").stdout)
    again = json.loads(desk.command("form", "retire", "x_zuhu_dengji", "--json").stdout)
    assert (first["changed"], again["changed"]) == (True, False)
    (form,) = json.loads(desk.command("form", "list", "--json").stdout)["forms"]
    assert form["retired"] is True
    assert desk.rows("SELECT x_fangdong FROM report_ruyili__x_zuhu_dengji") == [{"x_fangdong": "钱多多"}]
    assert "没有" in desk.command("form", "retire", "visit", expect=1).stderr
    assert desk.load(tenants())["changed"] is True


def test_forms_come_back_with_a_backup_and_their_views_too(desk: Desk) -> None:
    desk.load(tenants())
    desk.write("t1", "x_zuhu_dengji", 1, **desk.who("captured_by"), x_fangdong="钱多多")
    with desk.world.app.app_context():
        path, _ = backing.backup(desk.folder, desk.folder / "b.zip")
        with reading() as session:
            kept = catalogue_of(session, COMMUNITY).declarations["version"]
    desk.load(three_questions(), "--extend", "visit")
    with desk.world.app.app_context():
        assert restoring.restore(desk.folder, path, replace=True).findings == []
        with reading() as session:
            assert catalogue_of(session, COMMUNITY).declarations["version"] == kept
    assert desk.rows("SELECT x_fangdong FROM report_ruyili__x_zuhu_dengji") == [{"x_fangdong": "钱多多"}]
    with pytest.raises(Exception, match="report_ruyili__visit"):
        desk.rows("SELECT * FROM report_ruyili__visit")


def test_views_are_made_anew_after_every_migration(desk: Desk) -> None:
    desk.load(tenants())
    with desk.world.app.app_context(), writing() as session:
        session.execute(text("DROP VIEW report_ruyili__x_zuhu_dengji"))
    desk.command("db", "upgrade")
    assert desk.rows("SELECT * FROM report_ruyili__x_zuhu_dengji") == []


def test_what_a_resident_answered_goes_with_them(desk: Desk) -> None:
    desk.load(three_questions(), "--extend", "visit")
    desk.visit("v1", 1001, x_paichong="yes", x_cishu=3)
    with desk.world.app.app_context():
        erase(Someone(COMMUNITY), [desk.world.documents["v1"]], desk.folder)
    assert desk.rows("SELECT * FROM report_ruyili__visit WHERE x_cishu IS NOT NULL") == []
    assert desk.whole() == []


def test_a_form_changed_by_hand_in_the_database_is_noticed(desk: Desk) -> None:
    desk.load(tenants())
    with desk.world.app.app_context(), writing() as session:
        session.execute(text("UPDATE community SET kinds = 'x'"))
    assert [finding.column for finding in desk.whole()] == ["kinds"]


def test_a_form_named_with_signs_that_excel_forbids_is_exported_all_the_same(desk: Desk) -> None:
    heading: Rows = (("type", "name", "label"), ("text", "a", "=cmd|'/C calc'!A0"))
    desk.load(workbook(heading, settings=(("form_title", "form_id"), ("[租户]: 2026/27?*\\", "a"))))
    desk.write("t1", "x_a", 1, **desk.who("captured_by"), x_a="=1+1")
    desk.command("export", "x_a", str(desk.folder / "a.xlsx"))
    desk.command("export", "x_a", str(desk.folder / "a.csv"))
    said = (desk.folder / "a.csv").read_text(encoding="utf-8-sig")
    assert ",=cmd" not in said
    assert "'=cmd" in said


def test_more_forms_or_versions_than_allowed_are_refused(desk: Desk, flask_command: Command) -> None:
    desk.load(tenants())
    path = desk.folder / "b.xlsx"
    path.write_bytes(three_questions())
    few = {"MULIN_FORMS_PER_COMMUNITY_MAX": "1", "MULIN_FORM_VERSIONS_MAX": "1"}
    done = flask_command("form", "load", str(path), "--extend", "visit", settings=few, expect=1)
    assert "最多 1 张表" in done.stderr
    path.write_bytes(tenants(("text", "more", "又一题")))
    done = flask_command("form", "load", str(path), settings=few, expect=1)
    assert "最多 1 个版本" in done.stderr
