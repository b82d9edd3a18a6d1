"""What holds at a moment, read out of all the documents about it: which consent, and which colour.

Both are written down again each time they change, so the latest word holds. Times are what workers say they are. Two
words of the same moment are settled for the person: the one that allows less, the colour that asks for more.
"""

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from typing import Literal

Values = Mapping[str, object]
Standing = Literal["agreed", "duty", "refused", "withdrawn", "expired", "unasked"]

_CHINA = timedelta(hours=8)
_LEVELS = ("none", "blue", "yellow", "red")
_CAUTION: tuple[Standing, ...] = ("agreed", "duty", "expired", "withdrawn", "refused")


def consent_standing(consents: Iterable[Values], purpose: str, at_ms: int) -> Standing:
    """How somebody's consents, given as the values of their records, stand for one purpose at a moment.

    "duty" is no consent: the law lets the community act without one, once the person was told.
    """
    latest = max(
        ((at, _CAUTION.index(said)) for at, said in _said(consents, purpose, at_ms)),
        default=None,
    )
    return _CAUTION[latest[1]] if latest else "unasked"


def in_force(consents: Iterable[Values], purpose: str, at_ms: int) -> bool:
    """Whether what the purpose names may be done at a moment."""
    return consent_standing(consents, purpose, at_ms) in ("agreed", "duty")


def colour(decisions: Iterable[Values], at_ms: int | None = None) -> str | None:
    """The colour that holds, given the values of a person's care_level records; None where nobody has decided yet."""
    latest = max(
        (
            (at, _LEVELS.index(level))
            for one in decisions
            if isinstance(at := one.get("at"), int)
            and (at_ms is None or at <= at_ms)
            and isinstance(level := one.get("level"), str)
            and level in _LEVELS
        ),
        default=None,
    )
    return _LEVELS[latest[1]] if latest else None


def _said(consents: Iterable[Values], purpose: str, at_ms: int) -> Iterable[tuple[int, Standing]]:
    for one in consents:
        at = one.get("at")
        if one.get("purpose") == purpose and isinstance(at, int) and at <= at_ms:
            said = _one(one, at_ms)
            if said:
                yield at, said


def _one(consent: Values, at_ms: int) -> Standing | None:
    if consent.get("legal_basis") != "duty" and consent.get("answer") != "agreed":
        return "refused" if consent.get("answer") == "refused" else None
    withdrawn_at, until = consent.get("withdrawn_at"), consent.get("valid_until")
    # A withdrawal whose time cannot be read is a withdrawal.
    if withdrawn_at is not None and not (isinstance(withdrawn_at, int) and withdrawn_at > at_ms):
        return "withdrawn"
    if isinstance(until, str) and until and _day(at_ms) > until:
        return "expired"
    return "duty" if consent.get("legal_basis") == "duty" else "agreed"


def _day(at_ms: int) -> str:
    return (datetime.fromtimestamp(at_ms / 1000, UTC) + _CHINA).date().isoformat()
