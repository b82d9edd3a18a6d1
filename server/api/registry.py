"""The one way to an address of the API: declare what it does, and it is routed, guarded and documented alike."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar
from uuid import UUID

from flask import Flask, Response, jsonify, request
from sqlalchemy.exc import IntegrityError

from schemas.declaration import Label
from schemas.wire import Body, Invalid, dump, load
from schemas.wire.operation import Operation
from server.api.json_body import body_of_request
from server.auth import actor_of_request, tablet_of_request, tablet_or_actor
from server.current import limits
from server.database import db
from server.errors import fail

View = Callable[..., Any]
Declared = TypeVar("Declared", bound=View)

_entries: dict[tuple[str, str], tuple[Operation, View | None]] = {}


def operations() -> list[Operation]:
    """Everything there is, in the order in which it was declared."""
    return [operation for operation, _ in _entries.values()]


def endpoint(method: Any, path: str, noun: str, zh: str, en: str, **options: Any) -> Callable[[Declared], Declared]:
    """Declare the decorated function as what answers ``method`` at ``path``; options are ``Operation``'s.

    It is called with the parts of the path by their names (UUIDs as 16 bytes), and, where declared, with ``actor``
    (or ``tablet``, or ``by`` where either may ask), ``query`` and ``body``. It returns what the reply schema dumps.
    """

    def declare(view: Declared) -> Declared:
        _enter(Operation(method, path, noun, Label(zh, en), **options), view)
        return view

    return declare


def described(method: Any, path: str, noun: str, zh: str, en: str, **options: Any) -> None:
    """Document an address that a blueprint of its own routes."""
    _enter(Operation(method, path, noun, Label(zh, en), **options), None)


def route(app: Flask) -> None:
    """Route everything that was declared."""
    for operation, view in _entries.values():
        if view is not None:
            name = f"api.{operation.method}.{operation.path}".replace(".", "_")
            app.add_url_rule(operation.address, name, _guarded(operation, view), methods=[operation.method])


def _enter(operation: Operation, view: View | None) -> None:
    key = (operation.method, operation.path)
    if key in _entries:
        raise ValueError(f"{operation.method} {operation.path} is declared twice")
    _entries[key] = (operation, view)


def _guarded(operation: Operation, view: View) -> View:
    def answer(**parts: Any) -> Response:
        given = {name: _part(value) for name, value in parts.items()}
        # First who asks, then what: whoever may not ask learns nothing from how the rest is answered.
        given |= _asking(operation)
        if operation.query is not None:
            given["query"] = loaded(operation.query, _query(), "query")
        if operation.body is not None:
            given["body"] = loaded(operation.body, body_of_request(), "body")
        try:
            result = view(**given)
        except IntegrityError:
            # Somebody else was first by a moment. The second look finds what they made, and answers as to that.
            db.session.rollback()
            result = view(**given)
        if isinstance(result, Response):
            return result
        if operation.reply is None:
            return Response(status=204)
        response = jsonify(dump(operation.reply, result))
        response.status_code = operation.status
        return response

    return answer


def _asking(operation: Operation) -> dict[str, Any]:
    if operation.who == "nobody":
        return {}
    if operation.who == "tablet":
        return {"tablet": tablet_of_request()}
    if operation.who == "either":
        return {"by": tablet_or_actor()}
    actor = actor_of_request()
    if operation.roles and actor.role not in operation.roles:
        fail("role.not_allowed")
    return {"actor": actor}


def _query() -> dict[str, Any]:
    twice = [name for name, values in request.args.lists() if len(values) > 1]
    if twice:
        fail("query.invalid", fields={name: ["Given more than once."] for name in twice})
    return request.args.to_dict()


def _part(value: Any) -> Any:
    if isinstance(value, UUID):
        return value.bytes
    # No id holds such characters, and PostgreSQL takes no NUL: there is nothing by that name.
    if isinstance(value, str) and not value.isprintable():
        fail("not_found")
    return value


def loaded(schema: type[Body], data: dict[str, Any], where: str) -> dict[str, Any]:
    """What came, checked; ``where`` is ``body`` or ``query``."""
    try:
        return load(schema, data, limits())
    except Invalid as fault:
        if where == "query":
            fail("query.invalid", fields=fault.fields)
        fail("body.unknown_field" if fault.unknown else "body.invalid", fields=fault.fields)
