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
from schemas.visit import VISIT

_AT_THE_DOOR = (HOUSEHOLD, RESIDENT, VISIT, HEALTH_CHECK)
_MEDICAL = (HTN_FOLLOW_UP, T2DM_FOLLOW_UP, CHECK_UP, SELF_CARE, SCREENING, ABILITY)

KINDS: dict[str, Kind] = {kind.name: kind for kind in (*_AT_THE_DOOR, *_MEDICAL)}
SHIPPED = Catalogue(KINDS)
"""The catalogue of a community that brought no kind of its own."""
