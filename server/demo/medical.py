"""Invented forms of the health service: follow-ups, self-care, screens, pre-screens and the yearly check-up.

Answers only: what they come to is worked out by the rules (``judged.py``), as on a tablet.
"""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from uuid import UUID

from server.demo.calendar import Calendar
from server.demo.residents import Written, fresh
from sync.document import Scalar

_HTN_MEDICINES = (("苯磺酸氨氯地平片", 1, 5.0, "mg"), ("缬沙坦胶囊", 1, 80.0, "mg"), ("厄贝沙坦片", 1, 150.0, "mg"))
_T2DM_MEDICINE = ("盐酸二甲双胍片", 2, 0.5, "g")
_QUARTER_DAYS = 88
_ABILITY_FULL = {
    **{f"b1_{number}": "4" for number in range(1, 9)}, "b2_1": "4", "b2_2": "4", "b2_3": "4", "b2_4": "3",
    **{f"b3_{number}": "4" for number in range(1, 7)}, "b3_7": "1", "b3_8": "1", "b3_9": "2",
    "b4_1": "2", "b4_2": "2", "b4_3": "4", "b4_4": "3", "b4_5": "4",
}  # fmt: skip


def forms(random: Random, elder: Written, worker_id: bytes, calendar: Calendar, number: int) -> Iterator[Written]:
    """Everything that the health service asks of one elder in half a year."""
    if elder.values.get("disease.hypertension"):
        yield from _follow_ups(random, elder, worker_id, calendar, number, "htn_follow_up")
    if elder.values.get("disease.diabetes"):
        yield from _follow_ups(random, elder, worker_id, calendar, number, "t2dm_follow_up")
    if number % 5 != 0:
        day = 400 + random.randint(0, 30) if number % 7 == 3 else random.randint(10, 150)
        yield _written(random, "self_care", elder, worker_id, calendar.at(day, 15), _self_care(random, number))
    if number % 4 == 1:
        yield _written(
            random, "screening", elder, worker_id, calendar.at(random.randint(5, 60), 15, 20),
            _screening(positive=number % 20 == 9),
        )  # fmt: skip
    if number % 3 != 1:
        yield _written(
            random, "check_up", elder, worker_id, calendar.at(random.randint(20, 120), 9), _check_up(random, elder)
        )
    if number % 24 == 5:
        answers: dict[str, Scalar] = {
            "origin": "1", "reason": "1", "coma": False, "dementia": False, "mental_disorder": False,
            **{f"risk.{event}": 0 for event in ("fall", "lost_way", "choking", "self_harm", "other")},
        }  # fmt: skip
        answers |= {f"item.{item}": score for item, score in _ABILITY_FULL.items()}
        answers |= {"item.b1_3": "2", "item.b2_4": "1", "item.b4_4": "1"}
        yield _written(random, "ability", elder, worker_id, calendar.at(random.randint(5, 40), 14), answers)


def _follow_ups(
    random: Random, elder: Written, worker_id: bytes, calendar: Calendar, number: int, kind: str
) -> Iterator[Written]:
    # Every sixth was left too long, so that the next follow-up is overdue.
    last = 110 if number % 6 == 1 else random.randint(3, 70)
    height, weight = random.randint(1480, 1750) / 10, random.randint(520, 820) / 10
    for days_ago in range(last + 2 * _QUARTER_DAYS, last - 1, -_QUARTER_DAYS):
        values = _asked(random, height, weight)
        values |= _htn(random) if kind == "htn_follow_up" else _t2dm(random, number)
        yield _written(random, kind, elder, worker_id, calendar.at(days_ago, random.randint(9, 16)), values)


def _asked(random: Random, height: float, weight: float) -> dict[str, Scalar]:
    return {
        "method": "2", "source": "1", "symptoms.none": True, "danger.none": True, "pregnant_or_lactating": False,
        "new_complication": False, "vitals.pulse": random.randint(60, 88), "vitals.height": height,
        "vitals.weight": round(weight + random.randint(-10, 10) / 10, 1), "smoke_per_day": random.choice((0, 0, 0, 5)),
        "drink_per_day": random.choice((0.0, 0.0, 1.0)), "exercise_times": random.choice((3, 5, 7)),
        "exercise_minutes": random.choice((20, 30, 40)), "psych": random.choice("112"), "behaviour": "1",
        "adherence": random.choice("1112"), "adr": "1",
    }  # fmt: skip


