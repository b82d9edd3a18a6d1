"""Two workers who never met wrote differently; a supervisor decides, and can take it back."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from server.clock import fresh_actor
from server.documents import append, find, load, save
from server.log import flush, lock_grids
from sync.document import Document
from tests.console.browser import Browser, Page
from tests.console.office import FIRST, SECOND, Office
from tests.tablet.driver import TabletProcess

AT = 1_789_000_000_000
HOSTILE = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'


class Scene:
    """王芳 and 李强 serve grid 1, each with a tablet; one resident, and the supervisor's browser."""

    def __init__(self, office: Office, tablets: TabletProcess) -> None:
        self.office = office
        self.fang, self.qiang = (office.person(name, "grid_worker", FIRST) for name in ("王芳", "李强"))
        self.one = office.in_hand(tablets, "7号平板", self.fang)
        self.other = office.in_hand(tablets, "8号平板", self.qiang)
        self.resident = self.one.create("resident", FIRST, {"name": "赵大娘", "sex": "2", "status": "in"})
        self.desk: Browser = office.browser(office.supervisor)

    def check(self, **values: Any) -> str:
        made = {"resident": self.resident, "worker": str(uuid.UUID(bytes=self.fang)), "at": AT, "source": "1",
                "vitals.sbp": 132, "vitals.dbp": 84, **values}  # fmt: skip
        return self.one.create("health_check", FIRST, made)

    def dispute(self, path: str, one: Any, other: Any, **values: Any) -> str:
        """Both correct the same check without having met."""
        document = self.check(**values)
        self.one.sync()
        self.other.sync()
        self.one.edit(document, {path: one})
        self.other.edit(document, {path: other})
        self.one.sync()
        self.other.sync()
        return document

    def value(self, document: str, path: str) -> Any:
        self.one.sync()
        self.other.sync()
        assert self.one.values(document).get(path) == self.other.values(document).get(path)
        return self.one.values(document).get(path)

    def settle(self, page: Page, path: str, choice: str, value: str = "", reason: str = "问过本人") -> Page:
        form = next(one for one in page.forms if ("path", path) in one.values and "/conflicts/" in one.action)
        return self.desk.press(page, form, choice=choice, value=value, reason=reason)


def choices(page: Page) -> list[str]:
    return [part.split('"')[0] for part in page.html.split('name="choice" value="')[1:]]


@pytest.fixture
def scene(office: Office, tablets: TabletProcess) -> Scene:
    return Scene(office, tablets)


def test_rivals_stand_side_by_side_and_the_chosen_one_reaches_both_tablets(scene: Scene) -> None:
    document = scene.dispute("vitals.sbp", 150, 140)
    listed = scene.desk.open("/console/conflicts")
    assert "150 mmHg" in listed.text
    assert "140 mmHg" in listed.text
    page = scene.desk.open(listed.link(document))
    for word in ("王芳 在“7号平板”", "李强 在“8号平板”", "暂时显示这个"):
        assert word in page.text
    change = next(
        one for one in choices(page) if "150 mmHg" in page.html.split(f'name="choice" value="{one}"')[1][:200]
    )
    done = scene.settle(page, "vitals.sbp", change)
    assert "没有待处理的冲突" in done.text
    assert scene.value(document, "vitals.sbp") == 150
    told = scene.desk.open(f"/console/review/{document}").text
    assert "同时录入（没看到对方的填写）" in told
    assert "乔岚" in told
    assert "理由：问过本人" in told
    to_programs = json.loads(scene.desk.open(f"/api/v1/records/{document}/provenance").html)["fields"]["vitals.sbp"]
    assert to_programs["author"]["via"] == "person"
    assert "同时录入（没看到对方的填写）" in to_programs["zh"]
    assert "not knowing of the other" in to_programs["en"]
    assert "问过本人" in to_programs["zh"]
    assert "问过本人" in scene.desk.open("/console/decisions").text


def test_another_value_is_entered_and_nonsense_is_not(scene: Scene) -> None:
    document = scene.dispute("vitals.sbp", 150, 140)
    page = scene.desk.open(f"/console/conflicts/{document}")
    for nonsense in ("很高", "9999", "1e999"):
        assert scene.settle(page, "vitals.sbp", "other", nonsense).status == 422
    assert scene.settle(page, "vitals.sbp", "other", "146").status == 200
    assert scene.value(document, "vitals.sbp") == 146


