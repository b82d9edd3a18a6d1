"""Hand-ins that were refused."""

from __future__ import annotations

from marshmallow import fields, validate

from schemas.wire.body import Body
from schemas.wire.field_types import Hash, Id, Moment
from schemas.wire.records import Paged


class RefusalQuery(Paged):
    closed = fields.Boolean(load_default=None)


class RefusalReply(Body):
    """A hand-in that could not be taken; the bytes are kept."""

    id = Hash()
    document = Id(allow_none=True)
    tablet = Id()
    tablet_name = fields.String()
    person = Id()
    person_name = fields.String()
    code = fields.String()
    hint = fields.String()
    bytes = fields.Integer()
    received_ms = Moment()
    times = fields.Integer()
    closed_ms = Moment(allow_none=True)
    closed_by = Id(allow_none=True)
    outcome = fields.String(allow_none=True)


class RefusalsReply(Body):
    refusals = fields.List(fields.Nested(RefusalReply))
    next = fields.String(allow_none=True)


class RetryReply(Body):
    """What became of it this time."""

    outcome = fields.String(validate=validate.OneOf(["merged", "known", "missing", "refused"]))
    code = fields.String(allow_none=True)
    hint = fields.String(allow_none=True)
