"""What happens between the morning and the evening, while no tablet has a network."""

from __future__ import annotations

import time
from random import Random
from typing import Any

from schemas.id_number import check_digit
from tests.demo.centre import Json
from tests.demo.telling import Telling
from tests.demo.town import GRIDS, Hand, Town

_HOUR_MS, _MINUTE_MS = 3_600_000, 60_000
_DAY_MS, _SHIFT_MS = 24 * _HOUR_MS, 8 * _HOUR_MS
_NINE_IN_CHINA_MS = _HOUR_MS  # of a day of UTC
_YEAR_1970_MS = 10 * _HOUR_MS
_NEWCOMER = "田桂英"
# Who plays what, by place in the cast: with everybody, and with the four of the small day.
_PARTS: dict[str, tuple[tuple[int, ...], tuple[int, ...]]] = {
    "door": ((0, 1), (0, 1)),
    "phone": ((4, 10), (0, 1)),
    "shared": ((6, 7), (0, 1)),
    "apart": ((8, 9), (0, 1)),
    "doctor": ((11, 2), (0, 2)),
    "clock": ((3,), (3,)),
    "vanishing": ((12,), (0,)),
    "lost": ((13,), (1,)),
    "unusual": ((14,), (0,)),
    "swapped": ((15,), (1,)),
    "stray": ((16,), (3,)),
    "piece": ((17,), (3,)),
}
TABLETS_MIN = 4


