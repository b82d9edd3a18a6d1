"""What the pages of the console are asked and sent: filters in addresses, and forms."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields, validate

from schemas.limits import DEFAULT_LIMITS
from schemas.wire.body import Body
from schemas.wire.field_types import Id, Text
from schemas.wire.reviews import Judgement

SHOWN = ("waiting", "answered", "returned", "has_issues", "approved", "all")
_HASH_CHARACTERS = 64


class Heads(fields.Field[tuple[bytes, ...]]):
    """The moment of a record that a page shows: hashes in hex with dots between."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any
    ) -> tuple[bytes, ...]:
        del attr, data, options
        return heads_of(str(value))


class Chosen(fields.Field[tuple[bytes, tuple[bytes, ...]]]):
    """A ticked row: the record's id, and after a colon the moment that the page shows."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any
    ) -> tuple[bytes, tuple[bytes, ...]]:
        del attr, data, options
        identity, _, heads = str(value).partition(":")
        try:
            return UUID(identity).bytes, heads_of(heads)
        except ValueError as fault:
            raise ValidationError("Not a record of this page.") from fault


def heads_of(text: str) -> tuple[bytes, ...]:
    """Heads out of a form; raises ``ValidationError``."""
    parts = text.split(".")
    if len(parts) > DEFAULT_LIMITS.heads_per_item_max or any(len(part) != _HASH_CHARACTERS for part in parts):
        raise ValidationError("Not from here.")
    try:
        return tuple(bytes.fromhex(part) for part in parts)
    except ValueError as fault:
        raise ValidationError("Not from here.") from fault


class Filters(Body):
    """What every list can be narrowed by."""

    cursor = fields.String(load_default=None)
    grid = Text("name_characters_max", load_default=None)
    q = Text("name_characters_max", load_default=None)


class ReviewQuery(Filters):
    """The queue of a review. ``done`` and ``count`` say what was decided just before."""

    show = fields.String(load_default="waiting", validate=validate.OneOf(SHOWN))
    kind = Text("name_characters_max", load_default=None)
    worker = Id(load_default=None)
    conflicts = fields.Boolean(load_default=None)
    done = Id(load_default=None)
    comment = Text("reason_characters_max", load_default=None)
    count = fields.Integer(load_default=None)


class StepQuery(Body):
    step = fields.Integer(required=True, validate=validate.Range(1, DEFAULT_LIMITS.document_changes_max))


class ReviewForm(Judgement):
    heads = Heads(required=True)


class ReviewManyForm(Judgement):
    chosen = fields.List(Chosen(), required=True, validate=validate.Length(1, DEFAULT_LIMITS.review_records_max))


class Expected(fields.Field[tuple[str, ...]]):
    """The changes of all rivals as a page shows them, in hex with dots between."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any
    ) -> tuple[str, ...]:
        del attr, data, options
        return tuple(one.hex() for one in heads_of(str(value)))


class ChosenDispute(fields.Field[tuple[bytes, str, tuple[str, ...]]]):
    """A ticked dispute: the document, after a colon the rivals' changes, and after another the field's path."""

    def _deserialize(
        self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any
    ) -> tuple[bytes, str, tuple[str, ...]]:
        del attr, data, options
        identity, _, rest = str(value).partition(":")
        heads, _, path = rest.partition(":")
        try:
            return UUID(identity).bytes, path, tuple(one.hex() for one in heads_of(heads))
        except ValueError as fault:
            raise ValidationError("Not a conflict of this page.") from fault


class ConflictFilters(Filters):
    type = fields.String(load_default=None, validate=validate.OneOf(["disputed", "inconsistent"]))
    kind = Text("name_characters_max", load_default=None)
    count = fields.Integer(load_default=None)


class DecisionFilters(Body):
    cursor = fields.String(load_default=None)


class SettleForm(Body):
    """``choice`` is the change of a rival, ``both``, or ``other`` with a ``value``."""

    path = Text("path_characters_max", required=True)
    expected = Expected(required=True)
    choice = fields.String(required=True, validate=validate.Regexp(r"(both|other|[0-9a-f]{64})\Z"))
    value = Text("reason_characters_max", least=0, load_default="")
    reason = Text("reason_characters_max", required=True)


class SettleManyForm(Body):
    chosen = fields.List(ChosenDispute(), required=True, validate=validate.Length(1, DEFAULT_LIMITS.review_records_max))
    choice = fields.String(required=True, validate=validate.OneOf(["latest", "first", "both"]))
    reason = Text("reason_characters_max", required=True)


class UndoForm(Body):
    change = fields.String(validate=validate.Regexp(r"[0-9a-f]{64}\Z"))
    reason = Text("reason_characters_max", required=True)


class FollowUpQuery(Filters):
    """Forms for a doctor. ``done`` is the one confirmed just before."""

    show = fields.String(load_default="waiting", validate=validate.OneOf(["waiting", "all"]))
    kind = Text("name_characters_max", load_default=None)
    emergency = fields.Boolean(load_default=None)
    done = Id(load_default=None)


class ConfirmForm(Body):
    """The decisions as they stand in the form, each a path and what was typed."""

    heads = Heads(required=True)
    answers = fields.List(
        fields.Tuple(
            (fields.String(validate=validate.Length(1, 200)), fields.String(validate=validate.Length(0, 2000)))
        ),
        load_default=list,
        validate=validate.Length(0, 50),
    )
    reason = Text("reason_characters_max", least=0, load_default="")
