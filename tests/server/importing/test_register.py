"""The clerk has last year's register."""

from __future__ import annotations

import datetime
from pathlib import Path
from uuid import UUID

import openpyxl
import pytest
from sqlalchemy import select

from server.audit import Someone
from server.database import reading, writing
from server.erase import erase
from server.importing.issues import REASONS
from server.importing.register import Taken
from server.importing.report import body, issue_lines, mapping_lines, summary_lines, write_report
from server.models import Chunk, Community
from server.reconcile import catch_up, reconcile
from server.settle import link
from server.verify import Counts, verify
from tests.server.commands.world import COMMUNITY
from tests.server.importing.office import Office, opened
from tests.server.importing.registers import LI, WANG, ZHANG, ZHAO, number, person, real_register, save


def codes(taken: Taken) -> list[tuple[int, str, str]]:
    return [(issue.row, issue.fate, issue.code) for issue in taken.run.issues]


def test_the_register_from_the_drawer_is_read_as_it_lies(office: Office, tmp_path: Path) -> None:
    taken = office.bring(real_register(tmp_path / "r.xlsx"), grid=None)
    assert (taken.run.counts.rows, taken.run.counts.new, taken.run.counts.refused) == (3, 3, 0)
    assert office.register.passed_over == [10, 11]
    assert "file.hidden_sheets" in office.register.told
    on_file = office.residents()
    assert set(on_file) == {"张守信", "李秀英", "王桂兰"}, "the hidden sheet is not read"
    zhang, li, wang = on_file["张守信"], on_file["李秀英"], on_file["王桂兰"]
    assert zhang["id_number"] == ZHANG
    assert zhang["birth_date"] == "1940-02-29"
    assert (zhang["ethnic"], zhang["relation_to_head"], zhang["status"]) == ("01", "0", "in")
    assert zhang["disease.hypertension"] is zhang["disease.diabetes"] is True
    contact = {path.rsplit(".", 1)[1]: value for path, value in zhang.items() if path.startswith("contact.")}
    assert contact == {"name": "张小芳", "phone": "13812345678"}
    assert li["id_number"] == LI, "full-width digits are digits"
    assert (li["relation_to_head"], li["disease.none"]) == ("1", True)
    assert li["live_address"] == "睦邻苑3号楼2单元501", "the merged cell speaks for all it spans"
    assert li["household"] == zhang["household"] != wang["household"]
    assert (wang["ethnic"], wang["tags.alone"], wang["birth_date"]) == ("03", True, "1950-06-15")
    assert (wang["disease.other"], wang["disease_detail"]) == (True, "腰椎间盘突出")
    homes = {str(UUID(bytes=one.document_id)): one for one in office.records("household")}
    home = homes[zhang["household"]].values
    assert (home["address.building"], home["address.unit"], home["address.room"]) == ("3", "2", "501")
    assert home["head"] == str(UUID(bytes=office.derived(ZHANG)))
    assert home["address.estate"] == "睦邻苑"


def test_twice_changes_nothing(office: Office, tmp_path: Path) -> None:
    path = real_register(tmp_path / "r.xlsx")
    office.bring(path, grid=None)
    before = office.seqs()
    again = office.bring(path, grid=None)
    assert office.seqs() == before
    assert (again.documents, again.run.counts.unchanged, again.run.counts.differing) == (0, 3, 0)


def test_twice_changes_nothing_without_id_numbers_either(office: Office, tmp_path: Path) -> None:
    rows = [
        person("孙玉梅", 出生日期="1948-03-05", 现住址="3-1-101", 与户主关系="户主"),
        person("周建国", 性别="男", 出生日期="1946-09-01", 与户主关系="丈夫"),
        person("钱大娘", 现住址="3-1-102", 电话="13812345670"),
        person("吴老太", 出生日期="1939-01-20"),
    ]
    path = save(tmp_path / "r.xlsx", rows)
    first = office.bring(path)
    assert (first.run.counts.new, first.run.counts.households_new) == (4, 2)
    before = office.seqs()
    assert office.bring(path).run.counts.unchanged == 4
    assert office.seqs() == before


