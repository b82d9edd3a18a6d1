"""月探访率: of those whom a programme aims at, how many were visited in a month. Counted are residents, never visits.

- Who is counted: whoever stands in the programme's target on the last day of the month (of the running month: today),
  as their file says it now, aged as on that day, and in the colour of that day. A programme that is not under way on
  that day counts nobody.
- On the register: they came onto it by that day. Who moved away, died or was lost by that day is not counted, nor who
  was linked to another file. Who moved in or was found in mid-month is: they are to be visited like the others.
- Who does not wish to be visited is told apart as ``refused`` and is not in the denominator.
- Met: on at least one day of the month, by a method that the programme accepts for them, the person or their family was
  met. Tried: not met, but some contact was tried or made in another way.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from schemas.care.contact import Contact
from schemas.care.programme import Audience
from schemas.care.resident_facts import Facts


@dataclass(slots=True)
class Rate:
    """One programme (and, with ``group``, those of its residents with that tag). ``residents`` is the denominator."""

    programme: str
    group: str
    residents: int = 0
    met: int = 0
    tried: int = 0
    refused: int = 0

    @property
    def permille(self) -> int | None:
        """Met of residents in thousandths, rounded down: it says 1000 only where nobody was left out."""
        return self.met * 1000 // self.residents if self.residents else None


def visit_rate(people: Iterable[tuple[Facts, Iterable[Contact]]], audience: Audience, day: int) -> list[Rate]:
    """Rates as of ``day``, from residents and the month's contacts up to it: by programme, all first, then groups."""
    rates = [
        {group: Rate(one.code, group) for group in ("", *one.groups)} if one.runs_on(day) else {}
        for one in audience.programmes
    ]
    for facts, contacts in people:
        standing = facts.standing(day)
        if standing not in ("in", "refused") or facts.joined > day:
            continue
        month = list(contacts)
        for place, groups in enumerate(rates):
            frequency = audience.asked(place, facts, day) if groups else None
            if frequency is None:
                continue
            met = any(one.outcome == "met" and one.method in frequency.methods for one in month)
            for group, rate in groups.items():
                if not group or group in facts.tags:
                    _add(rate, standing == "refused", met, bool(month))
    return [rate for groups in rates for rate in groups.values()]


def _add(rate: Rate, refused: bool, met: bool, tried: bool) -> None:
    if refused:
        rate.refused += 1
        return
    rate.residents += 1
    if met:
        rate.met += 1
    elif tried:
        rate.tried += 1
