"""The types of fields that bodies are made of."""

# What marshmallow hands to every field is not what every field needs.
# ruff: noqa: ARG002

from __future__ import annotations

import math
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import Any
from uuid import UUID

from marshmallow import ValidationError, fields

from schemas.limits import DEFAULT_LIMITS

_UUID_CHARACTERS = 36
_HASH_CHARACTERS = 64
_DAY_CHARACTERS = 10
_SCALAR_CHARACTERS_MAX = 20_000
_SAFE_WHOLE = 2**53


def _clean(text: str) -> str:
    """Text that can be stored and shown; raises ``ValidationError``."""
    if any(unicodedata.category(character) in {"Cc", "Cs"} and character not in "\n\t" for character in text):
        raise ValidationError("Holds characters that cannot be stored.")
    return text


class Text(fields.String):
    """Text within a limit, which is named, so that a setting can change it. Blanks around it do not count."""

    def __init__(self, limit: str, *, least: int = 1, **options: Any) -> None:
        most = getattr(DEFAULT_LIMITS, limit)
        metadata = {"minLength": least, "maxLength": most, **options.pop("metadata", {})}
        super().__init__(metadata=metadata, **options)
        self.limit = limit
        self.least = least

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> str:
        text = _clean(super()._deserialize(value, attr, data, **options)).strip()
        most = getattr(getattr(self.root, "limits", DEFAULT_LIMITS), self.limit)
        if not self.least <= len(text) <= most:
            raise ValidationError(f"From {self.least} to {most} characters.")
        return text


class Secret(Text):
    """A password: within a limit, and every character counts."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> str:
        super()._deserialize(value, attr, data, **options)
        return str(value)


class Id(fields.Field[bytes]):
    """An id of 16 bytes, in JSON a UUID."""

    def _serialize(self, value: bytes | None, attr: str | None, obj: Any, **options: Any) -> str | None:
        return None if value is None else str(UUID(bytes=value))

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> bytes:
        if isinstance(value, str) and len(value) == _UUID_CHARACTERS:
            try:
                return UUID(value).bytes
            except ValueError:
                pass
        raise ValidationError("Not a UUID.")


class Hash(fields.Field[bytes]):
    """A SHA-256 hash, in JSON 64 lower-case hex digits."""

    def _serialize(self, value: bytes | None, attr: str | None, obj: Any, **options: Any) -> str | None:
        return None if value is None else value.hex()

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> bytes:
        if isinstance(value, str) and len(value) == _HASH_CHARACTERS:
            try:
                return bytes.fromhex(value)
            except ValueError:
                pass
        raise ValidationError("Not 64 hex digits.")


class Hex(fields.Field[bytes]):
    """Bytes, in JSON as lower-case hex digits."""

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> bytes:
        if isinstance(value, str) and value == value.lower():
            try:
                return bytes.fromhex(value)
            except ValueError:
                pass
        raise ValidationError("Not hex digits.")


class Moment(fields.Integer):
    """Milliseconds since 1970 UTC."""

    def __init__(self, **options: Any) -> None:
        super().__init__(metadata={"format": "int64", "minimum": 0, **options.pop("metadata", {})}, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> int:
        moment = super()._deserialize(value, attr, data, **options)
        if not isinstance(moment, int) or not 0 <= moment <= _SAFE_WHOLE:
            raise ValidationError("Not milliseconds since 1970.")
        return moment


class Day(fields.String):
    """A day of the calendar, ``2026-03-04``."""

    def __init__(self, **options: Any) -> None:
        super().__init__(metadata={"format": "date", **options.pop("metadata", {})}, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> str:
        text = str(super()._deserialize(value, attr, data, **options))
        try:
            if len(text) == _DAY_CHARACTERS and date.fromisoformat(text).isoformat() == text:
                return text
        except ValueError:
            pass
        raise ValidationError("Not a day such as 2026-03-04.")


class Answer(fields.Field[Any]):
    """The value of a field of a document: text, a number, a truth value, or null."""

    def __init__(self, **options: Any) -> None:
        super().__init__(allow_none=True, **options)

    def _serialize(self, value: Any, attr: str | None, obj: Any, **options: Any) -> Any:
        return value

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> Any:
        if isinstance(value, bool):
            return value
        if isinstance(value, int) and abs(value) <= _SAFE_WHOLE:
            return value
        if isinstance(value, float) and math.isfinite(value):
            return value
        if isinstance(value, str) and len(value) <= _SCALAR_CHARACTERS_MAX:
            return _clean(value)
        raise ValidationError("Not a value that a field can hold.")


class Page(fields.Integer):
    """How many rows a page has at most."""

    def __init__(self, **options: Any) -> None:
        metadata = {"minimum": 1, "maximum": DEFAULT_LIMITS.page_records_max}
        super().__init__(metadata=metadata, **options)

    def _deserialize(self, value: Any, attr: str | None, data: Mapping[str, Any] | None, **options: Any) -> int:
        rows = super()._deserialize(value, attr, data, **options)
        most = getattr(self.root, "limits", DEFAULT_LIMITS).page_records_max
        if not isinstance(rows, int) or not 1 <= rows <= most:
            raise ValidationError(f"From 1 to {most}.")
        return rows
