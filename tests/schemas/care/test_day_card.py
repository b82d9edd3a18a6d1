"""Nobody is called twice in a morning: what is due about somebody stands on one card."""

from __future__ import annotations

from schemas.care.day_card import TaskLine, day_cards
from schemas.care.days import day_of
from schemas.care.due_card import Card, Reason
from schemas.declaration import Label

TODAY = "2026-11-24"
ZHAO, QIAN, SHOP = ("resident", "zhao"), ("resident", "qian"), ("shop", "老王面馆")


def visit(due: str) -> Card:
    day = day_of(due)
    assert day is not None
    return Card(day, 0, None, (Reason("never_met", Label("还没有探访过", "Never visited"), ("SANSAN",), day),))


def task(identity: str, about: tuple[str, str], due_on: str, *, urgent: bool = False) -> TaskLine:
    return TaskLine(identity, about, identity, due_on, urgent)


def test_a_visit_and_two_tasks_about_one_resident_are_one_card() -> None:
    tasks = [task("follow-up", ZHAO, "2026-11-30"), task("papers", ZHAO, "2026-12-01")]
    (card,) = day_cards({"zhao": visit("2026-11-20")}, tasks, TODAY)
    assert card.about == ZHAO
    assert (card.due_on, card.overdue_days, card.urgent) == ("2026-11-20", 4, False)
    assert card.visits is not None
    assert [one.id for one in card.tasks] == ["follow-up", "papers"]


def test_one_shop_is_one_card_so_that_one_visit_clears_it() -> None:
    tasks = [task("小王", SHOP, "2026-12-09"), task("小李", SHOP, "2026-12-02")]
    (card,) = day_cards({}, tasks, TODAY)
    assert [one.id for one in card.tasks] == ["小李", "小王"]
    assert card.due_on == "2026-12-02"


def test_what_is_urgent_comes_first_and_then_what_waits_longest() -> None:
    tasks = [
        task("later", QIAN, "2026-12-30"),
        task("now", ("household", "h"), TODAY, urgent=True),
        task("late", SHOP, "2026-11-01"),
    ]
    cards = day_cards({"zhao": visit(TODAY)}, tasks, TODAY)
    assert [one.about for one in cards] == [("household", "h"), SHOP, ZHAO, QIAN]
    assert [one.overdue_days for one in cards] == [0, 23, 0, 0]


def test_the_same_asked_twice_or_in_another_order_is_the_same() -> None:
    tasks = [task("a", ZHAO, "2026-11-30"), task("b", ZHAO, "2026-11-30", urgent=True), task("c", QIAN, "")]
    once = day_cards({"qian": visit(TODAY)}, tasks, TODAY)
    assert day_cards({"qian": visit(TODAY)}, [*reversed(tasks), *tasks], TODAY) == once
    assert [one.id for one in once[0].tasks] == ["b", "a"]


def test_a_task_without_a_day_keeps_its_place_behind_those_that_have_one() -> None:
    tasks = [task("some day", ZHAO, ""), task("soon", QIAN, "2027-01-01"), task("bad", SHOP, "31.2.")]
    cards = day_cards({}, tasks, TODAY)
    assert [one.about for one in cards] == [QIAN, ZHAO, SHOP]
    assert [one.overdue_days for one in cards] == [0, 0, 0]
