"""Care files and what comes of them, as bodies."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate

from schemas.care.care_file import SORTS
from schemas.wire.body import Body
from schemas.wire.due import VisitsReply
from schemas.wire.field_types import Answer, Id, Moment, Page, Text
from schemas.wire.records import Named


class CareText(fields.String):
    """A care file as it was written: every character counts, tabs and line ends too."""

    def _deserialize(self, value: Any, attr: str | None, data: Any, **options: Any) -> str:
        text = super()._deserialize(value, attr, data, **options)
        if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
            raise ValidationError("Holds characters that cannot be stored.")
        return str(text)


class NewCareFile(Body):
    """A care file to put in force; with ``dry_run`` it is only looked at."""

    name = Text("name_characters_max", required=True, metadata={"description": "how mistakes call the file"})
    text = CareText(required=True)
    dry_run = fields.Boolean(load_default=False)


class CareLoadedReply(Body):
    """``same``: it is in force already, and nothing was changed. ``sound``: a dry run found no mistake."""

    sort = fields.String(validate=validate.OneOf(SORTS))
    id = fields.String()
    version = fields.Integer()
    outcome = fields.String(validate=validate.OneOf(["loaded", "same", "sound"]))


class CareVersionReply(Body):
    """One version of a care file. ``shipped``: Mulin brings it along."""

    sort = fields.String(validate=validate.OneOf(SORTS))
    id = fields.String()
    version = fields.Integer()
    shipped = fields.Boolean()
    in_force = fields.Boolean()
    person = Id(allow_none=True, metadata={"description": "who loaded it; none: a command at the box"})
    loaded_ms = Moment(allow_none=True)
    until_ms = Moment(allow_none=True)
    sha256 = fields.String()
    text = fields.String()


class CareVersionsReply(Body):
    versions = fields.List(fields.Nested(CareVersionReply))


class ResultQuery(Body):
    """Which results. Of times, *from* is included and *to* is not."""

    cursor = fields.String(load_default=None)
    limit = Page(load_default=None)
    kind = Text("name_characters_max", load_default=None)
    grid = Text("name_characters_max", load_default=None)
    subject = Id(load_default=None)
    rule_set = Text("name_characters_max", load_default=None)
    level = Text("name_characters_max", load_default=None, metadata={"description": "class or level that counts"})
    emergency = fields.Boolean(load_default=None)
    waiting = fields.Boolean(load_default=None, metadata={"description": "no doctor has confirmed it yet"})
    when_from = Moment(load_default=None)
    when_to = Moment(load_default=None)


class CareCardReply(Body):
    """Words to show at once."""

    id = fields.String()
    level = fields.String()
    zh = fields.String()
    en = fields.String()


class OverrideReply(Body):
    """What a person decided otherwise, and why. ``computed`` is null where nothing could be worked out."""

    path = fields.String()
    computed = Answer()
    decided = Answer()
    reason = Answer()
    by = fields.Nested(Named, allow_none=True, metadata={"description": "told of one record, not in lists"})


class ResultReply(Body):
    """What a rule set makes of a record. ``missing``: output → inputs without which it could not be worked out."""

    document = Id()
    rule_set = fields.String()
    version = fields.Integer()
    status = fields.String(validate=validate.OneOf(["reports", "target"]))
    grid = fields.String()
    kind = fields.String()
    subject = fields.Nested(Named)
    when_ms = Moment()
    level = fields.String(allow_none=True)
    emergency = fields.Boolean()
    waiting = fields.Boolean()
    outputs = fields.Dict(keys=fields.String(), values=Answer())
    missing = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
    cards = fields.List(fields.Nested(CareCardReply))
    inputs = fields.Dict(keys=fields.String(), values=fields.Raw())
    shown = fields.Dict(metadata={"description": "what the tablet showed at the door: rule_set, outputs"})
    overrides = fields.Dict(keys=fields.String(), values=fields.Nested(OverrideReply))


class ResultsReply(Body):
    """``behind``: some records that came last are not in it yet; ask again."""

    results = fields.List(fields.Nested(ResultReply))
    behind = fields.Boolean()
    next = fields.String(allow_none=True)


class TaskCardsQuery(Body):
    cursor = fields.String(load_default=None)
    limit = Page(load_default=None)
    grid = Text("name_characters_max", load_default=None)


class OpenTaskReply(Body):
    """A task that is still to be done."""

    id = Id()
    grid = fields.String()
    rule = fields.String(allow_none=True)
    type = fields.String(allow_none=True)
    title = fields.String(allow_none=True)
    why = fields.String(allow_none=True)
    due_on = fields.String(allow_none=True)
    assignee_role = fields.String(allow_none=True)
    urgent = fields.Boolean()


class TaskCardReply(Body):
    """Everything to be done about one resident, home or shop, or one task that is about none of them.

    ``visits``: what programmes want of the resident within a week.
    """

    about = fields.String(validate=validate.OneOf(["resident", "household", "shop", "task"]))
    id = Id(allow_none=True)
    name = fields.String(allow_none=True)
    urgent = fields.Boolean()
    due_on = fields.String(allow_none=True)
    overdue_days = fields.Integer()
    visits = fields.Nested(VisitsReply, allow_none=True)
    tasks = fields.List(fields.Nested(OpenTaskReply))


class TaskCardsReply(Body):
    today = fields.String()
    cards = fields.List(fields.Nested(TaskCardReply))
    next = fields.String(allow_none=True)
