"""Due: who is to be visited by when. A pure function of facts, contacts and programmes, told apart from today.

When a visit falls due does not depend on the day on which somebody asks; only whether it is overdue does. So what is
worked out here can be kept (``schemas.care.due_card`` says what it means today) until something about the resident
changes, or until ``Audience.changes_on``.

The counting of a programme begins with its first day, with the resident's coming onto the register, and, where it asks
by colour, with the day of the colour, whichever is last: nobody is overdue on the first morning. A minimum for a
calendar month is asked from the first month that lies wholly after that. A month that was missed cannot be made up: it
stays due until the next contact, which counts for its own month, and shows in the month's visit rate.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from schemas.care.contact import Contact
from schemas.care.days import first_day, last_day, month_of
from schemas.care.programme import HOME, Ask, Audience, Frequency, Programme
from schemas.care.resident_facts import Facts

What = Literal["contact", "home", "trigger", "confirm"]


class Call(NamedTuple):
    """Somebody set off a trigger: contact is wanted on or after ``since``; from the day after ``until`` no more."""

    trigger: str
    since: int
    until: int | None = None


class Count(NamedTuple):
    """How one thing that is asked stands.

    ``due``: by when; None: not asked. ``last``: the latest day that counts, None: never. ``days``: how many days of
    ``last``'s month count. ``month_min``: how many a month wants, 0: none; ``from_month``: from which month on.
    """

    due: int | None
    last: int | None
    days: int
    month_min: int
    from_month: int


class Due(NamedTuple):
    """What one programme wants of a resident next: ``what`` by ``due``. For ``confirm`` the code is empty."""

    programme: str
    what: What
    due: int
    contact: Count
    home: Count
    trigger: str = ""
    tries: int = 0
    """Days since the last contact on which somebody tried and met nobody; ``tried`` is the latest."""
    tried: int | None = None


_NOT_ASKED = Count(None, None, 0, 0, 0)


def reckon(facts: Facts, contacts: Iterable[Contact], calls: Sequence[Call], audience: Audience, day: int) -> list[Due]:
    """What every programme wants of a resident as of ``day``, in the order of the programmes' codes.

    Nobody is due who is no longer on the register, or does not wish to be visited. Where the last word from their door
    is that they moved or died, one thing is due: that somebody puts the register right.
    """
    if facts.standing(day) != "in":
        return []
    course = _Course(contacts, facts.since, day)
    if course.gone is not None:
        return [Due("", "confirm", course.gone, _NOT_ASKED, _NOT_ASKED)]
    found = []
    for place, programme in enumerate(audience.programmes):
        frequency = audience.asked(place, facts, day) if programme.runs_on(day) else None
        if frequency is not None:
            since = _since(facts, programme, audience.by_colour(place, facts, day))
            one = _due(programme, frequency, course, calls, since, day)
            if one is not None:
                found.append(one)
    return found


def open_calls(calls: Iterable[Call], day: int) -> list[Call]:
    """Calls that have not run out."""
    return [one for one in calls if one.until is None or day <= one.until]


def _since(facts: Facts, programme: Programme, by_colour: bool) -> int:
    colour = facts.colour_since if by_colour else None
    return max(one for one in (facts.since, programme.starts_on, colour) if one is not None)


class _Course:
    """A resident's contacts up to a day, sorted out."""

    def __init__(self, contacts: Iterable[Contact], since: int, day: int) -> None:
        self.met: dict[str, set[int]] = {}
        tried: set[int] = set()
        gone = latest = None
        for when, method, outcome in contacts:
            if when > day:
                continue
            if outcome == "met":
                self.met.setdefault(method, set()).add(when)
                latest = when if latest is None or when > latest else latest
            elif outcome == "tried":
                tried.add(when)
            elif when >= since and (gone is None or when > gone):
                gone = when
        after = sorted(one for one in tried if latest is None or one > latest)
        self.tries, self.tried = len(after), after[-1] if after else None
        # Whoever was met on the day or later is neither dead nor gone, whatever somebody ticked.
        self.gone = None if gone is None or (latest is not None and latest >= gone) else gone

    def days(self, methods: frozenset[str]) -> set[int]:
        found = [days for method, days in self.met.items() if method in methods]
        return set().union(*found) if len(found) != 1 else found[0]


def _due(
    programme: Programme, frequency: Frequency, course: _Course, calls: Sequence[Call], since: int, day: int
) -> Due | None:
    days = course.days(frequency.methods)
    contact = _count(frequency.contact, days, since)
    home = _count(frequency.home, course.days(HOME), since)
    # The most urgent of them; of two on one day what asks for more: a call, a visit at home, a contact.
    wanted: list[tuple[int, What, str]] = []
    called = _called(programme, days, open_calls(calls, day))
    if called is not None:
        wanted.append((called[0], "trigger", called[1]))
    if home.due is not None:
        wanted.append((home.due, "home", ""))
    if contact.due is not None:
        wanted.append((contact.due, "contact", ""))
    if not wanted:
        return None
    due, what, trigger = min(wanted, key=lambda one: one[0])
    return Due(programme.code, what, due, contact, home, trigger, course.tries, course.tried)


def _called(programme: Programme, days: set[int], calls: Iterable[Call]) -> tuple[int, str] | None:
    latest = max(days, default=None)
    waiting = [
        (call.since + programme.triggers[call.trigger], call.trigger)
        for call in calls
        if call.trigger in programme.triggers and (latest is None or latest < call.since)
    ]
    return min(waiting, default=None)


def _count(ask: Ask, days: set[int], since: int) -> Count:
    last = max(days, default=None)
    month = None if last is None else month_of(last)
    counted = 0 if month is None else sum(1 for one in days if one >= first_day(month))
    whole = month_of(since)
    if since != first_day(whole):
        whole += 1
    due = None
    if ask.gap_days is not None:
        due = (since if last is None else max(last, since)) + ask.gap_days
    if ask.month_min:
        wanting = whole if month is None else max(month + (counted >= ask.month_min), whole)
        due = last_day(wanting) if due is None else min(due, last_day(wanting))
    return Count(due, last, counted, ask.month_min or 0, whole)
