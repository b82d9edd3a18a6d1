"""Files that are not what they seem, and files that mean harm: the clerk is told what to do, the box stays up."""

from __future__ import annotations

import re
import subprocess
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from schemas.id_number import check_digit
from schemas.limits import DEFAULT_LIMITS
from server.importing.container import check_container
from server.importing.faults import FileFault
from server.importing.people import read_people
from server.importing.register import Register, read
from tests.server.importing.office import TODAY, Office
from tests.server.importing.registers import LI, ZHANG, person, real_register, save

SHEET = "xl/worksheets/sheet1.xml"


def rewritten(path: Path, parts: dict[str, Callable[[str], str] | str]) -> Path:
    """The same workbook with some of its parts written otherwise."""
    with zipfile.ZipFile(path) as archive:
        content = {name: archive.read(name) for name in archive.namelist()}
    for name, change in parts.items():
        text = change if isinstance(change, str) else change(content[name].decode("utf-8"))
        content[name] = text.encode("utf-8")
    target = path.with_name(f"rewritten-{path.name}")
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in content.items():
            archive.writestr(name, data)
    return target


def fault_of(path: Path, **limits: int) -> str:
    with pytest.raises(FileFault) as caught:
        read(path, replace(DEFAULT_LIMITS, **limits), None)
    assert caught.value.what.zh
    return caught.value.code


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "file.empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "Workbook".encode("utf-16-le"), "file.old_excel"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "EncryptedPackage".encode("utf-16-le"), "file.password"),
        ("姓名,身份证号\n李秀英,1\n".encode("gb18030"), "file.csv"),
        ("\ufeff姓名\t身份证号\n".encode(), "file.csv"),
        ("姓名\t身份证号\n".encode("utf-16"), "file.csv"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "file.web_page"),
        (b"\xff\xd8\xff photo", "file.not_a_table"),
        (b"PK\x03\x04 and nothing more", "file.damaged"),
    ],
)
def test_what_is_no_workbook_is_told_by_its_name(tmp_path: Path, content: bytes, code: str) -> None:
    path = tmp_path / "r.xlsx"
    path.write_bytes(content)
    assert fault_of(path) == code


def test_other_zips_are_no_workbooks(tmp_path: Path) -> None:
    for name, code in (("mimetype", "file.other_table"), ("word/document.xml", "file.not_a_table")):
        path = tmp_path / "r.xlsx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(name, "x")
        assert fault_of(path) == code


def test_a_bomb_is_not_inflated(tmp_path: Path) -> None:
    bomb = "<worksheet><sheetData>" + " " * 200_000_000
    path = rewritten(save(tmp_path / "r.xlsx", []), {SHEET: bomb})
    assert path.stat().st_size < 400_000
    began = time.monotonic()
    assert fault_of(path) == "file.inflated"
    assert time.monotonic() - began < 10


def test_a_bomb_of_elements_is_not_built(tmp_path: Path) -> None:
    path = rewritten(save(tmp_path / "r.xlsx", []), {SHEET: "<worksheet><sheetData>" + "<row/>" * 5_000_000})
    assert fault_of(path) == "file.elements"
    styles = "<styleSheet><cellXfs>" + "<xf/>" * 400_000
    assert fault_of(rewritten(save(tmp_path / "r.xlsx", []), {"xl/styles.xml": styles})) == "file.elements"


def test_what_a_sheet_says_of_its_size_is_not_believed(tmp_path: Path) -> None:
    path = rewritten(
        save(tmp_path / "r.xlsx", [person("李秀英", LI)]),
        {SHEET: lambda xml: re.sub(r'<dimension ref="[^"]*"', '<dimension ref="A1:XFD1048576"', xml)},
    )
    began = time.monotonic()
    table = read(path, DEFAULT_LIMITS, None).table
    assert len(table.sheet.rows) == 2
    assert time.monotonic() - began < 2


def test_a_cell_far_out_and_rows_without_end(tmp_path: Path) -> None:
    far = save(tmp_path / "far.xlsx", [[*person("李秀英", LI), *[None] * 300, "x"]])
    assert fault_of(far) == "file.columns"
    many = save(tmp_path / "many.xlsx", [person("李秀英", LI)] * 30)
    assert fault_of(many, import_rows_max=20) == "file.rows"
    assert fault_of(many, import_file_bytes_max=100) == "file.too_large"


