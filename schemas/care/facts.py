"""The facts that reminders may ask for, by the subject that they are about, with their types.

A fact that is not known is not given: an expression that needs it then has no value, and asks for nothing. Counts are
always given; so "never" is a count of 0. `docs/care.md` says of each what it means.
"""

from collections.abc import Mapping

from schemas.care.value_types import BOOLEAN, DATE, DECIMAL, INTEGER, TEXT, TEXTS, Type

ALWAYS: Mapping[str, Type] = {
    "today": DATE,
    "year": INTEGER,
    "quarter": INTEGER,
    "quarter_end": DATE,
    "year_end": DATE,
}
RESIDENT: Mapping[str, Type] = {
    **ALWAYS,
    # Who they are.
    "name": TEXT,
    "sex": TEXT,
    "status": TEXT,
    "status_since": DATE,
    "registered": TEXT,
    "living": TEXT,
    "alone": BOOLEAN,
    "tags": TEXTS,
    "diseases": TEXTS,
    "colour": TEXT,
    # When they were born.
    "birth_date": DATE,
    "birth_unclear": TEXT,
    "age": INTEGER,
    "turning": INTEGER,
    "birthday": DATE,
    "entitled_on": DATE,
    "birthday_this_year": DATE,
    # Visits and windows.
    "visits": INTEGER,
    "visit_on": DATE,
    "visit_result": TEXT,
    "met_on": DATE,
    "no_answer": INTEGER,
    "no_answer_since": DATE,
    "mood_low": INTEGER,
    "mood_low_since": DATE,
    "health_state": TEXT,
    "family_support": TEXT,
    # Follow-ups, measurements, examinations.
    "htn_follow_ups": INTEGER,
    "htn_on": DATE,
    "htn_next": DATE,
    "htn_measure": TEXT,
    "t2dm_follow_ups": INTEGER,
    "t2dm_on": DATE,
    "t2dm_next": DATE,
    "t2dm_measure": TEXT,
    "referrals_open": INTEGER,
    "referral_on": DATE,
    "emergencies_open": INTEGER,
    "emergency_on": DATE,
    "pressures": INTEGER,
    "pressure_this_year": INTEGER,
    "pressure_on": DATE,
    "sbp": INTEGER,
    "dbp": INTEGER,
    "bmi": DECIMAL,
    "waist": DECIMAL,
    "glucose_this_year": INTEGER,
    "glucose_on": DATE,
    "check_ups_this_year": INTEGER,
    "check_up_on": DATE,
    "assessments": INTEGER,
    "assessed_on": DATE,
    "screenings": INTEGER,
    "screened_on": DATE,
    "screen_positive": INTEGER,
    "screen_positive_on": DATE,
    # Allowance.
    "allowance_bands": TEXTS,
    "allowance_paid": BOOLEAN,
    "recovery_settled": BOOLEAN,
    "survival_on": DATE,
}
CERTIFICATE: Mapping[str, Type] = {
    **ALWAYS,
    "holder": TEXT,
    "shop": TEXT,
    "number": TEXT,
    "state": TEXT,
    "issued_on": DATE,
    "expires_on": DATE,
}
EQUIPMENT: Mapping[str, Type] = {
    **ALWAYS,
    "equipment": TEXT,
    "place": TEXT,
    "building": TEXT,
    "state": TEXT,
    "defects": TEXTS,
    "made_on": DATE,
    "label_known": BOOLEAN,
    "label_years": INTEGER,
    "serviced": BOOLEAN,
    "serviced_on": DATE,
    "service_known": BOOLEAN,
    "service_due_on": DATE,
    "scrap_known": BOOLEAN,
    "scrap_due_on": DATE,
}
WINDOW: Mapping[str, Type] = {
    **ALWAYS,
    "building": TEXT,
    "state": TEXT,
    "looked_on": DATE,
    "has_task": BOOLEAN,
    "met_since": BOOLEAN,
    "in_order_since": BOOLEAN,
}
SUBJECTS: Mapping[str, Mapping[str, Type]] = {
    "resident": RESIDENT,
    "certificate": CERTIFICATE,
    "fire_equipment": EQUIPMENT,
    "window": WINDOW,
}
"""What reminders can be about: kinds of record, and one window of a 看窗."""
FACTS: Mapping[str, Type] = {**RESIDENT, **CERTIFICATE, **EQUIPMENT, **WINDOW}
