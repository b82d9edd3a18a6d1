"""Forms of the console's office: grids, tablets, bundles."""

from __future__ import annotations

from marshmallow import fields, validate

from schemas.limits import DEFAULT_LIMITS
from schemas.wire.body import Body
from schemas.wire.care import CareText
from schemas.wire.field_types import Text

_DAYS = validate.Range(1, DEFAULT_LIMITS.contact_days_most)


class NoForm(Body):
    """A button and nothing else."""


class GridForm(Body):
    grid = Text("grid_id_characters_max", required=True)


class GridName(Body):
    name = Text("name_characters_max", required=True)


class ExtensionForm(Body):
    """Without days: as all others again."""

    days = fields.Integer(load_default=None, validate=_DAYS)
    question = fields.String(load_default=None, validate=validate.Regexp(r"[0-9]{6}\Z"))
    reason = Text("reason_characters_max", required=True)


class RulesForm(Body):
    contact_days_max = fields.Integer(required=True, validate=_DAYS)
    lock_minutes = fields.Integer(required=True, validate=validate.Range(1, 24 * 60))
    photos_on_wifi_only = fields.Boolean(load_default=False)


class BundleForm(Body):
    accept_revoked = fields.Boolean(load_default=False)


class CareForm(Body):
    """A care file as it was written."""

    text = CareText(required=True, validate=validate.Length(1, 200_000))
