"""Invented visits and health checks of the last months for the demo community."""

from __future__ import annotations

from collections.abc import Iterator
from random import Random
from uuid import UUID

from server.demo_residents import Written, fresh
from sync.document import Scalar

_DAY_MS = 86_400_000
_HAZARDS = ("gas", "electricity", "water", "heating", "fire", "clutter", "handrail", "lock", "other")
_SERVED = "高龄津贴材料已带走代办"


def visits(random: Random, elder: Written, worker_id: bytes, now_ms: int, months: int) -> Iterator[Written]:
    """About one visit a month to ``elder``, most with a health check, from the oldest on."""
    for month in range(months, 0, -1):
        if random.random() < 0.2:
            continue
        day = now_ms // _DAY_MS - month * 28 + random.randint(0, 24)
        # Working hours in China, which is eight hours ahead.
        at_ms = day * _DAY_MS + random.randint(30, 540) * 60_000
        check = _check(random, elder, worker_id, at_ms) if random.random() < 0.65 else None
        visit = Written(fresh(random), "visit", _visit(random, elder, worker_id, at_ms))
        if check is not None and visit.values["result"] == "1":
            visit.values["health_check"] = str(UUID(bytes=check.id))
            check.values["visit"] = str(UUID(bytes=visit.id))
            yield check
        yield visit


def _visit(random: Random, elder: Written, worker_id: bytes, at_ms: int) -> dict[str, Scalar]:
    values: dict[str, Scalar] = {
        "resident": str(UUID(bytes=elder.id)), "worker": str(UUID(bytes=worker_id)), "at": at_ms, "program": "SANSAN",
        "method": random.choice("1112"), "result": random.choices("1235", (84, 6, 6, 4))[0],
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


def _check(random: Random, elder: Written, worker_id: bytes, at_ms: int) -> Written:
    high = bool(elder.values.get("disease.hypertension"))
    pressure = random.randint(138, 172) if high else random.randint(108, 142)
    values: dict[str, Scalar] = {
        "resident": str(UUID(bytes=elder.id)), "worker": str(UUID(bytes=worker_id)), "at": at_ms, "source": "1",
        "vitals.sbp": pressure, "vitals.dbp": pressure - random.randint(45, 68), "vitals.pulse": random.randint(58, 92),
        "vitals.bp_arm": "1", "vitals.bp_posture": "1", "vitals.bp_rest5": True,
    }  # fmt: skip
    if random.random() < 0.6:
        values["vitals.temp"] = random.randint(360, 369) / 10
    else:
        values["vitals.temp.unmeasured"] = random.choice("12")
    if elder.values.get("disease.diabetes"):
        values |= {"vitals.glucose": random.randint(52, 112) / 10, "vitals.glucose_kind": "1"}
    return Written(fresh(random), "health_check", values)
