"""What people decide: between rivals, whether two residents are one, and where a record belongs."""

from __future__ import annotations

from marshmallow import fields, validate

from schemas.limits import DEFAULT_LIMITS
from schemas.wire.body import Body
from schemas.wire.field_types import Answer, Hash, Id, Text
from schemas.wire.records import ConflictReply, Paged


class ConflictQuery(Paged):
    type = fields.String(load_default=None, validate=validate.OneOf(["disputed", "inconsistent"]))
    grid = Text("name_characters_max", load_default=None)
    kind = Text("name_characters_max", load_default=None)


class ConflictsReply(Body):
    conflicts = fields.List(fields.Nested(ConflictReply))
    next = fields.String(allow_none=True)


_CHOICE = validate.OneOf(["latest", "first", "both"])


class Settle(Body):
    """A decision between rivals.

    ``expected`` are the changes of all rivals as they were seen. Either ``change`` names one of them, whose value is
    chosen, or ``value`` is given: one of the rivals' values, or with ``other_value`` another; or ``choice`` says which:
    the one received last or first, or, of texts, ``both``.
    """

    document = Id(required=True)
    path = Text("path_characters_max", required=True)
    expected = fields.List(Hash(), required=True, validate=validate.Length(1, DEFAULT_LIMITS.heads_per_item_max))
    change = Hash()
    value = Answer()
    choice = fields.String(validate=_CHOICE)
    other_value = fields.Boolean(truthy={True}, falsy={False}, load_default=False)
    reason = Text("reason_characters_max", required=True)


class DisputeSeen(Body):
    """One disputed field, with the changes of all its rivals as they were seen."""

    document = Id(required=True)
    path = Text("path_characters_max", required=True)
    expected = fields.List(Hash(), required=True, validate=validate.Length(1, DEFAULT_LIMITS.heads_per_item_max))


class SettleMany(Body):
    """The same choice for several disputes."""

    disputes = fields.List(
        fields.Nested(DisputeSeen), required=True, validate=validate.Length(1, DEFAULT_LIMITS.review_records_max)
    )
    choice = fields.String(required=True, validate=_CHOICE)
    reason = Text("reason_characters_max", required=True)


class SettledOneReply(Body):
    document = Id()
    path = fields.String()
    change = Hash(allow_none=True)
    problem = fields.String(allow_none=True, metadata={"description": "the code for which nothing was written"})


class SettledReply(Body):
    disputes = fields.List(fields.Nested(SettledOneReply))


class Undo(Body):
    """Why a decision is taken back, and, of a dispute, which rival it is to be instead."""

    change = Hash()
    reason = Text("reason_characters_max", required=True)


class UndoneReply(Body):
    change = Hash()


class DecisionReply(Body):
    """The change that the decision was written as; null where it was so already."""

    document = Id()
    change = Hash(allow_none=True)


class Move(Body):
    grid = Text("name_characters_max", required=True)
    reason = Text("reason_characters_max", required=True)


class Amend(Body):
    """Answers to write (null takes one away), and the heads of the document as it was seen."""

    values = fields.Dict(keys=fields.String(), values=Answer(), required=True, validate=validate.Length(1, 100))
    seen = fields.List(Hash(), required=True, validate=validate.Length(1, DEFAULT_LIMITS.heads_per_item_max))
    reason = Text("reason_characters_max", required=True)


class HandOver(Body):
    """To which grid, and why; ``household``: their home goes along."""

    grid = Text("name_characters_max", required=True)
    reason = Text("reason_characters_max", required=True)
    household = Id(load_default=None)


class HandOverReply(Body):
    moved = fields.Integer(metadata={"description": "documents that were moved"})


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
