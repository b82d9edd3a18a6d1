"""What is asked for and decided about residents at a desk, as forms."""

from __future__ import annotations

from marshmallow import fields, validate

from schemas.code_lists import ELDER_TAGS, RESIDENT_STATUS
from schemas.limits import DEFAULT_LIMITS
from schemas.social.care_level import CARE_LEVEL_CODES, OCCASION
from schemas.social.consent import GIVEN_BY
from schemas.wire.body import Body
from schemas.wire.field_types import Day, Hash, Id, Text
from schemas.wire.records import Paged

_TAGS = [code.code for code in ELDER_TAGS.codes]
_STATUS = [code.code for code in RESIDENT_STATUS.codes]
_COLOURS = [code.code for code in CARE_LEVEL_CODES.codes]


def _seen() -> fields.List[bytes]:
    return fields.List(Hash(), load_default=list, validate=validate.Length(0, DEFAULT_LIMITS.heads_per_item_max))


class ResidentQuery(Paged):
    """Whom to look for. ``q``: part of the name, a door such as ``3-2-501``, or the last four digits."""

    q = Text("name_characters_max", load_default=None)
    grid = Text("name_characters_max", load_default=None)
    tag = fields.String(load_default=None, validate=validate.OneOf(_TAGS))
    colour = fields.String(load_default=None, validate=validate.OneOf(_COLOURS))
    status = fields.String(load_default="in", validate=validate.OneOf([*_STATUS, "any"]))


class Told(Body):
    """What was done a moment ago, to be said on the page that follows."""

    done = fields.String(load_default=None, validate=validate.Regexp(r"[a-z_]{1,40}\Z"))


class TagsForm(Body):
    """All tags that hold from now on."""

    tags = fields.List(fields.String(validate=validate.OneOf(_TAGS)), load_default=list)
    seen = _seen()
    reason = Text("reason_characters_max", required=True)


class ColourForm(Body):
    level = fields.String(required=True, validate=validate.OneOf(_COLOURS))
    occasion = fields.String(load_default=None, validate=validate.OneOf([code.code for code in OCCASION.codes]))
    review_on = Day(load_default=None)
    reason = Text("name_characters_max", required=True)
    once = fields.String(required=True, validate=validate.Regexp(r"[0-9a-f]{32}\Z"))


class LeaveForm(Body):
    """A resident died or moved away; ``sure``: the page with what follows from it was seen."""

    status = fields.String(required=True, validate=validate.OneOf(["dead", "moved"]))
    status_since = Day(required=True)
    death_cause = Text("name_characters_max", load_default=None)
    moved_to = Text("name_characters_max", load_default=None)
    reason = Text("reason_characters_max", required=True)
    seen = _seen()
    sure = fields.Boolean(load_default=False)


class ReturnForm(Body):
    """It was a mistake, or they are back."""

    reason = Text("reason_characters_max", required=True)
    seen = _seen()


class WithdrawForm(Body):
    """A consent is taken back."""

    withdrawn_by = fields.String(required=True, validate=validate.OneOf([code.code for code in GIVEN_BY.codes]))
    withdrawn_on = Day(required=True)
    reason = Text("reason_characters_max", required=True)
    seen = _seen()


class HandOverForm(Body):
    grid = Text("name_characters_max", required=True)
    reason = Text("reason_characters_max", required=True)
    household = Id(load_default=None)


class MergeForm(Body):
    """Two files are of one person: ``take`` names the answers that the kept file gets from the other."""

    keep = Id(required=True)
    take = fields.List(Text("path_characters_max"), load_default=list, validate=validate.Length(0, 300))
    seen = _seen()
    reason = Text("reason_characters_max", required=True)


class HouseholdQuery(Paged):
    q = Text("name_characters_max", load_default=None)
    grid = Text("name_characters_max", load_default=None)


class HeadForm(Body):
    """Who heads a household."""

    head = Id(required=True)
    seen = _seen()
    reason = Text("reason_characters_max", required=True)
