"""What each column means: proposed, shown, corrected by the clerk, and remembered."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from schemas.kinds import KINDS
from server.importing.faults import FileFault
from server.importing.mapping import as_text, lines_of
from server.importing.places import address_of
from server.importing.targets import TARGETS, target_named
from server.importing.words import WORDS
from tests.server.importing.office import Office
from tests.server.importing.registers import LI, ZHANG, save

Command = Callable[..., subprocess.CompletedProcess[str]]


def test_every_word_leads_to_a_field_or_an_answer() -> None:
    assert {path for path in WORDS.headings.values() if path not in TARGETS} == set()
    lists = {field.codes.name: field.codes for kind in KINDS.values() for field in kind.fields if field.codes}
    group = [field for kind in KINDS.values() for group in kind.groups for field in group.fields]
    lists |= {field.codes.name: field.codes for field in group if field.codes}
    for name, words in WORDS.values.items():
        assert set(words) <= {code.code for code in lists[name].codes}, name


def test_no_heading_stands_for_two_fields() -> None:
    data = json.loads(Path("server/importing/words.json").read_text(encoding="utf-8"))
    words = [word for said in data["headings"].values() for word in said]
    assert sorted(word for word in set(words) if words.count(word) > 1) == []


@pytest.mark.parametrize(
    "written",
    [
        "睦邻苑3号楼2单元501",
        "睦邻苑3-2-501",
        "睦邻苑 3号楼 2单元 501室",
        "睦邻苑三号楼二单元501",
        "睦邻苑3栋2单元0501号",
        "睦邻苑3#楼2单元5层501室",
        "睦邻苑3－2－501",
    ],
)
def test_one_door_written_in_many_ways(written: str) -> None:
    assert address_of(written, {}).key == "睦邻苑|3|2|501"
    parts = {"estate": "睦邻苑", "building": "3号楼", "unit": "2单元", "room": "501"}
    assert address_of("", parts).key == address_of("3-2-501", {"estate": "睦邻苑"}).key == "睦邻苑|3|2|501"


def test_villages_have_no_buildings() -> None:
    assert address_of("刘岗村东头第三家", {}).key == "刘岗村东头第三家"
    assert address_of("刘岗村 东头 第三家", {}).key == address_of("刘岗村东头第三家", {}).key


def test_the_clerk_says_what_a_column_means_and_it_is_remembered(office: Office, tmp_path: Path) -> None:
    headings = ["姓名", "证号", "门牌儿", "电话", "电话"]
    path = save(tmp_path / "r.xlsx", [["李秀英", LI, "3-2-501", "13812345678", "13812345679"]], headings)
    proposed = {}
    office.bring(path, dry=True)
    proposed = {column.heading: column.sureness for column in office.register.table.columns}
    assert (proposed["姓名"], proposed["证号"]) == ("sure", "content")
    office.bring(path, sets=["门牌儿=现住址", "E列 = phone"])
    values = office.residents()["李秀英"]
    assert (values["live_address"], values["phone"]) == ("3-2-501", "13812345679")
    later = save(tmp_path / "2.xlsx", [["张守信", ZHANG, "3-2-502", "13812345678", "13812345670"]], headings)
    office.bring(later)
    assert {column.sureness for column in office.register.table.columns} == {"remembered"}
    assert office.residents()["张守信"]["phone"] == "13812345670"
    mapping = as_text(office.register.table)
    assert "门牌儿 = 现住址" in mapping
    assert "E列 = 本人电话" in mapping


def test_a_mapping_can_be_edited_in_notepad(office: Office, flask_command: Command, tmp_path: Path) -> None:
    path = save(tmp_path / "r.xlsx", [["李秀英", LI, "丧偶"]], ["姓名", "证号", "情况"])
    edited = tmp_path / "columns.txt"
    arguments = ("import", "residents", str(path), "--grid", "1网格")
    flask_command(*arguments, "--dry-run", "--write-mapping", str(edited))
    text = edited.read_text(encoding="utf-8-sig")
    assert "情况 = 不导入" in text
    edited.write_bytes(text.replace("情况 = 不导入", "情况 = 婚姻状况").encode("gb18030"))
    said = json.loads(flask_command(*arguments, "--mapping", str(edited), "--json", "--by", "李红").stdout)
    assert said["counts"]["new"] == 1
    assert LI not in json.dumps(said)
    assert office.residents()["李秀英"]["marital"] == "3"
    (event,) = office.audit()
    assert event.person_id == office.world.people["李红"]
    assert event.detail["fields"] == ["id_number", "marital", "name"]
    shown = flask_command(*arguments, "--report", str(tmp_path / "list.xlsx")).stdout
    assert "上次用过" in shown
    assert "李秀英" not in shown
    assert (tmp_path / "list.xlsx").exists()
    flask_command(*arguments, "--by", "王芳", expect=1)
    flask_command(*arguments, "--overwrite", "身份证号", expect=1)


@pytest.mark.parametrize("line", ["姓名", "姓名=星座", "没有这列=电话"])
def test_a_line_that_cannot_be_followed_is_named(office: Office, tmp_path: Path, line: str) -> None:
    path = save(tmp_path / "r.xlsx", [["李秀英", LI]], ["姓名", "身份证号"])
    with pytest.raises(FileFault) as caught:
        office.bring(path, sets=["# 说明", line])
    assert "第 2 行" in caught.value.what.zh


def test_lines_are_read_as_notepad_saves_them() -> None:
    assert lines_of("现住址 = 住址".encode("gb18030")) == lines_of("现住址 = 住址".encode("utf-8-sig"))
    target = target_named("独居")
    assert target is not None
    assert target.path == "tags.alone"
