"""When somebody was born, where their file says it twice, impossibly, or not at all.

An identity number whose check digit is right decides: payments and entitlements go by it. Where what was typed differs,
the number's date is used and somebody is asked to clear it up; a number with a slip in it decides nothing. A lunar
birthday never counts: it falls on another day every year (domain §4.1, §5.1).
"""

from collections.abc import Mapping
from typing import Literal, NamedTuple

from schemas.care.dates import is_date
from schemas.id_number import read

Unclear = Literal["", "differ", "typed_impossible", "number_wrong", "lunar_only", "unknown"]


class Birth(NamedTuple):
    """A date of birth ("YYYY-MM-DD", empty where none is known) and what about it somebody should clear up.

    differ: the number says another day than was typed; the number's is used
    typed_impossible: what was typed is no day; the number's is used, if it has one
    number_wrong: the number has a slip in it; what was typed is used, if anything was
    lunar_only: there is a lunar birthday and no other
    unknown: there is nothing to go by
    """

    day: str
    unclear: Unclear


def birth_of(values: Mapping[str, object], today: str) -> Birth:
    """The date of birth that a resident's values (path to answer) come to. Nobody was born after ``today``."""
    typed, number = values.get("birth_date"), values.get("id_number")
    has_typed = isinstance(typed, str) and typed != ""
    day = typed if is_date(typed) and isinstance(typed, str) and typed <= today else ""
    if isinstance(number, str) and number:
        said = read(number, today)
        if said.birth_date and not said.problems:
            if has_typed and not day:
                return Birth(said.birth_date, "typed_impossible")
            return Birth(said.birth_date, "differ" if day and day != said.birth_date else "")
        return Birth(day, "number_wrong")
    if has_typed and not day:
        return Birth("", "typed_impossible")
    if day:
        return Birth(day, "")
    return Birth("", "lunar_only" if values.get("lunar_birthday") else "unknown")
