"""What becomes of one handed-in item, and every reason for which one can be refused.

Outcomes are values. ``Refusal`` is raised inside ``sync`` only, where a reason is found deep in the reading of bytes,
and ``merge`` turns it into a ``Refused``.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sync.document import Document

REFUSALS: dict[str, str] = {
    "item.malformed": "The item is not of the form that the protocol gives; nothing in it could be read.",
    "bytes.empty": "The item carries no bytes.",
    "bytes.not_automerge": "The bytes are not whole Automerge chunks: cut off, changed on the way, or something else.",
    "chunk.unknown_type": "An Automerge chunk of a type that this protocol does not carry (change or document only).",
    "hand_in.too_large": "More bytes for one document than the limit allows; hand the changes in in smaller parts.",
    "hand_in.too_many_changes": "More changes for one document at once than the limit allows; hand them in in parts.",
    "hand_in.too_many_operations": "The bytes stand for more operations than any record has.",
    "hand_in.harmful": "These bytes stopped the server when they came before; they were tried apart and failed again.",
    "document.too_large": "With these changes the document would be larger than the limit allows.",
    "document.no_birth": "A new document must name its kind, grid and kind version in its first change.",
    "document.erased": "The document was erased at the centre on the wish of the person it is about.",
    "value.unsupported": "A counter or a value type that the protocol does not carry.",
    "author.not_sender": "A change by another author, without a seal that says it was at the centre before.",
    "actor.reused": "Two different changes carry the same actor and number: the tablet's store was copied or restored.",
    "field.protected": "A field that only the centre writes (kind, grid, review, links) was changed.",
    "tablet.revoked": "The tablet that made this bundle was revoked; somebody must say that the work is its person's.",
    "grid.not_yours": "The document belongs to a grid that this tablet's person does not serve.",
}
"""Stable code → what it means, in one English sentence. Catalogues hold the wording for people."""


class Refusal(Exception):
    """A reason, found while reading a hand-in, why it can never be right."""

    def __init__(self, code: str, hint: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.hint = hint or REFUSALS[code]  # a code that is not in the table is a bug, and shows here


@dataclass(frozen=True, slots=True)
class Merged:
    """New changes: ``chunk`` is what the log keeps, ``document`` the whole as it is now."""

    document: Document
    chunk: bytes
    heads: tuple[bytes, ...]
    change_count: int
    """Changes in the whole document."""
    linear: bool
    """Every change had seen all before it, so no two writes can be rivals."""
    need: tuple[bytes, ...] = ()
    """Heads the tablet claims that did not come: merged all the same, and asked for."""


@dataclass(frozen=True, slots=True)
class Known:
    """Nothing new; ``heads`` are those of the document as it stands."""

    heads: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """The server needs the changes named in ``need`` (hashes) before it can merge these."""

    need: tuple[bytes, ...]


@dataclass(frozen=True, slots=True)
class Refused:
    """Can never be right as it stands; the bytes are kept aside."""

    code: str
    hint: str = field(default="")


Outcome = Merged | Known | Missing | Refused
