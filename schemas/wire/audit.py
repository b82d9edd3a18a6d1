"""The audit log."""

from __future__ import annotations

from marshmallow import fields, validate

from schemas.wire.body import Body
from schemas.wire.field_types import Id, Moment, Text
from schemas.wire.records import Named, Paged


class AuditQuery(Paged):
    action = Text("name_characters_max", load_default=None)
    person = Id(load_default=None)
    object = fields.String(load_default=None, validate=validate.Regexp(r"[0-9a-f-]{32,64}\Z"))
    from_ms = Moment(load_default=None)
    to_ms = Moment(load_default=None)


class EventReply(Body):
    """Who did what to what, and when; never the values."""

    id = Id()
    at_ms = Moment()
    person = fields.Nested(Named, allow_none=True)
    tablet = Id(allow_none=True)
    action = fields.String()
    object = fields.String(allow_none=True)
    detail = fields.Raw()


class EventsReply(Body):
    events = fields.List(fields.Nested(EventReply))
    next = fields.String(allow_none=True)
