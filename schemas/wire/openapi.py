"""The OpenAPI document, drawn from the operations and their schemas: there is nothing to keep in step by hand."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from typing import Any

from apispec import APISpec
from apispec.ext.marshmallow import MarshmallowPlugin
from marshmallow import Schema, fields

from schemas.wire.body import Body
from schemas.wire.field_types import Answer, Hash, Id
from schemas.wire.operation import BYTES, CBOR, FHIR, HTML, TEXT, Operation

_PART = re.compile(r"<(?:([^:<>]+):)?([^<>]+)>")
_JSON, _PROBLEM = "application/json", "application/problem+json"
_FORMATS: dict[str | None, dict[str, Any]] = {"uuid": {"type": "string", "format": "uuid"}}
_INTRODUCTION = """\
The JSON API of Mulin (睦邻) for people and programs. Tablets hand in their work in CBOR; that is described, with \
everything a tablet does, in `docs/protocol.md`, which is the authority for it.

People sign in (`POST /api/v1/session`) and then send the session's token in `X-CSRF-Token` with whatever changes \
something; programs send `Authorization: Bearer <API token>`. Times are milliseconds since 1970 UTC. Unknown \
members are refused. Errors are RFC 9457 problem details with a stable `code`."""
_SECURITY: dict[str, list[dict[str, list[str]]]] = {
    "nobody": [],
    "person": [{"session": []}, {"token": []}],
    "tablet": [{"tablet": []}],
    "either": [{"session": []}, {"token": []}, {"tablet": []}],
}


def openapi(operations: Iterable[Operation], problems: Mapping[str, tuple[int, str]], version: str) -> dict[str, Any]:
    """OpenAPI 3.1 of the operations; ``problems``: code → status and title."""
    plugin = _plugin()
    spec = APISpec(
        title="Mulin (睦邻)",
        version=version,
        openapi_version="3.1.0",
        plugins=[plugin],
        info={"description": _INTRODUCTION},
    )
    _teach(plugin)
    _components(spec)
    for operation in operations:
        spec.path(path=address(operation), operations={operation.method.lower(): _operation(operation, problems)})
    drawn: dict[str, Any] = spec.to_dict()
    return drawn


def address(operation: Operation) -> str:
    """The path as OpenAPI writes it: ``/people/{person}``."""
    return _PART.sub(r"{\2}", operation.address)


def parts(operation: Operation) -> list[dict[str, Any]]:
    """The parameters in the path."""
    return [
        {"name": name, "in": "path", "required": True, "schema": _FORMATS.get(kind or None, {"type": "string"})}
        for kind, name in _PART.findall(operation.address)
    ]


def _name(schema: Schema | type[Schema]) -> str:
    kind = schema if isinstance(schema, type) else type(schema)
    return kind.__name__


def _components(spec: APISpec) -> None:
    spec.components.security_scheme("session", {"type": "apiKey", "in": "cookie", "name": "mulin"})
    spec.components.security_scheme("token", {"type": "http", "scheme": "bearer", "description": "an API token"})
    spec.components.security_scheme("tablet", {"type": "http", "scheme": "bearer", "description": "a tablet's token"})
    spec.components.schema(
        "Problem",
        {
            "type": "object",
            "required": ["type", "title", "status", "code"],
            "properties": {
                "type": {"type": "string"},
                "title": {"type": "string"},
                "status": {"type": "integer"},
                "code": {"type": "string"},
                "hint": {"type": "string"},
                "fields": {"type": "object", "description": "what is wrong, by member"},
            },
        },
    )


def _operation(operation: Operation, problems: Mapping[str, tuple[int, str]]) -> dict[str, Any]:
    drawn: dict[str, Any] = {
        "tags": [operation.noun],
        "summary": f"{operation.label.en} · {operation.label.zh}",
        "operationId": _operation_id(operation),
        "security": _SECURITY[operation.who],
        "responses": _responses(operation, problems),
    }
    if operation.note:
        drawn["description"] = f"{operation.note.en}\n\n{operation.note.zh}"
    if operation.roles:
        drawn["x-roles"] = sorted(operation.roles)
    parameters: list[dict[str, Any]] = parts(operation)
    if operation.query:
        parameters.append({"in": "query", "schema": operation.query})  # type: ignore[dict-item, unused-ignore]
    if parameters:
        drawn["parameters"] = parameters
    body = _content(operation.body_media, operation.body)
    if body:
        drawn["requestBody"] = {"required": True, "content": body}
    return drawn


