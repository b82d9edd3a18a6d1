"""What one address of the API does, as data: the server routes by it, and the documentation is drawn from it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from schemas.access import Role
from schemas.declaration import Label
from schemas.wire.body import Body

Method = Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]
Who = Literal["nobody", "person", "tablet", "either"]

FHIR = "application/fhir+json"
CBOR, BYTES, HTML, TEXT = "application/cbor", "application/octet-stream", "text/html", "text/plain"


@dataclass(frozen=True, slots=True)
class Operation:
    """One method at one address.

    ``path`` is Flask's (``/people/<uuid:person>``), without ``prefix``. ``who`` may ask: nobody in particular, a
    person, a tablet, or either. ``roles``: which people; empty means all. ``body`` and ``query`` are what comes,
    ``reply`` what goes; ``media`` and ``body_media`` name the form where it is not JSON.
    """

    method: Method
    path: str
    noun: str
    label: Label
    who: Who = "person"
    roles: frozenset[Role] = frozenset()
    query: type[Body] | None = None
    body: type[Body] | None = None
    body_media: str = ""
    reply: type[Body] | None = None
    media: str = "application/json"
    status: int = 200
    problems: tuple[str, ...] = ()
    note: Label | None = None
    prefix: str = "/api/v1"

    @property
    def address(self) -> str:
        """The whole path, as Flask writes it."""
        return self.prefix + self.path