def test_both_are_kept_where_the_field_is_a_text_and_nowhere_else(scene: Scene) -> None:
    document = scene.dispute("medicine_30min", "降压药半片", "<b>没吃</b>")
    page = scene.desk.open(f"/console/conflicts/{document}")
    assert page.handlers == []
    assert "both" in choices(page)
    scene.settle(page, "medicine_30min", "both")
    assert set(scene.value(document, "medicine_30min").split("；")) == {"降压药半片", "<b>没吃</b>"}
    pressure = scene.dispute("vitals.sbp", 150, 140)
    page = scene.desk.open(f"/console/conflicts/{pressure}")
    assert "both" not in choices(page)
    assert scene.settle(page, "vitals.sbp", "both").status == 422


def test_whoever_decides_second_is_told_and_twice_is_once(scene: Scene) -> None:
    document = scene.dispute("vitals.sbp", 150, 140)
    page = scene.desk.open(f"/console/conflicts/{document}")
    first, second, *_ = choices(page)
    assert scene.settle(page, "vitals.sbp", first).status == 200
    for choice in (first, second):
        answer = scene.settle(page, "vitals.sbp", choice)
        assert answer.status == 409
        assert "已有人处理" in answer.text
    assert len(scene.office.audited("conflict.settle")) == 1


def test_a_decision_is_taken_back_by_one_more_change(scene: Scene) -> None:
    document = scene.dispute("vitals.sbp", 150, 140)
    page = scene.desk.open(f"/console/conflicts/{document}")
    chosen = choices(page)[0]
    scene.settle(page, "vitals.sbp", chosen)
    before = scene.value(document, "vitals.sbp")
    decided = scene.desk.open("/console/decisions")
    way_back = scene.desk.open(decided.link("/console/decisions/"))
    form = way_back.form("/undo")
    assert scene.desk.press(way_back, form, reason="听错了").status == 200
    assert {before, scene.value(document, "vitals.sbp")} == {150, 140}
    again = scene.desk.press(way_back, form, reason="听错了")
    assert again.status == 409
    assert "不能撤回" in again.text
    # And the way back has a way back.
    decided = scene.desk.open("/console/decisions")
    last = next(link for link, _ in decided.links if "/console/decisions/" in link)
    page = scene.desk.open(last)
    scene.desk.press(page, page.form("/undo"), reason="还是原来的对")
    assert scene.value(document, "vitals.sbp") == before


def test_what_was_changed_after_a_decision_cannot_be_taken_back(scene: Scene) -> None:
    document = scene.dispute("vitals.sbp", 150, 140)
    page = scene.desk.open(f"/console/conflicts/{document}")
    scene.settle(page, "vitals.sbp", choices(page)[0])
    decided = scene.desk.open("/console/decisions")
    way_back = scene.desk.open(decided.link("/console/decisions/"))
    scene.one.sync()
    scene.one.edit(document, {"vitals.sbp": 152})
    scene.one.sync()
    assert scene.desk.press(way_back, way_back.form("/undo"), reason="x").status == 409
    assert scene.value(document, "vitals.sbp") == 152


def test_many_are_decided_alike_and_what_does_not_fit_is_left(scene: Scene) -> None:
    documents = [scene.dispute("vitals.sbp", 150 + number, 140) for number in range(3)]
    text = scene.dispute("medicine_30min", "吃了", "没吃")
    page = scene.desk.open("/console/conflicts?type=disputed")
    boxes = [part.split('"')[0] for part in page.html.split('name="chosen" value="')[1:]]
    assert len(boxes) == 4
    form = page.form("/console/conflicts", "many")
    answer = scene.desk.press(page, form, ("choice", "both"), chosen=boxes, reason="都留")
    assert answer.status == 409
    assert "有 3 处没有动" in answer.text
    assert scene.value(text, "medicine_30min") in ("吃了；没吃", "没吃；吃了")
    answer = scene.desk.press(page, form, ("choice", "first"), chosen=boxes[:], reason="先收到的量得仔细")
    assert answer.status == 409, "one of them is settled already"
    assert [scene.value(one, "vitals.sbp") for one in documents] == [150, 151, 152]
    assert "没有等您处理的冲突" in scene.desk.open("/console/conflicts?type=disputed").text


def test_a_broken_rule_says_its_sentence_and_goes_back_with_it(scene: Scene) -> None:
    document = scene.check(**{"vitals.sbp": 80, "vitals.dbp": 120})
    scene.one.sync()
    listed = scene.desk.open("/console/conflicts?type=inconsistent")
    assert document in listed.html
    page = scene.desk.open(f"/console/conflicts/{document}")
    assert "80 mmHg" in page.text
    back = scene.desk.open(page.link("comment="))
    comment = dict(back.form(f"/console/review/{document}").values)["comment"]
    assert comment
    scene.desk.press(back, back.form(f"/console/review/{document}"), ("state", "returned"))
    scene.one.sync()
    assert scene.one.values(document)["review.comment"] == comment


