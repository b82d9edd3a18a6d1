"""A kind of record: its declaration, and everything that follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, cast

from marshmallow import Schema

from schemas.checking import Checks, Values, check_values, compiled
from schemas.columns import Column, columns_of
from schemas.declaration import Declaration, Field
from schemas.form import form_of, kind_fingerprint
from schemas.marshmallow_schema import schema_of
from schemas.masking import mask_id_number, mask_name, mask_phone
from schemas.paths import expanded, group_fields, ordinary_fields, split_entry
from schemas.plain import declaration_from
from schemas.problems import Problem
from schemas.soundness import UnsoundDeclaration, faults


@dataclass(frozen=True)
class Kind(Declaration):
    """A sound declaration that can check values, be drawn as a form, and be laid out in columns."""

    def __post_init__(self) -> None:
        found = faults(self)
        if found:
            raise UnsoundDeclaration("; ".join(found))

    @classmethod
    def from_data(cls, data: Mapping[str, Any]) -> "Kind":
        """A kind from plain data as `schemas.plain.plain` writes it.

        Raises UnsoundDeclaration where it cannot be used, KeyError or TypeError where it has another shape.
        """
        return cast(Kind, declaration_from(data, cls))

    @cached_property
    def _fields_by_path(self) -> dict[str, Field]:
        return ordinary_fields(self)

    @cached_property
    def _group_fields(self) -> dict[str, dict[str, Field]]:
        return {group.path: group_fields(group) for group in self.groups}

    @cached_property
    def _checks(self) -> Checks:
        return compiled(self)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 in hex; the same for the same declaration on every machine."""
        return kind_fingerprint(self)

    def field_at(self, path: str) -> Field | None:
        """The field of a path in a document, choices' options and unmeasured companions included."""
        field = self._fields_by_path.get(path)
        if field is not None:
            return field
        place = split_entry(path)
        inside = self._group_fields.get(place.group) if place else None
        field = inside.get(place.field) if place and inside else None
        return replace(field, path=path) if field else None

    @cached_property
    def _reserved(self) -> dict[str, tuple[str, ...]]:
        """Outside groups. The review is left out: no tablet can write it (``sync/merge.py``)."""
        return {field.path: field.writers for field in expanded(self.fields) if field.writers}

    @cached_property
    def _reserved_groups(self) -> tuple[str, ...]:
        return tuple(f"{group.path}." for group in self.groups if any(field.writers for field in group.fields))

    def reserved(self, values: Values) -> dict[str, tuple[str, ...]]:
        """The answered paths that only some roles may write, with these roles. Of most documents: none."""
        found = {path: writers for path, writers in self._reserved.items() if values.get(path) is not None}
        if self._reserved_groups:
            for path, value in values.items():
                if value is not None and path.startswith(self._reserved_groups):
                    field = self.field_at(path)
                    if field and field.writers:
                        found[path] = field.writers
        return found

    def paths(self) -> list[str]:
        """Every path outside groups, in the order of the form."""
        return list(self._fields_by_path)

    def check(self, values: Values, received_ms: int | None = None) -> list[Problem]:
        """All that is wrong with a document's values, ordered by path and code.

        values: path to value; None counts as unanswered.
        received_ms: when the server received them, to find what lies in the future.
        Never raises, whatever the values are.
        """
        return check_values(self._checks, values, received_ms)

    def form(self) -> dict[str, Any]:
        """The form as JSON-able data; its shape is described in `schemas.form`."""
        return form_of(self)

    def columns(self) -> list[Column]:
        """The record's columns, as described in `schemas.columns`."""
        return columns_of(self)

    def schema(self) -> type[Schema]:
        """A marshmallow Schema class for the API documentation."""
        return self._schema

    @cached_property
    def _schema(self) -> type[Schema]:
        return schema_of(self)

    def mask(self, path: str, value: object, own_grid: bool = True) -> str:
        """A value as it may be shown unasked. Only identity numbers, phones and names stay recognisable."""
        field = self.field_at(path)
        written = value if isinstance(value, str) else ""
        if field is None:
            return "*"
        if field.type == "id_number":
            return mask_id_number(written, own_grid)
        if field.type == "phone":
            return mask_phone(written)
        if field.path.rsplit(".", 1)[-1] == "name":
            return mask_name(written)
        return "*" * min(len(written), 8) or "*"
