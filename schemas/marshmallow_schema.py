"""A kind as a marshmallow schema: what the API documentation is generated from.

Documents are checked by `schemas.checking`, which is two orders of magnitude faster and reports more. The
schema is built from the same declaration, and a test holds the two together.
"""

from collections.abc import Mapping
from typing import Any

from marshmallow import INCLUDE, Schema, fields, validate

from schemas.columns import column_name
from schemas.declaration import (
    CODE_LENGTH_MAX,
    NOTE_LENGTH_MAX,
    TEXT_LENGTH_MAX,
    Declaration,
    Field,
)
from schemas.paths import group_fields, ordinary_fields

_SHAPES = {
    "date": (r"^\d{4}-\d{2}-\d{2}\Z", "date"),
    "month": (r"^\d{4}-\d{2}\Z", "month"),
    "ref": (r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", "uuid"),
    "person": (r"^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z", "uuid"),
    "attachment": (r"^[0-9a-f]{64}\Z", "sha256"),
}
_LENGTHS_MAX = {"text": TEXT_LENGTH_MAX, "note": NOTE_LENGTH_MAX}


# marshmallow reads "20" as 20, true as 1 and 0 as false. A document is not a web form: its values have types.
class ExactInteger(fields.Integer):
    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> int:
        if type(value) is not int:
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class ExactDecimal(fields.Float):
    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> float:
        if type(value) not in (int, float):
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


class ExactBoolean(fields.Boolean):
    def _deserialize(self, value: object, attr: str | None, data: Mapping[str, Any] | None, **kwargs: Any) -> bool:
        if type(value) is not bool:
            raise self.make_error("invalid")
        return super()._deserialize(value, attr, data, **kwargs)


def schema_of(declaration: Declaration) -> type[Schema]:
    """A Schema class whose data keys are paths; inside groups `{entry}` stands for the entry's id."""
    members: dict[str, Any] = {
        column_name(path): _member(field, path) for path, field in ordinary_fields(declaration).items()
    }
    for group in declaration.groups:
        for path, field in group_fields(group).items():
            members[column_name(f"{group.path}_entry_{path}")] = _member(
                field, f"{group.path}.{{entry}}.{path}", in_group=True
            )
    # A document of a newer version of its kind may hold more than this one knows.
    members["Meta"] = type("Meta", (), {"unknown": INCLUDE})
    name = "".join(word.capitalize() for word in declaration.name.split("_"))
    return type(f"{name}Schema", (Schema,), members)


def _member(field: Field, path: str, in_group: bool = False) -> fields.Field[Any]:
    shared: dict[str, Any] = {
        "data_key": path,
        "required": field.required and field.show_if is None and not field.measured and not in_group,
        "allow_none": True,
        "metadata": _described(field),
    }
    if field.type in ("integer", "decimal"):
        low, high = field.hard or (None, None)
        within = validate.Range(min=low, max=high)
        if field.type == "integer":
            return ExactInteger(strict=True, validate=within, **shared)
        return ExactDecimal(validate=within, **shared)
    if field.type in ("boolean", "choices"):
        return ExactBoolean(**shared)
    if field.type == "time":
        return ExactInteger(strict=True, **shared)
    return fields.String(validate=_text_validators(field), **shared)


def _text_validators(field: Field) -> list[validate.Validator]:
    if field.type == "code" and field.codes:
        if field.codes.open:
            return [validate.Length(max=CODE_LENGTH_MAX)]
        codes = field.codes.codes
        return [validate.OneOf([code.code for code in codes], [code.label.zh for code in codes])]
    if field.type in _SHAPES:
        return [validate.Regexp(_SHAPES[field.type][0])]
    return [validate.Length(max=field.length_max or _LENGTHS_MAX.get(field.type, TEXT_LENGTH_MAX))]


def _described(field: Field) -> dict[str, str]:
    description = f"{field.label.zh} / {field.label.en}"
    if field.unit:
        description += f" ({field.unit.ucum})"
    if field.type == "time":
        description += " (milliseconds since 1970 UTC)"
    described = {"description": description, "x-policy": field.policy, "x-sensitivity": field.sensitivity}
    if field.type in _SHAPES:
        described["format"] = _SHAPES[field.type][1]
    return described
