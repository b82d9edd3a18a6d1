"""The stories of the wire, told by the tablet app's own core to a real server: nothing typed is ever lost."""

from __future__ import annotations

import json
from pathlib import Path
from uuid import UUID

import pytest

from server.second_try import retry
from tests.app.conftest import Play
from tests.app.proof import agreed
from tests.servers.commands import run_flask
from tests.stories.cast import GRIDS
from tests.stories.truth import check_everything
from tests.tablet.driver import TabletError

RESIDENT = {"name": "张桂芳", "sex": "2", "birth_date": "1938-03-07", "id_number": "370812193803070006"}


def test_a_day_without_a_network_is_handed_in_in_the_evening(play: Play) -> None:
    a = play.app("A", GRIDS[0])
    resident = a.begin("resident", GRIDS[0], RESIDENT, id_number=RESIDENT["id_number"])
    visits = [a.begin("visit", GRIDS[0], {"resident": resident, "result": "1"}) for _ in range(30)]
    a.write(visits[0], {"result": "2", "safety.gas": "ok"})
    assert {entry["mark"] for entry in a.entries().values()} == {"here"}
    told = agreed(a)
    assert told["progress"]["sent"] == 31
    assert {entry["mark"] for entry in a.entries().values()} == {"safe"}
    check_everything(play.cast)


def test_what_is_synced_twice_is_there_once(play: Play) -> None:
    a = play.app("A", GRIDS[0])
    a.begin("visit", GRIDS[0], {"result": "1"})
    agreed(a)
    before = play.cast.backup()["chunk"]
    agreed(a)
    assert play.cast.backup()["chunk"] == before


def test_two_who_never_met_both_keep_their_work(play: Play) -> None:
    a, b = play.app("A", GRIDS[0]), play.other("B", GRIDS[0])
    resident = a.begin("resident", GRIDS[0], RESIDENT, id_number=RESIDENT["id_number"])
    agreed(a)
    b.sync()
    a.write(resident, {"phone": "13800001111"})
    b.edit(resident, {"phone": "13900002222", "nation": "01"})
    b.sync()
    agreed(a)
    read = a.read(resident)
    assert {rival["value"] for rival in read["rivals"]["phone"]} == {"13800001111", "13900002222"}
    assert read["entry"]["disputed"] == ["phone"]
    assert read["values"]["nation"] == "01"
    tablet = read["authors"]["name"]["author"]
    assert {rival["author"] for rival in read["rivals"]["phone"]} == {tablet, b.status()["identity"]["tablet"]}
    b.sync()
    assert len(play.cast.disputes()) == 1
    play.cast.settle(UUID(resident).bytes, "phone", "13800001111")
    agreed(a)
    assert a.read(resident)["rivals"] == {}
    assert a.entries()[resident]["values"]["phone"] == "13800001111"


def test_a_person_met_at_two_doors_is_one_resident(play: Play) -> None:
    a, b = play.app("A", GRIDS[0]), play.app("B", GRIDS[0])
    of_a = a.begin("resident", GRIDS[0], RESIDENT, id_number="370812 193803070006")
    of_b = b.begin("resident", GRIDS[0], {"name": "张桂芬"}, id_number=RESIDENT["id_number"])
    assert of_a == of_b
    for app in (a, b, a):
        agreed(app)
    assert a.entries()[of_a]["disputed"] == b.entries()[of_a]["disputed"] == ["name"]
    # Met once more, with the document on the tablet: nothing is written.
    assert a.begin("resident", GRIDS[0], {"name": "别人"}, id_number=RESIDENT["id_number"]) == of_a
    assert a.sync()["progress"]["sent"] == 0


def test_words_that_two_write_in_one_note_are_all_kept(play: Play) -> None:
    a, b = play.app("A", GRIDS[0]), play.app("B", GRIDS[0])
    household = a.begin("household", GRIDS[0], {"building": "3"})
    agreed(a)
    agreed(b)
    a.note(household, "note", "家里有狗。")
    b.note(household, "note", "钥匙在邻居家。")
    for app in (a, b, a):
        agreed(app)
    note = a.read(household)["values"]["note"]
    assert "家里有狗。" in note
    assert "钥匙在邻居家。" in note
    assert a.read(household)["rivals"] == {}
    assert b.read(household)["values"]["note"] == note


