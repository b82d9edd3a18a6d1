"""A record's measurements as FHIR observations: what was measured, in which unit, or why it was not."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any, TypeGuard
from uuid import UUID, uuid5

from server.care.today import CHINA
from server.clock import uuid_text
from server.fhir_codes import (
    ABSENT,
    ARMS,
    BODY_MASS_INDEX,
    DIASTOLIC,
    FASTING_GLUCOSE,
    LOINC,
    OFF_SCALE,
    PRESSURE,
    SINGLE,
    SNOMED,
    SYSTOLIC,
    TERMS,
    UCUM,
    Arm,
    Measure,
)

Resource = dict[str, Any]
_ENCOUNTERS = UUID("5d3c0ad6-6c5b-5f0e-9a52-6f8f0b2f4a11")
"""Under which the encounter of a record is named."""
_FASTING = "1"
_GLUCOSE, _WEIGHT, _HEIGHT, _HBA1C = "vitals.glucose", "vitals.weight", "vitals.height", "hba1c"


class Check:
    """One record with measurements: who was measured, when, and whether a supervisor has approved it."""

    def __init__(self, identity: bytes, person: bytes, when_ms: int, values: Mapping[str, Any], approved: bool) -> None:
        self.id, self.person, self.when_ms, self.values, self.approved = identity, person, when_ms, values, approved


def observations(check: Check) -> Iterable[Resource]:
    """Pressure by arm, everything that is one number, and the body mass index where weight and height are there."""
    for name, arm in ARMS.items():
        yield from _pressure(check, name, arm)
    for path, measure in SINGLE.items():
        said = _glucose_of(check.values) if path == _GLUCOSE else measure
        made = _value(path, said.unit, check.values) or (_beyond(check.values) if path == _GLUCOSE else None)
        if made is not None:
            yield {**_observation(check, path, said), **made, **(_analysed(check.values) if path == _HBA1C else {})}
    yield from _body_mass_index(check)


def _pressure(check: Check, name: str, arm: Arm) -> Iterable[Resource]:
    parts = [
        {"code": coded(*code), **made}
        for path, code in ((arm.systolic, SYSTOLIC), (arm.diastolic, DIASTOLIC))
        if (made := _value(path, PRESSURE.unit, check.values)) is not None
    ]
    if parts:
        made = _observation(check, name, PRESSURE)
        if arm.site is not None:
            code, display = arm.site
            made["bodySite"] = {"coding": [{"system": SNOMED, "code": code, "display": display}]}
        yield {**made, "component": parts}


def _body_mass_index(check: Check) -> Iterable[Resource]:
    weight, height = check.values.get(_WEIGHT), check.values.get(_HEIGHT)
    if not _is_number(weight) or not _is_number(height) or height <= 0:
        return
    made = _observation(check, "body_mass_index", BODY_MASS_INDEX)
    made["derivedFrom"] = [{"reference": f"urn:uuid:{_named(check, path)}"} for path in (_WEIGHT, _HEIGHT)]
    yield {**made, **_quantity(round(weight / (height / 100) ** 2, 1), BODY_MASS_INDEX.unit)}


def _observation(check: Check, path: str, measure: Measure) -> Resource:
    return {
        "resourceType": "Observation",
        "id": _named(check, path),
        # What nobody has looked at yet may still be put right.
        "status": "final" if check.approved else "preliminary",
        "category": [{"coding": [{"system": f"{TERMS}/observation-category", "code": measure.category}]}],
        "code": {"coding": [{"system": LOINC, "code": code, "display": name} for code, name in measure.codes]},
        "subject": subject(check.person),
        "encounter": {"reference": f"urn:uuid:{encounter_id(check)}"},
        "effectiveDateTime": moment(check.when_ms),
    }


def _named(check: Check, path: str) -> str:
    return str(uuid5(UUID(bytes=check.id), path))


def _glucose_of(values: Mapping[str, Any]) -> Measure:
    return FASTING_GLUCOSE if values.get("vitals.glucose_kind") == _FASTING else SINGLE[_GLUCOSE]


def _beyond(values: Mapping[str, Any]) -> Resource | None:
    """A glucometer that shows HI or LO has measured, and has no number."""
    found = OFF_SCALE.get(str(values.get("vitals.glucose_beyond")))
    if found is None:
        return None
    code, display = found
    system = f"{TERMS}/v3-ObservationInterpretation"
    return {"interpretation": [{"coding": [{"system": system, "code": code, "display": display}]}]}


def _analysed(values: Mapping[str, Any]) -> Resource:
    """The laboratory's own day, where it is known."""
    day = values.get("hba1c_on")
    return {"effectiveDateTime": day} if isinstance(day, str) and day else {}


def _value(path: str, unit: str, values: Mapping[str, Any]) -> Resource | None:
    """The quantity, or why there is none; None where nobody asked."""
    number = values.get(path)
    if _is_number(number):
        return _quantity(number, unit)
    reason = ABSENT.get(str(values.get(f"{path}.unmeasured")))
    if reason is None:
        return None
    return {"dataAbsentReason": {"coding": [{"system": f"{TERMS}/data-absent-reason", "code": reason}]}}


def _quantity(number: Any, unit: str) -> Resource:
    return {"valueQuantity": {"value": number, "unit": unit, "system": UCUM, "code": unit}}


def _is_number(value: Any) -> TypeGuard[float]:
    return isinstance(value, int | float) and not isinstance(value, bool)


def coded(code: str, display: str) -> Resource:
    """A LOINC code with its name."""
    return {"coding": [{"system": LOINC, "code": code, "display": display}]}


def subject(person: bytes) -> Resource:
    """A reference to a person in the bundle."""
    return {"reference": f"urn:uuid:{uuid_text(person)}"}


def encounter_id(check: Check) -> str:
    """The name of the encounter at which a record was made."""
    return str(uuid5(_ENCOUNTERS, uuid_text(check.id)))


def moment(moment_ms: int) -> str:
    """A moment as FHIR writes it, on the clock here."""
    return datetime.fromtimestamp(moment_ms / 1000, UTC).astimezone(CHINA).isoformat(timespec="seconds")
