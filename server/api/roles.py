"""Groups of roles that addresses are open to."""

from __future__ import annotations

from schemas.access import Role

ADMIN: frozenset[Role] = frozenset({"admin"})
AT_WORK: frozenset[Role] = frozenset({"grid_worker", "doctor", "supervisor"})
"""Those who see residents' data, each in their grids."""
DOCTOR: frozenset[Role] = frozenset({"doctor"})
SUPERVISOR: frozenset[Role] = frozenset({"supervisor"})
DECIDING: frozenset[Role] = frozenset({"supervisor", "doctor"})
OVERSEEING: frozenset[Role] = frozenset({"supervisor", "admin"})
