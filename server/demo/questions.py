"""Questions that the demo community asks of its own, as its secretary would write them: an XLSForm file."""

from __future__ import annotations

from collections.abc import Sequence
from hashlib import sha256
from random import Random

from schemas.kinds import KINDS
from server import custom_forms
from server.audit import Someone
from server.current import limits
from server.spreadsheet import book
from sync.document import Scalar

EXTENDS, FILE = "visit", "入户加问.xlsx"
_SURVEY = (
    ("type", "name", "label::中文(zh)", "label::English", "relevant", "constraint", "hint"),
    ("select_one yes_no", "tuixiao", "最近有没有人上门推销保健品", "Anybody selling health products at the door?",
     "", "", "有的话提醒防骗"),
    ("integer", "cishu", "来了几次", "How often?", "${tuixiao} = 'yes'", ". >= 1 and . <= 50", ""),
)  # fmt: skip
_CHOICES = (
    ("list_name", "name", "label::中文(zh)", "label::English"),
    ("yes_no", "yes", "有", "Yes"),
    ("yes_no", "no", "没有", "No"),
)


def load(community_id: str) -> list[str]:
    """Read the file and put its questions in force; their paths, in their order."""
    # pyxform takes a second to load, and nothing else of the server needs it.
    from schemas.forms.declare import read_form  # noqa: PLC0415

    data = book({"survey": _SURVEY, "choices": _CHOICES})
    draft = read_form(data, limits(), KINDS[EXTENDS], None, skip_unsupported=False)
    custom_forms.load(Someone(community_id), draft, sha256(data).digest(), FILE)
    return [one.path for section in draft.declaration.sections for one in section.parts]


def answered(random: Random, paths: Sequence[str]) -> dict[str, Scalar]:
    """What somebody said to them."""
    asked, often = paths
    return {asked: "yes", often: random.randint(1, 3)} if random.random() < 0.2 else {asked: "no"}
