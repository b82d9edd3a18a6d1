"""What is asked for when somebody decides about a broken rule: at a page, and by a program."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields, validate

from schemas.limits import DEFAULT_LIMITS
from schemas.mending import CHOICES
from schemas.wire.body import Body
from schemas.wire.console import Heads, heads_of
from schemas.wire.field_types import Hash, Id, Text

_CHOICE = validate.OneOf(CHOICES)
_MANY = validate.Length(1, DEFAULT_LIMITS.review_records_max)


class ChosenBroken(fields.Field[tuple[bytes, tuple[bytes, ...], str, str]]):
    """A ticked row: the document, the moment of it that the page shows, the rule's code and the path, with colons."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any
    ) -> tuple[bytes, tuple[bytes, ...], str, str]:
        del attr, data, options
        identity, heads, code, path = [*str(value).split(":", 3), "", "", ""][:4]
        try:
            return UUID(identity).bytes, heads_of(heads), code, path
        except ValueError as fault:
            raise ValidationError("Not a conflict of this page.") from fault


class MendForm(Body):
    """One broken rule, decided."""

    heads = Heads(required=True)
    code = Text("name_characters_max", required=True)
    path = Text("path_characters_max", required=True)
    choice = fields.String(required=True, validate=_CHOICE)
    reason = Text("reason_characters_max", required=True)


class MendManyForm(Body):
    """The same choice for all that are ticked; ticked disputes (``chosen``) are decided by buttons of their own."""

    broken = fields.List(ChosenBroken(), load_default=list, validate=validate.Length(0, _MANY.max))
    chosen = fields.List(fields.String(), load_default=list, validate=validate.Length(0, _MANY.max))
    choice = fields.String(required=True, validate=_CHOICE)
    reason = Text("reason_characters_max", required=True)


class BrokenSeen(Body):
    """One broken rule, and the heads of the document as it was seen."""

    document = Id(required=True)
    code = Text("name_characters_max", required=True)
    path = Text("path_characters_max", required=True)
    seen = fields.List(Hash(), required=True, validate=validate.Length(1, DEFAULT_LIMITS.heads_per_item_max))


class Mend(Body):
    """A way out for several broken rules.

    ``accept``: leave it as it is, where an answer is missing and cannot be had any more; ``return``: back to the
    worker with the rule's sentence; ``swap``: two numbers or days change places; ``first``: the answer that
    excludes the others goes; ``others``: the others go.
    """

    broken = fields.List(fields.Nested(BrokenSeen), required=True, validate=_MANY)
    choice = fields.String(required=True, validate=_CHOICE)
    reason = Text("reason_characters_max", required=True)


class MendedOneReply(Body):
    document = Id()
    code = fields.String()
    path = fields.String()
    change = Hash(allow_none=True)
    problem = fields.String(allow_none=True, metadata={"description": "the code for which nothing was written"})


class MendedReply(Body):
    broken = fields.List(fields.Nested(MendedOneReply))
