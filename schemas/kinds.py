"""The kinds of record that Mulin ships. A new kind is one more declaration, listed here."""

from schemas.catalogue import Catalogue
from schemas.health_check import HEALTH_CHECK
from schemas.household import HOUSEHOLD
from schemas.kind import Kind
from schemas.resident import RESIDENT
from schemas.visit import VISIT

KINDS: dict[str, Kind] = {kind.name: kind for kind in (HOUSEHOLD, RESIDENT, VISIT, HEALTH_CHECK)}
SHIPPED = Catalogue(KINDS)
"""The catalogue of a community that brought no kind of its own."""
