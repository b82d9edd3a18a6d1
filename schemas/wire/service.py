"""What the server says about itself."""

from __future__ import annotations

from marshmallow import fields

from schemas.wire.body import Body


class ProblemTypeReply(Body):
    code = fields.String()
    status = fields.Integer()
    zh = fields.String()
    en = fields.String()
    hint = fields.String()


class ProblemTypesReply(Body):
    """Codes of a whole request, and those for which one handed-in item is refused."""

    problems = fields.List(fields.Nested(ProblemTypeReply))
    refusals = fields.Dict(keys=fields.String(), values=fields.String())


class AliveReply(Body):
    alive = fields.Boolean()


class ReadyReply(Body):
    """Whether the server can take work in: each check by itself, and the room that is left."""

    ready = fields.Boolean()
    database = fields.Boolean()
    migrated = fields.Boolean()
    writable = fields.Boolean()
    free_bytes = fields.Integer()