def _operation_id(operation: Operation) -> str:
    return "_".join([operation.method.lower(), *re.findall(r"\w+", _PART.sub(r"\2", operation.path))])


def _responses(operation: Operation, problems: Mapping[str, tuple[int, str]]) -> dict[str, Any]:
    answer: dict[str, Any] = {"description": operation.label.en}
    content = None if operation.status == 204 else _content(operation.media, operation.reply)
    if content:
        answer["content"] = content
    responses: dict[str, Any] = {str(operation.status): answer}
    by_status: dict[int, list[str]] = {}
    for code in problem_codes(operation):
        by_status.setdefault(problems[code][0], []).append(code)
    for status, codes in sorted(by_status.items()):
        said = "; ".join(f"`{code}`: {problems[code][1]}" for code in codes)
        content = {_PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
        responses[str(status)] = {"description": said, "content": content}
    return responses


def problem_codes(operation: Operation) -> list[str]:
    """Every code that the operation may answer with, those that follow from its form included."""
    codes: list[str] = []
    if operation.who != "nobody":
        codes += ["token.missing", "token.unknown"]
    if operation.who in {"tablet", "either"}:
        codes += ["revoked"]
    if operation.who in {"person", "either"} and operation.method not in {"GET", "HEAD"}:
        codes += ["csrf.missing"]
    if operation.roles:
        codes += ["role.not_allowed"]
    if "<" in operation.path:
        codes += ["not_found"]
    if operation.query:
        codes += ["query.invalid"]
    if operation.body:
        codes += ["body.malformed", "body.unknown_field", "body.invalid", "body.encoding", "body.too_large"]
    if operation.method not in {"GET", "HEAD"}:
        codes += ["server.busy", "storage.full"]
    return list(dict.fromkeys([*codes, *operation.problems]))


def _content(media: str, schema: type[Body] | None) -> dict[str, Any]:
    if media in {CBOR, BYTES}:
        return {media: {"schema": {"type": "string", "format": "binary"}}}
    if media == FHIR:
        return {media: {"schema": {"type": "object"}}}
    if media in {HTML, TEXT}:
        return {media: {"schema": {"type": "string"}}}
    if schema is not None:
        return {_JSON: {"schema": schema}}
    return {_JSON: {"schema": {"type": "object"}}} if media == _JSON else {}


def members(schema: type[Body]) -> list[dict[str, Any]]:
    """The members of a body for a page to list: name, type, whether it must be there, and what it is."""
    convert = _converter()
    drawn = []
    for name, field in schema().fields.items():
        said = convert(field)
        drawn.append(
            {
                "name": field.data_key or name,
                "type": _type(said),
                "required": field.required,
                "about": said.get("description", ""),
            }
        )
    return drawn


def _type(said: Mapping[str, Any]) -> str:
    if "$ref" in said:
        return str(said["$ref"]).rsplit("/", 1)[-1]
    kind = said.get("type", "any")
    if isinstance(kind, list):
        kind = " | ".join(kind)
    if "items" in said:
        return f"[{_type(said['items'])}]"
    if "enum" in said:
        return " | ".join(str(value) for value in said["enum"] if value is not None)
    for alternatives in ("anyOf", "allOf", "oneOf"):
        if alternatives in said:
            return " | ".join(_type(one) for one in said[alternatives])
    return f"{kind} ({said['format']})" if "format" in said else str(kind)


def _plugin() -> MarshmallowPlugin:
    return MarshmallowPlugin(schema_name_resolver=_name)


def _teach(plugin: MarshmallowPlugin) -> None:
    """Tell a plugin, once a spec has taken it up, of the types of our own."""
    for field, kind, form in ((Id, "string", "uuid"), (Hash, "string", None), (Answer, None, None)):
        plugin.map_to_openapi_type(field, kind, form)  # type: ignore[no-untyped-call, unused-ignore]


@cache
def _converter() -> Callable[[fields.Field[Any]], dict[str, Any]]:
    plugin = _plugin()
    APISpec(title="", version="", openapi_version="3.1.0", plugins=[plugin])
    _teach(plugin)
    converter = plugin.converter
    if converter is None:
        raise RuntimeError("a spec gives its plugin a converter")
    return converter.field2property
