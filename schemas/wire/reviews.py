"""Reviewing what was handed in: how it stands, and what is said to whoever recorded it."""

from __future__ import annotations

from marshmallow import ValidationError, fields, validate, validates_schema

from schemas.limits import DEFAULT_LIMITS
from schemas.wire.body import Body
from schemas.wire.field_types import Hash, Id, Text

STATES = ("received", "approved", "returned", "has_issues")
_WITH_COMMENT = frozenset({"returned", "has_issues"})


class SeenRecord(Body):
    """A record, and its ``heads`` as they were seen: where it has gone on since, nothing is decided."""

    id = Id(required=True)
    heads = fields.List(Hash(), required=True, validate=validate.Length(1, DEFAULT_LIMITS.heads_per_item_max))


class Judgement(Body):
    """How a record stands; whoever returns it or finds something wrong says what."""

    state = fields.String(required=True, validate=validate.OneOf(STATES))
    comment = Text("reason_characters_max", least=0, load_default="")

    @validates_schema
    def _with_words(self, data: dict[str, str], **_: object) -> None:
        if data.get("state") in _WITH_COMMENT and not data.get("comment"):
            raise ValidationError("Say what is to be put right.", "comment")


class Review(Judgement):
    """The same decision about one or several records."""

    records = fields.List(
        fields.Nested(SeenRecord), required=True, validate=validate.Length(1, DEFAULT_LIMITS.review_records_max)
    )


class ReviewedReply(Body):
    """``decided`` now; ``known``: it was so already; ``changed``: it has gone on since, look again; ``missing``."""

    id = Id()
    outcome = fields.String(validate=validate.OneOf(["decided", "known", "changed", "missing"]))
    change = Hash(allow_none=True)


class ReviewReply(Body):
    records = fields.List(fields.Nested(ReviewedReply))
