"""What a printed form says that follows from answers: a body mass index, a medicine's line, when somebody was lost."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from schemas.kind import Kind
from schemas.paths import split_entry
from server.console.drawing import field_value
from server.telling import local_moment

Values = Mapping[str, Any]
_MEDICINES_IN_LINES = 3
_FASTING = "1"


def worked_out(kind: Kind, name: str, values: Values) -> str:
    """The words for ``{=name}`` of a layout; empty where there are none."""
    if name.startswith("medicine."):
        return _medicine(kind, name.removeprefix("medicine."), values)
    made = _NAMED[name](kind, values)
    return "" if made is None else str(made)


def _bmi(weight: str) -> Any:
    def made(_: Kind, values: Values) -> float | None:
        kilograms, height = values.get(weight), values.get("vitals.height")
        if not isinstance(kilograms, int | float) or not isinstance(height, int | float) or height <= 0:
            return None
        return round(kilograms / (height / 100) ** 2, 1)

    return made


def _followed(kind: Kind, values: Values) -> str:
    """When; of somebody who was lost or has died, why, as the paper asks for in this place."""
    if values.get("lost.state") == "dead":
        return f"死亡 {full_day(values.get('lost.died_on'))} {_said(kind, 'lost.cause', values)}".strip()
    when = full_day(values.get("at"))
    return f"{when} 失访：{_said(kind, 'lost.reason', values)}" if values.get("lost.state") == "lost" else when


def full_day(value: Any) -> str:
    """``2026年3月4日``: paper is kept for years."""
    said = local_moment(value) if isinstance(value, int) else str(value or "")
    year, month, day = said[:4], said[5:7], said[8:10]
    return f"{year}年{int(month)}月{int(day)}日" if (year + month + day).isdecimal() and day else said


def _fasting(_: Kind, values: Values) -> Any:
    return values.get("vitals.glucose") if values.get("vitals.glucose_kind") == _FASTING else None


def _other_glucose(kind: Kind, values: Values) -> str:
    if values.get("vitals.glucose") is None or values.get("vitals.glucose_kind") == _FASTING:
        return ""
    return f"{_said(kind, 'vitals.glucose_kind', values)}血糖 {_said(kind, 'vitals.glucose', values)} "


def _contact(kind: Kind, values: Values) -> str:
    """The first contact that there is."""
    entry = next(iter(_entries(values, "contact")), None)
    if entry is None:
        return ""
    return " ".join(_said(kind, f"contact.{entry}.{name}", values) for name in ("name", "phone")).strip()


def _ethnic(kind: Kind, values: Values) -> str:
    """The paper knows two answers; the register knows which people it is."""
    code = values.get("ethnic")
    if not code:
        return "1 汉族  2 少数民族________"
    field = kind.field_at("ethnic")
    name = next((one.label.zh for one in (field.codes.codes if field and field.codes else ()) if one.code == code), "")
    return "1 汉族" if code == "01" else f"2 少数民族 {name}"


def diseases(kind: Kind, values: Values) -> list[tuple[str, str]]:
    """Each disease's number on paper, with the month in which it was found; empty where that is not known."""
    field = next((one for one in kind.fields if one.path == "disease"), None)
    found = []
    for place, code in enumerate(field.codes.codes if field and field.codes else (), start=1):
        if values.get(f"disease.{code.code}") is True:
            since = str(values.get(f"disease_since.{code.code}") or "")
            number = code.paper or (code.code if code.code.isdecimal() else str(place))
            found.append((number, f"{since[:4]}年{since[5:7]}月" if since else ""))
    return found


def _medicine(kind: Kind, asked: str, values: Values) -> str:
    entries = _entries(values, "medicine")
    if asked == "rest":
        rest = entries[_MEDICINES_IN_LINES:]
        return "；".join(" ".join(_medicine_line(kind, one, values)) for one in rest)
    number, _, what = asked.partition(".")
    if int(number) > len(entries):
        return ""
    name, times, dose = _medicine_line(kind, entries[int(number) - 1], values)
    return {"name": name, "times": times, "dose": dose}[what]


def _medicine_line(kind: Kind, entry: str, values: Values) -> tuple[str, str, str]:
    start = f"medicine.{entry}."
    dose = _said(kind, f"{start}dose", values) + _said(kind, f"{start}unit", values)
    times = values.get(f"{start}times_per_day")
    return _said(kind, f"{start}name", values), "" if times is None else str(times), dose


def _entries(values: Values, group: str) -> list[str]:
    places = (split_entry(path) for path in values if path.startswith(f"{group}."))
    return sorted({one.entry for one in places if one and one.group == group})


def _said(kind: Kind, path: str, values: Values) -> str:
    value = values.get(path)
    return "" if value in (None, "") else field_value(kind, path, value)


_NAMED: dict[str, Any] = {
    "bmi": _bmi("vitals.weight"), "bmi_target": _bmi("target.weight"), "followed": _followed, "fasting": _fasting,
    "other_glucose": _other_glucose, "contact": _contact, "ethnic": _ethnic,
}  # fmt: skip
