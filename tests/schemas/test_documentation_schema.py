"""The schema that the API documentation is made from says what the checks do."""

from typing import Any

import pytest
from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin

from schemas.kind import Kind
from schemas.kinds import KINDS

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=KINDS)
TRIED: list[Any] = [
    True,
    0,
    1,
    -1,
    19,
    20,
    142,
    300,
    301,
    36.5,
    "1",
    "2",
    "9",
    "in",
    "x",
    "2026-03-01",
    "2026-03",
    "0f9c2a4e-1111-4222-8333-123456789abc",
    "a" * 64,
    "x" * 201,
    "x" * 20_001,
    "x" * 65,
]
# The schema says what these look like; whether the number, the day or the phone exists only the check knows.
LOOSER = {"id_number", "phone", "time"}


@every_kind
def test_what_the_check_finds_hard_the_schema_refuses_and_nothing_else(kind: Kind) -> None:
    schema = kind.schema()(partial=True)
    for path in kind.paths():
        field = kind.field_at(path)
        assert field
        if field.type in LOOSER or field.protected:
            continue
        for value in TRIED:
            hard = any(problem.path == path and problem.severity == "hard" for problem in kind.check({path: value}))
            assert (path in schema.validate({path: value})) == hard, (path, value)


@every_kind
def test_the_documentation_names_every_path_in_both_languages(kind: Kind) -> None:
    spec = APISpec("Mulin", "1", "3.0.3", plugins=[MarshmallowPlugin()])
    spec.components.schema(kind.name, schema=kind.schema())
    described = spec.to_dict()["components"]["schemas"][kind.name]
    inside = {f"{group.path}.{{entry}}.{field.path}" for group in kind.groups for field in group.fields}
    assert set(described["properties"]) == set(kind.paths()) | inside
    for path in kind.paths():
        field = kind.field_at(path)
        assert field
        text = described["properties"][path]["description"]
        assert field.label.zh in text
        assert field.label.en in text
    always = {field.path for field in kind.fields if field.required and field.show_if is None}
    assert set(described.get("required", [])) == always


@every_kind
def test_what_a_newer_version_adds_passes_through(kind: Kind) -> None:
    assert "from_the_future" not in kind.schema()(partial=True).validate({"from_the_future": 1})
