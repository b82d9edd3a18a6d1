"""Checks for clinics and health systems: a FHIR R4 bundle of Patient, Encounter, Observation and Consent.

Codes are LOINC's, units UCUM's. Only people whose consent to sharing with the clinic is in force are in it. Masked, it
holds no name, number or address, and of a birth date the year.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from typing import Any
from uuid import UUID, uuid5

from schemas.social.standing import consent_standing, in_force
from server.clock import now_ms, uuid_text
from server.fhir_codes import TERMS
from server.fhir_observations import Check, Resource, coded, encounter_id, moment, observations, subject

SHARING = "share_clinic"
_GENDERS = {"1": "male", "2": "female"}
_CONSENT_STATES = {
    "agreed": "active", "duty": "active", "refused": "rejected", "withdrawn": "inactive", "expired": "inactive",
}  # fmt: skip
_AT_HOME = ("HH", "home health")
_MET = {"1": ("AMB", "ambulatory"), "2": _AT_HOME, "3": ("VR", "virtual"), "4": ("VR", "virtual")}
"""How a follow-up was done (随访方式): at the clinic, at home, by telephone, by network."""


class Person:
    """A resident with their consents, as values of records."""

    def __init__(self, identity: bytes, values: Mapping[str, Any], consents: Iterable[Mapping[str, Any]]) -> None:
        self.id, self.values, self.consents = identity, values, list(consents)

    def shares(self) -> bool:
        """Whether their checks may go to the clinic today."""
        return in_force(self.consents, SHARING, now_ms())


def bundle(people: Iterable[Person], checks: Iterable[Check], masked: bool) -> str:
    """The bundle as JSON."""
    resources: list[Resource] = []
    for person in people:
        resources.append(_patient(person, masked))
        resources += _consents(person)
    for check in checks:
        resources.append(_encounter(check))
        resources += observations(check)
    entries = [{"fullUrl": f"urn:uuid:{one['id']}", "resource": one} for one in resources]
    whole = {"resourceType": "Bundle", "type": "collection", "timestamp": moment(now_ms()), "entry": entries}
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
            "coding": [{"system": f"{TERMS}/v2-0203", "code": "NI", "display": "National unique individual identifier"}]
        }
        found["identifier"] = [{"use": "official", "type": kind, "value": str(values["id_number"])}]
    if values.get("phone"):
        found["telecom"] = [{"system": "phone", "value": str(values["phone"])}]
    if values.get("live_address"):
        found["address"] = [{"use": "home", "text": str(values["live_address"])}]
    return found


def _encounter(check: Check) -> Resource:
    code, display = _MET.get(str(check.values.get("method")), _AT_HOME)
    return {
        "resourceType": "Encounter",
        "id": encounter_id(check),
        "status": "finished",
        "class": {"system": f"{TERMS}/v3-ActCode", "code": code, "display": display},
        "subject": subject(check.person),
        "period": {"start": moment(check.when_ms)},
    }


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
            "scope": {"coding": [{"system": f"{TERMS}/consentscope", "code": "patient-privacy"}]},
            "category": [coded("59284-0", "Consent Document")],
            "patient": subject(person.id),
            "dateTime": moment(max(given)),
            "policyRule": {"text": "中华人民共和国个人信息保护法"},
            "provision": {
                "type": "permit" if standing in ("agreed", "duty") else "deny",
                "code": [{"text": purpose}],
            },
        }
