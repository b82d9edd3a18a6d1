"""The HTTP interface under ``/api/v1``: one module a noun."""

from __future__ import annotations

from flask import Flask

from server import sessions
from server.api import (
    assignments,
    attachments,
    audit,
    binary,
    bundles,
    care,
    colleagues,
    communities,
    compare,
    conflicts,
    documentation,
    due,
    enrol,
    health,
    kinds,
    leaving,
    past,
    people,
    records,
    refusals,
    registry,
    residents,
    results,
    reviews,
    session,
    sync,
    tablet_rules,
    tablet_self,
    tablets,
    tasks,
    tokens,
)
from server.current import settings

NOUNS = (
    session,
    tokens,
    communities,
    people,
    assignments,
    tablets,
    tablet_self,
    tablet_rules,
    bundles,
    colleagues,
    enrol,
    kinds,
    care,
    records,
    past,
    results,
    reviews,
    tasks,
    due,
    conflicts,
    residents,
    refusals,
    leaving,
    audit,
    binary,
    documentation,
    health,
)
"""Each declares its addresses as it is imported (``server/api/registry.py``)."""


def init_app(app: Flask) -> None:
    """Register every endpoint."""
    with app.app_context():
        sessions.init_app(app, settings())
    registry.route(app)
    # These speak other than JSON, and bring blueprints of their own.
    for module in (sync, compare, attachments):
        app.register_blueprint(module.blueprint)
