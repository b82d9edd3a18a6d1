"""What contradicts itself is put right where it is seen, left so with a reason, or sent back; one or many alike."""

from __future__ import annotations

from typing import Any

import pytest

from tests.console.browser import Page
from tests.console.office import SECOND, Office
from tests.console.test_conflicts import HOSTILE, Scene
from tests.tablet.driver import TabletProcess

SWAPPED = {"vitals.sbp": 80, "vitals.dbp": 120}


@pytest.fixture
def scene(office: Office, tablets: TabletProcess) -> Scene:
    return Scene(office, tablets)


def open_broken(scene: Scene, **values: Any) -> tuple[str, Page]:
    document = scene.check(**values)
    scene.one.sync()
    return document, scene.desk.open(f"/console/conflicts/{document}")


def told(scene: Scene, document: str) -> dict[str, Any]:
    scene.one.sync()
    return scene.one.values(document)


def test_the_answers_are_put_right_on_the_spot_and_each_has_a_way_back(scene: Scene) -> None:
    document, page = open_broken(scene, **SWAPPED)
    assert "低压应小于高压" in page.text
    form = page.form("/correct")
    right = {"answer:vitals.sbp": "120", "answer:vitals.dbp": "80", "reason": "看过纸质记录"}
    assert scene.desk.press(page, form, **{**right, "answer:vitals.sbp": "很高"}).status == 422
    kept = scene.desk.press(page, form, **{**right, "answer:vitals.sbp": "999"})
    assert kept.status == 422
    assert "看过纸质记录" in kept.html
    assert 'value="999"' in kept.html
    done = scene.desk.press(page, form, **right)
    assert "没有待处理的冲突" in done.text
    now = told(scene, document)
    assert (now["vitals.sbp"], now["vitals.dbp"]) == (120, 80)
    assert scene.desk.press(page, form, **right).status == 200, "twice is once"
    assert len(scene.office.audited("record.amend")) == 1
    decided = scene.desk.open("/console/decisions")
    way_back = scene.desk.open(decided.link("/console/decisions/"))
    scene.desk.press(way_back, way_back.form("/undo"), reason="改错了")
    now = told(scene, document)
    assert sorted((now["vitals.sbp"], now["vitals.dbp"])) in ([80, 80], [120, 120])
    assert "低压应小于高压" in scene.desk.open(f"/console/conflicts/{document}").text


def test_a_stale_page_corrects_nothing_and_keeps_what_was_typed(scene: Scene) -> None:
    document, page = open_broken(scene, **SWAPPED)
    scene.one.edit(document, {"vitals.pulse": 71})
    scene.one.sync()
    answer = scene.desk.press(page, page.form("/correct"), **{"answer:vitals.sbp": "131", "reason": "听错了"})
    assert answer.status == 409
    assert 'value="131"' in answer.html
    assert "听错了" in answer.html
    assert scene.desk.press(page, page.form("/mend"), ("choice", "swap"), reason="x").status == 409
    assert told(scene, document)["vitals.sbp"] == 80
    assert scene.office.audited("record.amend") == []


def test_what_is_missing_may_stay_so_with_a_reason_until_its_answers_change(scene: Scene) -> None:
    document, page = open_broken(scene, **{"vitals.sbp": 150, "vitals.dbp": None, "vitals.pulse": 70})
    assert "高压和低压要一起填" in page.text
    done = scene.desk.press(page, page.form("/mend"), ("choice", "accept"), reason="只听清了高压")
    assert "没有待处理的冲突" in done.text
    assert "按原样保留" in done.text
    assert scene.desk.press(page, page.form("/mend"), ("choice", "accept"), reason="只听清了高压").status == 200
    assert len(scene.office.audited("conflict.accept")) == 1, "twice is once"
    assert document not in scene.desk.open("/console/conflicts").html
    decided = scene.desk.open("/console/decisions")
    assert "高压和低压要一起填" in decided.text
    way_back = scene.desk.open(decided.link("/console/decisions/"))
    scene.desk.press(way_back, way_back.form("/undo"), reason="再去量一次")
    again = scene.desk.open(f"/console/conflicts/{document}")
    assert "高压和低压要一起填" in again.text
    scene.desk.press(again, again.form("/mend"), ("choice", "accept"), reason="量不到")
    scene.one.sync()
    scene.one.edit(document, {"vitals.sbp": 152})
    scene.one.sync()
    assert "高压和低压要一起填" in scene.desk.open(f"/console/conflicts/{document}").text, "it was accepted of 150"