def test_a_dry_run_writes_nothing_and_says_the_same(office: Office, tmp_path: Path) -> None:
    path = real_register(tmp_path / "r.xlsx")
    dry = office.bring(path, grid=None, dry=True)
    assert office.seqs() == {"g1": 0, "g2": 0, "old": 0}
    assert office.audit() == []
    real = office.bring(path, grid=None)
    assert dry.run.counts == real.run.counts
    assert codes(dry) == codes(real)


def test_bad_rows_are_listed_and_the_good_ones_taken(office: Office, tmp_path: Path) -> None:
    rows = [
        person("好人", ZHAO, 出生日期="1952-06-30"),
        person("丢数字", 3.70822194410010e17),
        person("丢数字二", "3.70822E+17"),
        person("校验错", "370822194410010004"),
        person("没这天", "370822194502300008"),
        person("没这天二", 出生日期="1945-02-30", 现住址="1-1-1"),
        person("", LI),
        person("认不出"),
        person("12楼"),
        person("未来人", 出生日期="2027-01-01"),
        person("短号码", "3708221944"),
        person("两行一人", WANG),
        person("两行一人", WANG),
    ]
    taken = office.bring(save(tmp_path / "r.xlsx", rows))
    assert set(office.residents()) == {"好人"}
    assert taken.run.counts.refused == 12
    said = {(row, code) for row, fate, code in codes(taken) if fate == "refused"}
    assert said == {
        (3, "id.lost_digits"), (4, "id.lost_digits"), (5, "id.wrong"), (6, "id.wrong"), (7, "date.impossible"),
        (8, "row.no_name"), (9, "row.nobody"), (10, "row.name"), (11, "date.future"), (12, "id.wrong"),
        (13, "row.twice"), (14, "row.twice"),
    }  # fmt: skip
    reasons = {issue.row: issue.words for issue in taken.run.issues}
    assert reasons[5].zh == "身份证号校验不对，请逐位核对"
    assert reasons[6].zh == "身份证号里的出生日期不存在"
    assert "14" in reasons[13].zh
    assert "13" in reasons[14].en


def test_dates_come_in_every_hand(office: Office, tmp_path: Path) -> None:
    written = {
        "甲": datetime.date(1944, 10, 1), "乙": "1944.10.1", "丙": "19441001", "丁": "1944年10月1日", "戊": 19441001,
        "己": "1944/10/1", "庚": "１９４４－１０－０１", "辛": 16346, "壬": "1944-10-01 00:00:00",
    }  # fmt: skip
    rows = [
        person(f"{name}某", 出生日期=value, 现住址=f"1-1-{place}")
        for place, (name, value) in enumerate(written.items(), 1)
    ]
    rows += [
        person("只月", 出生日期="1944年10月", 现住址="1-2-1"),
        person("农历", 出生日期="农历八月十五", 现住址="1-2-2"),
        person("农历证", LI, 出生日期="农历八月十五"),
        person("只年证", ZHANG, 出生日期="1940年"),
        person("不一致", ZHAO, 出生日期="1952-07-30"),
        person("老证", "370822401001000"),
    ]
    taken = office.bring(save(tmp_path / "r.xlsx", rows))
    on_file = office.residents()
    assert {name: on_file[f"{name}某"]["birth_date"] for name in written} == dict.fromkeys(written, "1944-10-01")
    assert "birth_date" not in on_file["只月"]
    assert on_file["农历"].get("birth_date") is None
    assert on_file["农历"]["lunar_birthday"] == "农历八月十五"
    assert (on_file["农历证"]["birth_date"], on_file["农历证"]["lunar_birthday"]) == ("1944-10-01", "农历八月十五")
    assert on_file["只年证"]["birth_date"] == "1940-02-29"
    assert on_file["不一致"]["birth_date"] == "1952-06-30", "the number has a check digit, the date has none"
    assert on_file["老证"]["id_number"] == "370822194010010004"
    said = {(issue.row, issue.code) for issue in taken.run.issues if issue.code != "sex.from_id"}
    assert {(11, "date.partial"), (12, "date.lunar"), (13, "date.lunar"), (15, "birth.from_id")} <= said


