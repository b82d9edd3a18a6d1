"""Checks for clinics and health systems: a FHIR R4 bundle of Patient, Encounter, Observation and Consent.

Codes are LOINC's, units UCUM's. Only people whose consent to sharing with the clinic is in force are in it. Masked, it
holds no name, number or address, and of a birth date the year.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid5

from schemas.social.standing import consent_standing, in_force
from server.care.today import CHINA
from server.clock import now_ms, uuid_text

SHARING = "share_clinic"
Resource = dict[str, Any]
_LOINC, _UCUM = "http://loinc.org", "http://unitsofmeasure.org"
_TERMS = "http://terminology.hl7.org/CodeSystem"
_CATEGORY = [{"coding": [{"system": f"{_TERMS}/observation-category", "code": "vital-signs"}]}]
_ENCOUNTERS = UUID("5d3c0ad6-6c5b-5f0e-9a52-6f8f0b2f4a11")
"""Under which the encounter of a record is named."""
_GENDERS = {"1": "male", "2": "female"}
_FASTING = "1"
_SINGLE: Mapping[str, tuple[str, str, str]] = {
    "vitals.pulse": ("8867-4", "Heart rate", "/min"),
    "vitals.resp": ("9279-1", "Respiratory rate", "/min"),
    "vitals.temp": ("8310-5", "Body temperature", "Cel"),
    "vitals.spo2": ("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry", "%"),
    "vitals.weight": ("29463-7", "Body weight", "kg"),
    "vitals.height": ("8302-2", "Body height", "cm"),
    "vitals.waist": ("8280-0", "Waist Circumference at umbilicus by Tape measure", "cm"),
    "vitals.glucose": ("14743-9", "Glucose [Moles/volume] in Capillary blood by Glucometer", "mmol/L"),
}
_FASTING_GLUCOSE = ("14770-2", "Fasting glucose [Moles/volume] in Capillary blood by Glucometer", "mmol/L")
_PRESSURE = ("85354-9", "Blood pressure panel with all children optional")
_PARTS = {
    "vitals.sbp": ("8480-6", "Systolic blood pressure", "mm[Hg]"),
    "vitals.dbp": ("8462-4", "Diastolic blood pressure", "mm[Hg]"),
}
_ABSENT = {"1": "asked-declined", "2": "error", "3": "not-performed", "4": "not-performed", "5": "not-performed"}
_CONSENT_STATES = {
    "agreed": "active", "duty": "active", "refused": "rejected", "withdrawn": "inactive", "expired": "inactive",
}  # fmt: skip
MEASURED = frozenset({*_SINGLE, *_PARTS})
"""The answers that become observations."""


class Person:
    """A resident with their consents, as values of records."""

    def __init__(self, identity: bytes, values: Mapping[str, Any], consents: Iterable[Mapping[str, Any]]) -> None:
        self.id, self.values, self.consents = identity, values, list(consents)

    def shares(self) -> bool:
        """Whether their checks may go to the clinic today."""
        return in_force(self.consents, SHARING, now_ms())


class Check:
    """One record with measurements: who was measured, when, and whether a supervisor has approved it."""

    def __init__(self, identity: bytes, person: bytes, when_ms: int, values: Mapping[str, Any], approved: bool) -> None:
        self.id, self.person, self.when_ms, self.values, self.approved = identity, person, when_ms, values, approved


def bundle(people: Iterable[Person], checks: Iterable[Check], masked: bool) -> str:
    """The bundle as JSON."""
    resources: list[Resource] = []
    for person in people:
        resources.append(_patient(person, masked))
        resources += _consents(person)
    for check in checks:
        resources.append(_encounter(check))
        resources += _observations(check)
    entries = [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources]
    whole = {"resourceType": "Bundle", "type": "collection", "timestamp": _moment(now_ms()), "entry": entries}
    if not entries:
        del whole["entry"]
    return json.dumps(whole, ensure_ascii=False, indent=1)


def _patient(person: Person, masked: bool) -> Resource:
    values, made = person.values, {"resourceType": "Patient", "id": uuid_text(person.id)}
    made["gender"] = _GENDERS.get(str(values.get("sex")), "unknown")
    born = values.get("birth_date")
    if isinstance(born, str) and born[:4].isdecimal():
        made["birthDate"] = born[:4] if masked else born
    if values.get("status") == "dead":
        made["deceasedBoolean"] = True  # type: ignore[assignment]
    return made if masked else {**made, **_known_by(values)}


def _known_by(values: Mapping[str, Any]) -> Resource:
    found: Resource = {}
    if values.get("name"):
        found["name"] = [{"use": "official", "text": str(values["name"])}]
    if values.get("id_number"):
        kind = {
            "coding": [
                {"system": f"{_TERMS}/v2-0203", "code": "NI", "display": "National unique individual identifier"}
            ]
        }
        found["identifier"] = [{"use": "official", "type": kind, "value": str(values["id_number"])}]
    if values.get("phone"):
        found["telecom"] = [{"system": "phone", "value": str(values["phone"])}]
    if values.get("live_address"):
        found["address"] = [{"use": "home", "text": str(values["live_address"])}]
    return found


def _encounter(check: Check) -> Resource:
    return {
        "resourceType": "Encounter",
        "id": _encounter_id(check),
        "status": "finished",
        "class": {"system": f"{_TERMS}/v3-ActCode", "code": "HH", "display": "home health"},
        "subject": _subject(check.person),
        "period": {"start": _moment(check.when_ms)},
    }


def _observations(check: Check) -> Iterable[Resource]:
    values = check.values
    parts = [_component(path, values) for path in _PARTS]
    known = [one for one in parts if one is not None]
    if known:
        yield {**_observation(check, "pressure", _PRESSURE), "component": known}
    for path, said in _SINGLE.items():
        if path == "vitals.glucose" and values.get("vitals.glucose_kind") == _FASTING:
            said = _FASTING_GLUCOSE
        code, display, unit = said
        made = _value(path, unit, values)
        if made is not None:
            yield {**_observation(check, path, (code, display)), **made}


def _observation(check: Check, path: str, code: tuple[str, str]) -> Resource:
    return {
        "resourceType": "Observation",
        "id": str(uuid5(UUID(bytes=check.id), path)),
        # What nobody has looked at yet may still be put right.
        "status": "final" if check.approved else "preliminary",
        "category": _CATEGORY,
        "code": _coded(*code),
        "subject": _subject(check.person),
        "encounter": {"reference": f"urn:uuid:{_encounter_id(check)}"},
        "effectiveDateTime": _moment(check.when_ms),
    }


def _component(path: str, values: Mapping[str, Any]) -> Resource | None:
    code, display, unit = _PARTS[path]
    made = _value(path, unit, values)
    return None if made is None else {"code": _coded(code, display), **made}


def _value(path: str, unit: str, values: Mapping[str, Any]) -> Resource | None:
    """The quantity, or why there is none; None where nobody asked."""
    number = values.get(path)
    if isinstance(number, int | float) and not isinstance(number, bool):
        return {"valueQuantity": {"value": number, "unit": unit, "system": _UCUM, "code": unit}}
    reason = _ABSENT.get(str(values.get(f"{path}.unmeasured")))
    if reason is None:
        return None
    return {"dataAbsentReason": {"coding": [{"system": f"{_TERMS}/data-absent-reason", "code": reason}]}}


def _consents(person: Person) -> Iterable[Resource]:
    purposes = sorted({str(one.get("purpose")) for one in person.consents if one.get("purpose")})
    for purpose in purposes:
        standing = consent_standing(person.consents, purpose, now_ms())
        given = [
            at for one in person.consents if one.get("purpose") == purpose and isinstance(at := one.get("at"), int)
        ]
        if standing not in _CONSENT_STATES or not given:
            continue
        yield {
            "resourceType": "Consent",
            "id": str(uuid5(UUID(bytes=person.id), f"consent:{purpose}")),
            "status": _CONSENT_STATES[standing],
            "scope": {"coding": [{"system": f"{_TERMS}/consentscope", "code": "patient-privacy"}]},
            "category": [_coded("59284-0", "Consent Document")],
            "patient": _subject(person.id),
            "dateTime": _moment(max(given)),
            "policyRule": {"text": "中华人民共和国个人信息保护法"},
            "provision": {
                "type": "permit" if standing in ("agreed", "duty") else "deny",
                "code": [{"text": purpose}],
            },
        }


def _coded(code: str, display: str) -> Resource:
    return {"coding": [{"system": _LOINC, "code": code, "display": display}]}


def _subject(person: bytes) -> Resource:
    return {"reference": f"urn:uuid:{uuid_text(person)}"}


def _encounter_id(check: Check) -> str:
    return str(uuid5(_ENCOUNTERS, uuid_text(check.id)))


def _moment(moment_ms: int) -> str:
    return datetime.fromtimestamp(moment_ms / 1000, UTC).astimezone(CHINA).isoformat(timespec="seconds")
