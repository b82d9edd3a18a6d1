"""People of the demo to whom something happens: whom a crisis, a birthday or a death puts on the lists of today."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from random import Random

from server.demo.calendar import Calendar
from server.demo.residents import Written
from server.demo.visits import health_check

_BIRTHDAYS = ((80, 40), (80, 12), (90, 25), (100, 50), (65, 20), (80, -20), (101, 160), (92, 90))
"""How old somebody turns, and in how many days."""

FINISHED = {
    "FIRE_DEFECT": "锈蚀的消火栓已报物业更换",
    "EXAM_65": "已约好周四去社区卫生服务中心体检",
    "HOME_SCRAP": "已换新",
}
"""Which tasks workers have seen to, and what they wrote."""
FINISHED_EVERY = 4


def birthdays(calendar: Calendar) -> list[date]:
    """Of those who are about to be entitled to something, or have just been, or for long."""
    return [calendar.born(years, in_days) for years, in_days in _BIRTHDAYS]


def age(elder: Written, calendar: Calendar) -> int:
    """Whole years today."""
    born, today = date.fromisoformat(str(elder.values["birth_date"])), calendar.today
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


@dataclass(frozen=True, slots=True)
class _At:
    """A door at which a story may be told: who lives there, what is recorded about them, who comes, and when it is."""

    random: Random
    elder: Written
    records: list[Written]
    worker_id: bytes
    calendar: Calendar

    def of(self, kind: str) -> list[Written]:
        found = [one for one in self.records if one.kind == kind]
        return sorted(found, key=lambda one: int(str(one.values["at"])))

    def until(self, days_ago: int) -> list[Written]:
        """What was recorded before a day; nobody comes any more."""
        return [one for one in self.records if int(str(one.values["at"])) < self.calendar.at(days_ago)]


class Stories:
    """Each story is told once, of the first whom it fits."""

    def __init__(self) -> None:
        self._left = list(_STORIES)

    def told(
        self, random: Random, elder: Written, records: list[Written], worker_id: bytes, calendar: Calendar
    ) -> list[Written]:
        """Somebody's records, with what happened to them."""
        door = _At(random, elder, records, worker_id, calendar)
        for story in self._left:
            found = story(door)
            if found is not None:
                self._left.remove(story)
                return found
        return records


def _crisis(door: _At) -> list[Written] | None:
    """Yesterday's pressure was beyond what can wait."""
    if not door.elder.values.get("disease.hypertension"):
        return None
    check = health_check(door.random, door.elder, door.worker_id, door.calendar.at(1, 10, 40), (192, 112))
    return [*door.records, check]


def _low_glucose(door: _At) -> list[Written] | None:
    """The hospital's paper of this morning says too little sugar."""
    if not door.elder.values.get("disease.diabetes"):
        return None
    check = health_check(door.random, door.elder, door.worker_id, door.calendar.at(0, 9, 20), (128, 76))
    check.values |= {"vitals.glucose": 3.2, "vitals.glucose_kind": "3", "source": "5"}
    return [*door.records, check]


def _died(door: _At) -> list[Written] | None:
    """The register knows of it; what is still paid and asked must stop."""
    paid = any(one.values.get("state") == "paying" for one in door.of("allowance_case"))
    if not paid or not door.of("htn_follow_up"):
        return None
    day = door.calendar.day(12)
    door.elder.values |= {"status": "dead", "status_since": day, "death_cause": "心脏病"}
    return door.until(12)


def _moved(door: _At) -> list[Written] | None:
    door.elder.values |= {"status": "moved", "status_since": door.calendar.day(20), "moved_to": "济宁市任城区"}
    return door.until(20)


def _refuses(door: _At) -> list[Written] | None:
    """Somebody does not wish to be visited, and is counted apart."""
    if not door.elder.values.get("tags.alone"):
        return None
    door.elder.values["visit_consent"] = "2"
    return door.until(60)


def _fell(door: _At) -> list[Written] | None:
    """Somebody fell yesterday: a visit within a day."""
    if not door.elder.values.get("tags.alone"):
        return None
    door.elder.values |= {
        "event.f1.type": "fall", "event.f1.happened_on": door.calendar.day(1), "event.f1.remark": "卫生间滑倒",
    }  # fmt: skip
    return door.until(1)


def _decided(door: _At) -> list[Written] | None:
    """Somebody knew better than the rules, and said why."""
    follow_ups = door.of("htn_follow_up")
    if not follow_ups:
        return None
    follow_ups[-1].values |= {
        "vitals.sbp": 152, "vitals.dbp": 84, "class": "1", "class_reason": "量前刚爬楼，休息后自测 138/80",
    }  # fmt: skip
    return door.records


def _differs(door: _At) -> list[Written] | None:
    """A file that says a birthday twice, in two ways."""
    if "id_number" not in door.elder.values:
        return None
    born = date.fromisoformat(str(door.elder.values["birth_date"]))
    door.elder.values["birth_date"] = born.replace(year=born.year - 1).isoformat()
    return door.records


def _lunar(door: _At) -> list[Written] | None:
    """A file that knows only the lunar birthday: what goes by age cannot be worked out."""
    if "id_number" in door.elder.values or door.of("allowance_case"):
        return None
    del door.elder.values["birth_date"]
    door.elder.values["lunar_birthday"] = "腊月初八"
    return door.records


_STORIES: tuple[Callable[[_At], list[Written] | None], ...] = (
    _crisis, _low_glucose, _died, _moved, _refuses, _fell, _decided, _differs, _lunar,
)  # fmt: skip