def test_a_tablets_resident_and_the_registers_are_one(office: Office, tmp_path: Path) -> None:
    with office.app.app_context():
        office.world.write(
            "王芳", "met", "resident", "g1", name="李秀英", sex="2", status="in", birth_date="1944-10-01"
        )
    number_typed_later = office.world.documents["met"]
    office.change("王芳", number_typed_later, id_number=LI)
    taken = office.bring(save(tmp_path / "r.xlsx", [person("李秀英", LI, 电话="13812345678", 婚姻状况="丧偶")]))
    assert (taken.run.counts.new, taken.run.counts.filled) == (0, 1)
    assert office.rows("resident") == 1
    values = office.residents()["李秀英"]
    assert (values["phone"], values["marital"]) == ("13812345678", "3")


def test_a_later_register_fills_what_is_empty_and_overwrites_nobody(office: Office, tmp_path: Path) -> None:
    office.bring(save(tmp_path / "1.xlsx", [person("李秀英", LI, 电话="13812345678", 现住址="3-2-501")]))
    identity = office.derived(LI)
    office.change("王芳", identity, phone="13899999999")
    office.change("王芳", identity, live_address=None)
    later = save(
        tmp_path / "2.xlsx",
        [person("李秀英", LI, 电话="13812345678", 现住址="3-2-501", 婚姻状况="丧偶", 慢性病="高血压")],
    )
    taken = office.bring(later)
    values = office.residents()["李秀英"]
    assert values["phone"] == "13899999999"
    assert values.get("live_address") is None, "what a worker emptied stays empty"
    assert (values["marital"], values["disease.hypertension"]) == ("3", True)
    assert taken.run.counts.differing == 1
    told = {issue.code: issue for issue in taken.run.issues}
    assert set(told) == {"field.differs", "field.cleared"}
    assert told["field.differs"].column == "F 电话"
    assert (told["field.differs"].shown, told["field.differs"].about["known"]) == ("138****5678", "138****9999")
    before = office.seqs()
    office.bring(later)
    assert office.seqs() == before
    office.bring(later, overwrite=["phone"])
    assert office.residents()["李秀英"]["phone"] == "13812345678"
    before = office.seqs()
    office.bring(later, overwrite=["phone"])
    assert office.seqs() == before


def test_a_first_register_without_numbers_and_a_second_with_them_meet(office: Office, tmp_path: Path) -> None:
    office.bring(save(tmp_path / "1.xlsx", [person("李秀英", 出生日期="1944-10-01", 现住址="3号楼2单元501")]))
    taken = office.bring(save(tmp_path / "2.xlsx", [person("李秀英", LI, 出生日期="1944.10.1", 现住址="3-2-501")]))
    assert (taken.run.counts.new, taken.run.counts.filled) == (0, 1)
    assert office.rows("resident") == 1
    assert office.residents()["李秀英"]["id_number"] == LI


def test_somebody_of_the_same_name_and_birthday_is_for_the_clerk_to_decide(office: Office, tmp_path: Path) -> None:
    with office.app.app_context():
        office.world.write(
            "王芳", "met", "resident", "g1", name="李秀英", sex="2", status="in", birth_date="1944-10-01"
        )
    path = save(tmp_path / "r.xlsx", [person("李秀英", LI, 现住址="3-2-501")])
    taken = office.bring(path)
    assert codes(taken) == [(2, "refused", "known.likely")]
    assert office.rows("resident") == 1
    assert office.bring(path, likely="same").run.counts.filled == 1
    assert office.rows("resident") == 1
    assert office.residents()["李秀英"]["id_number"] == LI
    assert office.bring(path).run.counts.unchanged == 1, "from then on it is certain"


