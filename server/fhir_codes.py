"""What each measurement is called between health systems: LOINC for what was measured, UCUM for its unit.

Where each was looked up stands in docs/console.md. Which quantity a glucose code means follows from the unit: a
glucometer here reads mmol/L, so the codes are those of moles per volume, never of mass.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

LOINC, UCUM, SNOMED = "http://loinc.org", "http://unitsofmeasure.org", "http://snomed.info/sct"
TERMS = "http://terminology.hl7.org/CodeSystem"
VITAL_SIGNS, EXAM, LABORATORY = "vital-signs", "exam", "laboratory"


@dataclass(frozen=True, slots=True)
class Measure:
    """``codes``: LOINC's code and name, the most telling first; ``unit`` as UCUM writes it."""

    codes: tuple[tuple[str, str], ...]
    unit: str
    category: str = VITAL_SIGNS


def _one(code: str, name: str, unit: str, category: str = VITAL_SIGNS) -> Measure:
    return Measure(((code, name),), unit, category)


SINGLE: Mapping[str, Measure] = {
    "vitals.pulse": _one("8867-4", "Heart rate", "/min"),
    "vitals.resp": _one("9279-1", "Respiratory rate", "/min"),
    "vitals.temp": _one("8310-5", "Body temperature", "Cel"),
    # The FHIR profile asks for the general code; the other says how it was measured.
    "vitals.spo2": Measure(
        (("59408-5", "Oxygen saturation in Arterial blood by Pulse oximetry"),
         ("2708-6", "Oxygen saturation in Arterial blood")), "%",
    ),
    "vitals.weight": _one("29463-7", "Body weight", "kg"),
    "vitals.height": _one("8302-2", "Body height", "cm"),
    "vitals.waist": _one("8280-0", "Waist Circumference at umbilicus by Tape measure", "cm", EXAM),
    "vitals.glucose": _one("14743-9", "Glucose [Moles/volume] in Capillary blood by Glucometer", "mmol/L", LABORATORY),
    "hba1c": _one("4548-4", "Hemoglobin A1c/Hemoglobin.total in Blood", "%", LABORATORY),
}  # fmt: skip
FASTING_GLUCOSE = _one(
    "14770-2", "Fasting glucose [Moles/volume] in Capillary blood by Glucometer", "mmol/L", LABORATORY
)
BODY_MASS_INDEX = _one("39156-5", "Body mass index (BMI) [Ratio]", "kg/m2")
PRESSURE = _one("85354-9", "Blood pressure panel with all children optional", "mm[Hg]")
SYSTOLIC, DIASTOLIC = ("8480-6", "Systolic blood pressure"), ("8462-4", "Diastolic blood pressure")


@dataclass(frozen=True, slots=True)
class Arm:
    """Where a pressure stands in a record, and on which arm it was measured; SNOMED CT's code, empty: not said."""

    systolic: str
    diastolic: str
    site: tuple[str, str] | None = None


ARMS: Mapping[str, Arm] = {
    "pressure": Arm("vitals.sbp", "vitals.dbp"),
    "pressure.left": Arm("vitals.left_sbp", "vitals.left_dbp", ("368208006", "Left upper arm structure")),
    "pressure.right": Arm("vitals.right_sbp", "vitals.right_dbp", ("368209003", "Right upper arm structure")),
}
OFF_SCALE = {"hi": (">", "Off scale high"), "lo": ("<", "Off scale low")}
"""A glucometer that shows HI or LO (HL7 v3 ObservationInterpretation)."""
ABSENT = {"1": "asked-declined", "2": "error", "3": "not-performed", "4": "not-performed", "5": "not-performed"}
"""Why nothing was measured → HL7's data-absent-reason."""
MEASURED = frozenset(
    {*SINGLE, "vitals.glucose_beyond", *(path for arm in ARMS.values() for path in (arm.systolic, arm.diastolic))}
)
"""The answers that become observations."""