def test_what_contradicts_itself_cannot_be_left_so(scene: Scene) -> None:
    document, page = open_broken(scene, **SWAPPED)
    form = page.form("/mend")
    assert 'value="accept"' not in page.html
    assert scene.desk.press(page, form, ("choice", "accept"), reason="x").status == 422
    done = scene.desk.press(page, form, ("choice", "swap"), reason="填反了")
    assert "没有待处理的冲突" in done.text
    assert told(scene, document)["vitals.dbp"] == 80
    assert scene.desk.press(page, form, ("choice", "swap"), reason="填反了").status == 409, "it is not swapped back"


def test_many_are_decided_alike_and_what_does_not_fit_is_left(scene: Scene) -> None:
    swapped = [scene.check(**SWAPPED) for _ in range(2)]
    missing = scene.check(**{"vitals.sbp": 150, "vitals.dbp": None})
    scene.one.sync()
    page = scene.desk.open("/console/conflicts?type=inconsistent")
    boxes = [part.split('"')[0] for part in page.html.split('name="broken" value="')[1:]]
    assert len(boxes) == 3
    sent = {**dict(page.form("/console/conflicts", "many").values), "broken": boxes, "reason": "统一处理"}
    answer = scene.desk.send("/console/conflicts/broken", {**sent, "choice": "swap"})
    assert answer.status == 409
    assert "有 1 处没有动" in answer.text
    assert [told(scene, one)["vitals.sbp"] for one in swapped] == [120, 120]
    again = scene.desk.send("/console/conflicts/broken", {**sent, "choice": "swap"})
    assert again.status == 409, "all have changed, or do not fit"
    left = [one for one in boxes if missing in one]
    back = scene.desk.send("/console/conflicts/broken", {**sent, "broken": left, "choice": "return"})
    assert back.status == 200
    assert "高压和低压要一起填" in told(scene, missing)["review.comment"]
    assert told(scene, missing)["review.state"] == "returned"
    assert scene.desk.send("/console/conflicts/broken", {**sent, "broken": [], "choice": "swap"}).status == 422


def test_an_answer_that_excludes_others_goes_or_they_do(scene: Scene) -> None:
    resident = scene.one.create("resident", scene.one.status()["identity"]["grids"][0]["id"],
                                {"name": HOSTILE, "sex": "1", "status": "in", "disease.none": True,
                                 "disease.hypertension": True})  # fmt: skip
    scene.one.sync()
    page = scene.desk.open(f"/console/conflicts/{resident}")
    assert page.handlers == []
    scene.desk.press(page, page.form("/mend"), ("choice", "first"), reason="确有高血压")
    now = told(scene, resident)
    assert (now.get("disease.none"), now["disease.hypertension"]) == (None, True)


def test_what_is_not_ones_own_cannot_be_put_right(scene: Scene) -> None:
    document, page = open_broken(scene, **SWAPPED)
    office = scene.office
    correct, mend = dict(page.form("/correct").values), dict(page.form("/mend").values)
    entry = {**correct, "answer:vitals.sbp": "120", "reason": "x"}
    boxes = [part.split('"')[0] for part in scene.desk.open("/console/conflicts").html.split('"broken" value="')[1:]]
    theirs = office.browser(office.desk("段平", "supervisor", SECOND))
    csrf = dict(theirs.open("/console/conflicts").form("/sign-out").values)["csrf"]
    at = f"/console/conflicts/{document}"
    assert theirs.send(f"{at}/correct", {**entry, "csrf": csrf}).status == 404
    assert theirs.send(f"{at}/mend", {**mend, "csrf": csrf, "choice": "swap", "reason": "x"}).status == 404
    many = {"csrf": csrf, "broken": boxes, "choice": "swap", "reason": "x"}
    assert theirs.send("/console/conflicts/broken", many).status == 409
    assert scene.desk.send(f"{at}/correct", {**entry, "csrf": ""}).status == 403
    for strange in ("grid", "review.state", "same_as", "nothing.there"):
        assert scene.desk.send(f"{at}/correct", {**entry, f"answer:{strange}": "x"}).status == 422
    assert told(scene, document)["vitals.sbp"] == 80