def test_the_same_name_twice_in_one_register(office: Office, tmp_path: Path) -> None:
    rows = [
        person("王桂兰", WANG, 现住址="1-1-101"),
        person("王桂兰", 出生日期="1950-06-15", 现住址="9-9-909"),
        person("刘敏", number("1960-01-01")),
        person("刘敏", number("1960-01-01", "200")),
    ]
    path = save(tmp_path / "r.xlsx", rows)
    taken = office.bring(path)
    assert [one for one in codes(taken) if one[1] == "refused"] == [(3, "refused", "row.alike")]
    assert taken.run.counts.new == 3
    assert office.bring(path, likely="new").run.counts.new == 1
    before = office.seqs()
    assert office.bring(path, likely="new").run.counts.unchanged == 4
    assert office.seqs() == before


def test_who_lives_in_another_grid_is_listed_and_not_moved(office: Office, tmp_path: Path) -> None:
    office.bring(save(tmp_path / "1.xlsx", [person("李秀英", LI)]), grid="g2")
    before = office.seqs()
    taken = office.bring(save(tmp_path / "2.xlsx", [person("李秀英", LI, 电话="13812345678")]), grid="g1")
    assert (taken.run.counts.elsewhere, taken.run.counts.new) == (1, 0)
    assert "2网格" in taken.run.issues[0].words.zh
    assert office.seqs() == before


def test_who_had_their_file_erased_does_not_come_back(office: Office, tmp_path: Path) -> None:

    rows = [person("李秀英", LI), person("吴老太", 出生日期="1939-01-20", 现住址="3-2-501")]
    path = save(tmp_path / "r.xlsx", rows)
    office.bring(path)
    with office.app.app_context():
        office.world.write(
            "王芳", "met", "resident", "g1", name="赵六", sex="1", status="in", birth_date="1952-06-30", id_number=ZHAO
        )
        ids = [one.document_id for one in office.records("resident")]

        erase(Someone(COMMUNITY), ids, office.data, reason="本人要求")
    before = office.seqs()
    rows += [person("赵六", ZHAO), person("赵六", 出生日期="1952-06-30")]
    taken = office.bring(save(tmp_path / "r.xlsx", rows[:3]))
    assert {code for _, _, code in codes(taken)} == {"known.erased"}, "also whose tablet had named them by chance"
    assert taken.run.counts.refused == 3
    assert office.seqs() == before


def test_who_is_on_file_as_dead_is_left_in_peace(office: Office, tmp_path: Path) -> None:
    path = save(tmp_path / "r.xlsx", [person("李秀英", LI, 电话="13812345678")])
    office.bring(save(tmp_path / "1.xlsx", [person("李秀英", LI)]))
    office.change("王芳", office.derived(LI), status="dead", status_since="2026-05-01")
    assert codes(office.bring(path)) == [(2, "refused", "known.gone")]


def test_a_linked_file_is_followed(office: Office, tmp_path: Path) -> None:

    office.bring(save(tmp_path / "1.xlsx", [person("李秀英", LI)]))
    with office.app.app_context():
        office.world.write("王芳", "met", "resident", "g1", name="李秀英", sex="2", status="in")
        kept = office.world.documents["met"]
        with writing() as session:
            link(session, COMMUNITY, office.world.people["李红"], office.derived(LI), kept, "同一人")
        reconcile(COMMUNITY, [office.derived(LI)])
    office.bring(save(tmp_path / "2.xlsx", [person("李秀英", LI, 电话="13812345678")]))
    assert opened(office, kept).value("phone") == "13812345678"
    assert opened(office, office.derived(LI)).value("phone") is None


def test_a_household_that_a_tablet_made_is_the_household(office: Office, tmp_path: Path) -> None:
    with office.app.app_context():
        office.world.write(
            "王芳", "home", "household", "g1", address__estate="睦邻苑", address__building="3", address__unit="2",
            address__room="501", address_text="睦邻苑3号楼2单元501",
        )  # fmt: skip
    taken = office.bring(save(tmp_path / "r.xlsx", [person("李秀英", LI, 现住址="睦邻苑3-2-501", 与户主关系="户主")]))
    assert (taken.run.counts.households_new, taken.run.counts.households_filled) == (0, 1)
    home = str(UUID(bytes=office.world.documents["home"]))
    assert office.residents()["李秀英"]["household"] == home


