"""Due lists and visit rates, as bodies. Days are text, ``YYYY-MM-DD``."""

from __future__ import annotations

from marshmallow import ValidationError, fields, validate

from schemas.care.dates import is_date
from schemas.care.programme import TRIGGERS
from schemas.wire.body import Body
from schemas.wire.field_types import Page, Text
from schemas.wire.records import Named

_MONTH = validate.Regexp(r"\A(?:19|20|21)[0-9]{2}-(?:0[1-9]|1[0-2])\Z", error="A month looks like 2026-11.")
_AHEAD_DAYS_MAX = 366
_GRIDS_MAX = 200


def _is_day(text: str) -> None:
    if not is_date(text):
        raise ValidationError("A day looks like 2026-11-24.")


class DueQuery(Body):
    """Which residents. Without ``ahead_days`` everybody of whom a programme wants something, however far ahead."""

    cursor = fields.String(load_default=None)
    limit = Page(load_default=None)
    grid = Text("name_characters_max", load_default=None)
    programme = Text("name_characters_max", load_default=None)
    overdue = fields.Boolean(load_default=False, metadata={"description": "only those whose day has gone by"})
    ahead_days = fields.Integer(
        load_default=None,
        validate=validate.Range(0, _AHEAD_DAYS_MAX),
        metadata={"description": "due within so many days"},
    )


class ReasonReply(Body):
    """Why: a sentence in both languages, which programmes say so, and by when."""

    code = fields.String()
    zh = fields.String()
    en = fields.String()
    programmes = fields.List(fields.String())
    due_on = fields.String()


class VisitsReply(Body):
    """What programmes want of a resident. ``last_on``: the latest contact that counts."""

    due_on = fields.String()
    overdue_days = fields.Integer()
    last_on = fields.String(allow_none=True)
    reasons = fields.List(fields.Nested(ReasonReply))


class DueReply(VisitsReply):
    resident = fields.Nested(Named)
    grid = fields.String()


class DuesReply(Body):
    """``behind``: some records that came last are not in it yet; ask again."""

    today = fields.String()
    due = fields.List(fields.Nested(DueReply))
    total = fields.Integer()
    overdue = fields.Integer(metadata={"description": "how many of the total are overdue"})
    behind = fields.Boolean()
    next = fields.String(allow_none=True)


class NewVisitCall(Body):
    """A call for more visits; ``until`` left out: for 30 days. ``grids`` left out: all that the caller serves."""

    cause = fields.String(required=True, validate=validate.OneOf(tuple(TRIGGERS)))
    since = fields.String(required=True, validate=_is_day)
    until = fields.String(load_default=None, validate=_is_day)
    grids = fields.List(Text("name_characters_max"), load_default=None, validate=validate.Length(1, _GRIDS_MAX))
    note = Text("reason_characters_max", least=0, load_default="")


class VisitCalledReply(Body):
    """``called``: in how many grids it was not called for before."""

    called = fields.Integer()


class VisitRateQuery(Body):
    month = fields.String(load_default=None, validate=_MONTH, metadata={"description": "left out: this month"})
    grid = Text("name_characters_max", load_default=None)


class VisitRateReply(Body):
    """How many of a programme's residents were met. ``grid`` null: all grids together; ``group``: a tag, empty: all."""

    programme = fields.String()
    title = fields.Dict(keys=fields.String(), values=fields.String())
    grid = fields.String(allow_none=True)
    group = fields.String()
    group_title = fields.Dict(keys=fields.String(), values=fields.String(), allow_none=True)
    residents = fields.Integer(metadata={"description": "the denominator: who is to be visited"})
    met = fields.Integer()
    tried = fields.Integer(metadata={"description": "not met, but somebody tried"})
    refused = fields.Integer(metadata={"description": "does not wish to be visited; not in the denominator"})
    permille = fields.Integer(allow_none=True, metadata={"description": "met of residents, rounded down"})


class VisitRatesReply(Body):
    """``day``: the last day that is counted: the month's last, or today."""

    month = fields.String()
    day = fields.String()
    rates = fields.List(fields.Nested(VisitRateReply))
    behind = fields.Boolean()