class Offline:
    """One shift without a network; what was done is kept, so that the evening can look for it."""

    def __init__(self, town: Town, telling: Telling, seed: int) -> None:
        self.town, self.telling = town, telling
        self.random = Random(seed)
        self.began_ms = _last_shift_ms(int(time.time() * 1000))
        self.documents: dict[str, str] = {}
        self.residents = {grid: town.residents(grid) for grid in GRIDS}
        self.visits: dict[str, set[str]] = {}
        self.ordinary = 0

    def part(self, name: str) -> list[Hand]:
        """Whoever plays this part."""
        full, small = _PARTS[name]
        everybody = len(self.town.hands) > max(full)
        return [self.town.hands[place] for place in (full if everybody else small)]

    def at(self, minutes: int) -> int:
        """A moment of the shift."""
        return self.began_ms + minutes * _MINUTE_MS

    def prepare(self) -> None:
        """A visit that was begun yesterday and that two colleagues will finish, each without the other."""
        one, _ = self.part("shared")
        values = {**self._of(one, self._elder(one.grid, 3), 0), "note": {"text": ""}}
        self.documents["shared"] = one.tablet.create("visit", one.grid, values, clock=self.at(-600))
        one.tablet.sync()

    def work(self) -> None:
        """The shift."""
        self._ordinary()
        for happening in (
            self._same_door, self._same_phone, self._same_visit, self._notes_apart, self._doctor, self._clock,
            self._unusual, self._swapped, self._stray,
        ):  # fmt: skip
            happening()

    @property
    def met_twice(self) -> int:
        """Elders to whom more than one colleague went."""
        return sum(len(visitors) > 1 for visitors in self.visits.values())

    def resident(self, name: str) -> Json:
        """The demo's resident that a happening is about, as the morning knew them."""
        known = {one["id"]: one for found in self.residents.values() for one in found}
        return known[self.documents[name]]

    def _elder(self, grid: str, number: int) -> Json:
        elders = [one for one in self.residents[grid] if "living_state" in one["values"]]
        return elders[number % len(elders)]

    def _of(self, hand: Hand, elder: Json, minutes: int) -> Json:
        self.visits.setdefault(elder["id"], set()).add(hand.name)
        return {
            "resident": elder["id"], "worker": hand.person, "at": self.at(minutes), "program": "SANSAN",
            "method": "1", "result": "1",
        }  # fmt: skip

    def _check(self, hand: Hand, elder: Json, minutes: int, **vitals: Any) -> Json:
        measured = {f"vitals.{name}": value for name, value in vitals.items()}
        return {
            "resident": elder["id"], "worker": hand.person, "at": self.at(minutes), "source": "1", **measured,
        }  # fmt: skip

    def _ordinary(self) -> None:
        for hand in self.town.hands:
            if hand.role != "grid_worker":
                continue
            for round_ in range(2):
                # The first door is the same for all of a grid: visits overlap, and each is a record of its own.
                elder = self._elder(hand.grid, 0 if round_ == 0 else self.random.randrange(1, 40))
                minutes = self.random.randrange(20, 400)
                state = self.random.choice("1112")
                visit = {**self._of(hand, elder, minutes), "health_state": state, "eating": "1", "sleeping": "1"}
                hand.tablet.create("visit", hand.grid, visit, clock=self.at(minutes))
                high = self.random.randrange(118, 150)
                check = self._check(hand, elder, minutes, sbp=high, dbp=high - 50, pulse=self.random.randrange(60, 90))
                hand.tablet.create("health_check", hand.grid, check, clock=self.at(minutes + 5))
                self.ordinary += 2
        self.telling.say(
            f"各人照常探访、测量：{self.ordinary} 份新记录；有的老人当天有几个人上门，各记各的。",
            f"Everybody visits and measures: {self.ordinary} new records; some elders are visited by several.",
        )

    def _same_door(self) -> None:
        one, other = self.part("door")
        first = f"370812{1951 + self.random.randrange(8)}0304000"
        number = first + check_digit(first)
        known = {"name": _NEWCOMER, "id_number": number, "sex": "2", "status": "in"}
        rooms = ("睦邻苑1号楼1单元101", "睦邻苑1号楼1单元102")
        for hand, room, minutes in ((one, rooms[0], 65), (other, rooms[1], 80)):
            values = {**known, "live_address": room}
            self.documents["door"] = hand.tablet.create("resident", one.grid, values, clock=self.at(minutes))
        self.telling.say(
            f"{one.called}和{other.called}各自登记了同一位新居民{_NEWCOMER}，门牌写得不一样。",
            "Two workers each enter the same newcomer by ID number, with different rooms.",
        )

    def _same_phone(self) -> None:
        one, other = self.part("phone")
        self.documents["phone"] = self._elder(one.grid, 5)["id"]
        for hand, minutes in ((one, 100), (other, 130)):
            phone = f"100{self.random.randrange(10**8):08d}"
            hand.tablet.edit(self.documents["phone"], {"phone": phone}, clock=self.at(minutes))
        name = self.resident("phone")["values"]["name"]
        self.telling.say(
            f"{one.called}和{other.called}都改了{name}的电话，改成了不同的号码。",
            "Two workers change the phone of the same resident, to different numbers.",
        )

    def _same_visit(self) -> None:
        one, other = self.part("shared")
        visit = self.documents["shared"]
        one.tablet.splice(visit, "note", 0, 0, "门口台阶松动。")
        other.tablet.splice(visit, "note", 0, 0, "已联系物业。")
        one.tablet.edit(visit, {"eating": "2"}, clock=self.at(150))
        other.tablet.edit(visit, {"eating": "3"}, clock=self.at(155))
        self.telling.say(
            f"{one.called}和{other.called}在同一份探访记录里各写备注，饮食一个填“一般”一个填“差”。",
            "Two workers finish one visit: both write in its note, and they judge the eating differently.",
        )

    def _notes_apart(self) -> None:
        one, other = self.part("apart")
        # Somebody without a note yet: whoever begins one begins a text of their own. And nobody whose phone is disputed
        # today: each happening is looked for at a resident of its own.
        without = [
            one
            for one in self.residents[one.grid]
            if "neighbour_note" not in one["values"] and one["id"] != self.documents["phone"]
        ]
        self.documents["apart"] = without[7]["id"]
        for hand, text, minutes in ((one, "耳背，敲门要久一点。", 170), (other, "钥匙在对门邻居家。", 175)):
            note = {"neighbour_note": {"text": text}}
            hand.tablet.edit(self.documents["apart"], note, clock=self.at(minutes))
        self.telling.say(
            f"{one.called}和{other.called}各自给同一位居民起头写了邻里备忘。",
            "Two workers each begin a note about the same resident.",
        )

    def _doctor(self) -> None:
        worker, doctor = self.part("doctor")
        found = self.town.supervisor.all("/records", "records", kind="health_check", grid=worker.grid, limit=500)
        calm = [one for one in found if not one["conflicts"] and not one["behind"]]
        check = min(calm, key=lambda one: (one["when_ms"], one["values"]["vitals.sbp"]))
        self.documents["doctor"] = check["id"]
        pressure = check["values"]["vitals.sbp"]
        worker.tablet.edit(check["id"], {"vitals.sbp": pressure + 4}, clock=self.at(200))
        doctor.tablet.edit(check["id"], {"vitals.sbp": pressure - 10}, clock=self.at(230))
        self.telling.say(
            f"{worker.called}改正了一次血压的高压，医生{doctor.called}也改了，两个数不同。",
            "A worker corrects a systolic pressure; the doctor corrects it too, to another value.",
        )

    def _clock(self) -> None:
        (hand,) = self.part("clock")
        elder = self._elder(hand.grid, 9)
        visit = {**self._of(hand, elder, 0), "at": _YEAR_1970_MS}
        self.documents["clock"] = hand.tablet.create("visit", hand.grid, visit, clock=_YEAR_1970_MS)
        self.telling.say(
            f"{hand.called}的时钟停在 1970 年，照样记录。",
            "One tablet believes that it is 1970, and goes on recording.",
        )

    def _unusual(self) -> None:
        (hand,) = self.part("unusual")
        check = self._check(hand, self._elder(hand.grid, 11), 260, sbp=212, dbp=104, pulse=88)
        self.documents["unusual"] = hand.tablet.create("health_check", hand.grid, check, clock=self.at(260))
        self.telling.say(f"{hand.called}量到高压 212。", "One worker measures a systolic pressure of 212.")

    def _swapped(self) -> None:
        (hand,) = self.part("swapped")
        check = self._check(hand, self._elder(hand.grid, 12), 270, sbp=76, dbp=128, pulse=72)
        self.documents["swapped"] = hand.tablet.create("health_check", hand.grid, check, clock=self.at(270))
        self.telling.say(f"{hand.called}把高压低压填反了。", "One worker swaps systolic and diastolic.")

    def _stray(self) -> None:
        (hand,) = self.part("stray")
        foreign = next(grid for grid in GRIDS if grid not in hand.grids)
        elder = self._elder(foreign, 2)
        self.documents["stray"] = hand.tablet.create(
            "visit", foreign, self._of(hand, elder, 300), clock=self.at(300)
        )  # fmt: skip
        self.telling.say(
            f"{hand.called}去别的网格帮忙，那个网格还没有分给他。",
            "One helps out in a grid that is not assigned to them.",
        )


def _last_shift_ms(now_ms: int) -> int:
    """The beginning of the last shift that is over: nine in the morning in China."""
    latest = now_ms - _SHIFT_MS - _NINE_IN_CHINA_MS
    return latest - latest % _DAY_MS + _NINE_IN_CHINA_MS