@pytest.mark.parametrize("said", ["9网格", "旧网格"])
def test_a_grid_that_is_not_there(office: Office, tmp_path: Path, said: str) -> None:
    path = save(tmp_path / "r.xlsx", [["李秀英", LI, said], ["张守信", ZHANG, None]], ["姓名", "身份证号", "所属网格"])
    assert codes(office.bring(path, grid=None))[0] == (2, "refused", "row.grid_unknown")
    assert "row.no_grid" in {code for _, _, code in codes(office.bring(path, grid=None))}
    assert set(office.residents()) == set()
    office.bring(path, grid="g2")
    assert set(office.residents()) == {"张守信"}


def test_the_centre_wrote_it_and_every_author_is_true(office: Office, tmp_path: Path) -> None:
    office.bring(real_register(tmp_path / "r.xlsx"), grid=None)
    office.change("王芳", office.derived(LI), phone="13811112222")
    office.bring(save(tmp_path / "2.xlsx", [person("李秀英", LI, 婚姻状况="丧偶")]))
    with office.app.app_context():
        with reading() as session:
            assert list(verify(session, Counts())) == []
        assert catch_up(COMMUNITY).records == 0
    with office.app.app_context(), reading() as session:
        mine = [chunk for chunk in session.scalars(select(Chunk)) if chunk.tablet_id is None]
        assert len(mine) == 6
        centre = session.get_one(Community, COMMUNITY).centre
        assert {chunk.person_id for chunk in mine} == {None}
    assert {change.actor[:16] for change in opened(office, office.derived(ZHANG)).changes()} == {centre}


def test_nobody_is_known_by_what_is_printed(office: Office, tmp_path: Path) -> None:
    path = real_register(tmp_path / "r.xlsx")
    office.bring(path, grid=None)
    rows = [person("李秀英", LI, 电话="13888887777", 现住址="幸福里9-9-909"), person("王丢丢", 3.7e17)]
    taken = office.bring(save(tmp_path / "2.xlsx", rows))
    report = tmp_path / "list.xlsx"
    write_report(report, taken)
    printed = [
        *mapping_lines(office.register),
        *issue_lines(taken.run.issues),
        *summary_lines(office.register, taken, False),
    ]
    printed.append(str(body(office.register, taken, False)))
    book = openpyxl.load_workbook(report)
    printed += [str(cell) for row in book.worksheets[0].iter_rows(values_only=True) for cell in row]
    for secret in ("李秀英", "王丢丢", LI, "13888887777", "幸福里", "睦邻苑", "1944"):
        assert [line for line in printed if secret in line] == []
    (event, *_) = office.audit()
    assert event.detail["rows"] == 3
    assert "李秀英" not in str(event.detail)


def test_the_list_in_excel_is_harmless(office: Office, tmp_path: Path) -> None:
    headings = ["姓名", "身份证号", "=cmd|'/C calc'!A0婚姻状况"]
    book = openpyxl.Workbook()
    table = book.active
    assert table is not None
    table.append(headings)
    table["C1"].data_type = "s"
    table.append(["李秀英", LI, "@SUM(1)"])
    path = tmp_path / "r.xlsx"
    book.save(path)
    taken = office.bring(path)
    assert taken.run.issues
    write_report(tmp_path / "list.xlsx", taken)
    cells = [cell for row in openpyxl.load_workbook(tmp_path / "list.xlsx").worksheets[0].iter_rows() for cell in row]
    assert {cell.data_type for cell in cells} <= {"s", "n"}


def test_every_reason_has_its_words() -> None:
    for code, words in REASONS.items():
        assert words.zh, code
        assert words.en, code
