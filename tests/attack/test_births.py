"""Whoever gives birth to a document may write to it; so nobody may be taken for having done so who has not."""

from __future__ import annotations

import pytest
from automerge.core import ROOT, Document, ObjType, ScalarType

from tests.attack.conftest import Ground, actor
from tests.stories.cast import GRIDS
from tests.sync import handmade
from tests.sync.handmade import SIGNED, TEXT, Row

VISIT = bytes(15) + b"\x01"


def test_a_first_change_without_a_birth_gives_no_right_to_a_document_of_another_grid(ground: Ground) -> None:
    ground.born(ground.fang, VISIT)
    before = ground.sync(ground.mate).value["digests"]
    for rows in ([Row("vitals.sbp", SIGNED, b"\x05")], [Row("grid", TEXT, GRIDS[1].encode())]):
        rootless = handmade.change(actor(ground.thief, len(rows[0].key)), rows)
        assert ground.hand_in(ground.thief, VISIT, rootless) == ("refused", "document.no_birth")
    assert ground.sync(ground.mate).value["digests"] == before


def test_a_change_on_top_of_what_is_there_is_refused_in_another_grid(ground: Ground) -> None:
    birth = ground.born(ground.fang, VISIT)
    change = handmade.change(actor(ground.thief), [Row("x", SIGNED, b"\x05")], start_op=4, deps=[birth])
    assert ground.hand_in(ground.thief, VISIT, change) == ("refused", "grid.not_yours")


def test_a_second_birth_does_not_make_a_visit_a_resident(ground: Ground) -> None:
    ground.born(ground.fang, VISIT)
    again = handmade.birth(actor(ground.thief), GRIDS[1], kind="resident")
    assert ground.hand_in(ground.thief, VISIT, again) == ("refused", "field.protected")


def test_who_bears_somebody_elses_resident_reads_nothing_and_is_named_in_the_dispute(ground: Ground) -> None:
    """By the secret of the community and an ID number the id can be known: the price of one person being one file."""
    ground.born(ground.fang, VISIT, kind="resident")
    again = handmade.birth(actor(ground.thief), GRIDS[1], kind="resident")
    answer = ground.sync(ground.thief, {"document": VISIT, "changes": again, "heads": []}).value
    assert answer["results"][0]["outcome"] == "merged"
    assert (answer["pull"], answer["drop"]) == ([], [VISIT])
    [dispute] = [one for one in ground.cast.disputes() if one.path == "grid"]
    assert handmade.hash_of(again).hex() in str(dispute.detail)


@pytest.mark.parametrize("path", ["kind", "grid"])
def test_kind_and_grid_are_strings_because_a_text_can_be_written_inside(ground: Ground, path: str) -> None:
    document = Document(actor_id=actor(ground.fang))
    values = {"kind": "visit", "grid": GRIDS[0]}
    with document.transaction() as transaction:
        transaction.put(ROOT, "kind_version", ScalarType.Int, 1)
        for name, value in values.items():
            if name != path:
                transaction.put(ROOT, name, ScalarType.Str, value)
                continue
            text = transaction.put_object(ROOT, name, ObjType.Text)
            for place, character in enumerate(value):
                transaction.insert(text, place, ScalarType.Str, character)
    for form in (document.save(), b"".join(change.raw_bytes for change in document.get_changes([]))):
        assert ground.hand_in(ground.fang, VISIT, form) == ("refused", "document.no_birth")
    ground.born(ground.mate, VISIT)
    later = b"".join(change.raw_bytes for change in document.get_changes([]))
    assert ground.hand_in(ground.fang, VISIT, later) == ("refused", "document.no_birth")


@pytest.mark.parametrize("name", ["", "k\x00x", "长" * 5000, "../../etc", "__proto__"])
def test_a_kind_of_any_name_is_merged_and_read(ground: Ground, name: str) -> None:
    birth = handmade.birth(actor(ground.fang), GRIDS[0], kind=name)
    outcome = ground.hand_in(ground.fang, VISIT, birth)
    assert outcome == (("merged", None) if name else ("refused", "document.no_birth"))
    assert len(ground.sync(ground.mate).value["pull"]) == bool(name)


def test_a_tablet_cannot_hide_a_dispute_with_itself_in_a_saved_document(ground: Ground) -> None:
    birth = handmade.birth(actor(ground.fang), GRIDS[0])
    one, other = (
        handmade.change(
            actor(ground.fang), [Row("x", SIGNED, value)], seq=seq, start_op=start, deps=[handmade.hash_of(birth)]
        )
        for value, seq, start in ((b"\x01", 2, 4), (b"\x02", 3, 5))
    )  # fmt: skip
    saved = Document.load(birth + one + other).save()
    assert ground.hand_in(ground.fang, VISIT, saved) == ("merged", None)
    assert [dispute.path for dispute in ground.cast.disputes()] == ["x"]


def test_a_seal_is_good_for_its_own_document_only(ground: Ground) -> None:
    """The mate collects two documents with their seals, and hands in the second's history under the first's."""
    ground.born(ground.fang, VISIT)
    [pulled] = ground.sync(ground.mate).value["pull"]
    elsewhere = {"document": bytes(15) + b"\x02", "changes": pulled["chunks"], "heads": pulled["heads"]}
    sealed = {**elsewhere, "seals": [{"heads": pulled["heads"], "seal": pulled["seal"]}]}
    [result] = ground.sync(ground.mate, sealed).value["results"]
    assert (result["outcome"], result["code"]) == ("refused", "author.not_sender")
