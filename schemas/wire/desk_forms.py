"""A form that is filled in at a desk: its boxes, and what is said beside them."""

from __future__ import annotations

from typing import Any

from marshmallow import fields, validate

from schemas.limits import DEFAULT_LIMITS
from schemas.wire.body import Body
from schemas.wire.console import Heads
from schemas.wire.field_types import Text


def typed_answers() -> fields.List[Any]:
    """The boxes of a form, each a path and what was typed."""
    path = fields.String(validate=validate.Length(1, DEFAULT_LIMITS.path_characters_max))
    text = fields.String(validate=validate.Length(0, DEFAULT_LIMITS.desk_answer_characters_max))
    most = validate.Length(0, DEFAULT_LIMITS.desk_answers_max)
    return fields.List(fields.Tuple((path, text)), load_default=list, validate=most)


class CorrectForm(Body):
    """Answers as they stand in their boxes; what was left as it was is not written."""

    heads = Heads(required=True)
    answers = typed_answers()
    reason = Text("reason_characters_max", required=True)


class BeginForm(Body):
    """A new record. ``once``: drawn with the page, so that sent twice it is one; ``sure``: it was looked at again."""

    answers = typed_answers()
    once = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{32}\Z"))
    sure = fields.Boolean(load_default=False)
    grid = Text("grid_id_characters_max", load_default=None)


class ActedForm(Body):
    """What was done about an alarming value, and what was known to have been done when it was written down."""

    how = fields.String(
        required=True, validate=validate.OneOf(["ambulance", "doctor", "referral", "family", "again", "other"])
    )
    words = Text("reason_characters_max", least=0, load_default="")
    seen = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{16}\Z"))
    once = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{32}\Z"))