def test_entities_are_not_expanded(tmp_path: Path) -> None:
    entity = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]>'
    path = rewritten(
        save(tmp_path / "r.xlsx", [person("李秀英", LI)]),
        {SHEET: lambda xml: entity + re.sub(r"^<\?xml.*?\?>", "", xml).replace("<sheetData>", "<sheetData>&b;")},
    )
    assert fault_of(path) == "file.entities"


def test_macros_are_not_run_and_links_not_opened(tmp_path: Path) -> None:
    path = rewritten(
        save(tmp_path / "r.xlsx", [person("李秀英", LI)]),
        {"xl/vbaProject.bin": "Sub Auto_Open()", "xl/externalLinks/externalLink1.xml": "<externalLink/>"},
    )
    assert check_container(path, DEFAULT_LIMITS) == ["file.macros", "file.links"]
    assert read(path, DEFAULT_LIMITS, None).table.column_for("name")


def test_a_formula_counts_by_what_excel_last_saw(tmp_path: Path) -> None:
    path = save(tmp_path / "r.xlsx", [person("李秀英", LI, 电话="=A1"), person("张守信", ZHANG, 电话="=B1")])

    def once_worked_out(xml: str) -> str:
        return re.sub(r"<f>A1</f><v\s*/>|<f>A1</f><v></v>", "<f>A1</f><v>13812345678</v>", xml)

    register = read(rewritten(path, {SHEET: once_worked_out}), DEFAULT_LIMITS, None)
    people, _ = read_people(register.table, TODAY)
    assert people[0].values["phone"] == "13812345678"
    assert [(issue.row, issue.code) for issue in people[1].issues if issue.code.startswith("value")] == [
        (3, "value.formula")
    ]
    assert "file.formulas" in register.told


def test_errors_in_cells_are_told(tmp_path: Path) -> None:
    people, _ = read_people(read(save(tmp_path / "r.xlsx", [person("#N/A", LI)]), DEFAULT_LIMITS, None).table, TODAY)
    assert [issue.code for issue in people[0].issues if issue.fate == "refused"] == ["value.error"]


def test_a_number_that_another_program_wrote_whole_is_taken(tmp_path: Path) -> None:
    first = next(f"37082219441001{n:03}" for n in range(1, 99) if check_digit(f"37082219441001{n:03}") == "7")
    path = save(tmp_path / "r.xlsx", [person("甲某", "370822194410010097"), person("乙某", 18)])
    path = rewritten(path, {SHEET: lambda xml: re.sub(r"<v>18</v>", f"<v>{first}7</v>", xml)})
    people, _ = read_people(read(path, DEFAULT_LIMITS, None).table, TODAY)
    assert people[1].number == f"{first}7"


def test_no_line_of_a_torn_file_is_taken(tmp_path: Path) -> None:
    whole = real_register(tmp_path / "r.xlsx").read_bytes()
    for cut in range(100, len(whole), 977):
        torn = tmp_path / "torn.xlsx"
        torn.write_bytes(whole[:cut])
        assert fault_of(torn) in ("file.damaged", "file.not_a_table")


def test_bytes_turned_round_never_break_the_reading(tmp_path: Path) -> None:
    whole = bytearray(real_register(tmp_path / "r.xlsx").read_bytes())
    for at in range(30, len(whole), 61):
        turned = bytearray(whole)
        turned[at] ^= 0x5A
        path = tmp_path / "turned.xlsx"
        path.write_bytes(bytes(turned))
        try:
            found = read(path, DEFAULT_LIMITS, None)
        except FileFault:
            continue
        assert isinstance(found, Register)


def test_several_sheets_that_look_alike_are_not_guessed(tmp_path: Path) -> None:
    path = save(tmp_path / "r.xlsx", [person("李秀英", LI)])
    book = openpyxl.load_workbook(path)
    other = book.create_sheet("2网格")
    other.append(["姓名", "身份证号"])
    book.save(path)
    assert fault_of(path) == "sheet.which"
    assert read(path, DEFAULT_LIMITS, "2网格").table.sheet.name == "2网格"
    assert fault_of(save(tmp_path / "n.xlsx", [[1, 2]], ["甲", "乙"])) == "sheet.no_headings"


def test_the_command_says_what_to_do(
    office: Office, flask_command: Callable[..., subprocess.CompletedProcess[str]], tmp_path: Path
) -> None:
    assert office.seqs()
    path = tmp_path / "r.xlsx"
    path.write_text("姓名,身份证号\n", encoding="utf-8")
    said = flask_command("import", "residents", str(path), expect=1)
    assert "另存为" in said.stderr
    assert "Traceback" not in said.stderr
