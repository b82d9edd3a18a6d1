"""The worker's list of what is open: one card for each door."""

from __future__ import annotations

from server.care.remind import remind
from server.care.today import today
from server.clock import uuid_text
from tests.server.api.house import FIRST, RUYILI, SECOND, House
from tests.server.care.door import Door, ago, at, born

TODAY = today()


def test_everything_open_about_one_resident_is_one_card_and_the_urgent_come_first(house: House) -> None:
    door = Door(house)
    zhao = door.resident("赵大娘", birth_date="1944-10-02", id_number="370822194410010003", tags__htn=True)
    qian = door.resident("钱大爷", birth_date=born(70, TODAY))
    door.follow_up(zhao, ago(TODAY, 20), 152, 80)
    door.check(qian, ago(TODAY, 1), vitals__sbp=190, vitals__dbp=100)
    for name in ("小王", "小李"):
        door.write("certificate", shop="老王面馆", holder__name=name, issued_on=ago(TODAY, 350), worker=door.worker,
                   at=at(TODAY))  # fmt: skip
    with house.app.app_context():
        remind(RUYILI)
    cards = house.browser(house.fang).get("/tasks").json["cards"]
    named = {card["name"]: card for card in cards}
    assert len(named) == len(cards) == 3
    assert cards[0]["name"] == "钱大爷"
    assert cards[0]["urgent"] is True
    assert {task["rule"] for task in named["赵大娘"]["tasks"]} >= {"CLARIFY_BIRTH", "RECHECK_HTN"}
    assert (named["赵大娘"]["about"], named["赵大娘"]["id"]) == ("resident", uuid_text(zhao))
    assert [task["rule"] for task in named["老王面馆"]["tasks"]] == ["CERTIFICATE", "CERTIFICATE"]
    pages = house.browser(house.fang).get("/tasks?limit=2").json
    rest = house.browser(house.fang).get(f"/tasks?limit=2&cursor={pages['next']}").json
    assert [*pages["cards"], *rest["cards"]] == cards
    assert rest["next"] is None


def test_nobody_sees_tasks_of_another_grid(house: House) -> None:
    other = Door(house, SECOND)
    other.resident("陈大爷", birth_date="1944-10-02", id_number="370822194410010003")
    with house.app.app_context():
        remind(RUYILI)
    assert house.browser(house.fang).get("/tasks").json["cards"] == []
    assert house.browser(house.fang).get(f"/tasks?grid={SECOND}").json["cards"] == []
    assert len(house.browser(house.lan).get("/tasks").json["cards"]) == 1
    assert house.browser(house.lan).get(f"/tasks?grid={FIRST}").json["cards"] == []
    assert house.browser(house.admin).get("/tasks").status_code == 403
