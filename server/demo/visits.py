"""Invented visits and health checks of the last six months: most in time, some overdue, some at closed doors."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from uuid import UUID

from server.demo.calendar import Calendar
from server.demo.residents import Written, fresh
from sync.document import Scalar

DAYS = 182
_EVERY_DAYS = 28
_RED_EVERY_DAYS = 7
_RED_DAYS = 42
_HAZARDS = ("gas", "electricity", "water", "heating", "fire", "clutter", "handrail", "lock", "other")
_SERVED = "高龄津贴材料已带走代办"


def visits(
    random: Random, elder: Written, worker_id: bytes, calendar: Calendar, number: int, red: bool
) -> Iterator[Written]:
    """The visits to one elder, the oldest first. ``number`` decides whose course it is: some are overdue."""
    neglected, shut = number % 9 == 4, number % 9 == 7
    last = random.randint(45, 80) if neglected else random.randint(1, 6) if red else random.randint(1, 24)
    days = list(range(last + _EVERY_DAYS, DAYS, _EVERY_DAYS))
    if red and not neglected:
        days += [day for day in range(last + _RED_EVERY_DAYS, _RED_DAYS, _RED_EVERY_DAYS) if day not in days]
    for place, planned in enumerate(sorted([last, *days], reverse=True)):
        day = planned + (0 if planned == last else random.randint(-3, 3))
        tried = shut and planned <= last + _EVERY_DAYS
        yield from _one(random, elder, worker_id, calendar.at(day, random.randint(8, 16), place * 7 % 60), tried)


def _one(random: Random, elder: Written, worker_id: bytes, at_ms: int, tried: bool) -> Iterator[Written]:
    visit = Written(fresh(random), "visit", _visit(random, elder, worker_id, at_ms, tried))
    if visit.values["result"] == "1" and visit.values["method"] == "1" and random.random() < 0.65:
        check = health_check(random, elder, worker_id, at_ms)
        visit.values["health_check"] = str(UUID(bytes=check.id))
        check.values["visit"] = str(UUID(bytes=visit.id))
        yield check
    yield visit


def _visit(random: Random, elder: Written, worker_id: bytes, at_ms: int, tried: bool) -> dict[str, Scalar]:
    values: dict[str, Scalar] = {
        "resident": str(UUID(bytes=elder.id)), "worker": str(UUID(bytes=worker_id)), "at": at_ms, "program": "SANSAN",
        "method": random.choice("1112"),
        "result": "3" if tried else random.choices("1235", (84, 6, 6, 4))[0],
    }  # fmt: skip
    if values["result"] == "3":
        return values
    if values["result"] == "5":
        return {**values, "absence_reason": random.choice(("去女儿家小住", "住院复查"))}
    worse = random.random()
    values |= {
        "health_state": "1" if worse < 0.7 else "2" if worse < 0.95 else "3",
        "mood_state": "1" if worse < 0.9 else "2", "eating": "1", "sleeping": random.choice("1112"), "mobility": "1",
        "medication_ok": random.choice("1139"), "hygiene": "1", "family_support": random.choice("11112"),
        "quick": worse < 0.5,
    }  # fmt: skip
    values |= {f"safety.{item}": "1" for item in _HAZARDS}
    if worse > 0.85:
        values[f"safety.{random.choice(_HAZARDS)}"] = random.choice("23")
        values["needs.errand"] = True
        values["note"] = _SERVED
    return values


def health_check(
    random: Random, elder: Written, worker_id: bytes, at_ms: int, pressure: tuple[int, int] | None = None
) -> Written:
    """A round of measuring at the door; ``pressure`` where the story needs one."""
    high = bool(elder.values.get("disease.hypertension"))
    sbp = random.randint(138, 172) if high else random.randint(108, 142)
    dbp = min(98, max(58, sbp - random.randint(48, 70)))
    sbp, dbp = pressure or (sbp, dbp)
    values: dict[str, Scalar] = {
        "resident": str(UUID(bytes=elder.id)), "worker": str(UUID(bytes=worker_id)), "at": at_ms, "source": "1",
        "vitals.sbp": sbp, "vitals.dbp": dbp, "vitals.pulse": random.randint(58, 92),
        "vitals.bp_arm": "1", "vitals.bp_posture": "1", "vitals.bp_rest5": True,
    }  # fmt: skip
    if random.random() < 0.6:
        values["vitals.temp"] = random.randint(360, 369) / 10
    else:
        values["vitals.temp.unmeasured"] = random.choice("12")
    if elder.values.get("disease.diabetes"):
        values |= {"vitals.glucose": random.randint(52, 112) / 10, "vitals.glucose_kind": "1"}
    return Written(fresh(random), "health_check", values)
