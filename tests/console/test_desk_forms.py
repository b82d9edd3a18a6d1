"""A doctor takes a call at the desk: the visit is filled in there, and a note is corrected there, like at the door."""

from __future__ import annotations

import json
import uuid

import pytest

from tests.console.browser import Page
from tests.console.office import FIRST, SECOND, Office
from tests.console.test_conflicts import HOSTILE, Scene
from tests.tablet.driver import TabletError, TabletProcess

NUMBER = "370822194001010029"


@pytest.fixture
def scene(office: Office, tablets: TabletProcess) -> Scene:
    made = Scene(office, tablets)
    made.doctor = office.desk("孙医生", "doctor", FIRST)
    made.one.sync()
    made.desk = office.browser(made.doctor)
    return made


def visits(scene: Scene) -> list[str]:
    scene.one.sync()
    found = scene.desk.open(f"/api/v1/records?kind=visit&subject={scene.resident}")
    return [one["id"] for one in json.loads(found.html)["records"]]


def form_of(scene: Scene, kind: str = "visit") -> Page:
    return scene.desk.open(f"/console/residents/{scene.resident}/begin/{kind}")


def test_a_visit_by_telephone_is_begun_at_the_desk_and_twice_is_once(scene: Scene) -> None:
    page = form_of(scene)
    assert page.handlers == []
    assert "赵大娘" in page.text
    form = page.form("/begin/visit")
    said = {"answer:result": "1", "answer:note": f"电话里说头晕 {HOSTILE}"}
    lacking = scene.desk.press(page, form, **{**said, "answer:method": ""})
    assert lacking.status == 422
    assert "这一项必须填" in lacking.text
    assert "电话里说头晕" in lacking.text
    assert visits(scene) == []
    done = scene.desk.press(page, form, **said, **{"answer:method": "2", "answer:eating": "1"})
    assert done.status == 200, done.text
    assert done.handlers == []
    assert "孙医生 在审核台" in done.text
    again = scene.desk.press(page, form, **said, **{"answer:method": "2"})
    assert again.address == done.address
    (visit,) = visits(scene)
    told = scene.one.values(visit)
    assert (told["method"], told["worker"]) == ("2", str(uuid.UUID(bytes=scene.doctor)))
    assert HOSTILE in told["note"]
    assert len(scene.office.audited("record.begin")) == 1


def test_what_is_unusual_is_looked_at_again_and_what_contradicts_itself_is_not_begun(scene: Scene) -> None:
    page = form_of(scene, "health_check")
    form = page.form("/begin/")
    given = {"answer:source": "1", "answer:vitals.sbp": "80", "answer:vitals.dbp": "120"}
    assert "低压应小于高压" in scene.desk.press(page, form, **given).text
    high = {**given, "answer:vitals.sbp": "262"}
    asked = scene.desk.press(page, form, **high)
    assert asked.status == 422
    assert "少见的数值" in asked.text
    assert scene.desk.press(asked, asked.form("/begin/"), sure="true").status == 200
    assert scene.desk.press(page, form, **{**high, "answer:vitals.sbp": "9999"}).status == 422


def test_a_note_is_written_in_from_two_sides_and_taken_back(scene: Scene) -> None:
    document = scene.check()
    scene.one.edit(document, text={"note": {"update": "早上量的偏高"}})
    scene.one.sync()
    page = scene.desk.open(f"/console/review/{document}/edit")
    form = page.form("/edit")
    scene.one.splice(document, "note", 2, 0, "九点")
    done = scene.desk.press(page, form, **{"answer:note": "早上量的偏高，已劝复测", "reason": "电话核实"})
    assert done.status == 200, done.text
    scene.one.sync()
    scene.one.sync()
    assert scene.one.values(document)["note"] == "早上九点量的偏高，已劝复测"
    stale = scene.desk.press(page, form, **{"answer:note": "重写一遍", "reason": "x"})
    assert stale.status == 409
    assert "重写一遍" in stale.text
    page = scene.desk.open(f"/console/review/{document}/edit")
    scene.desk.press(page, page.form("/edit"), **{"answer:note": "早上九点量的偏高", "reason": "写错人了"})
    way_back = scene.desk.open(scene.desk.open("/console/decisions").link("/console/decisions/"))
    assert scene.desk.press(way_back, way_back.form("/undo"), reason="没写错").status == 200
    scene.one.sync()
    assert scene.one.values(document)["note"] == "早上九点量的偏高，已劝复测"


def test_somebody_new_is_registered_at_the_desk_and_named_as_a_tablet_would(scene: Scene) -> None:
    page = scene.desk.open(scene.desk.open("/console/residents").link("/residents/new"))
    form = page.form("/residents/new")
    said = {"answer:name": "秦素梅", "answer:sex": "2", "answer:birth_date": "1940-01-01",
            "answer:id_number": NUMBER, "grid": FIRST}  # fmt: skip
    assert scene.desk.press(page, form, **{**said, "grid": SECOND}).status == 403
    done = scene.desk.press(page, form, **said)
    assert done.status == 200, done.text
    again = scene.desk.press(page, form, **said)
    assert again.address == done.address, "twice is once"
    scene.one.sync()
    made = done.address.rsplit("/", 1)[-1].partition("?")[0]
    with pytest.raises(TabletError, match=f"{made} is on this tablet already"):
        # A tablet that meets her names her document the same.
        scene.one.create("resident", FIRST, {"name": "秦素梅", "id_number": NUMBER})
    other = scene.desk.open("/console/residents/new")
    known = scene.desk.press(other, other.form("/residents/new"), **{**said, "answer:name": "另一位"})
    assert known.status == 409
    assert "已经有档案" in known.text
    assert "另一位" in known.html
    assert len(scene.office.audited("record.begin")) == 1


def test_what_is_not_ones_own_is_neither_begun_nor_changed(scene: Scene) -> None:
    document = scene.check()
    scene.one.sync()
    office = scene.office
    begin, edit = f"/console/residents/{scene.resident}/begin/visit", f"/console/review/{document}/edit"
    begun = dict(scene.desk.open(begin).form("/begin/").values) | {"answer:method": "2", "answer:result": "1"}
    changed = dict(scene.desk.open(edit).form("/edit").values) | {"answer:vitals.sbp": "111", "reason": "x"}
    theirs = office.browser(office.desk("段平", "supervisor", SECOND))
    worker = office.browser(office.desk("李强", "grid_worker", FIRST))
    for browser, status in ((theirs, 404), (worker, 403)):
        csrf = dict(browser.open("/console/residents").form("/sign-out").values)["csrf"]
        assert [browser.open(one).status for one in (begin, edit)] == [status, status]
        assert browser.send(begin, {**begun, "csrf": csrf}).status == status
        assert browser.send(edit, {**changed, "csrf": csrf}).status == status
    assert scene.desk.send(begin, {**begun, "csrf": ""}).status == 403
    for strange in ("grid", "review.state", "resident_sign", "nothing.there"):
        assert scene.desk.send(begin, {**begun, f"answer:{strange}": "x"}).status == 422, strange
    for nothing in ("household", "care_level", "no_such", "resident"):
        assert scene.desk.open(f"/console/residents/{scene.resident}/begin/{nothing}").status == 404
    assert scene.desk.open(f"/console/residents/{document}/begin/visit").status == 404
    assert visits(scene) == []
