"""What every body on the wire has in common: unknown members are refused, and every text has a limit."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from marshmallow import RAISE, Schema, ValidationError, fields

from schemas.limits import DEFAULT_LIMITS, Limits


class Body(Schema):
    """The base of every request and reply."""

    limits: Limits = DEFAULT_LIMITS
    """The limits that the process at hand runs under; ``load`` sets them."""

    class Meta:
        unknown = RAISE


class Invalid(Exception):
    """What cannot be used: ``fields`` says what is wrong where, ``unknown`` that names in it are strange."""

    def __init__(self, fields: Mapping[str, Any], unknown: bool) -> None:
        super().__init__(fields)
        self.fields = fields
        self.unknown = unknown


def load(schema: type[Body], data: Mapping[str, Any], limits: Limits = DEFAULT_LIMITS) -> dict[str, Any]:
    """The values that ``data`` holds, in the form the server works with; raises ``Invalid``."""
    instance = schema()
    instance.limits = limits
    try:
        loaded: dict[str, Any] = instance.load(data)
    except ValidationError as fault:
        found: dict[str, Any] = fault.normalized_messages()  # type: ignore[no-untyped-call]
        raise Invalid(found, unknown=any(name not in _names(instance) for name in found)) from fault
    return loaded


def list_names(schema: type[Body]) -> set[str]:
    """The members that are lists: a form gives them once for each value."""
    return {field.data_key or name for name, field in schema().fields.items() if isinstance(field, fields.List)}


def dump(schema: type[Body], value: Mapping[str, Any]) -> dict[str, Any]:
    """``value`` as JSON-able data: only what the schema names leaves the house."""
    dumped: dict[str, Any] = schema().dump(value)
    return dumped


def _names(schema: Schema) -> set[str]:
    return {field.data_key or name for name, field in schema.fields.items()} | {"_schema"}