def test_everything_is_there_after_a_cold_start_and_another_run_is_another_actor(play: Play) -> None:
    a = play.app("A", GRIDS[0])
    visit = a.begin("visit", GRIDS[0], {"result": "1"})
    agreed(a)
    a.lock()
    with pytest.raises(TabletError) as locked:
        a.entries()
    assert locked.value.code == "locked"
    a.unlock()
    a.write(visit, {"result": "2"})
    agreed(a)
    check_everything(play.cast)


def test_a_first_sync_brings_all_there_is(play: Play) -> None:
    b = play.other("B", GRIDS[0])
    visits = {b.create("visit", GRIDS[0], {"result": "1", "order": number}) for number in range(120)}
    b.sync()
    a = play.app("A", GRIDS[0])
    assert set(a.entries()) == visits
    assert a.do("status")["progress"]["collected"] == 120
    agreed(a)


def test_a_refused_document_stays_with_its_reason_and_goes_in_when_a_person_says_so(play: Play) -> None:
    person = play.cast.person("王芳", "grid_worker", GRIDS[0])
    a = play.app("A", person=person)
    wrong = a.begin("visit", GRIDS[1], {"result": "1"})
    right = a.begin("visit", GRIDS[0], {"result": "1"})
    told = a.sync()
    assert told["refused"] == 1
    assert told["agreed"]["now"]
    entries = a.entries()
    assert entries[wrong]["mark"] == "refused"
    assert entries[wrong]["refused"]["code"] == "grid.not_yours"
    assert entries[right]["mark"] == "safe"
    assert a.sync()["progress"]["sent"] == 0
    play.cast.assign(person, GRIDS[1])
    a.do("hand_in_again", document=wrong)
    assert a.entries()[wrong]["mark"] == "safe"
    agreed(a)


def test_what_was_archived_is_forgotten_and_a_taken_grid_with_it(play: Play) -> None:
    person = play.cast.person("王芳", "grid_worker", *GRIDS[:2])
    a = play.app("A", person=person)
    old, new = (a.begin("visit", GRIDS[0], {"result": "1"}) for _ in range(2))
    other = a.begin("visit", GRIDS[1], {"result": "1"})
    agreed(a)
    play.cast.archive(UUID(old).bytes)
    agreed(a)
    assert set(a.entries()) == {new, other}
    a.write(other, {"result": "2"})
    play.cast.reassign(person, GRIDS[1])
    agreed(a)
    # Written before it was known: handed in, then forgotten.
    assert set(a.entries()) == {new}
    check_everything(play.cast)


def test_a_restored_server_gets_back_what_it_lost(play: Play) -> None:
    a, b = play.app("A", GRIDS[0]), play.other("B", GRIDS[0])
    early = a.begin("visit", GRIDS[0], {"result": "1"})
    agreed(a)
    yesterday = play.cast.backup()
    late = a.begin("visit", GRIDS[0], {"result": "1"})
    theirs = b.create("visit", GRIDS[0], {"result": "2"})
    b.sync()
    a.write(early, {"result": "3"})
    agreed(a)
    play.cast.restore(yesterday, "after-the-fire")
    unsent = a.begin("visit", GRIDS[0], {"result": "4"})
    agreed(a)
    assert set(a.entries()) == {early, late, theirs, unsent}
    # The work of somebody whose tablet is gone came back under the seals of this one.
    c = play.app("C", GRIDS[0])
    assert {document: entry["values"]["result"] for document, entry in c.entries().items()} == {
        early: "3", late: "1", theirs: "2", unsent: "4",
    }  # fmt: skip
    check_everything(play.cast)


def test_a_revoked_tablet_erases_itself(play: Play) -> None:
    a = play.app("A", GRIDS[0])
    a.begin("visit", GRIDS[0], {"result": "1"})
    assert a.disk()
    [tablet] = [row["id"] for row in play.cast.backup()["tablet"]]
    play.cast.revoke(tablet)
    a.sync()
    while a.do("profiles")["open"]:
        pass
    assert a.disk() == []
    with pytest.raises(TabletError) as erased:
        a.unlock()
    assert erased.value.code == "profile.erased"


def test_nothing_readable_lies_on_the_disk(play: Play) -> None:
    a = play.app("A", GRIDS[0])
    resident = a.begin("resident", GRIDS[0], RESIDENT, id_number=RESIDENT["id_number"])
    agreed(a)
    everything = b"\n".join(a.disk())
    assert len(everything) > 10_000
    for word in (*RESIDENT.values(), resident, GRIDS[0], "resident", play.server.url):
        if len(word) > 1:
            assert word.encode() not in everything
    assert UUID(resident).bytes not in everything


