"""Care files and what comes of them, as bodies."""

from __future__ import annotations

from typing import Any

from marshmallow import ValidationError, fields, validate

from schemas.care.care_file import SORTS
from schemas.wire.body import Body
from schemas.wire.field_types import Id, Moment, Text


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
