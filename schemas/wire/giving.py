"""What is asked for when something leaves the centre or goes for good, as forms."""

from __future__ import annotations

from marshmallow import fields, validate

from schemas.wire.body import Body
from schemas.wire.field_types import Day, Id, Moment, Text
from schemas.wire.records import Named

FORMS = ("xlsx", "csv", "jsonl")


class ExportForm(Body):
    """A table of records. ``whole``: not masked, which a second person has to allow."""

    kind = Text("name_characters_max", required=True)
    form = fields.String(load_default="xlsx", validate=validate.OneOf(FORMS))
    grid = Text("grid_id_characters_max", load_default=None)
    first_day = Day(load_default=None)
    last_day = Day(load_default=None)
    whole = fields.Boolean(load_default=False)
    sources = fields.Boolean(load_default=False, metadata={"description": "with who wrote each answer; not in CSV"})
    reason = Text("reason_characters_max", required=True)
    recipient = Text("name_characters_max", load_default=None)


class TableWanted(Body):
    """Records of a kind as a table, from a day to a day, masked."""

    kind = Text("name_characters_max", required=True)
    form = fields.String(load_default="xlsx", validate=validate.OneOf(FORMS))
    grid = Text("grid_id_characters_max", load_default=None)
    first_day = Day(load_default=None)
    last_day = Day(load_default=None)
    sources = fields.Boolean(
        truthy={True}, falsy={False}, load_default=False, metadata={"description": "who wrote each answer; not in CSV"}
    )
    reason = Text("reason_characters_max", required=True)


class LedgerWanted(Body):
    """The street's own table for a time, masked."""

    first_day = Day(required=True)
    last_day = Day(required=True)
    grid = Text("grid_id_characters_max", load_default=None)
    totals = fields.Boolean(
        truthy={True}, falsy={False}, load_default=False,
        metadata={"description": "with a row of totals, and a sheet with the number of each answer"},
    )  # fmt: skip
    reason = Text("reason_characters_max", required=True)


class FhirWanted(Body):
    """Measurements of those who share with the clinic, of one or of all, without names and numbers."""

    resident = Id(load_default=None)
    first_day = Day(load_default=None)
    last_day = Day(load_default=None)
    reason = Text("reason_characters_max", required=True)


class TableAsked(TableWanted):
    """The same whole, which a second person has to allow; ``recipient``: who is to get it."""

    recipient = Text("name_characters_max", required=True)


class LedgerAsked(LedgerWanted):
    """The same whole, which a second person has to allow; ``recipient``: who is to get it."""

    recipient = Text("name_characters_max", required=True)


class FhirAsked(FhirWanted):
    """The same whole, which a second person has to allow; ``recipient``: who is to get it."""

    recipient = Text("name_characters_max", required=True)


class Decide(Body):
    granted = fields.Boolean(required=True, truthy={True}, falsy={False})


class DecideForm(Body):
    granted = fields.Boolean(required=True)


class EraseForm(Body):
    """A resident's wish, or a document that should not be there; a second person has to allow it."""

    reason = Text("reason_characters_max", required=True)


class LedgerForm(Body):
    """The street's own table for a time."""

    first_day = Day(required=True)
    last_day = Day(required=True)
    grid = Text("grid_id_characters_max", load_default=None)
    totals = fields.Boolean(load_default=False)
    whole = fields.Boolean(load_default=False)
    reason = Text("reason_characters_max", required=True)
    recipient = Text("name_characters_max", load_default=None)


class LedgerUpload(Body):
    name = Text("name_characters_max", required=True)
    kind = Text("name_characters_max", required=True)


class FhirForm(Body):
    """Checks for a clinic or a health system; ``whole``: with names and numbers, which a second person has to allow."""

    resident = Id(load_default=None)
    first_day = Day(load_default=None)
    last_day = Day(load_default=None)
    whole = fields.Boolean(load_default=False)
    reason = Text("reason_characters_max", required=True)
    recipient = Text("name_characters_max", load_default=None)


class OwnFileForm(Body):
    """A person's own file, printed for them."""

    reason = Text("reason_characters_max", required=True)


class WholeFileForm(Body):
    """The same with numbers whole, which a second person has to allow."""

    reason = Text("reason_characters_max", required=True)
    recipient = Text("name_characters_max", required=True)


class PaperQuery(Body):
    year = fields.Integer(load_default=None, validate=validate.Range(1990, 2200))


class AuditPageQuery(Body):
    cursor = fields.String(load_default=None)
    action = Text("name_characters_max", load_default=None)
    person = Id(load_default=None)
    object = fields.String(load_default=None, validate=validate.Regexp(r"[0-9a-f-]{32,64}\Z"))
    first_day = Day(load_default=None)
    last_day = Day(load_default=None)


class ApprovalReply(Body):
    """Something that a second person has to allow."""

    id = Id()
    action = fields.String()
    what = fields.Raw()
    reason = fields.String()
    recipient = fields.String()
    asked_by = fields.Nested(Named)
    asked_ms = Moment()
    decided_by = fields.Nested(Named, allow_none=True)
    granted = fields.Boolean(allow_none=True)
    used_ms = Moment(allow_none=True)
    over = fields.Boolean(metadata={"description": "too old to be decided or taken"})


class ApprovalsReply(Body):
    approvals = fields.List(fields.Nested(ApprovalReply))


class AskedReply(Body):
    approval = Id()


class LedgerReply(Body):
    """A template; ``columns``: column number → what it holds."""

    id = Id()
    name = fields.String()
    kind = fields.String()
    sheet = fields.String()
    columns = fields.Dict(keys=fields.String(), values=fields.String())
    uploaded_ms = Moment()


class LedgersReply(Body):
    ledgers = fields.List(fields.Nested(LedgerReply))