def test_a_server_that_is_off_is_said_and_nothing_is_lost(play: Play) -> None:
    a = play.app("A", GRIDS[0])
    play.server.kill9()
    try:
        a.begin("visit", GRIDS[0], {"result": "1"})
        told = a.sync()
        assert told["trouble"] == "offline"
        assert told["unsent"] == 1
    finally:
        play.server.start()
    agreed(a)


def test_photos_follow_their_documents(play: Play) -> None:
    a = play.app("A", GRIDS[0])
    visit = a.begin("visit", GRIDS[0], {"result": "1"})
    photo = bytes(range(256)) * 3_000
    name = a.do("attach", document=visit, path="photo", data=photo.hex())["sha256"]
    assert a.entries()[visit]["values"]["photo"] == name
    assert a.do("status")["unsentAttachments"] == 1
    agreed(a)
    assert a.do("status")["unsentAttachments"] == 0
    assert len(play.cast.backup()["attachment"]) == 1
    b = play.app("B", GRIDS[0])
    assert bytes.fromhex(b.do("attachment", sha256=name)["data"]) == photo
    assert b.do("attachment", sha256="00" * 32)["data"] is None
    assert photo[:64] not in b"".join(b.disk())


def test_a_bundle_brings_in_what_a_sync_would(play: Play, tmp_path: Path) -> None:
    a = play.app("A", GRIDS[0])
    early = a.begin("visit", GRIDS[0], {"result": "1"})
    agreed(a)
    a.write(early, {"result": "2"})
    late = a.begin("visit", GRIDS[0], {"result": "3"})
    a.do("attach", document=late, path="photo", data=b"\xff\xd8photo".hex())
    file = tmp_path / "days.mulin"
    told = a.do("bundle", to=str(file))
    assert told["left"] == 0
    assert told["name"].endswith(".mulin")
    arguments = ("import", "bundle", str(file), str(file), "--community", play.cast.community, "--json")
    done = run_flask(*arguments, database_url=play.server.database_url, data=play.server.data)
    first, again = (one["counts"] for one in json.loads(done.stdout))
    assert (first["merged"], first["taken"], first["missing"], first["refused"]) == (2, 1, 0, 0)
    assert (again["known"], again["attachments_known"]) == (2, 1)
    # The tablet knows nothing of it; it is answered `known`, and that is the proof.
    assert a.do("status")["unsent"] == 2
    before = play.cast.backup()["chunk"]
    agreed(a)
    assert play.cast.backup()["chunk"] == before


def test_it_knows_its_forms_its_colleagues_and_what_is_wished_of_it(play: Play) -> None:
    person = play.cast.person("王芳", "grid_worker", GRIDS[0])
    a = play.app("A", person=person)
    b = play.other("B", GRIDS[0])
    b.create("visit", GRIDS[0], {"result": "1"})
    b.sync()
    agreed(a)
    declared = a.do("declared")
    assert {"visit", "resident", "health_check"} <= set(declared["kinds"])
    assert declared["ruleSets"]
    assert {one["name"] for one in declared["colleagues"].values()} >= {"王芳"}
    assert a.do("rules")["lockMinutes"] == 15
    assert [grid["id"] for grid in a.do("rules")["grids"]] == [GRIDS[0]]
    play.cast.assign(person, GRIDS[1])
    agreed(a)
    assert {grid["id"] for grid in a.do("rules")["grids"]} == set(GRIDS[:2])
    play.server.kill9()
    try:
        a.lock()
        a.unlock()
        assert a.do("declared")["kinds"] == declared["kinds"]
        assert a.do("status")["trouble"] == "offline"
    finally:
        play.server.start()


def test_what_was_refused_and_then_tried_again_at_the_centre_is_safe(play: Play) -> None:
    person = play.cast.person("王芳", "grid_worker", GRIDS[0])
    a = play.app("A", person=person)
    early, late = (a.begin("visit", GRIDS[1], {"result": result}) for result in "12")
    assert a.sync()["refused"] == 2
    play.cast.assign(person, GRIDS[1])
    refusals = {row["document_id"]: row["id"] for row in play.cast.backup()["refusal"]}
    with play.cast.app.app_context():
        for document in (early, late):
            tried = retry(play.cast.community, play.cast.supervisor, refusals[UUID(document).bytes])
            assert tried["outcome"] == "merged"
            agreed(a)
            assert a.entries()[document]["mark"] == "safe"
    assert a.sync()["refused"] == 0
    check_everything(play.cast)