def _htn(random: Random) -> dict[str, Scalar]:
    sbp = random.choice((128, 134, 138, 142, 146, 148, 152, 158, 164))
    name, times, dose, unit = random.choice(_HTN_MEDICINES)
    return {
        "vitals.sbp": sbp, "vitals.dbp": min(96, sbp - random.randint(52, 70)), "salt": random.choice("123"),
        "target.salt": "1", "diet_ok": random.choice("12"), "medicine.m1.name": name,
        "medicine.m1.times_per_day": times, "medicine.m1.dose": dose, "medicine.m1.unit": unit,
    }  # fmt: skip


def _t2dm(random: Random, number: int) -> dict[str, Scalar]:
    name, times, dose, unit = _T2DM_MEDICINE
    values: dict[str, Scalar] = {
        "vitals.sbp": random.choice((124, 132, 138)), "vitals.dbp": random.randint(68, 84),
        "vitals.temp": random.randint(361, 368) / 10, "foot_pulse": "1",
        "staple_per_day": random.choice((200, 250, 300)), "vitals.glucose_kind": "1", "hypoglycemia": "1",
        "medicine.m1.name": name, "medicine.m1.times_per_day": times, "medicine.m1.dose": dose,
        "medicine.m1.unit": unit,
    }  # fmt: skip
    if number % 5 == 2:
        return {**values, "vitals.glucose": random.randint(70, 96) / 10}
    return {**values, "vitals.glucose": random.randint(48, 69) / 10}


def _self_care(random: Random, number: int) -> dict[str, Scalar]:
    values: dict[str, Scalar] = {
        "answered_by": random.choice("12"), "eating": "0", "grooming": "0", "dressing": "0", "toilet": "0",
        "moving": "0",
    }  # fmt: skip
    if number % 8 == 2:
        values |= {"grooming": "1", "toilet": "1", "moving": "1", "dressing": "3"}
    if number % 16 == 6:
        values |= {"grooming": "3", "toilet": "5", "moving": "5"}
    return values


def _screening(*, positive: bool) -> dict[str, Scalar]:
    return {"cognition.repeated": "1", "cognition.recalled": "2" if positive else "1", "mood.sad": "2",
            "mood.feeling": "1" if not positive else "2"}  # fmt: skip


def _check_up(random: Random, elder: Written) -> dict[str, Scalar]:
    left = random.randint(118, 158)
    smokes = elder.values.get("sex") == "1" and random.random() < 0.4
    return {
        "source": "5", "symptoms.none": True, "vitals.temp": random.randint(361, 368) / 10,
        "vitals.pulse": random.randint(60, 86), "vitals.resp": random.randint(15, 19),
        "vitals.left_sbp": left, "vitals.left_dbp": random.randint(66, 88), "vitals.right_sbp": left + 4,
        "vitals.right_dbp": random.randint(66, 88), "vitals.height": random.randint(1480, 1750) / 10,
        "vitals.weight": random.randint(500, 800) / 10, "vitals.waist": random.randint(720, 980) / 10,
        "self_rated": random.choice("1223"), "exercise_freq": "1", "exercise_minutes": 30, "exercise_kind": "散步",
        "diet.balanced": True, "smoke_status": "3" if smokes else "1", "drink_freq": "1",
        **({"smoke_per_day": 8, "smoke_start_age": 25} if smokes else {}),
    }  # fmt: skip


def _written(
    random: Random, kind: str, elder: Written, worker_id: bytes, at_ms: int, answers: dict[str, Scalar]
) -> Written:
    head: dict[str, Scalar] = {
        "resident": str(UUID(bytes=elder.id)), "captured_by": str(UUID(bytes=worker_id)), "at": at_ms,
    }  # fmt: skip
    return Written(fresh(random), kind, {**head, **answers})
