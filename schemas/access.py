"""Which role may see which sensitivity, as data: who sees what is policy, and policy is read, not traced.

open      can be shown on a noticeboard: a section's date, a visit's method
personal  who somebody is and how they live: name, address, family, tags
health    measurements, diseases, state of mind
note      free text, in which anything may stand
identity  numbers that lead to a person anywhere: identity numbers and phones; masked until revealed, and
          every revealing is written to the audit log
"""

from collections.abc import Mapping
from typing import Literal

from schemas.declaration import Field, Sensitivity

Role = Literal["grid_worker", "doctor", "supervisor", "admin"]
Sight = Literal["plain", "masked", "hidden"]

ROLES: tuple[Role, ...] = ("grid_worker", "doctor", "supervisor", "admin")
SENSITIVITIES: tuple[Sensitivity, ...] = ("open", "personal", "health", "note", "identity")

_AT_WORK: Mapping[Sensitivity, Sight] = {
    "open": "plain",
    "personal": "plain",
    "health": "plain",
    "note": "plain",
    "identity": "masked",
}
_OFFICE_ONLY: Mapping[Sensitivity, Sight] = {
    "open": "plain",
    "personal": "hidden",
    "health": "hidden",
    "note": "hidden",
    "identity": "hidden",
}
SIGHT: Mapping[Role, Mapping[Sensitivity, Sight]] = {
    "grid_worker": _AT_WORK,
    "doctor": _AT_WORK,
    "supervisor": _AT_WORK,
    # Whoever keeps the machine running needs no resident's data to do it.
    "admin": _OFFICE_ONLY,
}
MAY_REVEAL: frozenset[Role] = frozenset({"grid_worker", "doctor", "supervisor"})


def sight(role: Role, sensitivity: Sensitivity) -> Sight:
    """How a role sees values of a sensitivity before anything is revealed."""
    return SIGHT[role][sensitivity]


def may_write(role: Role, field: Field) -> bool:
    """Whether a role may write a field of a document it may write; protected fields are the server's."""
    return not field.protected and (not field.writers or role in field.writers)
