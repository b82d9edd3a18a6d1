"""What of a resident decides who is to be visited: the facts that programmes may ask for.

``tags`` (list of codes of 关爱标签), ``colour`` (``red``, ``yellow``, ``blue`` or empty), ``age`` (whole years, not
given where no date of birth is known), ``living`` (code of 居住状况, or empty) and ``sex`` (code, or empty). An
expression that asks for the age of somebody whose age is not known has no value, and what has none aims at nobody.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from schemas import id_number
from schemas.care.days import age_on, day_of, next_birthday

Standing = Literal["in", "refused", "lost", "moved", "dead", "linked"]
FACTS = ("tags", "colour", "age", "living", "sex")
COLOURS = ("red", "yellow", "blue")
_TAG = "tags."
_NO_CONSENT = "2"


@dataclass(frozen=True, slots=True)
class Facts:
    """One resident. Days as in ``schemas.care.days``.

    ``status`` is the register's word (``in``, ``moved``, ``dead``, ``lost``, ``refused``) and ``status_since`` its day;
    ``joined`` is the day on which the file was first known, ``colour_since`` that since which the colour is this one.
    """

    joined: int
    status: str = "in"
    status_since: int | None = None
    consents: bool = True
    linked: bool = False
    tags: tuple[str, ...] = ()
    colour: str = ""
    colour_since: int | None = None
    born: int | None = None
    living: str = ""
    sex: str = ""

    def standing(self, day: int) -> Standing:
        """How they stood on a day: whoever moved away later was still there. Consent bears no date and always holds."""
        if self.linked:
            return "linked"
        changed = self.status_since is None or self.status_since <= day
        if changed and self.status in ("moved", "dead", "lost"):
            return self.status  # type: ignore[return-value]
        return "refused" if not self.consents or (changed and self.status == "refused") else "in"

    @property
    def since(self) -> int:
        """Since when they are on the register: a return after a move counts as a beginning."""
        back = self.status_since if self.status == "in" else None
        return self.joined if back is None else max(self.joined, back)

    def value(self, name: str, day: int) -> Any:
        """The value of one of ``FACTS`` on a day, hashable."""
        if name == "age":
            return None if self.born is None or self.born > day else age_on(self.born, day)
        return getattr(self, name)

    def changes_on(self, day: int) -> int | None:
        """The next day on which a fact changes by itself: the birthday, or a move that lies ahead."""
        ahead = [] if self.status_since is None or self.status_since <= day else [self.status_since]
        if self.born is not None:
            ahead.append(self.born if self.born > day else next_birthday(self.born, day))
        return min(ahead, default=None)


def facts_of(values: Mapping[str, Any], joined: int, colour: str = "", colour_since: int | None = None) -> Facts:
    """The facts in a resident's values (path → answer), whatever these are."""
    return Facts(
        joined=joined,
        status=_text(values.get("status")) or "in",
        status_since=day_of(_text(values.get("status_since"))),
        consents=values.get("visit_consent") != _NO_CONSENT,
        linked=bool(_text(values.get("same_as"))),
        tags=tuple(
            sorted(path[len(_TAG) :] for path, value in values.items() if value is True and path.startswith(_TAG))
        ),
        colour=colour if colour in COLOURS else "",
        colour_since=colour_since if colour in COLOURS else None,
        born=_born(values),
        living=_text(values.get("living_state")),
        sex=_text(values.get("sex")),
    )


def _born(values: Mapping[str, Any]) -> int | None:
    """As the identity number says, if it is a sound one; else as the file does."""
    number = _text(values.get("id_number"))
    said = id_number.read(number) if number else None
    if said is not None and not said.problems:
        return day_of(said.birth_date)
    return day_of(_text(values.get("birth_date")))


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
