"""Records, what is wrong and disputed in them, and their past."""

from __future__ import annotations

from marshmallow import fields, validate

from schemas.wire.body import Body
from schemas.wire.field_types import Answer, Hash, Id, Moment, Page, Text

SORTS = ("-received", "received", "-when", "when")


class Paged(Body):
    """``cursor`` is what the last page gave as ``next``."""

    cursor = fields.String(load_default=None)
    limit = Page(load_default=None)


class RecordQuery(Paged):
    """Which records, in which order. Of times, *from* is included and *to* is not."""

    kind = Text("name_characters_max", load_default=None)
    grid = Text("name_characters_max", load_default=None)
    subject = Id(load_default=None)
    worker = Id(load_default=None)
    status = Text("name_characters_max", load_default=None)
    when_from = Moment(load_default=None)
    when_to = Moment(load_default=None)
    received_from = Moment(load_default=None)
    received_to = Moment(load_default=None)
    has_conflicts = fields.Boolean(load_default=None)
    answered = fields.Boolean(load_default=None, metadata={"description": "changed after it was last reviewed"})
    q = Text(
        "name_characters_max",
        load_default=None,
        metadata={"description": "part of a record's title, or of its resident's name"},
    )
    sort = fields.String(load_default="-received", validate=validate.OneOf(SORTS))


class Named(Body):
    id = Id()
    name = fields.String(allow_none=True)


class ProblemReply(Body):
    """What is wrong with an answer, in a sentence for whoever can put it right."""

    path = fields.String()
    code = fields.String()
    severity = fields.String()
    zh = fields.String()
    en = fields.String()


class RivalReply(Body):
    value = Answer()
    changes = fields.List(fields.String(), metadata={"description": "hashes of the changes that wrote it"})


class ConflictReply(Body):
    """Something that asks for a person. ``rivals`` of what is disputed; ``masked``: see them by ``reveal``."""

    document = Id()
    grid = fields.String()
    kind = fields.String()
    type = fields.String(validate=validate.OneOf(["disputed", "inconsistent"]))
    path = fields.String()
    code = fields.String()
    zh = fields.String()
    en = fields.String()
    rivals = fields.List(fields.Nested(RivalReply))
    masked = fields.Boolean()


class RecordReply(Body):
    """A record as a list shows it. ``masked`` names the paths whose values are masked."""

    id = Id()
    grid = fields.String()
    kind = fields.String()
    kind_version = fields.Integer()
    subject = fields.Nested(Named, allow_none=True)
    worker = fields.Nested(Named, allow_none=True)
    when_ms = Moment(allow_none=True)
    received_ms = Moment()
    status = fields.String()
    answered = fields.Boolean(metadata={"description": "it was changed after it was last reviewed"})
    heads = fields.List(Hash(), metadata={"description": "the moment that the record shows"})
    state = fields.String(validate=validate.OneOf(["active", "archived"]))
    behind = fields.Boolean(metadata={"description": "what was handed in last is not in it yet"})
    conflicts = fields.Integer()
    values = fields.Dict(keys=fields.String(), values=Answer())
    masked = fields.List(fields.String())


class RecordsReply(Body):
    records = fields.List(fields.Nested(RecordReply))
    next = fields.String(allow_none=True)


class SettlementReply(Body):
    """A decision that was made at the centre, and why."""

    id = Id()
    action = fields.String()
    path = fields.String()
    chosen = Answer()
    rivals = fields.List(fields.Nested(RivalReply))
    reason = fields.String()
    person = fields.Nested(Named)
    at_ms = Moment()
    change = Hash(allow_none=True)


class WholeRecordReply(RecordReply):
    """One record with all that is to be said about it."""

    problems = fields.List(fields.Nested(ProblemReply))
    open_conflicts = fields.List(fields.Nested(ConflictReply))
    settlements = fields.List(fields.Nested(SettlementReply))


class Reveal(Body):
    """Whose value, and what for: it is written to the audit log."""

    path = Text("path_characters_max", required=True)
    reason = Text("reason_characters_max", required=True)


class RevealReply(Body):
    path = fields.String()
    value = Answer()
    rivals = fields.List(fields.Nested(RivalReply))


class AuthorReply(Body):
    """Who wrote: ``via`` tablet, by a person at the centre, or by a rule of the centre's."""

    via = fields.String(validate=validate.OneOf(["tablet", "person", "centre", "unknown"]))
    person = Id(allow_none=True)
    person_name = fields.String()
    tablet = Id(allow_none=True)
    tablet_name = fields.String()


class OriginReply(Body):
    """Where a value comes from: who, when they say, and when and with whose hand-in it was received."""

    change = Hash()
    author = fields.Nested(AuthorReply)
    claimed_ms = Moment(allow_none=True)
    received_ms = Moment(allow_none=True)
    received_from = Id(allow_none=True, metadata={"description": "the tablet that handed it in"})
    seq = fields.Integer(allow_none=True)


class ExplainedReply(OriginReply):
    """Where a value comes from, and in a sentence who wrote what, having seen what, and who decided why."""

    zh = fields.String()
    en = fields.String()


class ProvenanceReply(Body):
    """Path → where its value comes from."""

    fields_ = fields.Dict(keys=fields.String(), values=fields.Nested(ExplainedReply), data_key="fields")


class StepReply(Body):
    """One change, what it wrote (null: taken back), and which changes it is a rival of."""

    origin = fields.Nested(OriginReply)
    values = fields.Dict(keys=fields.String(), values=Answer())
    masked = fields.List(fields.String())
    rivals_of = fields.List(Hash())


class HistoryReply(Body):
    steps = fields.List(fields.Nested(StepReply))


class AtQuery(Body):
    """One of the two: a moment at the centre, or a change after which the record is wanted."""

    received_ms = Moment(load_default=None)
    change = Hash(load_default=None)


class AtReply(Body):
    """The record as it was."""

    kind = fields.String()
    kind_version = fields.Integer()
    grid = fields.String()
    subject = Id(allow_none=True)
    worker = Id(allow_none=True)
    when_ms = Moment(allow_none=True)
    status = fields.String()
    values = fields.Dict(keys=fields.String(), values=Answer())
    masked = fields.List(fields.String())
    problems = fields.List(fields.Nested(ProblemReply))
