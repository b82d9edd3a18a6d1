"""The kinds of record that Mulin ships. A new kind is one more declaration, listed here."""

from schemas.catalogue import Catalogue
from schemas.health_check import HEALTH_CHECK
from schemas.household import HOUSEHOLD
from schemas.kind import Kind
from schemas.medical.ability import ABILITY
from schemas.medical.check_up import CHECK_UP
from schemas.medical.htn_follow_up import HTN_FOLLOW_UP
from schemas.medical.screening import SCREENING
from schemas.medical.self_care import SELF_CARE
from schemas.medical.t2dm_follow_up import T2DM_FOLLOW_UP
from schemas.resident import RESIDENT
from schemas.social.allowance_case import ALLOWANCE_CASE
from schemas.social.care_level import CARE_LEVEL
from schemas.social.certificate import CERTIFICATE
from schemas.social.consent import CONSENT
from schemas.social.fire_equipment import FIRE_EQUIPMENT
from schemas.social.task import TASK
from schemas.social.visit_call import VISIT_CALL
from schemas.social.window_check import WINDOW_CHECK
from schemas.visit import VISIT

_AT_THE_DOOR = (HOUSEHOLD, RESIDENT, VISIT, HEALTH_CHECK)
_MEDICAL = (HTN_FOLLOW_UP, T2DM_FOLLOW_UP, CHECK_UP, SELF_CARE, SCREENING, ABILITY)
_SOCIAL = (CARE_LEVEL, CONSENT, CERTIFICATE, FIRE_EQUIPMENT, ALLOWANCE_CASE, TASK, WINDOW_CHECK, VISIT_CALL)

KINDS: dict[str, Kind] = {kind.name: kind for kind in (*_AT_THE_DOOR, *_MEDICAL, *_SOCIAL)}
SHIPPED = Catalogue(KINDS)
"""The catalogue of a community that brought no kind of its own."""
