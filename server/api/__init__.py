"""The HTTP interface under ``/api/v1``: one module a noun."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec

from flask import Flask

from server import sessions
from server.api import registry
from server.current import settings

_NOUNS = (
    "session",
    "tokens",
    "communities",
    "people",
    "assignments",
    "tablets",
    "enrol",
    "kinds",
    "records",
    "past",
    "conflicts",
    "residents",
    "refusals",
    "audit",
    "binary",
    "documentation",
    "health",
)
_BINARY = ("sync", "compare", "attachments")
"""These speak other than JSON, and bring a blueprint of their own."""


def init_app(app: Flask) -> None:
    """Register every endpoint."""
    with app.app_context():
        sessions.init_app(app, settings())
    for noun in _NOUNS:
        import_module(f"server.api.{noun}")
    registry.route(app)
    for name in _BINARY:
        if find_spec(f"server.api.{name}"):
            app.register_blueprint(import_module(f"server.api.{name}").blueprint)
