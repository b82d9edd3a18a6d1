"""One card a day: everything that is to be done about one resident, home or shop stands on one card.

Visits that are due (`schemas.care.due_card`) and tasks that are open come to one card, so that nobody is called twice
in a morning, and one walk along a street sees to all of it.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from schemas.care.dates import days, is_date
from schemas.care.days import date_text
from schemas.care.due_card import Card

# What is due in years is of no interest today; it keeps a card without a day behind those that have one.
_NEVER = "9999-12-31"


class TaskLine(NamedTuple):
    """An open task. `about` says whose card it stands on: ("resident", id), ("household", id), ("shop", name)…"""

    id: str
    about: tuple[str, str]
    title: str
    due_on: str
    urgent: bool = False


class DayCard(NamedTuple):
    """All that is to be done about one of them. `due_on` is the earliest day, empty where none is said."""

    about: tuple[str, str]
    urgent: bool
    due_on: str
    overdue_days: int
    visits: Card | None
    tasks: tuple[TaskLine, ...]


def day_cards(visits: Mapping[str, Card], tasks: Iterable[TaskLine], today: str) -> list[DayCard]:
    """The cards of a day: the urgent first, then the longest overdue; no two of the same.

    visits: what programmes say of a resident, by the resident's id.
    """
    lines: dict[tuple[str, str], list[TaskLine]] = {("resident", resident): [] for resident in visits}
    for one in tasks:
        lines.setdefault(one.about, []).append(one)
    cards = [_card(about, visits.get(about[1]) if about[0] == "resident" else None, own, today)
             for about, own in lines.items()]  # fmt: skip
    return sorted(cards, key=lambda one: (not one.urgent, one.due_on or _NEVER, one.about))


def _card(about: tuple[str, str], visits: Card | None, tasks: list[TaskLine], today: str) -> DayCard:
    tasks = sorted(set(tasks), key=lambda one: (not one.urgent, one.due_on or _NEVER, one.title, one.id))
    dates = [one.due_on for one in tasks if is_date(one.due_on)]
    if visits is not None:
        dates.append(date_text(visits.due))
    due_on = min(dates, default="")
    late = max(0, days(due_on, today)) if due_on else 0
    return DayCard(about, any(one.urgent for one in tasks), due_on, late, visits, tuple(tasks))