def test_two_supervisors_who_did_not_see_each_other_make_one_more_conflict(scene: Scene) -> None:
    """After a restore from an older backup the tablets hand both decisions back: they are rivals like any others."""
    document = scene.dispute("vitals.sbp", 150, 140)
    su = scene.office.person("苏敏", "supervisor", FIRST)
    identity = uuid.UUID(document).bytes
    community = scene.office.community
    with scene.office.at_the_centre() as session:
        log = lock_grids(session, community, [FIRST])[FIRST]
        stored = find(session, community, [identity])[identity]
        load(session, community, [stored])
        before = stored.data
        for person, value in ((scene.office.supervisor, 150), (su, 140)):
            chunk = Document.open(before).write(fresh_actor(person), {"vitals.sbp": value})
            append(log, stored, chunk, Document.open(stored.data + chunk).heads, AT, None, person)
        flush(session, [log])
        save(session, community, [stored])
    scene.office.reconcile(identity)
    page = scene.desk.open(f"/console/conflicts/{document}")
    assert "乔岚 在审核台" in page.text
    assert "苏敏 在审核台" in page.text
    scene.settle(page, "vitals.sbp", choices(page)[0])
    assert "没有待处理的冲突" in scene.desk.open(f"/console/conflicts/{document}").text


def test_hostile_rivals_are_shown_and_never_run(scene: Scene) -> None:
    document = scene.dispute("medicine_30min", HOSTILE, "javascript:alert(1)", note=HOSTILE)
    for address in ("/console/conflicts", f"/console/conflicts/{document}"):
        page = scene.desk.open(address)
        assert HOSTILE in page.text
        assert page.handlers == []
        assert "<img" not in page.html
    page = scene.desk.open(f"/console/conflicts/{document}")
    scene.settle(page, "medicine_30min", "both", reason=HOSTILE)
    for address in ("/console/decisions", f"/console/review/{document}", f"/console/conflicts/{document}"):
        page = scene.desk.open(address)
        assert HOSTILE in page.text
        assert page.handlers == []


def test_what_is_not_ones_own_does_not_exist(scene: Scene) -> None:
    document = scene.dispute("vitals.sbp", 150, 140)
    page = scene.desk.open(f"/console/conflicts/{document}")
    form = next(one for one in page.forms if ("path", "vitals.sbp") in one.values)
    entry = dict(form.values) | {"choice": choices(page)[0], "reason": "x"}
    office = scene.office
    stranger = Office(office.app, office.url, office.folder, community=f"{office.community}-next")
    for browser in (office.browser(office.desk("段平", "supervisor", SECOND)), stranger.browser(stranger.supervisor)):
        csrf = dict(browser.open("/console/conflicts").form("/sign-out").values)["csrf"]
        assert browser.open(f"/console/conflicts/{document}").status == 404
        assert browser.send(f"/console/conflicts/{document}", {**entry, "csrf": csrf}).status == 404
        chosen = f"{document}:{entry['expected']}:vitals.sbp"
        many = {"csrf": csrf, "chosen": chosen, "choice": "latest", "reason": "x"}
        assert browser.send("/console/conflicts", many).status == 409
        assert "赵大娘" not in browser.open("/console/conflicts").text
    assert scene.desk.send(f"/console/conflicts/{document}", {**entry, "csrf": ""}).status == 403
    scene.settle(page, "vitals.sbp", entry["choice"])
    decision = scene.desk.open("/console/decisions").link("/console/decisions/")
    elsewhere = office.browser(office.desk("段平", "supervisor", SECOND))
    csrf = dict(elsewhere.open("/console/conflicts").form("/sign-out").values)["csrf"]
    assert elsewhere.open(decision).status == 404
    assert elsewhere.send(f"{decision}/undo", {"csrf": csrf, "reason": "x"}).status == 404
    worker = office.browser(office.desk("王芳", "grid_worker", FIRST))
    assert worker.open("/console/conflicts").status == 200
    csrf = dict(worker.open("/console/conflicts").form("/sign-out").values)["csrf"]
    assert worker.send(f"/console/conflicts/{document}", {**entry, "csrf": csrf}).status == 403
    assert office.browser(office.desk("管理员", "admin")).open("/console/conflicts").status == 403
    assert len(office.audited("conflict.settle")) == 1
