"""What tablets tell of themselves and are told, and bundles, as bodies (protocol §14, §15)."""

from __future__ import annotations

from marshmallow import fields, validate

from schemas.limits import DEFAULT_LIMITS
from schemas.wire.body import Body
from schemas.wire.field_types import Hash, Id, Moment, Text
from schemas.wire.session import EnrolGrid, SessionPerson

_COUNT = validate.Range(0, 2**53)
_DAYS = validate.Range(1, DEFAULT_LIMITS.contact_days_most)
_MINUTES = validate.Range(1, 24 * 60)
_CLOCK = validate.Range(-(2**53), 2**53)


class TabletTells(Body):
    """How a tablet is; what is absent is not known."""

    now = fields.Integer(strict=True, load_default=None, validate=_CLOCK)
    app = Text("path_characters_max", load_default=None)
    unsent = fields.Integer(strict=True, load_default=None, validate=validate.Range(0, 2**31 - 1))
    attachments_unsent = fields.Integer(strict=True, load_default=None, validate=validate.Range(0, 2**31 - 1))
    storage_used_bytes = fields.Integer(strict=True, load_default=None, validate=_COUNT)
    storage_left_bytes = fields.Integer(strict=True, load_default=None, validate=_COUNT)
    storage_persistent = fields.Boolean(load_default=None, truthy={True}, falsy={False})


class TabletRules(Body):
    """What the centre wishes of its tablets."""

    contact_days_max = fields.Integer(metadata={"description": "days without contact before it asks for somebody"})
    lock_minutes = fields.Integer(metadata={"description": "how long it stays open untouched"})
    photos_on_wifi_only = fields.Boolean()


class TabletRulesPatch(Body):
    """What is to be otherwise."""

    contact_days_max = fields.Integer(strict=True, validate=_DAYS)
    lock_minutes = fields.Integer(strict=True, validate=_MINUTES)
    photos_on_wifi_only = fields.Boolean(truthy={True}, falsy={False})


class NamedId(Body):
    id = Id()
    name = fields.String()


class NamedCommunity(Body):
    id = fields.String()
    name = fields.String()


class TabletSelfReply(Body):
    """Who a tablet is, and what is wished of it."""

    tablet = fields.Nested(NamedId)
    person = fields.Nested(SessionPerson)
    community = fields.Nested(NamedCommunity)
    grids = fields.List(fields.Nested(EnrolGrid))
    rules = fields.Nested(TabletRules)
    now_ms = Moment()


class NewExtension(Body):
    """More days for one tablet. With the ``question`` that it shows, the answer to type; else for its next contact.

    ``days`` null: as all others again.
    """

    days = fields.Integer(strict=True, required=True, allow_none=True, validate=_DAYS)
    question = fields.String(load_default=None, validate=validate.Regexp(r"[0-9]{6}\Z"))
    reason = Text("reason_characters_max", required=True)


class ExtensionReply(Body):
    days = fields.Integer(allow_none=True)
    answer = fields.String(allow_none=True, metadata={"description": "8 digits for the worker to type"})


class ColleagueReply(Body):
    """One author of changes: ``id`` is the first 16 bytes of their actors."""

    id = Id()
    via = fields.String(validate=validate.OneOf(["tablet", "person", "centre"]))
    person = fields.Nested(SessionPerson, allow_none=True)


class ColleaguesReply(Body):
    colleagues = fields.List(fields.Nested(ColleagueReply))


class BundleQuery(Body):
    """``revoked=accept``: the work of a revoked tablet is its person's own, says whoever imports."""

    revoked = fields.String(load_default=None, validate=validate.OneOf(["accept"]))


class BundleTablet(Body):
    id = Id()
    name = fields.String()
    person = fields.Nested(SessionPerson)


class BundleItemReply(Body):
    document = Id(allow_none=True)
    outcome = fields.String(validate=validate.OneOf(["merged", "known", "missing", "refused"]))
    code = fields.String()
    hint = fields.String()


class BundleAttachmentReply(Body):
    document = Id()
    sha256 = Hash()
    outcome = fields.String(validate=validate.OneOf(["taken", "known", "refused"]))
    code = fields.String()


class BundleReply(Body):
    """What came of a bundle, part by part."""

    tablet = fields.Nested(BundleTablet)
    now_ms = fields.Integer(metadata={"description": "when it was made, as the tablet's clock says"})
    received_ms = Moment()
    revoked = fields.Boolean()
    items = fields.List(fields.Nested(BundleItemReply))
    attachments = fields.List(fields.Nested(BundleAttachmentReply))
    counts = fields.Dict(keys=fields.String(), values=fields.Integer())
