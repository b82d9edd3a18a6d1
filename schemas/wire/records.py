"""Records, their past, what is disputed in them, and what was refused."""

from __future__ import annotations

from marshmallow import fields, validate

from schemas.limits import DEFAULT_LIMITS
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
    q = Text("name_characters_max", load_default=None, metadata={"description": "part of a record's title"})
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


class ProvenanceReply(Body):
    """Path → where its value comes from."""

    fields_ = fields.Dict(keys=fields.String(), values=fields.Nested(OriginReply), data_key="fields")


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


class ConflictQuery(Paged):
    type = fields.String(load_default=None, validate=validate.OneOf(["disputed", "inconsistent"]))
    grid = Text("name_characters_max", load_default=None)
    kind = Text("name_characters_max", load_default=None)


class ConflictsReply(Body):
    conflicts = fields.List(fields.Nested(ConflictReply))
    next = fields.String(allow_none=True)


class Settle(Body):
    """A decision between rivals.

    ``expected`` are the changes of all rivals as they were seen. Either ``change`` names one of them, whose value is
    chosen, or ``value`` is given: one of the rivals' values, or with ``other_value`` another.
    """

    document = Id(required=True)
    path = Text("path_characters_max", required=True)
    expected = fields.List(Hash(), required=True, validate=validate.Length(1, DEFAULT_LIMITS.heads_per_item_max))
    change = Hash()
    value = Answer()
    other_value = fields.Boolean(truthy={True}, falsy={False}, load_default=False)
    reason = Text("reason_characters_max", required=True)


class DecisionReply(Body):
    """The change that the decision was written as; null where it was so already."""

    document = Id()
    change = Hash(allow_none=True)


class Move(Body):
    grid = Text("name_characters_max", required=True)
    reason = Text("reason_characters_max", required=True)


class Other(Body):
    """Another resident, and why."""

    other = Id(required=True)
    reason = Text("reason_characters_max", required=True)


class Reason(Body):
    reason = Text("reason_characters_max", required=True)


class LikenessReply(Body):
    id = Id()
    grid = fields.String()
    values = fields.Dict(keys=fields.String(), values=Answer())


class PairReply(Body):
    """Two residents who may be one; ``reason``: what they have in common."""

    one = fields.Nested(LikenessReply)
    other = fields.Nested(LikenessReply)
    reason = fields.String(validate=validate.OneOf(["id_number", "name_birth", "name_phone"]))


class DuplicatesReply(Body):
    pairs = fields.List(fields.Nested(PairReply))
    next = fields.String(allow_none=True)


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
