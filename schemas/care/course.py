"""A resident's course: the facts that follow from everything that was recorded about them, whatever arrived when.

Records are looked at in the order of the days on which they say they took place; what claims to lie in the future of
the day asked for is as if it were from that day.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from schemas.care.dates import is_date

FOLLOW_UPS = {"htn_follow_up": "htn", "t2dm_follow_up": "t2dm"}
_REFERRED = ("3", "4")
MET = ("1", "2")
"""The results of a visit at which somebody of the home was met."""
_NO_ANSWER = "3"
_MOOD_LOW = "3"
_FASTING = "1"
_PAID = ("paying", "stop_due")
_SETTLED = ("none", "done", "waived")


@dataclass(frozen=True, slots=True)
class Recorded:
    """One record about a resident. `day` is when it took place; `result` what its rule set came to, if it has one."""

    kind: str
    day: str
    values: Mapping[str, Any]
    result: Mapping[str, Any] | None = None
    emergency: bool = False


def course(records: Iterable[Recorded], today: str) -> dict[str, Any]:
    """The facts by name; those that are not known are left out."""
    known = [one if one.day <= today else Recorded(one.kind, today, one.values, one.result, one.emergency)
             for one in records]  # fmt: skip
    known.sort(key=lambda one: one.day)
    facts: dict[str, Any] = {"year": int(today[:4])}
    for gather in _GATHERERS:
        gather(facts, known)
    return {name: value for name, value in facts.items() if value is not None}


def _this_year(facts: Mapping[str, Any], days: Iterable[str]) -> int:
    return sum(int(day[:4]) == facts["year"] for day in days)


def _of(records: Sequence[Recorded], *kinds: str) -> list[Recorded]:
    return [one for one in records if one.kind in kinds]


def _visits(facts: dict[str, Any], records: Sequence[Recorded]) -> None:
    visits = _of(records, "visit")
    facts["visits"] = len(visits)
    facts["no_answer"], facts["no_answer_since"] = _streak(visits, lambda one: one.values.get("result") == _NO_ANSWER)
    met = [one for one in visits if one.values.get("result") in MET]
    asked = [one for one in met if one.values.get("mood_state") is not None]
    facts["mood_low"], facts["mood_low_since"] = _streak(asked, lambda one: one.values.get("mood_state") == _MOOD_LOW)
    if visits:
        facts["visit_on"], facts["visit_result"] = visits[-1].day, visits[-1].values.get("result")
    if met:
        facts["met_on"] = met[-1].day
        for path in ("health_state", "family_support"):
            facts[path] = next((one.values[path] for one in reversed(met) if one.values.get(path)), None)


def _streak(records: Sequence[Recorded], holds: Callable[[Recorded], bool]) -> tuple[int, str | None]:
    """How many of the last records it holds for without a break, and the day of the first of these."""
    count = 0
    for one in reversed(records):
        if not holds(one):
            break
        count += 1
    return count, records[-count].day if count else None


def _follow_ups(facts: dict[str, Any], records: Sequence[Recorded]) -> None:
    for kind, short in FOLLOW_UPS.items():
        done = _of(records, kind)
        facts[f"{short}_follow_ups"] = len(done)
        if not done:
            continue
        last = done[-1]
        facts[f"{short}_on"] = last.day
        facts[f"{short}_measure"] = _decided(last, "next_measure")
        next_date = _decided(last, "next_date")
        facts[f"{short}_next"] = next_date if is_date(next_date) else None


def _decided(record: Recorded, field: str) -> Any:
    """What a person decided, else what the rules came to."""
    return record.values.get(field) or (record.result or {}).get(field)


def _referrals(facts: dict[str, Any], records: Sequence[Recorded]) -> None:
    referred = [one for one in _of(records, *FOLLOW_UPS) if _decided(one, "next_measure") in _REFERRED]
    waiting = [one for one in referred if one.values.get("referral.result") is None]
    # A later follow-up that was no referral says how it went.
    waiting = [one for one in waiting if not any(
        other.kind == one.kind and other.day > one.day and _decided(other, "next_measure") not in _REFERRED
        for other in records
    )]  # fmt: skip
    facts["referrals_open"] = len(waiting)
    if waiting:
        facts["referral_on"] = waiting[-1].day


def _emergencies(facts: dict[str, Any], records: Sequence[Recorded]) -> None:
    last = max((place for place, one in enumerate(records) if one.emergency), default=None)
    # What was measured afterwards and was no emergency ends it.
    settled = last is None or any(_pressure_of(one) or _has_glucose(one.values) for one in records[last + 1 :])
    facts["emergencies_open"] = int(not settled)
    if last is not None and not settled:
        facts["emergency_on"] = records[last].day


def _pressure_of(record: Recorded) -> tuple[int, int] | None:
    """The (higher) blood pressure of a record that has one."""
    values = record.values
    found = []
    for side in ("", "left_", "right_"):
        high, low = values.get(f"vitals.{side}sbp"), values.get(f"vitals.{side}dbp")
        if isinstance(high, int) and isinstance(low, int):
            found.append((high, low))
    return max(found) if found else None


def _pressure(facts: dict[str, Any], records: Sequence[Recorded]) -> None:
    measured = [(one.day, pair) for one in records if (pair := _pressure_of(one)) is not None]
    facts["pressures"] = len(measured)
    facts["pressure_this_year"] = _this_year(facts, (day for day, _ in measured))
    if measured:
        facts["pressure_on"] = measured[-1][0]
        facts["sbp"], facts["dbp"] = measured[-1][1]


def _glucose(facts: dict[str, Any], records: Sequence[Recorded]) -> None:
    days = [one.day for one in records if _has_fasting_glucose(one.values)]
    facts["glucose_this_year"] = _this_year(facts, days)
    if days:
        facts["glucose_on"] = days[-1]


def _has_glucose(values: Mapping[str, Any]) -> bool:
    return values.get("vitals.glucose") is not None or values.get("vitals.glucose_beyond") is not None


def _has_fasting_glucose(values: Mapping[str, Any]) -> bool:
    return _has_glucose(values) and values.get("vitals.glucose_kind") == _FASTING


def _check_ups(facts: dict[str, Any], records: Sequence[Recorded]) -> None:
    done = [one.day for one in _of(records, "check_up")]
    facts["check_ups_this_year"] = _this_year(facts, done)
    if done:
        facts["check_up_on"] = done[-1]


def _assessments(facts: dict[str, Any], records: Sequence[Recorded]) -> None:
    done = [one.day for one in _of(records, "self_care", "ability")]
    facts["assessments"] = len(done)
    if done:
        facts["assessed_on"] = done[-1]


def _screenings(facts: dict[str, Any], records: Sequence[Recorded]) -> None:
    done = _of(records, "screening")
    facts["screenings"] = len(done)
    positive = done and any(done[-1].values.get(f"{one}.result") == "2" for one in ("cognition", "mood"))
    facts["screen_positive"] = int(bool(positive))
    if done:
        facts["screened_on"] = done[-1].day
    if positive:
        facts["screen_positive_on"] = done[-1].day


def _allowance(facts: dict[str, Any], records: Sequence[Recorded]) -> None:
    cases = _of(records, "allowance_case")
    facts["allowance_bands"] = sorted({str(one.values["category"]) for one in cases if one.values.get("category")})
    paid = [one for one in cases if one.values.get("state") in _PAID]
    facts["allowance_paid"] = bool(paid)
    facts["recovery_settled"] = bool(cases) and all(one.values.get("recovery.state") in _SETTLED for one in cases)
    # Whoever was never confirmed was seen when the case was opened.
    seen = [one.values["confirmed_on"] if is_date(one.values.get("confirmed_on")) else one.day for one in paid]
    facts["survival_on"] = max(seen, default=None)


def _body(facts: dict[str, Any], records: Sequence[Recorded]) -> None:
    latest: dict[str, Any] = dict.fromkeys(("height", "weight", "waist"))
    for one in records:
        latest |= {path: value for path in latest if _is_number(value := one.values.get(f"vitals.{path}"))}
    height, weight, waist = latest.values()
    if height and weight:
        facts["bmi"] = round(weight / (height / 100) ** 2, 1)
    facts["waist"] = None if waist is None else float(waist)


def _is_number(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and value > 0


_GATHERERS = (
    _visits, _follow_ups, _referrals, _emergencies, _pressure, _body, _glucose, _check_ups, _assessments,
    _screenings, _allowance,
)  # fmt: skip
