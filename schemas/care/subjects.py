"""The facts of one subject on one day: who they are and how old, or what a certificate or an extinguisher says."""

from collections.abc import Iterable, Mapping
from typing import Any

from schemas.care.birth import birth_of
from schemas.care.course import MET, Recorded, course
from schemas.care.dates import add_days, add_months, days, is_date, years
from schemas.paths import split_entry

_TAG, _DISEASE = "tags.", "disease."
_ALONE_TAG, _ALONE_LIVING = "alone", "1"
_HALF_A_YEAR_DAYS = 183
_MONTHS_A_QUARTER = 3
_AGE_MAX = 150
IN_ORDER, UNUSUAL = "1", "2"
"""What a window says that is as agreed, and one that is not (`schemas.social.window_check`)."""


def resident_facts(values: Mapping[str, Any], records: Iterable[Recorded], today: str) -> dict[str, Any]:
    """What `schemas.care.facts.RESIDENT` names, as far as it is known, but for `entitled_on`, which each file decides.

    values: the resident's own answers.
    """
    birth = birth_of(values, today)
    tags = chosen(values, _TAG)
    known = list(records)
    facts = {
        **calendar(today),
        **course(known, today),
        "name": _text(values, "name"),
        "sex": _text(values, "sex"),
        "status": _text(values, "status") or "in",
        "status_since": _day(values, "status_since"),
        "registered": _text(values, "resident_type") or "",
        "living": _text(values, "living_state") or "",
        "alone": _ALONE_TAG in tags or values.get("living_state") == _ALONE_LIVING,
        "tags": tags,
        "diseases": chosen(values, _DISEASE),
        "colour": _colour(known),
        "birth_unclear": birth.unclear,
        **(_ages(birth.day, today) if birth.day else {}),
    }
    return {name: value for name, value in facts.items() if value is not None}


def certificate_facts(values: Mapping[str, Any], today: str) -> dict[str, Any]:
    """What `schemas.care.facts.CERTIFICATE` names. Without a last day it is good for a year (domain §4.2)."""
    issued, expires = _day(values, "issued_on"), _day(values, "expires_on")
    if expires is None and issued is not None:
        expires = add_days(add_months(issued, 12), -1)
    facts = {
        **calendar(today),
        "holder": _text(values, "holder.name"),
        "shop": _text(values, "shop"),
        "number": _text(values, "number"),
        "state": _text(values, "state") or "working",
        "issued_on": issued,
        "expires_on": expires,
    }
    return {name: value for name, value in facts.items() if value is not None}


def equipment_facts(values: Mapping[str, Any], today: str) -> dict[str, Any]:
    """What `schemas.care.facts.EQUIPMENT` names. Of a month of manufacture its first day counts."""
    made, label = f"{values.get('made')}-01", values.get("label_years")
    serviced, service, scrap = (_day(values, one) for one in ("last_service", "next_service", "scrap_date"))
    facts = {
        **calendar(today),
        "equipment": _text(values, "type"),
        "place": _text(values, "place"),
        "building": _text(values, "address.building") or "",
        "state": _text(values, "state") or "good",
        "defects": chosen(values, "defects."),
        "made_on": made if is_date(made) else None,
        "label_known": type(label) is int,
        "label_years": label if type(label) is int else None,
        "serviced": serviced is not None,
        "serviced_on": serviced,
        "service_known": service is not None,
        "service_due_on": service,
        "scrap_known": scrap is not None,
        "scrap_due_on": scrap,
    }
    return {name: value for name, value in facts.items() if value is not None}


def window_facts(entry: Mapping[str, Any], looked_on: str, later: Iterable[Recorded], today: str) -> dict[str, Any]:
    """What `schemas.care.facts.WINDOW` names.

    entry: one window's answers, with the check's `building`. later: visits to the home and looks at the same window
    (as records of the kind `window`) that came after.
    """
    following = [one for one in later if one.day >= looked_on]
    return {
        **calendar(today),
        "building": str(entry.get("building") or ""),
        "state": str(entry.get("state") or ""),
        "looked_on": looked_on,
        "has_task": bool(entry.get("task")),
        "met_since": any(one.kind == "visit" and one.values.get("result") in MET for one in following),
        "in_order_since": any(one.kind == "window" and one.values.get("state") == IN_ORDER for one in following),
    }


def calendar(today: str) -> dict[str, Any]:
    """What of a day everybody's reminders may ask."""
    year, month = int(today[:4]), int(today[5:7])
    quarter = (month + _MONTHS_A_QUARTER - 1) // _MONTHS_A_QUARTER
    ends = add_days(add_months(f"{year}-01-01", quarter * _MONTHS_A_QUARTER), -1)
    return {"today": today, "year": year, "quarter": quarter, "quarter_end": ends, "year_end": f"{year}-12-31"}


def _ages(birth_date: str, today: str) -> dict[str, Any]:
    age = years(birth_date, today)
    if age > _AGE_MAX:
        return {}
    this_year = birthday(birth_date, int(today[:4]))
    # The birthday nearest to today: what is ahead of it is prepared, what was missed is caught up with.
    nearest = birthday(birth_date, int(add_days(today, _HALF_A_YEAR_DAYS)[:4]))
    if days(today, nearest) > _HALF_A_YEAR_DAYS:
        nearest = birthday(birth_date, int(nearest[:4]) - 1)
    return {
        "birth_date": birth_date,
        "age": age,
        "birthday_this_year": this_year,
        "birthday": nearest,
        "turning": int(nearest[:4]) - int(birth_date[:4]),
    }


def birthday(birth_date: str, year: int) -> str:
    """The birthday in a year: of 29 February 1 March where there is none (domain §4.1)."""
    day = f"{year:04}-{birth_date[5:]}"
    return day if is_date(day) else f"{year:04}-03-01"


def entitled(day: str, entitled_from: str) -> str:
    """From when a birthday counts: the day, the first of its month, or of the month after."""
    if entitled_from == "day":
        return day
    first = f"{day[:8]}01"
    return first if entitled_from == "month" else add_months(first, 1)


def _colour(records: Iterable[Recorded]) -> str:
    decided = [one for one in records if one.kind == "care_level" and one.values.get("level")]
    level = str(max(decided, key=lambda one: one.day).values["level"]) if decided else ""
    return "" if level == "none" else level


def chosen(values: Mapping[str, Any], prefix: str) -> list[str]:
    return sorted(
        path[len(prefix) :]
        for path, value in values.items()
        if value is True and path.startswith(prefix) and split_entry(path) is None
    )


def _text(values: Mapping[str, Any], path: str) -> str | None:
    value = values.get(path)
    return value if isinstance(value, str) and value else None


def _day(values: Mapping[str, Any], path: str) -> str | None:
    value = values.get(path)
    return value if isinstance(value, str) and is_date(value) else None
